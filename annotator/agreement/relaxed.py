"""M2, relaxed F1: marks that overlap count in proportion to their overlap."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from annotator.matching import best_matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Mark


class Match(NamedTuple):
    """The indices of two matched marks in their lists, and 2 * overlap / (length + length), above 0 and at most 1."""

    first: int
    second: int
    weight: float


def matches(first: Sequence[Mark], second: Sequence[Mark], least: float = 0.0) -> list[Match]:
    """Return the one-to-one matching of two people's marks with the greatest total weight; a pair weighs `least` or more.

    Labels are ignored. Both lists must be sorted by start. Of several such matchings the same is returned whoever comes
    first.
    """
    if list(first) > list(second):
        return sorted(Match(left, right, weight) for right, left, weight in matches(second, first, least))
    weights = {(left, right): weight for left, right, weight in _overlaps(first, second) if weight >= least}
    if len(weights) == len({left for left, _ in weights}) == len({right for _, right in weights}):
        return [Match(*pair, weight) for pair, weight in weights.items()]
    return [Match(*pair, weights[pair]) for pair in best_matching(weights)]


def _overlaps(first: Sequence[Mark], second: Sequence[Mark]) -> list[Match]:
    """Return the pairs that overlap, sorted, in time that grows with their number and that of the marks."""
    found = []
    open_: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])  # the ends and indices of marks
    starts = [(mark[0], 0, index) for index, mark in enumerate(first)]
    starts += [(mark[0], 1, index) for index, mark in enumerate(second)]
    for start, side, index in sorted(starts):
        end = (first, second)[side][index][1]
        for opened in open_:
            while opened and opened[0][0] <= start:
                heappop(opened)
        for other_end, other in open_[1 - side]:
            other_start = (second, first)[side][other][0]
            overlap = min(end, other_end) - start
            if overlap > 0:
                left, right = (index, other) if side == 0 else (other, index)
                found.append(Match(left, right, 2 * overlap / (end - start + other_end - other_start)))
        heappush(open_[side], (end, index))
    return sorted(found)
