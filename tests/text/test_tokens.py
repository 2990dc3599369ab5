from __future__ import annotations

import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import segment
from annotator.text.segment import SPACE, tokens
from tests.text.strategies import texts

numbers = st.lists(st.integers(-2, 200), max_size=12)


def split(text: str, *cuts: int) -> list[str]:
    return [text[start:end] for start, end in tokens(text, cuts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال المصدر: «لا».", ["قال", "المصدر", ":", "«", "لا", "»", "."]),
        ("والـمُحَمَّدِيَّة، ثمّ؟!", ["والـمُحَمَّدِيَّة", "،", "ثمّ", "؟", "!"]),
        ("يوم 2021.06.29 - 12:03", ["يوم", "2021.06.29", "-", "12:03"]),
        ("٣٫٥٪ و١٢٬٠٠٠ و3,000.5%", ["٣٫٥", "٪", "و١٢٬٠٠٠", "و3,000.5", "%"]),
        ("انتهى 3.", ["انتهى", "3", "."]),
        ("(MX-4)؛ R&D...", ["(", "MX-4", ")", "؛", "R&D", ".", ".", "."]),
        ("🚑👨\u200d👩\u200d👧وصلت🇸🇩🇮🇶", ["🚑", "👨\u200d👩\u200d👧", "وصلت", "🇸🇩", "🇮🇶"]),
        ("👍🏽 ❤️ 1️⃣", ["👍🏽", "❤️", "1️⃣"]),
        ("\u200fقال أحمد\u200f (\u200eMX\u200e)", ["\u200fقال", "أحمد\u200f", "(\u200e", "MX\u200e", ")"]),
        ("قال \u200f\u200e أحمد", ["قال", "\u200f\u200e", "أحمد"]),
        ("نه\u200cها", ["نه\u200cها"]),
        ("سطر\r\n\u00a0آخر\u2028\tثم\x1c", ["سطر", "آخر", "ثم"]),
        (" \n", []),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_cut_within_a_token_is_an_edge_and_others_are_nothing() -> None:
    assert split("بدأ بحقل قريب", 3, 4, 5, 8, -4, 99) == ["بدأ", "ب", "حقل", "قريب"]
    assert split("لَا", 1, 2) == ["ل", "َ", "ا"]
    assert split("👨\u200d👩", 1) == ["👨", "\u200d👩"]


@given(texts, numbers)
def test_tokens_are_all_but_white_space_in_order_without_overlap(text: str, cuts: list[int]) -> None:
    place = 0
    for start, end in tokens(text, cuts):
        assert start < end
        assert not text[place:start].strip()
        assert not any(letter.isspace() for letter in text[start:end])
        place = end
    assert not text[place:].strip()


@given(texts, texts)
def test_each_line_has_its_own_tokens(one: str, other: str) -> None:
    there = len(one) + 1
    behind = [(start + there, end + there) for start, end in tokens(other)]
    assert [*tokens(f"{one}\n{other}")] == [*tokens(one), *behind]


@given(texts)
def test_the_way_for_simple_lines_is_that_for_all_text(text: str) -> None:
    assert [*tokens(text)] == [found.span() for found in segment._TOKEN.finditer(text)]


@given(texts, numbers)
def test_cuts_add_edges_and_take_none_away(text: str, cuts: list[int]) -> None:
    whole, cut = list(tokens(text)), list(tokens(text, frozenset(cuts)))
    inside = {offset for offset in cuts for start, end in whole if start < offset < end}
    assert {start for start, _ in cut} == {start for start, _ in whole} | inside
    assert {end for _, end in cut} == {end for _, end in whole} | inside


graphemic = st.lists(
    st.sampled_from(
        ["👨\u200d👩\u200d👧", "👍🏽", "🇮🇶", "❤️", "1️⃣", "لَا", "ـ", "ً", "(", "؟", ".", "٣", "X", " ", "\n"]
    )
).map("".join)


@given(graphemic)
def test_without_cuts_no_grapheme_is_cut(text: str) -> None:
    edges = {start for start, _ in segment.graphemes(text)}
    for start, _ in tokens(text):
        assert start in edges or text[start - 1].isspace()


def test_white_space_is_what_python_splits_at() -> None:
    space = regex.compile(SPACE)
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    assert [letter for letter in every if space.match(letter)] == [
        letter for letter in every if letter.isspace()
    ]
