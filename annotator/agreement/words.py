"""M3, agreement on words: whether each word of the text is covered by a label or not.

A word (`annotator.text.segment.words`) is covered where a span of the label has at least one of its characters, so that
spans with and without a clitic cover the same words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.model import Mark

    Table = Sequence[Sequence[float]]


class Words:
    """The words of a text, or other ranges that don't overlap, in order, which can be looked up by offsets. `len` is their number."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        ranges = list(ranges)
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def __len__(self) -> int:
        return len(self._starts)

    def covered(self, marks: Iterable[Mark]) -> int:
        """Return the words that the marks cover, as bits: bit 0 is the first word."""
        digits = bytearray(b"0") * len(self)
        done = 0
        for start, end, _ in sorted(marks):
            first, stop = max(bisect_right(self._ends, start), done), bisect_left(self._starts, end)
            if first < stop:
                digits[first:stop] = b"1" * (stop - first)
                done = stop
        return int(bytes(reversed(digits)) or b"0", 2)


class TwoByTwo(NamedTuple):
    """A table of two people: how many words both covered, only the first, only the second, and neither."""

    both: float
    first: float
    second: float
    neither: float


def two_by_two(first: int, second: int, words: int) -> TwoByTwo:
    """Return the table of two people's covered words, given as bits."""
    both = (first & second).bit_count()
    alone, other = first.bit_count() - both, second.bit_count() - both
    return TwoByTwo(both, alone, other, words - both - alone - other)


def kappa(table: TwoByTwo) -> float | None:
    """Return Cohen's kappa of two people, None where it is undefined."""
    return cohen(((table.both, table.first), (table.second, table.neither)))


class Coincidences(NamedTuple):
    """How many values were given, how many of them are "covered", and the coincidences of "covered" with "not covered"."""

    values: float
    covered: float
    apart: float


def coincidences(people: int, words: int, covered: int, apart: int) -> Coincidences:
    """Return the coincidences of the words of a text that the same people read, at least two.

    `covered` counts the words that each person covered. `apart` counts the pairs of people that differ on a word.
    """
    return Coincidences(people * words, covered, apart / (people - 1))


def alpha(found: Coincidences) -> float | None:
    """Return Krippendorff's nominal alpha (2004, ch. 11), None where everybody covered all words, or nobody any."""
    chance = found.covered * (found.values - found.covered)
    return 1 - (found.values - 1) * found.apart / chance if chance else None


def cohen(table: Table) -> float | None:
    """Return Cohen's kappa (1960) of a square table, with a row for each category of one person and a column for those of the other.

    None where it is undefined: there are no units, or both gave one and the same category throughout.
    """
    units = sum(map(sum, table))
    agreed = sum(row[category] for category, row in enumerate(table))
    by_chance = sum(
        sum(row) * sum(column) for row, column in zip(table, zip(*table, strict=True), strict=True)
    )
    room = units * units - by_chance
    return (units * agreed - by_chance) / room if room else None
