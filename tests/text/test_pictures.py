"""What is seen, cell by cell. Expected rows are written left to right, as they stand on the screen."""

from __future__ import annotations

import pytest

from annotator.text.bidi import Direction
from annotator.text.layout import Layout, line


def picture(layout: Layout) -> list[str]:
    return [
        "".join(
            " " if glyph is None else glyph.text if glyph.column == column else ""
            for column, glyph in enumerate(row.cells)
        )
        for row in layout
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'قال المصدر (mf4) إن 3 آلاف عنصر في "حقل كونيكو" يوم 2021.06.29 - 12:03',
            '12:03 - 2021.06.29 ﻡﻮﻳ "ﻮﻜﻴﻧﻮﻛ ﻞﻘﺣ" ﻲﻓ ﺮﺼﻨﻋ ﻑﻻﺁ 3 ﻥﺇ (mf4) ﺭﺪﺼﻤﻟﺍ ﻝﺎﻗ',
        ),
        ("مُحَمَّد", "\ufeaa\ufee4\u064e\u0651\ufea4\u064e\ufee3\u064f"),
        ("لا الأمريكي للأمم ﻵ", "ﻵ ﻢﻣﻸﻟ ﻲﻜﻳﺮﻣﻷﺍ ﻻ"),
        ("الانـفجارات", "ﺕﺍﺭﺎﺠﻔـﻧﻻﺍ"),
        ("ب2كم", "ﻢﻛ2ﺏ"),
        ("[قسد]", "[ﺪﺴﻗ]"),
        ("«نعم (لا)»", "«(ﻻ) ﻢﻌﻧ»"),
        ("عائلة 👨\u200d👩\u200d👧\u200d👦.", ".👨 ﺔﻠﺋﺎﻋ"),
        ("كلمة 日本語 هنا", "ﺎﻨﻫ 日本語 ﺔﻤﻠﻛ"),
        ("قال \u202dabc نعم", "abc ﻧﻌﻢ ﻝﺎﻗ"),
        ("بلغ ١٢٫٥٪ و-5°", "°5-ﻭ ٪١٢٫٥ ﻎﻠﺑ"),
        ("ه\u200dـ ن\u200c", "ﻥ ـﻫ"),
    ],
)
def test_right_to_left(text: str, expected: str) -> None:
    (row,) = Layout(text, 80)
    assert row.text == expected
    assert row.direction == "rtl"
    assert row.glyphs[-1].column + row.glyphs[-1].width == 80


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- ... --", "-- ... --"),
        ("The word قال (x)", "The word ﻝﺎﻗ (x)"),
        ("1️⃣ ❤️ 🇮🇶", "1⃣ ❤ 🇮🇶"),
        ("日本語 كلمة", "日本語 ﺔﻤﻠﻛ"),
    ],
)
def test_left_to_right(text: str, expected: str) -> None:
    (row,) = Layout(text, 80)
    assert row.text == expected
    assert row.direction == "ltr"
    assert row.glyphs[0].column == 0


def test_a_line_of_punctuation_goes_where_the_reader_wants_it() -> None:
    (row,) = Layout("(... -", 80, direction=Direction.RTL)
    assert row.text == "- ...)"
    assert row.glyphs[-1].column == 79


def test_each_paragraph_has_its_own_side() -> None:
    assert picture(Layout("نعم\nyes\n\nلا", 5)) == ["  ﻢﻌﻧ", "yes  ", "     ", "    ﻻ"]


def test_white_space_at_a_rows_end_stands_at_its_left() -> None:
    assert picture(Layout("قال abc def", 8)) == [" abc ﻝﺎﻗ", "     def"]
    assert picture(Layout("قال abc لا", 8)) == [" abc ﻝﺎﻗ", "       ﻻ"]


def test_tabs_are_spaces_up_to_the_next_stop() -> None:
    assert picture(Layout("أ\tب", 12)) == ["   ﺏ       ﺃ"]
    assert picture(Layout("لا\tب", 12)) == ["   ﺏ       ﻻ"]
    assert picture(Layout("a\tb", 12)) == ["a       b   "]


def test_invisible_characters_as_symbols() -> None:
    text = "أ\u200f ب\u200cج\t\u202bد\r\n"
    assert picture(Layout(text, 20)) == ["           ﺩ    ﺝﺏ ﺃ"]
    assert picture(Layout(text, 20, invisible=True)) == ["         ¶ﺩ⇐⇥ ﺝ∤ﺏ·↤ﺃ"]


def test_escape_sequences_are_pictures() -> None:
    assert picture(Layout("\x1b[31mنعم\x07 \x9bK", 20)) == ["␛[31m␇ﻢﻌﻧ \ufffdK        "]


def test_a_row_break_inside_a_word_changes_no_letter() -> None:
    assert picture(Layout("مستشفى", 2)) == ["ﺴﻣ", "ﺸﺘ", "ﻰﻔ"]


def test_a_lam_and_its_alef_in_two_rows_keep_their_joined_forms() -> None:
    assert picture(Layout("بلا", 2)) == ["ﻠﺑ", " ﺎ"]


def test_a_lam_alef_is_drawn_apart_where_asked() -> None:
    layout = Layout("ولاء", 5)
    row = layout.row(0)
    assert row.text == "ءﻻﻭ"
    assert row.joints == {2}
    assert layout.row(0, frozenset({1, 3})) is row
    assert layout.row(0, frozenset({2})).text == "ءﺎﻟﻭ"
    assert layout.row_apart(0).text == "ءﺎﻟﻭ"


def test_a_joiner_does_not_part_lam_and_alef_but_a_zero_width_space_does() -> None:
    assert Layout("ل\u200dا", 5).row(0).text == "ﻻ"
    assert Layout("ل\u200bا", 5).row(0).text == "ﺎﻟ"
    (row,) = Layout("لا\u200d", 5, invisible=True)
    assert [(glyph.text, glyph.column, glyph.width) for glyph in row.glyphs] == [("‿ﻻ", 3, 2)]


def test_a_mark_on_nothing_stands_where_the_mark_belongs() -> None:
    """The joiner that its grapheme begins with has no place in the order."""
    assert Layout("a\u2067\u200d\u064eבג\u2069", 20).row(0).text == "aגב◌\u064e"


def test_a_terminal_that_does_it_all_gets_the_letters_as_they_are() -> None:
    (row,) = Layout("قال (لا) abc", 20, logical=True)
    assert row.text == "قال (لا) abc"
    assert row.glyphs[0].start == 0


def test_an_emoji_wider_than_its_row() -> None:
    (row,) = Layout("😀", 1)
    assert row.cells == row.glyphs


def test_no_text_no_rows() -> None:
    assert len(Layout("", 10)) == 0
    assert [row.text for row in Layout("\n\n", 10)] == ["", ""]


@pytest.mark.parametrize(
    "word", ["م" * 100_000, "مَ" * 50_000, "لا" * 50_000, "😀" * 100_000, "\u200f" * 100_000]
)
def test_a_word_of_a_hundred_thousand_letters(word: str) -> None:
    layout = Layout(word, 100)
    assert [row.start for row in map(layout.row, range(min(40, len(layout))))] == list(layout.row_starts[:40])
    last = layout.row(len(layout) - 1)
    assert last.end == len(word)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("قال المصدر", 10, "ﺭﺪﺼﻤﻟﺍ ﻝﺎﻗ"),
        ("قال المصدر", 8, "…ﻢﻟﺍ ﻝﺎﻗ"),
        ("قال المصدر", 5, "…ﻝﺎﻗ"),
        ("قال\tلا\nabc", 12, "abc ﻻ ﻝﺎﻗ"),
        ("abcdef", 4, "abc…"),
        ("日本語", 4, "日…"),
        ("ab", 1, "…"),
        ("", 4, ""),
        ("ab", 0, ""),
    ],
)
def test_a_single_line(text: str, width: int, expected: str) -> None:
    assert line(text, width).text == expected


def test_the_direction_of_a_single_line_can_be_given() -> None:
    assert line("abc", 5, rtl=True).glyphs[0].column == 2
    assert line("لا", 5, rtl=False).glyphs[0].column == 0
    assert not line("", 5).rtl


def test_the_glyph_nearest_to_a_column() -> None:
    row = Layout("نعم", 10).row(0)
    assert [glyph.start for column in (0, 7, 8, 9, 50) if (glyph := row.nearest(column))] == [2, 2, 1, 0, 0]
    assert Layout("\n", 10).row(0).nearest(3) is None
