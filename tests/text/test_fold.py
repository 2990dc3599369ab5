from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import fold
from tests.text.strategies import texts


def found(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in fold.find_all(query, text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("قال", "قَالَ: وقال", ["قَالَ", "قال"]),
        ("قَالَ", "قال", ["قال"]),
        ("احمد", "أحمد وآحمد وٱحمد وإحمد", ["أحمد", "آحمد", "ٱحمد", "إحمد"]),
        ("أحمد", "احمد", ["احمد"]),
        ("الانفجارات", "الانـفـجارات", ["الانـفـجارات"]),
        ("الانـفجارات", "الانفجارات", ["الانفجارات"]),
        ("2021", "٢٠٢١ ۲۰۲۱ 2021", ["٢٠٢١", "۲۰۲۱", "2021"]),
        ("nato", "NATO و Nato", ["NATO", "Nato"]),
        ("دير الزور", "دير\u00a0الزور دير  الزور دير\nالزور", ["دير\u00a0الزور", "دير  الزور", "دير\nالزور"]),
        ("[قسد].", "[قسد].", ["[قسد]."]),
        ("قسد", "ق\u200fس\u200eد", ["ق\u200fس\u200eد"]),
        ("مدرسة", "مدرسه", []),
        ("على", "علي", []),
        ("قال", "", []),
    ],
)
def test_what_a_reader_would_call_the_same(query: str, text: str, expected: list[str]) -> None:
    assert found(query, text) == expected


@pytest.mark.parametrize("query", ["", "  ", "\u064e", "ـ", "\u200f \u064b"])
def test_a_query_of_nothing_finds_nothing(query: str) -> None:
    assert fold.pattern(query) is None
    assert found(query, f"نص {query} آخر") == []


@given(texts, texts, texts)
def test_a_text_is_found_in_itself(before: str, query: str, after: str) -> None:
    ranges = list(fold.find_all(query, before + query + after))
    assert bool(ranges) == (fold.pattern(query) is not None)


@given(st.text("اأبجل \u064e\u0640٣3", min_size=1), st.text("اأبجل \u064e\u0640٣3", min_size=1, max_size=3))
def test_ranges_are_in_order_and_hold_what_was_asked(text: str, query: str) -> None:
    def folded(part: str) -> str:
        kept = part.translate({0x064E: None, 0x0640: None}).replace("أ", "ا").replace("٣", "3")
        return " ".join(kept.split()) if kept.strip() else ""

    last = 0
    for start, end in fold.find_all(query, text):
        assert last <= start < end <= len(text)
        assert folded(text[start:end]) == folded(query)
        last = end


def test_the_lam_alef_of_one_key_finds_lam_and_alef() -> None:
    text = "لا يكفي، ولأجل ذلك"
    assert [text[slice(*found)] for found in fold.find_all("ﻻ", text)] == ["لا", "لأ"]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("قَالَ «أحمد»:\n\u200fنعـــم، ٣ مرات!", "قال احمد نعم 3 مرات"),
        ("ﻻ NATO", "لا nato"),
        (" … ", ""),
    ],
)
def test_letters_alone(text: str, letters: str) -> None:
    assert fold.folded(text) == letters


@given(texts)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    once = fold.folded(text)
    assert fold.folded(once) == once


_LETTERS = "اأإآٱبتلىيةهءؤئ \u064e\u0640\u064b٣3۳zZiIıİkKſßéÉﻻﷲ\"'*^()-،\u200f\u0345ιΙсС\ufffd\0\x01گ中\n"


@given(st.text(_LETTERS, max_size=30), st.text(_LETTERS, min_size=1, max_size=4))
def test_plain_texts_have_the_letters_of_what_a_pattern_finds(text: str, query: str) -> None:
    for word in query.split():
        pattern = fold.pattern(word)
        if pattern is None:
            continue
        pieces, exact = fold.plain_word(word)
        there = all(piece in fold.plain(text) for piece in pieces)
        if pattern.search(text):
            assert there
        elif exact:
            assert not there


@given(texts)
def test_texts_of_rare_characters_are_folded_as_others_are(text: str) -> None:
    assert fold.wide(f"{text} 中").split() == [*fold.wide(text).split(), "中"]
    assert fold.plain(f"{text}中") == f"{fold.plain(text)}中"


@given(texts)
def test_what_is_folded_widely_stays_as_it_is(text: str) -> None:
    once = fold.wide(text).split()
    assert fold.wide(" ".join(once)).split() == once


@given(texts)
def test_each_word_is_folded_by_itself(text: str) -> None:
    alone = [fold.wide(text[start:end]) for start, end in fold.words(text)]
    assert " ".join(alone).split() == fold.wide(text).split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مَدْرَسَة", "مدرسه"),
        ("على", "علي"),
        ("مسؤول", "مسئول"),
        ("أحمد", "احمد"),
        ("آمال", "ا\u0653مال"),
        ("سؤال", "سو\u0654ال"),
        ("كـــتاب", "کتاب"),
        ("لا", "ﻻ"),
        ("٢٠٢١", "2021"),
        ("NATO", "nato"),
    ],
)
def test_wider_than_a_pattern(one: str, other: str) -> None:
    assert fold.wide(one).split() == fold.wide(other).split()


def test_signs_part_words_and_are_passed_over() -> None:
    assert fold.wide("«القدس»: غزّة،وحيفا - x_y's").split() == ["القدس", "غزه", "وحيفا", "x", "y", "s"]


def test_a_word_without_end_is_cut_off() -> None:
    assert fold.wide("ا" * (fold.LONGEST + 5) + " ب").split() == ["ا" * fold.LONGEST, "ب"]
