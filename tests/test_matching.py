"""The best one-to-one matching, against trying all of them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.matching import best_matching

Weights = dict[tuple[int, int], float]


def by_trying(weights: Weights) -> float:
    totals = [0.0]
    for size in range(1, 5):
        totals += [
            sum(weights[pair] for pair in pairs)
            for pairs in combinations(weights, size)
            if len({left for left, _ in pairs}) == len({right for _, right in pairs}) == size
        ]
    return max(totals)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 8).map(lambda n: n / 8), max_size=10
    )
)
def test_no_other_matching_is_better(weights: Weights) -> None:
    pairs = best_matching(weights)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)
    assert sum(weights[pair] for pair in pairs) == pytest.approx(by_trying(weights))


def test_the_best_pair_gives_way_to_two_good_ones() -> None:
    assert best_matching({(0, 0): 0.6, (0, 1): 0.5, (1, 0): 0.5}) == [(0, 1), (1, 0)]


def test_nothing_is_matched_with_nothing() -> None:
    assert best_matching({}) == []
