"""The adjudicator's editor: the current case, its cards, and the decisions; without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication import Version
from annotator.errors import SpanError, StillOpenError
from annotator.model import GoldSpan
from annotator.tui.adjudicating import sentences
from annotator.tui.adjudicating.cards import Card, cards_of
from annotator.tui.adjudicating.highlights import Highlights
from annotator.tui.editor import ArticleEditor, Outcome, Tones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.adjudication import Adjudication, Case
    from annotator.model import GoldStep, Span
    from annotator.text.layout import Layout
    from annotator.text.moves import Move
    from annotator.text.navigation import Range


class DecisionEditor(ArticleEditor):
    """One article with its cases. `shown_as`: the letter that stands for each annotator, where names are hidden."""

    def __init__(
        self, adjudication: Adjudication, layout: Layout, shown_as: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(adjudication.article, layout)
        self.adjudication = adjudication
        self.shown_as = shown_as or {}
        self.card = 0
        self.marked: frozenset[int] | None = None
        self.adding = False
        self._chosen_case: str | None = None
        self._highlights = Highlights()
        self._repaints: list[Range] = []
        self._update_highlights()
        self.go_to_first_open(1)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that are drawn: gold, what goes to gold by itself, and the versions of what is open."""
        return tuple(self._highlights.index)

    def spans_in(self, start: int, end: int) -> list[Span]:
        """Return the drawn spans that share a code point with ``[start, end)``, in the order of `Span.order`."""
        return self._highlights.index.overlapping(start, end)

    def tones(self, spans: Sequence[Span]) -> Tones:
        """Return which of the spans are drawn loud, those of the current case, and quiet, those of decided cases."""
        return self._highlights.tones(spans, self.case)

    @property
    def target(self) -> Range | None:
        """What a label's key would tag; None while a case is chosen."""
        return super().target if self.caret_shown else None

    @property
    def caret_shown(self) -> bool:
        """Whether the caret is drawn: it would hide the case that is chosen."""
        return (
            self._chosen_case is None
            or self.adding
            or self.editing is not None
            or self.caret.anchor is not None
        )

    def repaints(self) -> list[Range]:
        """Return the ranges that look different since this was called last."""
        ranges, self._repaints = self._repaints, []
        return ranges

    @property
    def mode(self) -> str:
        """What was begun that a key ends, and which keys; empty where nothing was."""
        if self.editing is not None:
            return super().mode
        if self.marked is not None:
            marked = ", ".join(str(index + 1) for index in sorted(self.marked)) or "none yet"
            return f"Several: numbers mark ({marked}), b or Enter takes, Esc leaves"
        if self.adding:
            return "Adding: select with the arrows, then a label's key; Esc leaves"
        return ""

    @property
    def is_unfinished(self) -> bool:
        """Whether something was begun that another action would silently drop."""
        return super().is_unfinished or self.adding

    @property
    def case(self) -> Case | None:
        """The current case: the chosen one, else the one at the caret."""
        if self._chosen_case is not None:
            return self.adjudication.case(self._chosen_case)
        return self._highlights.at(self.caret.start)

    @property
    def cards(self) -> list[Card]:
        """The cards of the current case."""
        case = self.case
        return [] if case is None else cards_of(case, self.name)

    def name(self, person: str) -> str:
        """Return the name under which an annotator is shown."""
        return self.shown_as.get(person, person)

    def policy_shown(self, policy: str) -> str:
        """Return how a policy is shown: without the name of a person where names are hidden."""
        kind, colon, person = policy.partition(":")
        return f"{kind}{colon}{self.name(person)}"

    def _repaint(self) -> None:
        case = self.case
        if case is not None:
            self._repaints += self._highlights.ranges(case)

    # --- going from case to case ------------------------------------------------------------------

    def before_move(self) -> None:
        """Forget the case that was chosen, unless something is being done with it."""
        self._repaint()
        if self.editing is None and not self.adding:
            self._chosen_case, self.card, self.marked = None, 0, None

    def move(self, to: Move, *, shift: bool = False, page: int = 1) -> Outcome:
        """Move the caret; the case there becomes the current one."""
        outcome = super().move(to, shift=shift, page=page)
        self._repaint()
        return outcome

    def point(self, offset: int, *, selecting: bool, word: bool = False) -> Outcome:
        """Put the caret on a letter; the case there becomes the current one."""
        outcome = super().point(offset, selecting=selecting, word=word)
        self._repaint()
        return outcome

    def go_to_case(self, case: Case) -> None:
        """Choose a case and put the caret on it."""
        self._repaint()
        self.marked, self.card, self.adding, self.editing = None, 0, False, None
        self.go_to_offset(case.start)
        self._chosen_case = case.key
        self._repaint()

    def go_to_first_open(self, by: int) -> bool:
        """Go to the first open case, counted from the start (1) or from the end (-1); return whether there is one."""
        if still := self.adjudication.open_cases():
            self.go_to_case(still[0 if by > 0 else -1])
        return bool(still)

    def go_to_open(self, by: int) -> bool:
        """Go to the next open case (1) or to the previous one (-1); return whether there is one on that side."""
        order = self._highlights.order
        case = self.case
        here = (self.caret.start, 0, "") if case is None else order(case)
        still = self.adjudication.open_cases()
        beyond = [other for other in still if (order(other) > here if by > 0 else order(other) < here)]
        if beyond:
            self.go_to_case((min if by > 0 else max)(beyond, key=order))
        return bool(beyond)

    def choose_card(self, by: int) -> Outcome:
        """Choose the next version (1) or the previous one (-1); while editing, move the other edge."""
        if self.editing is not None:
            return self.other_edge()
        self.card = (self.card + by) % max(len(self.cards), 1)
        return Outcome()

    # --- deciding ---------------------------------------------------------------------------------

    def take(self, number: int) -> Outcome:
        """Take the version with a number, from 1; while several are being marked, mark it or not."""
        case, cards = self.case, self.cards
        if case is None:
            return Outcome(sentences.no_case(self.adjudication))
        if number > len(cards):
            return Outcome(f"There is no version {number} here.")
        span = cards[number - 1].span
        if self.marked is not None:
            if isinstance(span, Version):
                self.marked ^= {number - 1}
            return Outcome()
        if isinstance(span, Version):
            return self._decide(
                lambda: self.adjudication.choose(case, [span]),
                f"Taken: {span.label}: {self.text(span.start, span.end)}",
            )
        if case.stale:
            return self._decide(lambda: self.adjudication.confirm(case), "Kept as it was decided.")
        return Outcome("That is in gold already.")

    def several(self) -> Outcome:
        """Take both of two versions; of more, begin to mark, or take those that are marked."""
        case = self.case
        versions = [card.span for card in self.cards if isinstance(card.span, Version)]
        if case is None or len(versions) < 2:
            if case is None:
                return Outcome(sentences.no_case(self.adjudication))
            return Outcome(
                "There is one version only: 1 takes it." if versions else "Nobody's version is here to take."
            )
        if self.marked is None and len(versions) > 2:
            self.marked = frozenset()
            return Outcome()
        if self.marked is not None:
            versions = [version for index, version in enumerate(versions) if index in self.marked]
        if not versions:
            return Outcome()
        return self._decide(
            lambda: self.adjudication.choose(case, versions), f"Taken: {len(versions)} versions."
        )

    def none(self) -> Outcome:
        """Take none of the versions; an added span goes."""
        case = self.case
        if case is None:
            return Outcome(sentences.no_case(self.adjudication))
        message = "None of them." if case.group is not None else "It is gone from gold."
        return self._decide(lambda: self.adjudication.reject(case), message)

    def begin_edit(self) -> Outcome:
        """Begin to move the edges of the chosen version."""
        if self.editing is not None:
            return self.other_edge()
        case, card = self.case, self._chosen_card()
        if case is None or card is None or card.span is None:
            return Outcome(sentences.no_case(self.adjudication))
        self._chosen_case, self.marked, self.adding = case.key, None, False
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

    def relabel(self, label: str) -> Outcome:
        """Add what is selected with a label, or take the chosen version with it."""
        if self.editing is not None:
            return self.relabel_edit(label)
        if self.marked is not None:
            return Outcome()
        if self.adding or self.caret.anchor is not None:
            return self._add(label)
        card = self._chosen_card()
        if card is None or card.span is None:
            return Outcome(sentences.no_case(self.adjudication))
        return self._change(card.span, (card.span.start, card.span.end), label)

    def _change(self, span: object, range_: Range, label: str) -> Outcome:
        case = self.case
        if case is None or not isinstance(span, Version | GoldSpan):
            return Outcome(sentences.no_case(self.adjudication))
        same = range_ == (span.start, span.end)
        what = "Edited" if not same else "Relabelled" if label != span.label else "Taken"
        message = f"{what}: {label}: {self.text(*range_)}"
        return self._decide(lambda: self.adjudication.change(case, span, *range_, label), message)

    def _add(self, label: str) -> Outcome:
        target = self.target
        if target is None:
            return Outcome("Nothing is selected.")
        outcome = self._try(
            lambda: self.adjudication.add(*target, label), f"Added: {label}: {self.text(*target)}"
        )
        if outcome.step is not None:
            self.adding, self._chosen_case = False, None
            self.drop()
            self._repaint()
        return outcome

    def set_note(self, text: str) -> Outcome:
        """Set the note of the current case; if it is open, of its next decision."""
        case = self.case
        if case is None:
            return Outcome(sentences.no_case(self.adjudication))
        step = self.adjudication.note(case, text)
        if step is None:
            return Outcome("The note goes with the decision, and is kept with it.")
        self._update_highlights()
        return Outcome("Noted.", step=step)

    def apply_policy(self) -> Outcome:
        """Decide all that the policy decides."""
        step = self.adjudication.apply_policy()
        policy = self.policy_shown(str(self.adjudication.policy))
        if step is None:
            return Outcome(
                f"The policy {policy} decides nothing more here. {sentences.open_count(self.adjudication)}"
            )
        self._update_highlights()
        self._go_on()
        return Outcome(
            f"{sentences.open_count(self.adjudication)} {sentences.count_of_decisions(step)} by the policy {policy}.",
            step=step,
        )

    def settle(self) -> Outcome:
        """Settle the article; refused while anything is open."""
        try:
            step = self.adjudication.settle()
        except StillOpenError as error:
            self.go_to_first_open(1)
            count = "1 disagreement is" if error.count == 1 else f"{error.count} disagreements are"
            return Outcome(
                f"{count} still open; this is the first. Decide it, then Enter settles.", refused=True
            )
        except SpanError as error:
            return Outcome(str(error), refused=True)
        self._update_highlights()
        return Outcome("Settled.", step=step)

    def undo(self) -> Outcome:
        """Undo the last step."""
        return self._repeat(self.adjudication.undo, "Undone", "Nothing is left to undo.")

    def redo(self) -> Outcome:
        """Redo the last undone step."""
        return self._repeat(self.adjudication.redo, "Redone", "Nothing is left to redo.")

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
    def chosen_index(self) -> int:
        """The index of the chosen card, from 0."""
        return max(min(self.card, len(self.cards) - 1), 0)

    def _chosen_card(self) -> Card | None:
        cards = self.cards
        return cards[self.chosen_index] if cards else None

    def _decide(self, act: Callable[[], GoldStep], message: str) -> Outcome:
        """Decide the current case and go to the next open one."""
        outcome = self._try(act, message)
        if outcome.step is not None:
            self._go_on()
        return outcome

    def _try(self, act: Callable[[], GoldStep], message: str) -> Outcome:
        try:
            step = act()
        except SpanError as error:
            return Outcome(str(error), refused=True)
        self._update_highlights()
        return Outcome(f"{sentences.open_count(self.adjudication)} {message}", step=step)

    def _update_highlights(self) -> None:
        self._repaint()
        changed = {key: self.adjudication.case(key) for key in self.adjudication.pop_changed()}
        self._repaints += self._highlights.update(changed)
        if self._chosen_case is not None and self.adjudication.case(self._chosen_case) is None:
            self._chosen_case = None
        self._repaint()

    def _go_on(self) -> None:
        """Go to the next open case, around the end; stay where none is left."""
        case = self.case
        if self.go_to_open(1) or self.go_to_first_open(1):
            return
        if case is not None:
            self.go_to_case(case)
        else:
            self.editing, self.marked, self.card = None, None, 0

    def _repeat(self, act: Callable[[], GoldStep | None], done: str, otherwise: str) -> Outcome:
        if self.editing is not None:
            return Outcome("Enter keeps the edit, Escape leaves it; then undo.")
        step = act()
        if step is None:
            return Outcome(otherwise)
        self._update_highlights()
        case = sentences.case_of(step, self.adjudication)
        if case is not None:
            self.go_to_case(case)
        what = sentences.what_changed(step, self.policy_shown)
        return Outcome(f"{sentences.open_count(self.adjudication)} {done}: {what}.", step=step)
