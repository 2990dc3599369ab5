"""Maximum-weight one-to-one matching in bipartite graphs that are sparse."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Pair = tuple[int, int]


def best_matching(weights: Mapping[Pair, float]) -> list[Pair]:
    """Return the pairs (left, right), sorted, that use each side's items at most once and have the largest total weight.

    `weights` has a positive weight for each pair that may be matched. Where several matchings are best, which one is
    returned depends on the numbers of the items alone.
    """
    return [pair for pair in sorted(_Assignment(weights).of_left.items()) if pair in weights]


class _Assignment:
    """The Hungarian method with potentials (Kuhn 1955), left by left along shortest augmenting paths.

    The cost of a pair is minus its weight. Each left item may also stay alone at no cost: it has a right item of its own
    for that, with a number that no other has.
    """

    def __init__(self, weights: Mapping[Pair, float]) -> None:
        self._costs: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        self._price_of_left: dict[int, float] = {}
        self._price_of_right: defaultdict[int, float] = defaultdict(float)
        self.of_left: dict[int, int] = {}
        self._of_right: dict[int, int] = {}
        for left, right in sorted(weights):
            self._costs[left].append((right, -weights[left, right]))
        alone = 1 + max((right for _, right in weights), default=0)
        for left, costs in self._costs.items():
            costs.append((alone + left, 0.0))
            price, nearest = min((cost - self._price_of_right[right], right) for right, cost in costs)
            self._price_of_left[left] = price
            if nearest in self._of_right:
                self._augment(left)
            else:
                self.of_left[left], self._of_right[nearest] = nearest, left

    def _augment(self, root: int) -> None:
        """Match one more left item, and those that are matched already with others where that costs less in all."""
        distance: dict[int, float] = {}
        came_from: dict[int, int] = {}
        passed: dict[int, float] = {}
        heap: list[tuple[float, bool, int]] = []  # of equally near ones those that are free come first
        left, far = root, 0.0
        while True:
            base = far - self._price_of_left[left]
            for right, cost in self._costs[left]:
                step = base + cost - self._price_of_right[right]
                if right not in passed and step < distance.get(right, float("inf")):
                    distance[right], came_from[right] = step, left
                    heappush(heap, (step, right in self._of_right, right))
            far, _, right = heappop(heap)
            while right in passed:
                far, _, right = heappop(heap)
            if right not in self._of_right:
                break
            passed[right] = far
            left = self._of_right[right]
        self._price_of_left[root] += far
        for other, reached in passed.items():
            self._price_of_left[self._of_right[other]] += far - reached
            self._price_of_right[other] -= far - reached
        while True:
            left = came_from[right]
            before = self.of_left.get(left)
            self.of_left[left], self._of_right[right] = right, left
            if before is None:
                return
            right = before
