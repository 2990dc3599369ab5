"""M2, relaxed F1: marks that overlap count in proportion to their overlap."""

from __future__ import annotations

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
    found = []
    nearest = 0
    for left, (start, end, _) in enumerate(first):
        while nearest < len(second) and second[nearest][1] <= start:
            nearest += 1
        for right in range(nearest, len(second)):
            other_start, other_end, _ = second[right]
            if other_start >= end:
                break
            overlap = min(end, other_end) - max(start, other_start)
            if overlap > 0:
                found.append(Match(left, right, 2 * overlap / (end - start + other_end - other_start)))
    return found
