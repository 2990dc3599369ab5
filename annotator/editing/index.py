"""Finding spans by position, at a cost that doesn't grow with how many there are elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.model import Span

SMALLEST = 64

Key = tuple[int, int, str, str]
Bucket = tuple[int, int]
"""The size of a bucket in code points, and its number from 0."""


class SpanIndex:
    """The spans of a layer by id, by range and label, in order, and by position.

    To find spans by position, the text is cut into buckets of 64 code points, again into buckets of 128, of 256, and so
    on. A span is kept in the smallest buckets that are as long as it is, so in two at most.
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._by_id: dict[str, Span] = {}
        self._ids: dict[tuple[int, int, str], str] = {}
        self._keys: list[Key] = []
        self._buckets: dict[Bucket, dict[str, Span]] = {}
        self._bucket_counts: dict[int, int] = {}
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
        for bucket in _buckets(span):
            members = self._buckets[bucket]
            del members[span.id]
            if not members:
                del self._buckets[bucket]
                self._count(bucket[0], -1)

    def overlapping(self, start: int, end: int) -> list[Span]:
        """Return the spans that share a code point with ``[start, end)``, in the order of `Span.order`."""
        found = {
            span.id: span
            for bucket in self._buckets_over(start, end)
            for span in self._buckets[bucket].values()
            if span.start < end and start < span.end
        }
        return sorted(found.values(), key=lambda span: span.order)

    def first_after(self, key: Key | tuple[int]) -> Span | None:
        """Return the first span whose order is greater than `key`, or None."""
        return self._at(bisect_right(self._keys, key))

    def first_from(self, offset: int) -> Span | None:
        """Return the first span that starts at `offset` or after it, or None."""
        return self._at(bisect_left(self._keys, (offset,)))

    def last_before(self, key: Key | tuple[int]) -> Span | None:
        """Return the last span whose order is less than `key`, or None."""
        return self._at(bisect_left(self._keys, key) - 1)

    def _at(self, position: int) -> Span | None:
        return self._by_id[self._keys[position][3]] if 0 <= position < len(self._keys) else None

    def _enter(self, span: Span) -> None:
        self._by_id[span.id] = span
        self._ids[span.start, span.end, span.label] = span.id
        for bucket in _buckets(span):
            members = self._buckets.get(bucket)
            if members is None:
                members = self._buckets[bucket] = {}
                self._count(bucket[0], 1)
            members[span.id] = span

    def _count(self, size: int, by: int) -> None:
        """Count the buckets of one size, so that sizes without any cost nothing."""
        count = self._bucket_counts.get(size, 0) + by
        if count:
            self._bucket_counts[size] = count
        else:
            del self._bucket_counts[size]

    def _buckets_over(self, start: int, end: int) -> Iterator[Bucket]:
        if start >= end:
            return
        for size, count in self._bucket_counts.items():
            first, last = start // size, (end - 1) // size
            if last - first >= count:
                yield from (
                    bucket for bucket in self._buckets if bucket[0] == size and first <= bucket[1] <= last
                )
            else:
                yield from (
                    bucket for number in range(first, last + 1) if (bucket := (size, number)) in self._buckets
                )


def _buckets(span: Span) -> list[Bucket]:
    """Return the one or two buckets that a span is kept in."""
    size = max(SMALLEST, 1 << (span.end - span.start - 1).bit_length())
    first, last = span.start // size, (span.end - 1) // size
    return [(size, first)] if first == last else [(size, first), (size, last)]
