"""Marking, relabelling and removing spans in the concordance, and taking that back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.plain import isolated
from annotator.tui.concordance import changing
from annotator.tui.concordance.changing import Plan, Progress, TakenBack
from annotator.tui.key_names import key_name
from annotator.tui.label_list import LabelList
from annotator.tui.label_lookup import LabelLookup
from annotator.tui.latest import Failed, LatestReader
from annotator.tui.screens.question import Question, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from textual import events

    from annotator.project import Project
    from annotator.tui.concordance.changing import Changed
    from annotator.tui.concordance.groups import Key
    from annotator.tui.concordance.screen import ConcordanceScreen
    from annotator.tui.places import Place
    from annotator.tui.saver import Report

_TOLD = 5
"""How many groups a question names."""


class Done(NamedTuple):
    """What was done together, and the texts of its groups as they were shown."""

    plan: Plan
    texts: dict[Key, str]


class Changer:
    """Changes the spans of a concordance. `labels`: the list in which the new label is chosen, None where it is not open."""

    def __init__(self, screen: ConcordanceScreen) -> None:
        self._screen = screen
        self._program = screen.program
        self._source = screen.source
        self._lookup = LabelLookup(screen.program.schema)
        self.labels: LabelList | None = None
        self.done: list[Done] = []
        """What was done here and not taken back, oldest first."""
        self.working = ""
        """How far the work is that keys wait for."""
        self._asked: object = None
        self._pending: set[str] = set()  # ids of articles with changes that are not saved yet
        self._refused: list[str] = []
        self._reader: LatestReader[Progress | Plan | TakenBack] = LatestReader(
            screen.program.reader, screen.program.tell_over_read
        )

    @property
    def is_planning(self) -> bool:
        """Whether it is being worked out what is to be saved."""
        return self._asked is not None

    def stop(self) -> None:
        """End the thread that reads."""
        self._reader.stop()

    # --- marking ----------------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the place or the group under the cursor, or not any more, and go on to the next."""
        screen = self._screen
        group, place = screen.list.selected, screen.places.selected
        if group is None or place is None:
            return
        if screen.places.is_active:
            group.marked ^= {place}
        elif len(group.marked) == group.count:
            group.marked.clear()
        else:
            group.marked.update(group.places())
        screen.redraw()
        screen.move(1)

    def mark_all(self) -> None:
        """Mark all groups that are shown; where they are marked, mark none of them."""
        groups = self._screen.list.groups
        is_all = all(len(group.marked) == group.count for group in groups)
        for group in groups:
            group.marked.clear()
            if not is_all:
                group.marked.update(group.places())
        self._screen.redraw()

    def _target(self) -> list[tuple[Key, Collection[Place]]]:
        """Return the spans that an action is for: those that are marked, else those the cursor is on."""
        screen = self._screen
        if marked := screen.groups.marked():
            return [(group.key, frozenset(group.marked)) for group in marked]
        group, place = screen.list.selected, screen.places.selected
        if group is None or place is None:
            return []
        return [(group.key, [place] if screen.places.is_active else list(group.places()))]

    # --- choosing a label -------------------------------------------------------------------------

    def relabel(self) -> None:
        """List the labels, and ask for a key or letters of a name."""
        if not self._may_change():
            return
        spans = sum(len(places) for _, places in self._target())
        if not spans:
            self._screen.tell("There is no span here.")
            return
        self._open(LabelList(self._lookup))
        self._screen.prompt.ask(f"Relabel {_count(spans, 'span')}:", "", lambda _: None, enter="takes")

    def _open(self, labels: LabelList | None) -> None:
        screen = self._screen
        self.labels = screen.labels.labels = labels
        screen.make_room(screen.size.width, screen.size.height)
        screen.labels.draw()

    def takes(self, event: events.Key) -> bool:
        """Handle a key while something is asked for or worked out; return whether that is so."""
        if self.is_planning:
            if event.key == "escape":
                self._end("Given up: nothing was changed.")
                self._reader.drop()
            return True
        if self.labels is None:
            return False
        self._press_in_list(self.labels, event)
        return True

    def _press_in_list(self, labels: LabelList, event: events.Key) -> None:
        prompt = self._screen.prompt
        by_key = None
        if not prompt.text:
            name = key_name(event.key, event.character)
            by_key = self._lookup.by_key(name) or self._lookup.in_list(event)
        if by_key is not None:
            self.pick(by_key)
        elif event.key == "escape":
            self._open(None)
            self._screen.tell("No label was chosen.")
        elif event.key == "enter":
            if labels.chosen is not None:
                self.pick(labels.chosen)
        elif not labels.move(event.key, max(self._screen.labels.size.height - 2, 1)):
            prompt.press_key(event)
            labels.narrow(prompt.text)
        self._screen.labels.draw()

    def pick(self, label: str) -> None:
        """Take a label from the list."""
        self._open(None)
        self._confirm(label)

    # --- asking -----------------------------------------------------------------------------------

    def remove(self) -> None:
        """Ask whether the spans are to be removed."""
        if self._may_change():
            self._confirm(None)

    def _may_change(self) -> bool:
        """Return whether anything can be changed now; tell why where it can't."""
        why = ""
        if not self._program.reader.writable:
            why = "The project can only be read: nothing can be changed."
        elif self._program.unsaved:
            why = f"Not all is saved yet: try again once it is. {self._program.trouble}"
        elif not self._screen.reader.is_done or not self._screen.groups.is_complete:
            why = "The spans are still being read: try again in a moment."
        if why:
            self._screen.tell(why.strip(), urgent=True)
        return not why

    def _confirm(self, label: str | None) -> None:
        """Ask before spans are given a label, or removed where it is None."""
        program, target = self._program, self._target()
        if label is not None:
            target = [(key, places) for key, places in target if key.label != label]
        spans = changing.wanted(target)
        count = sum(len(places) for _, places in target)
        if not count:
            self._screen.tell(
                "There is no span here." if label is None else f"All of that is {isolated(label)} already."
            )
            return
        what = "Remove" if label is None else "Relabel"
        to = "" if label is None else f" as {isolated(label)}"
        where = _count(len(spans), "article")
        lines = [f"{what} {_count(count, f'{self._source.noun}span')} in {where}{to}?", ""]
        for key, places in target[:_TOLD]:
            group = self._screen.groups.get(key)
            text = "" if group is None else " ".join(group.text[:60].split())
            lines.append(f"  {len(places):,}  {isolated(key.label)}: {isolated(text)}")
        if len(target) > _TOLD:
            lines.append(f"  and {_count(len(target) - _TOLD, 'more group')}")
        standing = self._source.standing(program.reader, sorted(spans))
        if consequences := self._source.consequences(standing):
            lines += ["", consequences]
        lines += ["", f"Ctrl+y takes it back.   Enter: {what.lower()}.   Esc: go back."]
        answers = (
            answer("enter", what.lower(), partial(self._answer, spans, label)),
            answer("escape", "go back", program.pop_screen, stays=True),
        )
        program.push_screen(Question(program, lines, answers))

    def _answer(self, spans: changing.Wanted, label: str | None) -> None:
        self._program.pop_screen()
        if self._may_change():
            self._begin(partial(changing.planned, self._source, spans, label))

    # --- doing ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back in all articles what was done here last."""
        if not self.done:
            self._screen.tell("Nothing that was done here is left to take back.")
        elif self._may_change():
            self._begin(partial(changing.taken_back, self._source, self.done[-1].plan))

    def _begin(self, work: Callable[[Project], Iterator[Progress | Plan | TakenBack]]) -> None:
        self._asked, self.working = work, "Looking at the articles… Esc gives up"
        self._reader.ask(work, work)
        self.take(0.015)
        self._screen.show_status()

    def take(self, seconds: float = 0.0) -> None:
        """Take what was worked out; wait so many seconds at most."""
        for got in self._reader.take(seconds):
            if isinstance(got, Failed):
                if got.asked is self._asked:
                    self._end(f"Nothing was changed. {got.reason}", urgent=True)
            elif self._asked is None:
                continue  # it was given up
            elif isinstance(got, Progress):
                self.working = f"{got.articles:,} of {_count(got.of, 'article')} looked at… Esc gives up"
            elif isinstance(got, Plan):
                self._take_plan(got)
            else:
                self._take_back(got)

    def _end(self, message: str, *, urgent: bool = False) -> None:
        self._asked, self.working = None, ""
        self._screen.tell(message, urgent=urgent)

    def _take_plan(self, plan: Plan) -> None:
        groups = self._screen.groups
        keys = {key for one in plan.changed for _, key in one.spans}
        texts = {key: group.text for key in keys if (group := groups.get(key)) is not None}
        self._save(plan.changed)
        for group in groups.marked():
            group.marked.clear()
        changing.show_changed(groups, plan)
        if plan.changed:
            self.done.append(Done(plan, texts))
        self._screen.show_groups()
        self._end(self._told(plan), urgent=bool(plan.left))

    def _told(self, plan: Plan) -> str:
        """Return what was done, and what was left."""
        label = plan.label
        what = "Removed" if label is None else "Relabelled"
        to = "" if label is None else f" as {isolated(label)}"
        spans = _count(plan.spans, f"{self._source.noun}span")
        parts = [f"{what} {spans} in {_count(len(plan.changed), 'article')}{to}."]
        if plan.left:
            parts.append(f"{_count(plan.left, 'span')} left: {self._source.left}.")
        if plan.refused:
            article, why = next(iter(plan.refused.items()))
            parts.append(f"{isolated(article)}: {why}")
        return " ".join(parts)

    def _take_back(self, back: TakenBack) -> None:
        done = self.done.pop()
        self._save(back.changed)
        changing.show_taken_back(self._screen.groups, back, done.texts)
        self._screen.show_groups()
        told = f"Taken back in {_count(len(back.changed), 'article')}."
        if back.left:
            left = "1 article was" if back.left == 1 else f"{back.left:,} articles were"
            told += f" {left} changed since and not touched: undo in an article goes back step by step."
        self._end(told, urgent=bool(back.left))

    def _save(self, changed: Sequence[Changed]) -> None:
        for one in changed:
            self._pending.add(one.change.article)
            self._program.save_aside(one.change)

    def report(self, report: Report) -> bool:
        """Take how saving went; return whether it was refused and is told here."""
        is_ours = bool(report.refused) and report.article in self._pending
        if is_ours:
            self._refused.append(report.refused)
        if not self._program.unsaved and self._pending:
            self._pending.clear()
            refused, self._refused = self._refused, []
            if refused:
                articles = "1 article was" if len(refused) == 1 else f"{len(refused):,} articles were"
                self._screen.tell(
                    f"{articles} left as before, because of changes made elsewhere meanwhile. {refused[0]}",
                    urgent=True,
                )
                self._screen.read()
        return is_ours


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
