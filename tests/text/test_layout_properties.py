"""What holds for rows of any text at any width."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.text import bidi, segment, wrap
from annotator.text.bidi import Direction
from annotator.text.layout import Layout, Row, line
from tests.text.strategies import Sheet, plain_texts, sheets, texts, widths

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def every_row(layout: Layout) -> list[Row]:
    return [*layout, *(layout.row_apart(index) for index in range(len(layout)))]


@given(sheets)
def test_rows_are_all_of_the_text_in_order(sheet: Sheet) -> None:
    rows = list(sheet.lay_out())
    assert [row.start for row in rows[:1]] == [0] * bool(sheet.text)
    assert all(before.end == after.start for before, after in pairwise(rows))
    assert "".join(sheet.text[row.start : row.end] for row in rows) == sheet.text
    assert all(row.start < row.end for row in rows)


@given(sheets)
def test_each_grapheme_is_in_one_row(sheet: Sheet) -> None:
    layout = sheet.lay_out()
    starts = {start for start, _ in segment.graphemes(sheet.text)}
    assert set(layout.row_starts) <= starts
    for index, (start, end) in enumerate(map(layout.row_range, range(len(layout)))):
        assert all(layout.row_of(offset) == index for offset in range(start, end))


@given(sheets)
def test_a_glyph_is_one_grapheme_or_a_lam_and_its_alef(sheet: Sheet) -> None:
    layout = sheet.lay_out()
    graphemes = list(segment.graphemes(sheet.text))
    for row in every_row(layout):
        inside = [span for span in graphemes if row.start <= span[0] < row.end]
        joined = {
            (lam, end)
            for (lam, between), (alef, end) in pairwise(inside)
            if between == alef and alef in row.joints
        }
        for glyph in row.glyphs:
            assert (glyph.start, glyph.end) in {*inside, *joined}
    for index in range(len(layout)):
        assert all((glyph.start, glyph.end) in graphemes for glyph in layout.row_apart(index).glyphs)


@given(sheets)
def test_both_maps_are_each_others_inverse(sheet: Sheet) -> None:
    for row in every_row(sheet.lay_out()):
        shown: set[int] = set()
        for glyph in row.glyphs:
            offsets = range(glyph.start, glyph.end)
            assert shown.isdisjoint(offsets)
            shown.update(offsets)
            assert all(row.column_of(offset) == glyph.column for offset in offsets)
            for column in range(glyph.column, min(glyph.column + glyph.width, row.width)):
                assert row.cells[column] is glyph
                assert row.nearest(column) is glyph
        assert all(row.column_of(offset) is None for offset in {*range(row.start, row.end)} - shown)
        assert len(row.cells) == sheet.width


@given(sheets)
def test_glyphs_stand_side_by_side_at_the_edge_where_reading_begins(sheet: Sheet) -> None:
    for row in every_row(sheet.lay_out()):
        assert all(left.column + left.width == right.column for left, right in pairwise(row.glyphs))
        if row.glyphs:
            first, last = row.glyphs[0], row.glyphs[-1]
            taken = last.column + last.width
            assert first.column == 0 if not row.rtl else taken == max(sheet.width, taken)


@given(sheets)
def test_no_row_is_wider_than_the_width_unless_one_grapheme_is(sheet: Sheet) -> None:
    for row in every_row(sheet.lay_out()):
        assert sum(glyph.width for glyph in row.glyphs) <= sheet.width or len(row.glyphs) == 1


@given(sheets)
def test_nothing_reaches_the_terminal_that_it_could_obey(sheet: Sheet) -> None:
    for row in every_row(sheet.lay_out()):
        assert not UNSAFE.search(row.text)
        assert not UNSAFE.search(line(sheet.text, sheet.width).text)


@given(sheets)
def test_a_row_is_as_wide_as_rich_measures_it(sheet: Sheet) -> None:
    for row in every_row(sheet.lay_out()):
        assert cell_len(row.text) == sum(glyph.width for glyph in row.glyphs)
        assert all(cell_len(glyph.text) == glyph.width > 0 for glyph in row.glyphs)


@given(sheets, st.sets(st.integers(0, 60)))
def test_drawing_pairs_apart_changes_no_more_than_the_pairs(sheet: Sheet, apart: set[int]) -> None:
    layout = sheet.lay_out()
    for index in range(len(layout)):
        whole, parted = layout.row(index), layout.row(index, frozenset(apart))
        assert (parted.start, parted.end, parted.joints) == (whole.start, whole.end, whole.joints)
        offsets = [offset for glyph in whole.glyphs for offset in range(glyph.start, glyph.end)]
        assert sorted(offsets) == sorted(
            offset for glyph in parted.glyphs for offset in range(glyph.start, glyph.end)
        )
        assert len(parted.glyphs) == len(whole.glyphs) + len(whole.joints & apart)
        assert whole.joints & apart <= {glyph.start for glyph in parted.glyphs}


@given(texts, widths, widths, st.sampled_from(Direction))
def test_where_a_row_breaks_changes_no_letter(
    text: str, width: int, other: int, direction: Direction
) -> None:
    def letters(size: int) -> dict[int, str]:
        layout = Layout(text, size, direction=direction)
        rows = map(layout.row_apart, range(len(layout)))
        glyphs = (glyph for row in rows for glyph in row.glyphs)
        return {glyph.start: glyph.text for glyph in glyphs if glyph.text.isalpha()}

    assert letters(width) == letters(other)


@given(texts, st.sampled_from(Direction), st.integers(0, 40))
def test_a_line_is_not_wider_than_asked(text: str, direction: Direction, width: int) -> None:
    rtl = {Direction.AUTO: None, Direction.LTR: False, Direction.RTL: True}[direction]
    for logical in (False, True):
        row = line(text, width, rtl=rtl, logical=logical)
        assert row.width == width
        assert cell_len(row.text) <= width
        assert len(row.cells) == width


@given(plain_texts, widths)
def test_the_quick_way_to_break_plain_text_is_the_general_way(text: str, width: int) -> None:
    quick = wrap.break_rows(text, 0, len(text), width)
    assert quick == wrap._break_clusters(text, 0, len(text), width, invisible=False)


@given(texts, st.sampled_from(Direction))
def test_runs_are_analysed_as_if_character_by_character(text: str, direction: Direction) -> None:
    for start, stop, _ in segment.paragraphs(text):
        paragraph = text[start:stop]
        known = re.sub("[\ud800-\udfff]", "\ufffd", re.sub("[\x1c-\x1e]", "\x1f", paragraph))
        if known:
            analysis = bidi.analyse(paragraph, direction)
            assert (analysis.base, analysis.levels) == bidi.levels_of(known, direction)
            assert [*map(bidi.class_of, known)] == [bidi.class_of(letter) for letter in analysis.classes]
