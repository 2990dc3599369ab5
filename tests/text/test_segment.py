from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import segment
from tests.text.strategies import texts


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
