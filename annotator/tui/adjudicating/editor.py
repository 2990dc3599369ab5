"""The adjudicator's editor: the current case, its cards, and the decisions; without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import SpanError
from annotator.tui.adjudicating import going, sentences
from annotator.tui.adjudicating.cards import UNKNOWN, Card, cards_of
from annotator.tui.adjudicating.going import Places, Walk
from annotator.tui.adjudicating.highlights import Highlights
from annotator.tui.editor import NONE_LIT, ArticleEditor, Outcome, Tones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.adjudication import Adjudication, Case
    from annotator.model import GoldStep, Span
    from annotator.text.layout import Layout
    from annotator.text.moves import Move
    from annotator.text.navigation import Range
    from annotator.tui.adjudicating.bulk import AtOnce


class DecisionEditor(ArticleEditor):
    """One article with its cases. `shown_as`: the letter that stands for each person, where names are hidden."""

    def __init__(
        self, adjudication: Adjudication, layout: Layout, shown_as: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(adjudication.article, layout)
        self.adjudication = adjudication
        self.shown_as = shown_as
        self.card: int | None = None
        self.marked: frozenset[int] | None = None
        self.adding = False
        self.at_once: AtOnce | None = None
        self.chosen_case: str | None = None
        self.walk = Walk.OPEN
        self.places = Places()
        self._highlights = Highlights()
        self._repaints: list[Range] = []
        self.update_highlights()
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
        """Return which of the spans are drawn loud, those of the current case, and quiet, those of decided cases; see `Highlights.tones`.

        While what can be taken at once is lit, no case is at hand.
        """
        return self._highlights.tones(spans, self.case if self.at_once is None else None)

    @property
    def lit(self) -> list[Range]:
        """The versions that would be taken at once; none where these are not shown."""
        return NONE_LIT if self.at_once is None else self.at_once.lit

    @property
    def target(self) -> Range | None:
        """What a label's key would tag; None while a case is chosen."""
        return super().target if self.caret_shown else None

    @property
    def caret_shown(self) -> bool:
        """Whether the caret is drawn: it would hide the case that is chosen."""
        return (
            self.chosen_case is None
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
        if self.editing is not None:  # which keys end it is in the line of keys
            return f"Editing {self.editing.label}: its {self.moving_edge} moves; Enter keeps, Esc leaves"
        if self.at_once is not None:
            return self.at_once.mode
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
        if self.chosen_case is not None:
            return self.adjudication.case(self.chosen_case)
        return self._highlights.at(self.caret.start)

    @property
    def at_hand(self) -> Range | None:
        """The range of the current case."""
        case = self.case
        return (case.start, case.end) if case is not None else None

    @property
    def cards(self) -> list[Card]:
        """The cards of the current case."""
        case = self.case
        return [] if case is None else self._cards_of(case)

    def _cards_of(self, case: Case) -> list[Card]:
        of = self.adjudication.annotators_of
        return cards_of(case, self.article.id, self.name, self.decided_by, of)

    def name(self, person: str) -> str:
        """Return the name under which somebody is shown; `UNKNOWN` where names are hidden and somebody came since."""
        return person if self.shown_as is None else self.shown_as.get(person, UNKNOWN)

    def decided_by(self, adjudicator: str) -> str:
        """Return the name under which an adjudicator is shown: one's own as it is, so that it does not tell which layer is one's own."""
        return adjudicator if adjudicator == self.adjudication.adjudicator else self.name(adjudicator)

    def policy_shown(self, policy: str) -> str:
        """Return how a policy is shown: without the name of a person where names are hidden."""
        kind, colon, person = policy.partition(":")
        return f"{kind}{colon}{self.name(person) if person else person}"

    def repaint_case(self) -> None:
        """Have the current case painted again."""
        case = self.case
        if case is not None:
            self._repaints += self._highlights.ranges(case)

    # --- going from case to case ------------------------------------------------------------------

    def before_move(self) -> None:
        """Forget the case that was chosen, unless something is being done with it."""
        super().before_move()
        self.repaint_case()
        self.at_once = None
        if self.editing is None and not self.adding:
            self.chosen_case, self.card, self.marked = None, None, None

    def move(self, to: Move, *, shift: bool = False, page: int = 1) -> Outcome:
        """Move the caret; the case there becomes the current one."""
        outcome = super().move(to, shift=shift, page=page)
        self.repaint_case()
        return outcome

    def point(self, offset: int, *, selecting: bool, word: bool = False) -> Outcome:
        """Put the caret on a letter; the case there becomes the current one."""
        outcome = super().point(offset, selecting=selecting, word=word)
        self.repaint_case()
        return outcome

    def go_to_case(self, case: Case) -> None:
        """Choose a case and put the caret on it."""
        self.repaint_case()
        self.marked, self.card, self.adding, self.editing, self.at_once = None, None, False, None, None
        self.go_to_offset(case.start)
        self.chosen_case = case.key
        self.to_frame = (case.start, case.end)
        self.repaint_case()

    def go_to_first_open(self, by: int) -> bool:
        """Go to the first open case, counted from the start (1) or from the end (-1); return whether there is one."""
        return going.go_to_end(self, Walk.OPEN, by)

    def choose_card(self, by: int) -> Outcome:
        """Choose the next version (1) or the previous one (-1); while editing, move the other edge."""
        if self.editing is not None:
            return self.other_edge()
        self.card = (self.chosen_index + by) % max(len(self.cards), 1)
        return Outcome()

    # --- undo, redo, and leaving what was begun ---------------------------------------------------

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
        self.repaint_case()
        return outcome

    # --- after a decision -------------------------------------------------------------------------

    @property
    def chosen_index(self) -> int:
        """The index of the chosen card, from 0: until one is chosen, of the first that is in gold, else of the first."""
        cards = self.cards
        if self.card is None:
            return next((index for index, card in enumerate(cards) if card.decided), 0)
        return max(min(self.card, len(cards) - 1), 0)

    def chosen_card(self) -> Card | None:
        """Return the chosen card of the current case; None where there is no case."""
        cards = self.cards
        return cards[self.chosen_index] if cards else None

    def decide(self, act: Callable[[], GoldStep], message: str) -> Outcome:
        """Decide the current case and go on."""
        outcome = self.attempt(act, message)
        if outcome.step is not None:
            self.go_on()
        return outcome

    def attempt(self, act: Callable[[], GoldStep], message: str) -> Outcome:
        """Do what may be refused; return the step and the message, or why it was refused."""
        try:
            step = act()
        except SpanError as error:
            return Outcome(str(error), refused=True)
        self.update_highlights()
        return Outcome(f"{sentences.open_count(self.adjudication)} {message}", step=step)

    def update_highlights(self) -> None:
        """Draw the cases that changed as they are now."""
        self.repaint_case()
        changed = {key: self.adjudication.case(key) for key in self.adjudication.pop_changed()}
        self._repaints += self._highlights.update(changed)
        self.places.update(changed)
        if self.chosen_case is not None and self.adjudication.case(self.chosen_case) is None:
            self.chosen_case = None
        self.repaint_case()

    def go_on(self) -> None:
        """Go to the next place of the walk; to what is open around the end, too; stay where none is left."""
        case = self.case
        if going.go_beyond(self, self.walk, 1):
            return
        if self.walk is Walk.OPEN and self.go_to_first_open(1):
            return
        if case is not None:
            self.go_to_case(case)
        else:
            self.editing, self.marked, self.card = None, None, None

    def _repeat(self, act: Callable[[], GoldStep | None], done: str, otherwise: str) -> Outcome:
        if self.editing is not None:
            return Outcome("Enter keeps the edit, Escape leaves it; then undo.")
        step = act()
        if step is None:
            return Outcome(otherwise)
        self.update_highlights()
        case = sentences.case_of(step, self.adjudication)
        if case is not None:
            self.go_to_case(case)
        me = self.adjudication.adjudicator
        what = sentences.what_changed(
            step, self.policy_shown, lambda name: "" if name == me else self.decided_by(name)
        )
        return Outcome(f"{sentences.open_count(self.adjudication)} {done}: {what}.", step=step)
