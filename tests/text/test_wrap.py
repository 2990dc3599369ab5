from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text import simple, wrap


def rows(text: str, width: int, *, invisible: bool = False) -> list[str]:
    starts = wrap.break_rows(text, 0, len(text), width, invisible=invisible)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("قال المصدر أمس", 14, ["قال المصدر أمس"]),
        ("قال المصدر أمس", 12, ["قال المصدر ", "أمس"]),
        ("قال المصدر أمس", 6, ["قال ", "المصدر", " أمس"]),
        ("شمال-شرق الحقل", 9, ["شمال-شرق ", "الحقل"]),
        ("شمال-شرق الحقل", 7, ["شمال-", "شرق ", "الحقل"]),
        ("كيلو/متر", 6, ["كيلو/", "متر"]),
        ("من 2020-2021 فقط", 9, ["من ", "2020-2021", " فقط"]),
        ("سعر 3/4", 6, ["سعر ", "3/4"]),
        ("ثلاثة\u00a0آلاف عنصر", 12, ["ثلاثة\u00a0آلاف ", "عنصر"]),
        ("ثلاثة\u00a0آلاف عنصر", 10, ["ثلاثة\u00a0آلاف", " عنصر"]),
        ("المستشفيات", 4, ["المس", "تشفي", "ات"]),
        ("مُحَمَّد", 2, ["مُحَ", "مَّد"]),
        ("قال \u064eأمس", 5, ["قال \u064e", "أمس"]),
        ("日本語", 3, ["日", "本", "語"]),
        ("日本", 1, ["日", "本"]),
        ("a😀", 2, ["a", "😀"]),
        ("ا\tب", 8, ["ا\t", "ب"]),
        ("\u200f\u200f\u200f", 1, ["\u200f\u200f\u200f"]),
        ("", 5, [""]),
    ],
)
def test_where_rows_break(text: str, width: int, expected: list[str]) -> None:
    assert rows(text, width) == expected


def test_symbols_of_invisible_characters_take_their_room() -> None:
    assert rows("\u200fأب", 2) == ["\u200fأب"]
    assert rows("\u200fأب", 2, invisible=True) == ["\u200fأ", "ب"]


def test_a_lam_alef_has_the_room_to_be_drawn_apart() -> None:
    assert rows("بلا", 2) == ["بل", "ا"]


def test_a_row_must_have_a_cell() -> None:
    with pytest.raises(ValueError, match="0 cells"):
        wrap.break_rows("قال", 0, 3, 0)


@pytest.mark.parametrize(
    ("column", "width", "cells"), [(0, 80, 8), (1, 80, 7), (7, 80, 1), (8, 80, 8), (4, 6, 2), (6, 6, 1)]
)
def test_a_tab_reaches_to_the_next_stop_or_the_end_of_the_row(column: int, width: int, cells: int) -> None:
    assert wrap.advance("\t", column, width) == cells


_USUAL, _STRANGE = "البكمو   ـ\u064e\u0651-–/1٢ab.،", "\u200c\u200fée\u0301漢😀\t\u00a0\u2003\u0610«("


@settings(max_examples=300)
@given(
    parts=st.lists(st.text(_USUAL, max_size=90) | st.sampled_from(_STRANGE), max_size=6),
    width=st.integers(1, 40),
    invisible=st.booleans(),
)
def test_rows_of_simple_letters_break_where_looking_at_each_would_break_them(
    parts: list[str], width: int, invisible: bool
) -> None:
    text = "".join(parts)
    found = wrap.break_rows(text, 0, len(text), width, invisible=invisible)
    if text and not simple.is_simple(text, 0, len(text)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wrap, "_end_of_simple_row", lambda *_: None)
            assert found == wrap.break_rows(text, 0, len(text), width, invisible=invisible)
