"""Relaxed F1: the best one-to-one matching by overlap."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given

from annotator.agreement.relaxed import Match, matches
from annotator.model import Mark
from tests.agreement.texts import layer

Layer = tuple[Mark, ...]


def weight(first: Mark, second: Mark) -> float:
    overlap = min(first[1], second[1]) - max(first[0], second[0])
    return 2 * max(0, overlap) / (first[1] - first[0] + second[1] - second[0])


def by_trying(first: Layer, second: Layer) -> float:
    if len(first) > len(second):
        first, second = second, first
    return max(
        sum(weight(one, other) for one, other in zip(first, chosen, strict=True))
        for chosen in permutations(second, len(first))
    )


def total(found: list[Match]) -> float:
    return sum(match.weight for match in found)


def test_half_of_what_is_marked_in_common() -> None:
    assert matches(((0, 10, "claim"),), ((5, 15, "claim"),)) == [Match(0, 0, 0.5)]
    assert matches(((0, 10, "claim"),), ((10, 15, "claim"),)) == []


def test_a_long_span_is_matched_with_one_of_the_short_ones_inside_it() -> None:
    found = matches(((0, 10, "claim"),), ((0, 2, "claim"), (3, 9, "claim")))
    assert found == [Match(0, 1, 12 / 16)]


def test_the_same_span_gives_way_where_two_others_have_more_together() -> None:
    first, second = ((0, 10, "claim"), (2, 10, "claim")), ((0, 8, "claim"), (0, 10, "claim"))
    assert [(match.first, match.second) for match in matches(first, second)] == [(0, 0), (1, 1)]


def test_pairs_with_too_little_in_common_are_left_alone() -> None:
    first, second = ((0, 10, "claim"), (20, 30, "claim")), ((8, 18, "actor"), (22, 30, "actor"))
    assert [(match.first, match.second) for match in matches(first, second, 0.5)] == [(1, 1)]


@given(layer, layer)
def test_no_other_matching_has_more(first: Layer, second: Layer) -> None:
    first, second = tuple(sorted(first[:5])), tuple(sorted(second[:5]))
    found = matches(first, second)
    assert len({match.first for match in found}) == len({match.second for match in found}) == len(found)
    assert all(match.weight == weight(first[match.first], second[match.second]) > 0 for match in found)
    assert total(found) == pytest.approx(by_trying(first, second) if first and second else 0)
    assert sorted((match.second, match.first, match.weight) for match in found) == matches(second, first)
