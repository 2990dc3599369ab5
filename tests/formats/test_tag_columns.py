from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.tags import TokenSpan, assign_columns
from annotator.model import Loss
from tests.formats.cases import record

TEXT = "0123456789"


def placed(*marks: tuple[int, int, str]) -> list[TokenSpan]:
    return [TokenSpan(span.start, span.end, span) for span in record("a", TEXT, marks).spans]


def shown(columns: list[list[TokenSpan]]) -> list[list[tuple[int, int, str]]]:
    return [[(one.first, one.last, one.span.label) for one in column] for column in columns]


OUTER, INNER, DEEP = (0, 6, "claim"), (2, 5, "actor"), (3, 5, "location")
CROSSING, TWIN, BESIDE = (4, 8, "claim"), (2, 5, "weapon"), (6, 9, "actor")


@pytest.mark.parametrize(
    ("marks", "columns", "innermost", "expected", "without"),
    [
        ([OUTER, INNER, DEEP], 1, False, [[OUTER]], {INNER: Loss.NESTED, DEEP: Loss.NESTED}),
        ([OUTER, INNER, DEEP], 1, True, [[DEEP]], {INNER: Loss.NESTED, OUTER: Loss.NESTED}),
        ([OUTER, INNER, DEEP], 2, False, [[OUTER], [INNER]], {DEEP: Loss.NESTED}),
        ([OUTER, INNER, DEEP], 0, False, [[OUTER], [INNER], [DEEP]], {}),
        ([OUTER, BESIDE, DEEP], 2, False, [[OUTER, BESIDE], [DEEP]], {}),
        ([OUTER, CROSSING], 1, False, [[OUTER]], {CROSSING: Loss.CROSSING}),
        ([OUTER, CROSSING], 3, False, [[OUTER], [CROSSING], []], {}),
        ([INNER, TWIN], 1, False, [[INNER]], {TWIN: Loss.SAME_RANGE}),
        ([], 1, False, [[]], {}),
        ([], 0, False, [], {}),
    ],
)
def test_columns(
    marks: list[tuple[int, int, str]],
    columns: int,
    innermost: bool,
    expected: list[list[tuple[int, int, str]]],
    without: dict[tuple[int, int, str], Loss],
) -> None:
    laid, left = assign_columns(placed(*marks), columns, innermost=innermost)
    assert shown(laid) == expected
    assert {(one.first, one.last, one.span.label): loss for one, loss in left} == without


ranges = st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from(["actor", "claim"])).map(
    lambda mark: (mark[0], min(mark[0] + mark[1], 10), mark[2])
)


@given(st.lists(ranges, unique=True), st.integers(0, 3), st.booleans())
def test_each_span_is_in_a_column_or_told(
    marks: list[tuple[int, int, str]], columns: int, innermost: bool
) -> None:
    spans = placed(*marks)
    laid, without = assign_columns(spans, columns, innermost=innermost)
    there = [one for column in laid for one in column]
    assert sorted(there + [one for one, _ in without], key=spans.index) == spans
    assert not (without and columns == 0)
    for column in laid:
        assert all(one.last <= following.first for one, following in pairwise(column))
