"""M4, Krippendorff's alpha for unitizing (2004, ch. 11.6): where the units of one label begin and end.

`observed` and `expected` are in squared characters: Do and De times the square of the text's length. They can be added
over labels and articles, and each article counts for what is marked in it. A person's units are sorted ranges that don't
overlap; the text between two of them is a gap.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, combinations
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
    lengths = [end - start for units in people for start, end in units]
    if not lengths:
        return 0.0
    gaps = sorted((gap for units in people for gap in _gaps(units, length)), reverse=True)
    shortest_first = [-gap for gap in gaps]
    sums = [0, *accumulate(gaps)]
    total = 0
    for size in lengths:
        wide = bisect_left(shortest_first, 1 - size)  # the number of gaps that are at least this long
        total += size * size * (sums[wide] - wide * (size - 1))
        total += (len(lengths) - 1) * (2 * size**3 - 3 * size**2 + size) // 3
    positions = len(people) * length
    return 2 * length * total / (positions * (positions - 1) - sum(size * (size - 1) for size in lengths))


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
