"""Finding spans by place, at a cost that doesn't grow with how many there are elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.model import Span

SMALLEST = 64

Key = tuple[int, int, str, str]
Cell = tuple[int, int]


class SpanIndex:
    """The spans of a layer by id, by range and label, in order and by place.

    For finding by place the text is cut into cells of 64 code points, again into cells of 128, of 256, and so on. A
    span stands in the finest cells that are as long as it is, so in two at most.
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._by_id: dict[str, Span] = {}
        self._ids: dict[tuple[int, int, str], str] = {}
        self._keys: list[Key] = []
        self._cells: dict[Cell, dict[str, Span]] = {}
        self._population: dict[int, int] = {}
        for span in sorted(spans, key=lambda span: span.order):
            self._enter(span)
            self._keys.append(span.order)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Span]:
        """Go through all spans in the order of `Span.order`."""
        return (self._by_id[key[3]] for key in self._keys)

    def get(self, id_: str) -> Span | None:
        """Return the span with this id, or None."""
        return self._by_id.get(id_)

    def find(self, start: int, end: int, label: str) -> Span | None:
        """Return the span of exactly this range and label, or None."""
        id_ = self._ids.get((start, end, label))
        return None if id_ is None else self._by_id[id_]

    def insert(self, span: Span) -> None:
        """Add a span. Its id, and its range and label, must be free."""
        self._enter(span)
        insort(self._keys, span.order)

    def delete(self, span: Span) -> None:
        """Remove a span that is here."""
        del self._by_id[span.id]
        del self._ids[span.start, span.end, span.label]
        del self._keys[bisect_left(self._keys, span.order)]
        for cell in _cells(span):
            members = self._cells[cell]
            del members[span.id]
            if not members:
                del self._cells[cell]
                self._count(cell[0], -1)

    def overlapping(self, start: int, end: int) -> list[Span]:
        """Return the spans that share a code point with ``[start, end)``, in the order of `Span.order`."""
        found = {
            span.id: span
            for cell in self._cells_over(start, end)
            for span in self._cells[cell].values()
            if span.start < end and start < span.end
        }
        return sorted(found.values(), key=lambda span: span.order)

    def first_after(self, key: Key | tuple[int]) -> Span | None:
        """Return the first span whose order is greater than `key`, or None."""
        place = bisect_right(self._keys, key)
        return self._at(place)

    def first_from(self, offset: int) -> Span | None:
        """Return the first span that starts at `offset` or after it, or None."""
        return self._at(bisect_left(self._keys, (offset,)))

    def last_before(self, key: Key | tuple[int]) -> Span | None:
        """Return the last span whose order is less than `key`, or None."""
        return self._at(bisect_left(self._keys, key) - 1)

    def _at(self, place: int) -> Span | None:
        return self._by_id[self._keys[place][3]] if 0 <= place < len(self._keys) else None

    def _enter(self, span: Span) -> None:
        self._by_id[span.id] = span
        self._ids[span.start, span.end, span.label] = span.id
        for cell in _cells(span):
            members = self._cells.get(cell)
            if members is None:
                members = self._cells[cell] = {}
                self._count(cell[0], 1)
            members[span.id] = span

    def _count(self, size: int, by: int) -> None:
        """Keep count of the cells of one size, so that sizes without any cost nothing."""
        count = self._population.get(size, 0) + by
        if count:
            self._population[size] = count
        else:
            del self._population[size]

    def _cells_over(self, start: int, end: int) -> Iterator[Cell]:
        if start >= end:
            return
        for size, count in self._population.items():
            first, last = start // size, (end - 1) // size
            if last - first >= count:
                yield from (cell for cell in self._cells if cell[0] == size and first <= cell[1] <= last)
            else:
                yield from (
                    cell for place in range(first, last + 1) if (cell := (size, place)) in self._cells
                )


def _cells(span: Span) -> list[Cell]:
    """Return the one or two cells a span stands in, as size and place."""
    size = max(SMALLEST, 1 << (span.end - span.start - 1).bit_length())
    first, last = span.start // size, (span.end - 1) // size
    return [(size, first)] if first == last else [(size, first), (size, last)]
