"""Which spans go into which column of tags, and why one finds no room."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from annotator.formats.losses import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import RecordSpan


class Placed(NamedTuple):
    """A span over the words ``[first, last)`` of a text; `moved`: its own edges are others."""

    first: int
    last: int
    span: RecordSpan
    moved: bool = False


class _Column:
    """Spans that don't overlap, by their words."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def meets(self, one: Placed) -> Iterator[Placed]:
        """Yield the spans that share a word with this one."""
        start = bisect_right(self._lasts, one.first)
        yield from self.placed[start : bisect_left(self._firsts, one.last)]

    def add(self, one: Placed) -> None:
        at = bisect_left(self._firsts, one.first)
        self.placed.insert(at, one)
        self._firsts.insert(at, one.first)
        self._lasts.insert(at, one.last)


def lay(
    spans: Sequence[Placed], columns: int, *, innermost: bool = False
) -> tuple[list[list[Placed]], list[tuple[Placed, Loss]]]:
    """Return the spans of each column by their words, and those without room, each with the reason.

    Longer spans take the first columns, or shorter ones where `innermost`; of equal ones the earlier in `spans`. So many
    `columns` there are, or with 0 as many as it takes. One of two with the same words and label, a moved one, is in
    neither list.
    """
    laid: list[_Column] = [_Column() for _ in range(columns)]
    without: list[tuple[Placed, Loss]] = []
    unique: dict[tuple[int, int, str], Placed] = {}
    for one in sorted(spans, key=lambda one: one.moved):
        unique.setdefault((one.first, one.last, one.span.label), one)
    kept = {id(one) for one in unique.values()}
    sign = 1 if innermost else -1
    for one in sorted(
        (one for one in spans if id(one) in kept), key=lambda one: sign * (one.last - one.first)
    ):
        free = next((column for column in laid if not any(column.meets(one))), None)
        if free is None and columns:
            without.append((one, _reason(one, [other for column in laid for other in column.meets(one)])))
            continue
        if free is None:
            laid.append(free := _Column())
        free.add(one)
    return [column.placed for column in laid], without


def _reason(one: Placed, others: Sequence[Placed]) -> Loss:
    if any((other.first, other.last) == (one.first, one.last) for other in others):
        return Loss.SAME_RANGE
    if all(_holds(one, other) or _holds(other, one) for other in others):
        return Loss.NESTED
    return Loss.CROSSING


def _holds(outer: Placed, inner: Placed) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last
