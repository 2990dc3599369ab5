"""Replaying histories: the spans of a layer from its operations, the gold of an article from its steps.

Each change of a history names the value that it replaced, which must be there. Two histories that became one, as those of
people who were joined, hold for a while what no layer holds: the same range and label twice. So what was there is kept
as often as it was added.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from typing import TYPE_CHECKING, Generic, TypeVar

from annotator.model import Decision, Settled, Span, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from annotator.model import GoldStep, Operation

_Kind = TypeVar("_Kind", Span, Decision)


class Contradiction(Struct, frozen=True, kw_only=True):
    """The first entry of a history, counted from 1, that can't follow those before it, and why, in a clause."""

    entry: int
    what: str


class LayerThen(Struct, frozen=True, kw_only=True):
    """The spans that a history gives, in the order of `Span.order`.

    With a `contradiction` they are what is most likely: after an entry, its span is as that entry says.
    """

    spans: tuple[Span, ...]
    contradiction: Contradiction | None = None


class GoldThen(Struct, frozen=True, kw_only=True):
    """The decisions that a history gives, in the order of `Decision.order`, and whether the article is settled.

    A `contradiction` is as in `LayerThen`.
    """

    decisions: tuple[Decision, ...]
    settled: Settled | None = None
    contradiction: Contradiction | None = None


def spans_after(operations: Iterable[Operation]) -> LayerThen:
    """Return the spans of a layer after its operations, oldest first."""
    replay = LayerReplay()
    for operation in operations:
        replay.add(operation)
    return replay.layer()


class LayerReplay:
    """A history that is gone through, the oldest operation first, of which only what it comes to is kept."""

    def __init__(self) -> None:
        self._there = _There[Span]()
        self._entries = 0
        self._first: Contradiction | None = None

    def add(self, operation: Operation) -> None:
        """Go on with the next operation."""
        self._entries += 1
        fault = self._there.change(operation.edit.before, operation.edit.after, "span")
        if fault and self._first is None:
            self._first = Contradiction(entry=self._entries, what=fault)

    def layer(self) -> LayerThen:
        """Return the spans after the operations that were added."""
        spans = tuple(sorted(self._there.values(), key=lambda span: span.order))
        return LayerThen(spans=spans, contradiction=self._first)


def gold_after(steps: Iterable[GoldStep]) -> GoldThen:
    """Return the gold of an article after its steps, oldest first."""
    there = _There[Decision]()
    settled: Settled | None = None
    first: Contradiction | None = None
    for entry, step in enumerate(steps, 1):
        before, after = step.settled
        faults = []
        if (settled is not None) != before:
            faults.append(f"the article was {'not ' if before else ''}settled")
        if not after:
            settled = None
        elif settled is None:
            settled = Settled(adjudicator=step.adjudicator, when=step.when, people=step.people)
        faults += [there.change(edit.before, edit.after, "decision") for edit in step.edits]
        fault = next(filter(None, faults), "")
        if fault and first is None:
            first = Contradiction(entry=entry, what=fault)
    return GoldThen(
        decisions=tuple(sorted(there.values(), key=_order)),
        settled=settled,
        contradiction=first,
    )


def _order(decision: Decision) -> tuple[datetime, str]:
    """Return the order of a decision, also of one whose time, in a file that is damaged, has no zone."""
    when, id_ = decision.order
    return (when if when.tzinfo else when.replace(tzinfo=UTC), id_)


class _There(Generic[_Kind]):
    """Values by id while a history is replayed; each is there as often as it was added."""

    def __init__(self) -> None:
        self._found: defaultdict[str, list[_Kind]] = defaultdict(list)

    def values(self) -> list[_Kind]:
        return [value for found in self._found.values() for value in found]

    def change(self, before: _Kind | None, after: _Kind | None, what: str) -> str:
        """Replace one value by another; return a clause on what is wrong with that, "" for nothing."""
        fault = ""
        if before is None and after is None:
            return f"it changes no {what}"
        if before is not None and after is not None and before.id != after.id:
            fault = f"it makes the {what} {before.id} another, {after.id}"
        if before is not None:
            found = self._found.get(before.id, [])
            if before in found:
                found.remove(before)
                if not found:
                    del self._found[before.id]
            else:
                there = "is not there" if not found else "is another than it says"
                fault = fault or f"the {what} {before.id}, which it changes, {there}"
                found.clear()
        if after is not None:
            self._found[after.id].append(after)
        return fault
