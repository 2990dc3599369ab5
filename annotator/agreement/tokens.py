"""M3, agreement on tokens: whether each word is covered by a label or not.

A word is covered where a span of that label has at least one of its characters: who leaves a clitic out marks the word all
the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from annotator.agreement.nominal import cohen
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Mark


class Tokens:
    """The words of a text, to be looked up by offsets. `len` tells how many there are."""

    def __init__(self, text: str) -> None:
        ranges = list(segment.words(text))
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def __len__(self) -> int:
        return len(self._starts)

    def covered(self, marks: Iterable[Mark]) -> int:
        """Return the words that marks cover, as bits: bit 0 is the first word."""
        bits = 0
        for start, end, _ in marks:
            first, stop = bisect_right(self._ends, start), bisect_left(self._starts, end)
            if first < stop:
                bits |= (1 << stop) - (1 << first)
        return bits


class TwoByTwo(NamedTuple):
    """How many words both people covered, only the first, only the second, neither."""

    both: float
    first: float
    second: float
    neither: float


def two_by_two(first: int, second: int, words: int) -> TwoByTwo:
    """Return how two people's covered words, as bits, come together."""
    both = (first & second).bit_count()
    alone, other = first.bit_count() - both, second.bit_count() - both
    return TwoByTwo(both, alone, other, words - both - alone - other)


def kappa(table: TwoByTwo) -> float | None:
    """Return Cohen's kappa of two people; None where it is undefined."""
    return cohen(((table.both, table.first), (table.second, table.neither)))


class Coincidences(NamedTuple):
    """How many values were given, how many of them say covered, and coincidences of covered with not covered."""

    values: float
    covered: float
    apart: float


def coincidences(people: int, words: int, covered: int, apart: int) -> Coincidences:
    """Return the coincidences of words that the same people, at least two, looked at.

    `covered` is how often somebody covered a word, `apart` how often two people differ on one, each pair counted once.
    """
    return Coincidences(people * words, covered, apart / (people - 1))


def alpha(found: Coincidences) -> float | None:
    """Return Krippendorff's nominal alpha; None where it is undefined: all words covered by all, or by nobody."""
    chance = found.covered * (found.values - found.covered)
    return 1 - (found.values - 1) * found.apart / chance if chance else None
