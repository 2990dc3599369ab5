"""The pairs of marks that overlap, found without comparing all, are those that comparing all finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.relaxed import matches
from annotator.matching import best_matching

if TYPE_CHECKING:
    from annotator.model import Mark

MARKS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 12)).map(lambda at: (at[0], at[0] + at[1], "actor")),
    unique=True,
    max_size=8,
).map(sorted)


def similar(one: Mark, other: Mark) -> float:
    overlap = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * overlap / (one[1] - one[0] + other[1] - other[0])


@given(first=MARKS, second=MARKS)
def test_the_matching_is_as_good_as_that_of_all_pairs(first: list[Mark], second: list[Mark]) -> None:
    weights = {
        (left, right): similar(one, other)
        for left, one in enumerate(first)
        for right, other in enumerate(second)
        if similar(one, other) > 0
    }

    found = matches(first, second)

    assert all(weights[match.first, match.second] == match.weight for match in found)
    best = sum(weights[pair] for pair in best_matching(weights))
    assert abs(sum(match.weight for match in found) - best) < 1e-9
