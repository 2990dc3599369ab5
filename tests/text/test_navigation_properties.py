"""Whatever the text and the keys, the caret stays in the article, on whole letters, and comes back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.text import moves, navigation, segment
from annotator.text.layout import Layout
from annotator.text.navigation import Caret
from tests.every_move import MOVES
from tests.text.strategies import Sheet, sheets, widths

walks = st.lists(st.tuples(st.sampled_from(MOVES), st.booleans(), st.integers(1, 9)), max_size=30)
plain_arabic = st.text("ابتجدسلم،. ", min_size=1, max_size=80)
sentences = st.lists(
    st.sampled_from(
        [
            "خبر",
            "عاجل،",
            "لأحمد",
            "MQ-9",
            "town",
            "2021",
            "(مصدر)",
            "«نعم»",
            "\n",
            "ب" * 30,
            "https://a.org/b",
        ]
    ),
    min_size=1,
    max_size=25,
).map(" ".join)


@given(sheets, walks)
@example(Sheet("", 1), [(action, selecting, 1) for action in MOVES for selecting in (False, True)])
@example(
    Sheet("\n\r\n\u2028", 3),
    [(action, selecting, 1) for action in MOVES for selecting in (False, True)],
)
def test_the_caret_stays_in_the_text_on_whole_letters(
    sheet: Sheet, steps: list[tuple[moves.Move, bool, int]]
) -> None:
    layout = sheet.lay_out()
    length = len(sheet.text)
    caret = navigation.first_caret(layout)
    for action, selecting, page in steps:
        caret = moves.move(layout, caret, action, selecting=selecting, page=page)
        if caret.start == caret.end:
            assert not any(row.glyphs for row in layout), "somewhere there is a letter to stand on"
            continue
        assert 0 <= caret.start < caret.end <= length
        selection = caret.selection
        assert (selection is not None) <= selecting
        if selection is not None:
            assert selection[0] <= caret.start
            assert caret.end <= selection[1]
            assert 0 <= selection[0] < selection[1] <= length
        if caret.by_letter:
            row = layout.row_range(layout.row_of(caret.start))
            assert (caret.start, caret.end) in set(segment.graphemes(sheet.text, *row))
        elif not selecting:
            assert (caret.start, caret.end) in set(segment.words(sheet.text))


@given(sheets, st.integers(0, 200), st.integers(0, 200))
def test_places_looked_up_are_in_the_text_and_hold_what_was_asked(
    sheet: Sheet, offset: int, end: int
) -> None:
    layout, length = sheet.lay_out(), len(sheet.text)
    if length:
        offset %= length
        start, stop = navigation.letter_at(layout, offset)
        assert start <= offset < stop <= length
        caret = navigation.caret_at(layout, offset)
        assert caret.start <= offset < caret.end
        end = offset + 1 + end % (length - offset)
        selection = navigation.select(offset, end, layout).selection
        assert selection is not None
        assert selection[0] <= offset
        assert selection[1] >= end
    for place in (
        navigation.sentence_at(layout, offset),
        navigation.sentence_after(layout, offset),
        navigation.paragraph_at(layout, offset),
    ):
        assert place is None or 0 <= place[0] < place[1] <= length


@given(plain_arabic, widths, st.data())
def test_in_plain_rows_one_letter_to_the_left_and_one_to_the_right_is_back(
    text: str, width: int, data: st.DataObject
) -> None:
    layout = Layout(text, width)
    offset = data.draw(st.integers(0, len(text) - 1))
    start = navigation.caret_at(layout, offset).at(
        navigation.letter_at(layout, offset), by_letter=True, selecting=False
    )
    for there, back in ((moves.letter_left, moves.letter_right), (moves.letter_right, moves.letter_left)):
        moved = moves.move(layout, start, there)
        if moved[:2] != start[:2]:
            assert moves.move(layout, moved, back)[:2] == start[:2]


@given(sentences, widths)
@pytest.mark.parametrize("by", ["letter", "word"])
def test_every_letter_and_every_word_of_a_paragraph_is_reached_in_reading_direction(
    by: str, text: str, width: int
) -> None:
    layout = Layout(text.replace("\n", "") or "خبر", width)
    rtl = layout.row(0).rtl
    forward, back = ("left", "right") if rtl else ("right", "left")
    caret = moves.move(layout, navigation.first_caret(layout), moves.article_start)
    caret = caret if by == "word" else Caret(*navigation.letter_at(layout, caret.start), by_letter=True)
    seen = {caret[:2]}
    for direction in (back, forward):
        for _ in range(len(text) + 2):
            moved = moves.move(layout, caret, getattr(moves, f"{by}_{direction}"))
            if moved[:2] == caret[:2]:
                break
            caret = moved
            seen.add(caret[:2])
        else:
            pytest.fail("it goes round and round")
    every = (
        {(glyph.start, glyph.end) for n in range(len(layout)) for glyph in layout.row_apart(n).glyphs}
        if by == "letter"
        else set(segment.words(layout.text))
    )
    assert every <= seen


@given(sentences, widths, st.sampled_from([moves.word_left, moves.word_right]))
def test_a_selection_that_grows_by_words_never_loses_any(text: str, width: int, action: moves.Move) -> None:
    layout = Layout(text.replace("\n", " "), width)
    caret = navigation.first_caret(layout)
    before = caret[:2]
    for _ in range(40):
        caret = moves.move(layout, caret, action, selecting=True)
        if caret.selection is None:
            assert not any(segment.words(layout.text))
            return
        assert caret.selection[0] <= before[0]
        assert caret.selection[1] >= before[1]
        before = caret.selection
