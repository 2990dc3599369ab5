"""The gold of one article as it changes: what may be changed, the steps that say what was, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.board import mark_of
from annotator.adjudication.history import Change, History
from annotator.errors import DuplicateSpanError, SpanError, SpanRangeError, StaleSpanError
from annotator.model import DecisionEdit, Gold, GoldStep, Move, Settled, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.adjudication.board import Board
    from annotator.model import Article, GoldSpan, Mark


class Ledger:
    """Applies edits to a board, keeps whether the article is settled, and remembers all of it."""

    def __init__(
        self,
        article: Article,
        adjudicator: str,
        board: Board,
        settled: Settled | None,
        steps: Iterable[GoldStep],
    ) -> None:
        self._article = article
        self._adjudicator = adjudicator
        self._board = board
        self._settled = settled
        self._history = History(steps)
        self._gold: Gold | None = None

    @property
    def gold(self) -> Gold:
        """The gold as it is now; made when asked for, at a cost that grows with the number of decisions."""
        if self._gold is None:
            decisions = tuple(self._board.decisions())
            self._gold = Gold(article=self._article.id, decisions=decisions, settled=self._settled)
        return self._gold

    def apply(self, edits: Sequence[DecisionEdit]) -> None:
        """Apply edits in their order, all or none. Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError`."""
        for place, edit in enumerate(edits):
            try:
                self._check(edit)
            except SpanError:
                for applied in reversed(edits[:place]):
                    self._board.replace(applied.after, applied.before)
                raise
            self._board.replace(edit.before, edit.after)

    def fits(self, edit: DecisionEdit) -> bool:
        """Say whether an edit can be applied now."""
        try:
            self._check(edit)
        except SpanError:
            return False
        return True

    @property
    def settled(self) -> Settled | None:
        """Who settled the article and when; None while it is not."""
        return self._settled

    def record(self, edits: Sequence[DecisionEdit], *, settled: bool) -> GoldStep:
        """Return the step of edits that were applied, with the article settled after it or not."""
        people: tuple[str, ...] = ()
        if settled != (self._settled is not None):
            people = self._board.people if self._settled is None else self._settled.people
        change = Change(edits=tuple(edits), settled=(self._settled is not None, settled), people=people)
        return self._step(Move.DO, change)

    def undo(self) -> GoldStep | None:
        """Take back the last step that is in force, or return None when there is none left."""
        while (change := self._history.last_done()) is not None:
            step = self._again(Move.UNDO, change.inverse())
            if step is not None:
                return step
            self._history.forget_done()  # another program changed those decisions since
        return None

    def redo(self) -> GoldStep | None:
        """Do again what was last taken back, or return None when there is nothing left."""
        while (change := self._history.last_undone()) is not None:
            step = self._again(Move.REDO, change)
            if step is not None:
                return step
            self._history.forget_undone()
        return None

    def _again(self, move: Move, change: Change) -> GoldStep | None:
        """Apply a change of the history, or return None when it doesn't fit any more."""
        if change.settled[0] != (self._settled is not None):
            return None
        try:
            self.apply(change.edits)
        except SpanError:
            return None
        return self._step(move, change)

    def _step(self, move: Move, change: Change) -> GoldStep:
        moment = now()
        before, after = change.settled
        if before != after:
            self._settled = (
                Settled(adjudicator=self._adjudicator, when=moment, people=change.people) if after else None
            )
        self._gold = None
        self._history.enter(move, change)
        return GoldStep(
            article=self._article.id,
            adjudicator=self._adjudicator,
            when=moment,
            move=move,
            edits=change.edits,
            settled=change.settled,
            people=change.people,
        )

    def _check(self, edit: DecisionEdit) -> None:
        """Raise unless the decisions are as the edit says and gold stays legal with it."""
        before, after = edit.before, edit.after
        decision = before or after
        if decision is None or self._board.decision(decision.id) != before:
            raise gone("What was decided there")
        seen: set[Mark] = set()
        for span in () if after is None else after.spans:
            self._check_range(span)
            mark = mark_of(span)
            giving = self._board.giving(mark)
            if mark in seen or (giving is not None and giving != before):
                raise twice(mark)
            seen.add(mark)

    def _check_range(self, span: GoldSpan) -> None:
        length = len(self._article.text)
        if not 0 <= span.start < span.end <= length:
            raise SpanRangeError(
                f"A span labelled {span.label} at {span.start}–{span.end} is outside the article, which has {length} "
                "characters. Choose a range inside the text, of one character or more."
            )


def gone(what: str) -> StaleSpanError:
    """Return the error for something that is not there as it was; `what` begins a sentence."""
    return StaleSpanError(f"{what} is not there any more, or not as it was", "Choose it again.")


def twice(mark: Mark) -> DuplicateSpanError:
    """Return the error for a span that gold has already."""
    start, end, label = mark
    return DuplicateSpanError(
        f"The gold has a span labelled {label} at {start}–{end} already. Choose another label or another range, "
        "or none of them here."
    )
