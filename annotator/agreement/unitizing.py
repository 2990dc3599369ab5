"""M4, Krippendorff's alpha for unitizing (2004, ch. 11.6): where the units of one label begin and end.

`observed` and `expected` are in squared characters: Do and De times the square of the text's length. They can be added
over labels and articles, and each article counts for what is marked in it. A person's units are sorted ranges that don't
overlap; the text between two of them is a gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import accumulate, combinations
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Range = tuple[int, int]


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return one person's units: the ranges sorted, overlapping ones joined. Ranges that only touch stay two."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def observed(people: Sequence[Sequence[Range]]) -> float:
    """Return the observed disagreement of at least two people, as a mean over pairs of people, in squared characters."""
    pairs = len(people) * (len(people) - 1) / 2
    return sum(apart(first, second) for first, second in combinations(people, 2)) / pairs


def apart(first: Sequence[Range], second: Sequence[Range]) -> int:
    """Return the disagreement of two people, in squared characters.

    Two units that overlap add the squared distances of their starts and of their ends. A unit within a gap of the other
    person adds its squared length.
    """
    total, nearest = 0, 0
    alone = set(second)
    for start, end in first:
        while nearest < len(second) and second[nearest][1] <= start:
            nearest += 1
        index = nearest
        while index < len(second) and second[index][0] < end:
            other_start, other_end = second[index]
            total += (start - other_start) ** 2 + (end - other_end) ** 2
            alone.discard(second[index])
            index += 1
        if index == nearest:
            total += (end - start) ** 2
    return total + sum((end - start) ** 2 for start, end in alone)


def expected(people: Sequence[Sequence[Range]], length: int) -> float:
    """Return the disagreement expected by chance, if all units and gaps were placed at random, in squared characters.

    `length` is the length of the text in code points.
    """
    return Expected(people, length).of_all()


class Expected:
    """The disagreement expected by chance of several people, of each pair of them and of all.

    What is common to pairs is computed once: `_sizes` has the different lengths of units, `_counts` how many of each a
    person has, and `_rooms` for each length what a unit of it adds by the places that it has in a person's gaps.
    """

    def __init__(self, people: Sequence[Sequence[Range]], length: int) -> None:
        self._length = length
        self._sizes = sorted({end - start for units in people for start, end in units})
        self._counts = [self._counted(units) for units in people]
        self._rooms = [self._room(units) for units in people]
        self._own = [sum(map(mul, *each)) for each in zip(self._counts, self._rooms, strict=True)]
        self._units = [len(units) for units in people]
        beside = [(2 * size**3 - 3 * size**2 + size) // 3 for size in self._sizes]
        taken = [size * (size - 1) for size in self._sizes]
        self._beside = [sum(map(mul, counts, beside)) for counts in self._counts]
        self._taken = [sum(map(mul, counts, taken)) for counts in self._counts]

    def of_pair(self, one: int, other: int) -> float:
        """Return that of two people, named by their places."""
        units = self._units[one] + self._units[other]
        if not units:
            return 0.0
        total = self._own[one] + self._own[other]
        total += sum(map(mul, self._counts[one], self._rooms[other]))
        total += sum(map(mul, self._counts[other], self._rooms[one]))
        total += (units - 1) * (self._beside[one] + self._beside[other])
        return self._value(total, 2, self._taken[one] + self._taken[other])

    def of_all(self) -> float:
        """Return that of everyone."""
        units = sum(self._units)
        if not units:
            return 0.0
        counts, rooms = (list(map(sum, zip(*each, strict=True))) for each in (self._counts, self._rooms))
        total = sum(map(mul, counts, rooms)) + (units - 1) * sum(self._beside)
        return self._value(total, len(self._units), sum(self._taken))

    def _value(self, total: int, people: int, taken: int) -> float:
        positions = people * self._length
        return 2 * self._length * total / (positions * (positions - 1) - taken)

    def _counted(self, units: Sequence[Range]) -> list[int]:
        counts = Counter(end - start for start, end in units)
        return [counts[size] for size in self._sizes]

    def _room(self, units: Sequence[Range]) -> list[int]:
        gaps = sorted(_gaps(units, self._length), reverse=True)
        shortest_first = [-gap for gap in gaps]
        sums = [0, *accumulate(gaps)]
        found = []
        for size in self._sizes:
            wide = bisect_left(shortest_first, 1 - size)  # the number of gaps that are at least this long
            found.append(size * size * (sums[wide] - wide * (size - 1)))
        return found


def _gaps(units: Sequence[Range], length: int) -> Iterator[int]:
    """Yield the length of each gap; without units the whole text is one."""
    last = 0
    for start, end in units:
        if start > last:
            yield start - last
        last = end
    if length > last:
        yield length - last


def alpha(observed: float, expected: float) -> float | None:
    """Return 1 - observed / expected, None (undefined) where there are no units."""
    return 1 - observed / expected if expected else None
