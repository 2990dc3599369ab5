"""Maximum-weight one-to-one matching in bipartite graphs that are mostly small and sparse."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Pair = tuple[int, int]


def best(weights: Mapping[Pair, float]) -> list[Pair]:
    """Return the pairs (left, right), sorted, that use each side's items at most once and have the largest total weight.

    `weights` has a positive weight for each pair that may be matched. Where several matchings are best, which one is
    returned depends on the numbers of the items alone.
    """
    chosen: list[Pair] = []
    for component in _components(sorted(weights)):
        if len(component) == 1:
            chosen += component
        else:
            chosen += _assign(component, weights)
    return sorted(chosen)


def _components(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """Yield the pairs that hang together, component by component."""
    of_left: defaultdict[int, list[Pair]] = defaultdict(list)
    of_right: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_left[pair[0]].append(pair)
        of_right[pair[1]].append(pair)
    seen: set[Pair] = set()
    for first in pairs:
        if first in seen:
            continue
        seen.add(first)
        component, at = [first], 0
        while at < len(component):
            left, right = component[at]
            at += 1
            for pair in (*of_left.pop(left, ()), *of_right.pop(right, ())):
                if pair not in seen:
                    seen.add(pair)
                    component.append(pair)
        yield component


def _assign(pairs: list[Pair], weights: Mapping[Pair, float]) -> Iterator[Pair]:
    """Yield the best pairs of one component: the Hungarian method with potentials (Kuhn 1955), rows at most columns."""
    lefts, rights = sorted({pair[0] for pair in pairs}), sorted({pair[1] for pair in pairs})
    swapped = len(lefts) > len(rights)
    rows, columns = (rights, lefts) if swapped else (lefts, rights)
    cost = [
        [-weights.get((column, row) if swapped else (row, column), 0.0) for column in columns] for row in rows
    ]
    for row, column in _cheapest(cost):
        pair = (columns[column], rows[row]) if swapped else (rows[row], columns[column])
        if pair in weights:
            yield pair


def _cheapest(cost: list[list[float]]) -> Iterator[Pair]:
    """Yield (row, column) for each row so that the sum of `cost` is least. At least as many columns as rows."""
    height, width = len(cost), len(cost[0])
    row_price, column_price = [0.0] * (height + 1), [0.0] * (width + 1)
    matched, came_from = [0] * (width + 1), [0] * (width + 1)  # counted from 1; 0 is nobody
    for row in range(1, height + 1):
        matched[0] = row
        here = 0
        slack, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while matched[here]:
            used[here] = True
            current, step, nearest = matched[here], float("inf"), 0
            for column in range(1, width + 1):
                if used[column]:
                    continue
                reduced = cost[current - 1][column - 1] - row_price[current] - column_price[column]
                if reduced < slack[column]:
                    slack[column], came_from[column] = reduced, here
                if slack[column] < step:
                    step, nearest = slack[column], column
            for column in range(width + 1):
                if used[column]:
                    row_price[matched[column]] += step
                    column_price[column] -= step
                else:
                    slack[column] -= step
            here = nearest
        while here:
            matched[here] = matched[came_from[here]]
            here = came_from[here]
    for column in range(1, width + 1):
        if matched[column]:
            yield matched[column] - 1, column - 1
