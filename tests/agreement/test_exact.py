"""Exact F1, and which edges count as equal but for clitics."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.exact import before_clitics, f1, same, same_but_for_clitics
from annotator.text.clitics import apart_by_clitic
from tests.agreement.texts import TEXT, at, layer

if TYPE_CHECKING:
    from annotator.model import Mark

HUDA = (at("وزير الدفاع"), at("والمتحدث باسم الجيش"), at("بالقرب من المطار", "location"))


def clitics(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> int:
    return same_but_for_clitics(TEXT, first, second)


def test_only_the_very_same_counts() -> None:
    salim = (at("وزير الدفاع"), at("والمتحدث باسم"), at("بالقرب من المطار", "actor"))
    assert same(HUDA, salim) == 1
    assert f1(1, 6) == pytest.approx(1 / 3)
    assert f1(0, 0) is None
    assert f1(0, 2) == 0


def test_a_clitic_at_the_edge_is_no_difference_when_it_does_not_count() -> None:
    salim = (at("المتحدث باسم الجيش"), at("القرب من المطار", "location"), at("الدفاع"))
    assert same(HUDA, salim) == 0
    assert clitics(HUDA, salim) == 2


def test_letters_that_are_no_clitic_are_a_difference() -> None:
    assert clitics((at("القوات"),), (at("وات"),)) == 0
    assert clitics((at("وصلت"),), (at("صلت"),)) == 1  # in form it could be one


def test_each_mark_is_paired_once() -> None:
    both = (at("والمتحدث باسم الجيش"), at("المتحدث باسم الجيش"))
    assert clitics(both, both[:1]) == 1
    assert clitics(both, both) == 2
    assert clitics(both, (at("متحدث باسم الجيش"),)) == 1


def test_spans_may_end_where_the_text_does_in_the_middle_of_a_word() -> None:
    text = "وصلت القافلة"
    assert same_but_for_clitics(text, ((5, 12, "actor"),), ((7, 12, "actor"),)) == 1
    assert same_but_for_clitics(text, ((5, 12, "actor"),), ((5, 11, "actor"),)) == 0


def test_clitics_alone_are_not_the_same_as_other_clitics() -> None:
    text = "ذهب والمجلس"
    conjunction, article, both = (4, 5, "actor"), (5, 7, "actor"), (4, 7, "actor")
    for one, other in combinations((conjunction, article, both), 2):
        assert same_but_for_clitics(text, (one,), (other,)) == 0
    assert same_but_for_clitics(text, (conjunction, article), (article, both)) == 1
    assert same_but_for_clitics(text, ((4, 11, "actor"),), ((7, 11, "actor"),)) == 1


@given(st.text("وفبلكاٱمن َـ.", max_size=7) | st.just(TEXT))
def test_offsets_have_one_origin_when_they_are_equal_or_a_clitic_apart(text: str) -> None:
    for one, other in combinations(range(len(text) + 1), 2):
        through = any(
            apart_by_clitic(text, start, one) and apart_by_clitic(text, start, other) for start in range(one)
        )
        alike = apart_by_clitic(text, one, other) or through
        assert (before_clitics(text, one) == before_clitics(text, other)) == alike, (one, other)


@given(layer, layer)
def test_it_is_symmetric_and_clitics_only_add(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> None:
    assert same(first, second) == same(second, first) <= clitics(first, second) == clitics(second, first)
    assert clitics(first, second) <= min(len(first), len(second))
    assert same(first, first) == clitics(first, first) == len(first)
