"""Resamples that are added up in whole numbers, against drawing rows one by one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.bootstrap import Block, interval, resamples

NUMBER = 6
value = st.one_of(st.integers(0, 300), st.floats(0, 1e12, allow_subnormal=False))
block = st.lists(st.integers(0, NUMBER - 1), min_size=1, unique=True).flatmap(
    lambda places: st.lists(st.tuples(value, value, value), min_size=len(places), max_size=len(places)).map(
        lambda rows: Block(sorted(places), rows)
    )
)


def drawn(blocks: list[Block], times: int, seed: int) -> list[list[list[float]]]:
    chance = random.Random(seed)
    found = []
    for _ in range(times):
        places = chance.choices(range(NUMBER), k=NUMBER)
        rows = [dict(zip(each.indices, each.rows, strict=True)) for each in blocks]
        nothing = (0, 0, 0)
        found.append(
            [[sum(each.get(place, nothing)[k] for place in places) for k in range(3)] for each in rows]
        )
    return found


@given(st.lists(block, min_size=1, max_size=3), st.integers(0, 9))
def test_sums_are_those_of_the_rows_that_were_drawn(blocks: list[Block], seed: int) -> None:
    fast = list(resamples(blocks, NUMBER, times=5, seed=seed))
    for sums, wanted in zip(fast, drawn(blocks, 5, seed), strict=True):
        for place, (got, each) in enumerate(zip(sums, wanted, strict=True)):
            highest = [max(column) for column in zip(*blocks[place].rows, strict=True)]
            for k in range(3):
                assert got[k] == pytest.approx(each[k], rel=1e-9, abs=1e-12 * max(1, highest[k]))


def test_whole_numbers_stay_exact() -> None:
    rows = [(7, 0, 10**15), (9, 0, 1), (11, 0, 0)]
    for (sums,) in resamples([Block([0, 1, 2], rows)], 3, times=50):
        assert all(total == int(total) for total in sums)
        assert 21 <= sums[0] <= 33
        assert sums[1] == 0


def test_an_interval_leaves_out_a_fortieth_at_each_side() -> None:
    assert interval([float(n) for n in range(1001)]) == (25.0, 975.0)


def test_undefined_resamples_are_passed_over_and_too_many_leave_no_interval() -> None:
    assert interval([None, 0.5, 0.5]) == (0.5, 0.5)
    assert interval([None, None, 0.5, 0.5]) is None
    assert interval([]) is None
