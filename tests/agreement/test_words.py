"""Agreement on words: fast counts against the definitions, word by word."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.words import Words, alpha, coincidences, kappa, two_by_two
from annotator.text import segment
from tests.agreement import nominal
from tests.agreement.texts import TEXT, at, layer

if TYPE_CHECKING:
    from annotator.model import Mark

TOKENS = Words(segment.words(TEXT))
WORDS = list(segment.words(TEXT))


def words(marks: tuple[Mark, ...]) -> list[bool]:
    return [any(mark[0] < end and start < mark[1] for mark in marks) for start, end in WORDS]


def test_a_word_is_covered_also_where_its_clitic_is_left_out() -> None:
    bits = TOKENS.covered([at("المتحدث باسم"), at("فجر")])
    covered = [TEXT[start:end] for place, (start, end) in enumerate(WORDS) if bits >> place & 1]
    assert covered == ["والمتحدث", "باسم", "فجر"]


def test_spaces_and_full_stops_are_no_words() -> None:
    space = TEXT.index(" ")
    assert TOKENS.covered([(space, space + 1, "actor"), (len(TEXT) - 1, len(TEXT), "actor")]) == 0


@given(layer)
def test_what_is_covered_is_what_overlaps(marks: tuple[Mark, ...]) -> None:
    bits = TOKENS.covered(marks)
    assert [bool(bits >> place & 1) for place in range(len(TOKENS))] == words(marks)
    assert bits < 1 << len(TOKENS)


@given(st.lists(layer, min_size=2, max_size=4))
def test_alpha_from_counts_is_alpha_of_all_words(people: list[tuple[Mark, ...]]) -> None:
    bits = [TOKENS.covered(marks) for marks in people]
    apart = sum((one ^ other).bit_count() for one, other in combinations(bits, 2))
    found = coincidences(len(people), len(TOKENS), sum(each.bit_count() for each in bits), apart)
    wanted = nominal.alpha(list(zip(*(words(marks) for marks in people), strict=True)))
    assert alpha(found) == (None if wanted is None else pytest.approx(wanted))


@given(layer, layer)
def test_kappa_from_counts_is_kappa_of_all_words(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> None:
    table = two_by_two(TOKENS.covered(first), TOKENS.covered(second), len(TOKENS))
    said = list(zip(words(first), words(second), strict=True))
    assert table == tuple(
        said.count(each) for each in ((True, True), (True, False), (False, True), (False, False))
    )
    other = two_by_two(TOKENS.covered(second), TOKENS.covered(first), len(TOKENS))
    value = kappa(table)
    assert kappa(other) == (None if value is None else pytest.approx(value))


def test_one_word_of_one_of_three_people_is_as_chance_would_have_it() -> None:
    assert alpha(coincidences(3, 100, covered=1, apart=2)) == pytest.approx(0)


def test_nobody_and_everybody_everywhere_are_undefined() -> None:
    assert alpha(coincidences(2, 10, covered=0, apart=0)) is None
    assert alpha(coincidences(2, 10, covered=20, apart=0)) is None
    assert kappa(two_by_two(0, 0, 10)) is None
