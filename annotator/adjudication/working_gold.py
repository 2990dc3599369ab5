"""The gold of one article while it is adjudicated: decisions, whether the article is settled, undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.errors import DuplicateSpanError, SpanError, SpanRangeError, StaleSpanError
from annotator.history import History
from annotator.model import DecisionEdit, Gold, GoldStep, Move, Settled, Struct, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication.case_list import CaseList
    from annotator.model import Article, GoldSpan, Mark

_content = msgspec.msgpack.Encoder(order="deterministic").encode


class GoldChange(Struct, frozen=True, kw_only=True):
    """What a step does: edits in their order, and whether the article is settled before and after, from whose layers."""

    edits: tuple[DecisionEdit, ...]
    settled: tuple[bool, bool]
    people: tuple[str, ...] = ()

    def inverse(self) -> GoldChange:
        """Return the change that undoes this one."""
        before, after = self.settled
        edits = tuple(edit.inverse() for edit in reversed(self.edits))
        return GoldChange(edits=edits, settled=(after, before), people=self.people)

    def parts(self) -> list[bytes]:
        """Return its content: it is undone as a whole or not at all."""
        return [_content(self)]

    def only(self, places: Sequence[int]) -> GoldChange:  # noqa: ARG002
        """Return the change: it has one part."""
        return self


class WorkingGold:
    """Applies edits of decisions to a list of cases, and returns the steps to be saved.

    `settled` and `steps`, oldest first, are what is saved of the article's gold. Undo stops where the text was corrected.
    """

    def __init__(
        self,
        article: Article,
        adjudicator: str,
        cases: CaseList,
        settled: Settled | None,
        steps: Sequence[GoldStep],
    ) -> None:
        self._article = article
        self._adjudicator = adjudicator
        self._cases = cases
        self._settled = settled
        self._history = History(
            (step.move, GoldChange(edits=step.edits, settled=step.settled, people=step.people))
            for step in reversed(steps)
            if step.edition == article.edition and not step.correction
        )
        self._gold: Gold | None = None

    @property
    def gold(self) -> Gold:
        """The gold as it is now. Made when asked for, at a cost that grows with the number of decisions."""
        if self._gold is None:
            decisions = tuple(self._cases.decisions())
            self._gold = Gold(article=self._article.id, decisions=decisions, settled=self._settled)
        return self._gold

    @property
    def settled(self) -> Settled | None:
        """Who settled the article and when; None while it is not settled."""
        return self._settled

    def apply(self, edits: Sequence[DecisionEdit]) -> None:
        """Apply edits in their order, all or none. Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError`."""
        for index, edit in enumerate(edits):
            try:
                self._check(edit)
            except SpanError:
                for applied in reversed(edits[:index]):
                    self._cases.replace(applied.after, applied.before)
                raise
            self._cases.replace(edit.before, edit.after)

    def applied(self, edits: Sequence[DecisionEdit]) -> bool:
        """Apply edits if there are some and all can be applied; return whether it was done."""
        try:
            self.apply(edits)
        except SpanError:
            return False
        return bool(edits)

    def record(self, edits: Sequence[DecisionEdit], *, settled: bool) -> GoldStep:
        """Return the step of edits that were applied. `settled`: whether the article is settled after it."""
        people: tuple[str, ...] = ()
        if settled != (self._settled is not None):
            people = self._cases.people if self._settled is None else self._settled.people
        change = GoldChange(edits=tuple(edits), settled=(self._settled is not None, settled), people=people)
        self._history.add(change)
        return self._step(Move.DO, change)

    def newest(self) -> tuple[DecisionEdit, ...]:
        """Return the edits of the newest step in force, which undo would take back; nothing where there is none."""
        change = self._history.newest()
        return () if change is None else change.edits

    def undo(self) -> GoldStep | None:
        """Undo the newest step in force, or return None when there is none."""
        change = self._history.undo(self._apply_if_possible)
        return None if change is None else self._step(Move.UNDO, change)

    def redo(self) -> GoldStep | None:
        """Redo the step that was undone last, or return None when there is none."""
        change = self._history.redo(self._apply_if_possible)
        return None if change is None else self._step(Move.REDO, change)

    def _apply_if_possible(self, change: GoldChange) -> GoldChange | None:
        """Apply the edits of a change; return None and change nothing if gold is not in the state before the change."""
        if change.settled[0] != (self._settled is not None):
            return None
        try:
            self.apply(change.edits)
        except SpanError:
            return None
        return change

    def _step(self, move: Move, change: GoldChange) -> GoldStep:
        """Return the step of a change whose edits were applied, and settle the article or not as it says."""
        moment = now()
        before, after = change.settled
        if before != after:
            self._settled = (
                Settled(adjudicator=self._adjudicator, when=moment, people=change.people) if after else None
            )
        self._gold = None
        return GoldStep(
            article=self._article.id,
            adjudicator=self._adjudicator,
            when=moment,
            move=move,
            edits=change.edits,
            settled=change.settled,
            people=change.people,
            edition=self._article.edition,
        )

    def _check(self, edit: DecisionEdit) -> None:
        """Raise unless the decisions are as the edit says and gold is legal after it."""
        before, after = edit.before, edit.after
        decision = before or after
        if decision is None or self._cases.decision(decision.id) != before:
            raise stale("What was decided there")
        seen: set[Mark] = set()
        for span in () if after is None else after.spans:
            self._check_range(span)
            other = self._cases.decision_with_gold(span.mark)
            if span.mark in seen or (other is not None and other != before):
                raise duplicate(span.mark)
            seen.add(span.mark)

    def _check_range(self, span: GoldSpan) -> None:
        length = len(self._article.text)
        if not 0 <= span.start < span.end <= length:
            raise SpanRangeError(
                f"A span labelled {span.label} at {span.start}–{span.end} is outside the article, which has {length} "
                "characters. Choose a range inside the text, of one character or more."
            )


def stale(what: str) -> StaleSpanError:
    """Return the error for something that is gone or changed. `what` begins a sentence."""
    return StaleSpanError(f"{what} is not there any more, or not as it was", "Choose it again.")


def duplicate(mark: Mark) -> DuplicateSpanError:
    """Return the error for a span that is in gold already."""
    start, end, label = mark
    return DuplicateSpanError(
        f"The gold has a span labelled {label} at {start}–{end} already. Choose another label or another range, "
        "or none of them here."
    )
