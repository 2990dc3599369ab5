from __future__ import annotations

import itertools

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import segment
from tests.text.strategies import plain_texts, texts


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in segment.words(text)]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in segment.sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال المصدر: «لا».", ["قال", "المصدر", "لا"]),
        ("والـمُحَمَّدِيَّة", ["والـمُحَمَّدِيَّة"]),
        ("يوم 2021.06.29 - 12:03", ["يوم", "2021.06.29", "12:03"]),
        ("٣٫٥ و١٢٬٠٠٠ و3,000.5", ["٣٫٥", "و١٢٬٠٠٠", "و3,000.5"]),
        ("منظومة MX-4 وشركة R&D", ["منظومة", "MX-4", "وشركة", "R&D"]),
        ("don't", ["don't"]),
        ("ب2كم", ["ب2كم"]),
        ("كوفيد-19", ["كوفيد", "19"]),
        ("ن\u200cها", ["ن\u200cها"]),
        ("🇮🇶 ... ؟!", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_words_of_a_part_of_the_text() -> None:
    assert list(segment.words("قال المصدر أمس", 4, 10)) == [(4, 10)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قُصف الحقل. ثم عاد الهدوء!", ["قُصف الحقل.", "ثم عاد الهدوء!"]),
        ("هل عاد؟ نعم؛ عاد أمس.", ["هل عاد؟", "نعم؛ عاد أمس."]),
        ("قال د. سامي إن أ. ليلى غادرت. انتهى", ["قال د. سامي إن أ. ليلى غادرت.", "انتهى"]),
        ("على بعد 3.5 كم في 2021.06.29. ثم", ["على بعد 3.5 كم في 2021.06.29.", "ثم"]),
        ("قال: «جاء أمس.» ثم نام.", ["قال: «جاء أمس.»", "ثم نام."]),
        ("قال: “لا.” ثم نام.", ["قال: “لا.”", "ثم نام."]),
        ("ماذا؟!! لا ندري… والخ...", ["ماذا؟!!", "لا ندري…", "والخ..."]),
        ("(جاء.) ذهب", ["(جاء.)", "ذهب"]),
        ("جاء.\u200f ذهب", ["جاء.\u200f", "ذهب"]),
        ("U.S. forces left. It rained.", ["U.S. forces left.", "It rained."]),
        ("وصل عام 2019م. ثم عاد", ["وصل عام 2019م.", "ثم عاد"]),
        ("  بلا نقطة  ", ["بلا نقطة"]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(texts)
def test_sentences_are_in_order_and_leave_out_nothing_but_white_space(text: str) -> None:
    last = 0
    for start, end in segment.sentences(text):
        assert start < end
        assert not text[last:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        last = end
    assert not text[last:].strip()


def test_every_separator_ends_a_paragraph_and_belongs_to_it() -> None:
    text = "أ\r\nب\nج\rد\x85ه\u2028و\u2029\n\nز"
    assert [text[part.start : part.end] for part in segment.paragraphs(text)] == [
        "أ\r\n",
        "ب\n",
        "ج\r",
        "د\x85",
        "ه\u2028",
        "و\u2029",
        "\n",
        "\n",
        "ز",
    ]
    assert [text[part.start : part.stop] for part in segment.paragraphs(text)] == [*"أبجدهو", "", "", "ز"]


@given(texts)
def test_paragraphs_are_all_of_the_text(text: str) -> None:
    parts = segment.paragraphs(text)
    assert "".join(text[part.start : part.end] for part in parts) == text
    for offset in range(len(text)):
        part = segment.paragraph_at(text, offset)
        assert part.start <= offset < part.end


def test_a_letter_and_its_marks_are_one_grapheme() -> None:
    text = "مُحَمَّد"
    assert [text[start:end] for start, end in segment.graphemes(text)] == ["مُ", "حَ", "مَّ", "د"]


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 7, (2, 5)), (0, 2, None), (2, 5, (2, 5)), (3, 3, None)]
)
def test_trim(start: int, end: int, expected: tuple[int, int] | None) -> None:
    assert segment.trim("  قال  ", start, end) == expected


@given(st.text(st.sampled_from("قصف حلبًّ\u200d\u200c👨👩👧🏻🇸🇾\ufe0f\u06dd\u0600١1_ـ.،é\u0301\U000e0041\n")))
def test_no_word_begins_or_ends_inside_a_grapheme(text: str) -> None:
    edges = {edge for letter in segment.graphemes(text) for edge in letter}
    words = list(segment.words(text))
    assert {edge for word in words for edge in word} <= edges
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(words))
    for start, end in words:
        assert any(letter.isalnum() or letter == "_" for letter in text[start:end])


_OLD_SENTENCE_END = regex.compile(
    r"""(?:(?<!\b\p{L})\.|[!?؟…])[.!?؟…]*["'”’»›)\]}\u200e\u200f]*(?=\s|$|[“«])"""
)
"""The rule as it reads most simply: in it each sign of a run is tried as the first."""

_SIGNS = st.text(".!?؟…\"'”’»›)]}“«(دa \u00a0\t\u064e1\u200f_-\n", max_size=30)


@given(st.one_of(_SIGNS, texts))
def test_sentences_end_where_the_simplest_rule_ends_them(text: str) -> None:
    ends = [match.end() for match in _OLD_SENTENCE_END.finditer(text)]
    assert [match.end() for match in segment._SENTENCE_END.finditer(text)] == ends


_FLAGS = st.text("🇮🇶\u0301\u200d\u0600\u0d4e\ufe0f👨ا \r\n\u093f🏽\U000e0041", max_size=30)


@given(st.one_of(_FLAGS, texts))
def test_graphemes_are_those_of_the_package_regex(text: str) -> None:
    assert [*segment.graphemes(text)] == [match.span() for match in regex.finditer(r"\X", text)]


@given(st.one_of(texts, plain_texts), st.integers(0, 90), st.integers(0, 90))
def test_words_of_a_part_are_those_of_the_text_that_it_touches(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    around = segment.with_words(text, start, end, 0, len(text))
    assert around[0] <= start
    assert end <= around[1]
    touched = [word for word in segment.words(text) if word[0] < end and start < word[1]]
    found = [word for word in segment.words(text, *around) if word[0] < end and start < word[1]]
    assert found == touched
