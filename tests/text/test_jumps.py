"""Jump labels: which letters each word gets, and where they are drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.text import jumps, segment
from annotator.text.layout import Layout
from tests.text import strategies

if TYPE_CHECKING:
    from annotator.text.navigation import Range

counts = st.one_of(st.integers(0, 80), st.integers(560, 620), st.sampled_from([24, 25, 576, 577, 2_000]))


def some(count: int) -> list[Range]:
    """That many words, one after the other."""
    return [(5 * number, 5 * number + 4) for number in range(count)]


@given(count=counts, caret=st.integers(0, 10_000))
def test_every_word_has_a_label_of_its_own_and_none_begins_another(count: int, caret: int) -> None:
    found = jumps.assigned(some(count), caret)
    assert list(found) == some(count)
    codes = sorted(found.values())
    assert all(code and set(code) <= set(jumps.LETTERS) for code in codes)
    assert not any(second.startswith(first) for first, second in pairwise(codes))
    assert found == jumps.assigned(some(count), caret)


@given(count=counts)
def test_labels_are_as_short_as_may_be(count: int) -> None:
    letters = len(jumps.LETTERS)
    lengths = [len(code) for code in jumps.assigned(some(count), 0).values()]
    assert max(lengths, default=1) <= (1 if count <= letters else 2 if count <= letters**2 else 3)
    if letters < count <= letters**2:  # of one letter k, so that k + (letters - k) * letters is enough
        assert lengths.count(1) == (letters**2 - count) // (letters - 1)


def test_the_short_ones_follow_the_caret_beyond_what_an_arrow_reaches() -> None:
    found = jumps.assigned(some(100), 5 * 20)
    short = [number for number, code in enumerate(found.values()) if len(code) == 1]
    assert short == list(range(23, 23 + len(short)))
    assert len(short) == 20


def test_where_few_words_follow_those_before_the_caret_have_short_ones() -> None:
    found = jumps.assigned(some(100), 5 * 95)
    short = [number for number, code in enumerate(found.values()) if len(code) == 1]
    assert short == [*range(75, 93), 98, 99]


@given(count=st.integers(0, 700), caret=st.integers(0, 4_000), data=st.data())
def test_typing_a_label_leaves_its_word_alone(count: int, caret: int, data: st.DataObject) -> None:
    left = jumps.assigned(some(count), caret)
    if not left:
        return
    word, code = data.draw(st.sampled_from(sorted(left.items())))
    for letter in code:
        assert len(left) > 1 or code == letter
        left = jumps.narrowed(left, letter)
    assert left == {word: ""}


def test_a_letter_that_begins_no_label_leaves_nothing() -> None:
    assert jumps.narrowed(jumps.assigned(some(100), 0), "b") == {}


TEXT = "قال زيد في «المرفأ» إن B-52 و٣ طائرات وصلت."


def drawn_over(
    text: str, word: str, count: int, width: int = 60, *, logical: bool = False
) -> tuple[str, int]:
    """The letters, in the order of the article, that labels of `count` letters stand on, and how many cells these are."""
    layout = Layout(text, width, logical=logical)
    start = text.index(word)
    row = layout.row(layout.row_of(start))
    columns = jumps.first_cells(row, (start, start + len(word)), count)
    glyphs = sorted({glyph for column in columns if (glyph := row.cells[column])})
    assert columns == list(range(columns[0], columns[0] + len(columns)))
    return "".join(text[glyph.start : glyph.end] for glyph in glyphs), len(columns)


def test_a_label_stands_on_the_first_letters_as_they_are_read() -> None:
    assert drawn_over(TEXT, "زيد", 1) == ("ز", 1)
    assert drawn_over(TEXT, "زيد", 2) == ("زي", 2)
    assert drawn_over(TEXT, "B-52", 2) == ("B-", 2)
    assert drawn_over("The fleet قرب المرفأ left", "fleet", 2) == ("fl", 2)
    assert drawn_over("The fleet قرب المرفأ left", "المرفأ", 2) == ("ال", 2)
    assert drawn_over(TEXT, "زيد", 2, logical=True) == ("زي", 2)


def test_a_word_of_one_cell_has_one_letter_of_its_label_and_leaves_its_neighbours_theirs() -> None:
    assert drawn_over("قال و زيد", "و", 2) == ("و", 1)
    assert drawn_over("قال لا زيد", "لا", 2) == ("لا", 1)


def test_a_letter_with_marks_is_one_cell_and_a_wide_one_two() -> None:
    assert drawn_over("زُيَّد", "زُيَّد", 2) == ("زُيَّ", 2)
    assert drawn_over("قال 東京 نعم", "東京", 2) == ("東", 2)
    assert drawn_over("قال 東京 نعم", "東京", 1) == ("東", 1)


@given(text=strategies.texts, width=st.integers(1, 40), data=st.data())
def test_each_word_in_sight_has_cells_that_no_other_has(text: str, width: int, data: st.DataObject) -> None:
    layout = Layout(text, width)
    rows = range(data.draw(st.integers(0, len(layout))), len(layout))
    words = jumps.words_in_sight(layout, rows)
    assert words == sorted(set(words))
    assert set(words) <= set(segment.words(text))
    for index in rows:
        row = layout.row(index)
        taken: dict[int, Range] = {}
        for word in words:
            columns = jumps.first_cells(row, word, 2)
            if any(glyph.start < word[1] and word[0] < glyph.end for glyph in row.glyphs) and width > 1:
                assert columns, (word, row.glyphs)
            for column in columns:
                assert taken.setdefault(column, word) == word
                glyph = row.cells[column]
                assert glyph is not None
                assert glyph.start < word[1]
                assert word[0] < glyph.end
