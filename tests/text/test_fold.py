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
