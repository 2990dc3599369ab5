"""One article on an adjudicator's desk: the case at hand, its cards, and what is decided; without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication import Version
from annotator.errors import SpanError, StillOpenError
from annotator.model import GoldSpan
from annotator.tui.adjudicating.cards import Card, cards_of
from annotator.tui.adjudicating.highlights import Drawn
from annotator.tui.adjudicating.messages import case_of, decisions, no_case, rest
from annotator.tui.cursor import Cursor, Outcome, Tones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.adjudication import Adjudication, Case
    from annotator.model import GoldStep, Span
    from annotator.text.layout import Layout
    from annotator.text.navigation import Range


class _Place(NamedTuple):
    start: int
    end: int
    label: str = ""


class Settling(Cursor):
    """State of the adjudication screen. `shown_as` has the names under which people are shown, where they are hidden."""

    def __init__(
        self, adjudication: Adjudication, layout: Layout, shown_as: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(adjudication.article, layout)
        self.adjudication = adjudication
        self.shown_as = shown_as or {}
        self.card = 0
        self.marked: frozenset[int] | None = None
        self.adding = False
        self._picked: str | None = None
        self._drawn = Drawn()
        self._changed: list[Range] = []
        self._bring()
        self.go_to_end(1)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that are drawn: gold, what goes to gold by itself, and the versions of what is open."""
        return tuple(self._drawn.index)

    def spans_in(self, start: int, end: int) -> list[Span]:
        """Return those in a range."""
        return self._drawn.index.overlapping(start, end)

    def tones(self, spans: Sequence[Span]) -> Tones:
        """Draw the case at hand loud, and what is settled quiet."""
        return self._drawn.tones(spans, self.case)

    @property
    def target(self) -> Range | None:
        """What a label's key would tag; nothing while a case was gone to."""
        return super().target if self.caret_shown else None

    @property
    def caret_shown(self) -> bool:
        """Whether the caret is drawn: it would hide the case that was gone to."""
        return (
            self._picked is None or self.adding or self.editing is not None or self.caret.anchor is not None
        )

    def changed(self) -> list[Range]:
        """Return the ranges that are to be painted anew since this was asked last."""
        changed, self._changed = self._changed, []
        return changed

    def mode(self) -> str:
        """Return what is being done that a key ends, and which key; empty where nothing is."""
        if self.editing is not None:
            return f"Editing {self.editing.label}: arrows move its {self.moving_edge}, Tab the other edge, Enter harmless, Esc leaves"
        if self.marked is not None:
            marked = ", ".join(str(place + 1) for place in sorted(self.marked)) or "none yet"
            return f"Several: numbers mark ({marked}), b or Enter takes, Esc leaves"
        if self.adding:
            return "Adding: select with the arrows, then a label's key; Esc leaves"
        return ""

    @property
    def case(self) -> Case | None:
        """The case at hand: the one that was gone to, else the one at the caret."""
        if self._picked is not None:
            return self.adjudication.case(self._picked)
        return self._drawn.at(self.caret.start)

    @property
    def cards(self) -> list[Card]:
        """The cards of the case at hand."""
        case = self.case
        return [] if case is None else cards_of(case, self.name)

    def name(self, person: str) -> str:
        """Return the name under which an annotator is shown."""
        return self.shown_as.get(person, person)

    def policy(self, policy: str) -> str:
        """Return how a policy is shown: without the name of a person where names are hidden."""
        kind, colon, person = policy.partition(":")
        return f"{kind}{colon}{self.name(person)}"

    def _repaint(self) -> None:
        case = self.case
        if case is not None:
            self._changed += self._drawn.ranges(case)

    # --- going from case to case ------------------------------------------------------------------

    def moved(self) -> None:
        """Let go of the case that was gone to, unless something is being done with it."""
        self._repaint()
        if self.editing is None and not self.adding:
            self._picked, self.card, self.marked = None, 0, None

    def move(self, action: str, *, shift: bool = False, page: int = 1) -> Outcome:
        """Move the caret; the case at hand is the one it comes to."""
        outcome = super().move(action, shift=shift, page=page)
        self._repaint()
        return outcome

    def point(self, offset: int, *, selecting: bool, word: bool = False) -> Outcome:
        """Put the caret on a letter; the case at hand is the one there."""
        outcome = super().point(offset, selecting=selecting, word=word)
        self._repaint()
        return outcome

    def go_to_case(self, case: Case) -> None:
        """Make a case the one at hand."""
        self._repaint()
        self.marked, self.card, self.adding, self.editing = None, 0, False, None
        self.go_to(_Place(case.start, case.end))
        self._picked = case.key
        self._repaint()

    def go_to_end(self, by: int) -> bool:
        """Go to the first open case (1) or to the last one (-1); say whether there is any."""
        if still := self.adjudication.open():
            self.go_to_case(still[0 if by > 0 else -1])
        return bool(still)

    def go_to_open(self, by: int) -> bool:
        """Go to the next open case (1) or to the previous one (-1); say whether there is one on that side."""
        order = self._drawn.order
        case = self.case
        here = (self.caret.start, 0, "") if case is None else order(case)
        still = self.adjudication.open()
        beyond = [other for other in still if (order(other) > here if by > 0 else order(other) < here)]
        if beyond:
            self.go_to_case((min if by > 0 else max)(beyond, key=order))
        return bool(beyond)

    def next_card(self, by: int = 1) -> Outcome:
        """Choose another version; while editing, move the other edge."""
        if self.editing is not None:
            return self.other_edge()
        count = len(self.cards)
        self.card = (self.card + by) % count if count else 0
        return Outcome()

    # --- deciding ---------------------------------------------------------------------------------

    def take(self, number: int) -> Outcome:
        """Take the version with a number, from 1; while several are being marked, mark it or not."""
        case, cards = self.case, self.cards
        if case is None:
            return Outcome(no_case(self.adjudication))
        if number > len(cards):
            return Outcome(f"There is no version {number} here.")
        span = cards[number - 1].span
        if self.marked is not None:
            if isinstance(span, Version):
                self.marked ^= {number - 1}
            return Outcome()
        if isinstance(span, Version):
            return self._decide(lambda: self.adjudication.take(case, [span]), f"Taken: {self._said(span)}")
        if case.stale:
            return self._decide(lambda: self.adjudication.keep(case), "Kept as it was decided.")
        return Outcome("That is in gold already.")

    def several(self) -> Outcome:
        """Take both of two versions; of more, begin to mark, or take those that are marked."""
        case = self.case
        versions = [card.span for card in self.cards if isinstance(card.span, Version)]
        if case is None or len(versions) < 2:
            if case is None:
                return Outcome(no_case(self.adjudication))
            return Outcome(
                "There is one version only: 1 takes it." if versions else "Nobody's version is here to take."
            )
        if self.marked is None and len(versions) > 2:
            self.marked = frozenset()
            return Outcome()
        if self.marked is not None:
            versions = [version for place, version in enumerate(versions) if place in self.marked]
        if not versions:
            return Outcome()
        return self._decide(
            lambda: self.adjudication.take(case, versions), f"Taken: {len(versions)} versions."
        )

    def none(self) -> Outcome:
        """Take none of the versions; an added span goes."""
        case = self.case
        if case is None:
            return Outcome(no_case(self.adjudication))
        said = "None of them." if case.group is not None else "It is gone from gold."
        return self._decide(lambda: self.adjudication.none(case), said)

    def begin_edit(self) -> Outcome:
        """Begin to move the edges of the chosen version."""
        if self.editing is not None:
            return self.other_edge()
        case, card = self.case, self._chosen()
        if case is None or card is None or card.span is None:
            return Outcome(no_case(self.adjudication))
        self._picked, self.marked, self.adding = case.key, None, False
        self.begin_editing(card.span)
        return Outcome()

    def keep_edit(self) -> Outcome:
        """Take the edited version with the range that is selected and the label that was chosen."""
        if self.editing is None or self.caret.selection is None:
            return Outcome()
        return self._change(self.editing.span, self.caret.selection, self.editing.label)

    def begin_adding(self) -> Outcome:
        """Begin to select a span that nobody had."""
        self.marked, self.adding = None, True
        if self.caret.anchor is None and not self.selecting:
            self.toggle_selecting()
        return Outcome()

    def label(self, label: str) -> Outcome:
        """Add what is selected with a label, or take the chosen version with it."""
        if self.editing is not None:
            self.editing = self.editing._replace(label=label)
            return Outcome(f"Will be {label}. Enter harmless, Escape leaves it as it was.")
        if self.marked is not None:
            return Outcome()
        if self.adding or self.caret.anchor is not None:
            return self._add(label)
        card = self._chosen()
        if card is None or card.span is None:
            return Outcome(no_case(self.adjudication))
        return self._change(card.span, (card.span.start, card.span.end), label)

    def _change(self, span: object, place: Range, label: str) -> Outcome:
        case = self.case
        if case is None or not isinstance(span, Version | GoldSpan):
            return Outcome(no_case(self.adjudication))
        same = place == (span.start, span.end)
        what = "Edited" if not same else "Relabelled" if label != span.label else "Taken"
        said = f"{what}: {label}: {self.text(*place)}"
        return self._decide(lambda: self.adjudication.change(case, span, *place, label), said)

    def _add(self, label: str) -> Outcome:
        target = self.target
        if target is None:
            return Outcome("Nothing is selected.")
        outcome = self._apply(
            lambda: self.adjudication.add(*target, label), f"Added: {label}: {self.text(*target)}"
        )
        if outcome.step is not None:
            self.adding, self._picked = False, None
            self.drop()
            self._repaint()
        return outcome

    def note(self, text: str) -> Outcome:
        """Put a note on the case at hand; where it is open, on what is decided next."""
        case = self.case
        if case is None:
            return Outcome(no_case(self.adjudication))
        step = self.adjudication.note(case, text)
        if step is None:
            return Outcome("The note goes with the decision, and is kept with it.")
        self._bring()
        return Outcome("Noted.", step=step)

    def accept_policy(self) -> Outcome:
        """Decide all that the policy decides."""
        step = self.adjudication.accept()
        policy = self.policy(str(self.adjudication.policy))
        if step is None:
            return Outcome(f"The policy {policy} decides nothing more here. {rest(self.adjudication)}")
        self._bring()
        self._onward()
        return Outcome(f"{rest(self.adjudication)} {decisions(step)} by the policy {policy}.", step=step)

    def settle(self) -> Outcome:
        """Say that the article is settled; refused while anything is open."""
        try:
            step = self.adjudication.settle()
        except StillOpenError as error:
            self.go_to_end(1)
            count = "1 disagreement is" if error.count == 1 else f"{error.count} disagreements are"
            return Outcome(
                f"{count} still open; this is the first. Decide it, then Enter settles.", refused=True
            )
        except SpanError as error:
            return Outcome(str(error), refused=True)
        self._bring()
        return Outcome("Settled.", step=step)

    def undo(self) -> Outcome:
        """Take back the last step."""
        return self._again(self.adjudication.undo, "Undone", "Nothing is left to undo.")

    def redo(self) -> Outcome:
        """Do again what was undone last."""
        return self._again(self.adjudication.redo, "Redone", "Nothing is left to redo.")

    def cancel(self) -> Outcome:
        """Leave the marking; else the adding or the edit; else drop the selection."""
        if self.marked is not None:
            self.marked = None
            return Outcome()
        self.adding = False
        outcome = self.drop()
        self._repaint()
        return outcome

    # --- after a decision -------------------------------------------------------------------------

    @property
    def chosen_place(self) -> int:
        """The place of the chosen card, from 0."""
        return max(min(self.card, len(self.cards) - 1), 0)

    def _chosen(self) -> Card | None:
        cards = self.cards
        return cards[self.chosen_place] if cards else None

    def _said(self, span: Version) -> str:
        return f"{span.label}: {self.text(span.start, span.end)}"

    def _decide(self, act: Callable[[], GoldStep], said: str) -> Outcome:
        """Decide on the case at hand and go on to the next open one."""
        outcome = self._apply(act, said)
        if outcome.step is not None:
            self._onward()
        return outcome

    def _apply(self, act: Callable[[], GoldStep], said: str) -> Outcome:
        try:
            step = act()
        except SpanError as error:
            return Outcome(str(error), refused=True)
        self._bring()
        return Outcome(f"{rest(self.adjudication)} {said}", step=step)

    def _bring(self) -> None:
        self._repaint()
        changed = {key: self.adjudication.case(key) for key in self.adjudication.changed()}
        self._changed += self._drawn.bring(changed)
        if self._picked is not None and self.adjudication.case(self._picked) is None:
            self._picked = None
        self._repaint()

    def _onward(self) -> None:
        """Go to the next open case, around the end; stay where none is left."""
        case = self.case
        if self.go_to_open(1) or self.go_to_end(1):
            return
        if case is not None:
            self.go_to_case(case)
        else:
            self.editing, self.marked, self.card = None, None, 0

    def _again(self, act: Callable[[], GoldStep | None], done: str, otherwise: str) -> Outcome:
        if self.editing is not None:
            return Outcome("Enter keeps the edit, Escape leaves it; then undo.")
        step = act()
        if step is None:
            return Outcome(otherwise)
        self._bring()
        case = case_of(step, self.adjudication)
        if case is not None:
            self.go_to_case(case)
        what = self._whose(step) if step.edits else "settled" if step.settled[1] else "no longer settled"
        return Outcome(f"{rest(self.adjudication)} {done}: {what}.", step=step)

    def _whose(self, step: GoldStep) -> str:
        """Say how many decisions a step is about, and which policy made them if one did."""
        policies = {
            decision.policy for edit in step.edits for decision in (edit.before, edit.after) if decision
        }
        by = f" by the policy {self.policy(max(policies))}" if policies - {""} else ""
        return decisions(step) + by
