"""Marks that are sent after the cell to the left: a terminal that draws them on the cell to the right shows them right."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.terminal.filters import filter_of
from tests.tui.terminal.ordering import Cell, Emulator
from tests.tui.terminal.test_words import MOVES, STYLES, through, words, written

outputs = st.lists(
    st.one_of(words, words, st.just(" "), st.sampled_from(STYLES), st.sampled_from(MOVES)), max_size=14
).map("".join)


def apart(cell: Cell) -> tuple[str, str]:
    marks = "".join(char for char in cell.text if unicodedata.category(char) == "Mn")
    return cell.text.removesuffix(marks), marks


def drawn(row: list[Cell]) -> list[Cell]:
    """Return what is seen where the marks of a cell are drawn on the one to its right."""
    own = [place for place, cell in enumerate(row) if cell.text]
    shown = [cell._replace(text=apart(cell)[0]) for cell in row]
    for place, after in pairwise(own):
        shown[after] = shown[after]._replace(text=shown[after].text + apart(row[place])[1])
    return shown


def check(data: str, sent: str) -> None:
    meant, got = written(data), written(sent)
    for line in meant.rows.keys() | got.rows.keys():
        row = meant.row(line)
        row[0] = row[0]._replace(text=apart(row[0])[0])  # nothing is to the left of it
        assert drawn(got.row(line)) == row
    assert (meant.line, meant.column, meant.pen) == (got.line, got.column, got.pen)


@given(outputs)
def test_each_letter_has_its_marks_whatever_is_written_in_which_order(data: str) -> None:
    data = f"\x1b[1;1H{data}"
    check(data, through(filter_of("none", "left"), data))


@given(outputs, outputs)
def test_so_it_has_them_in_what_is_written_later(first: str, second: str) -> None:
    output = filter_of("none", "left")
    first, second = f"\x1b[1;3H\x1b[0m{first}", f"\x1b[1;6H{second}"
    check(first + second, through(output, first) + through(output, second))


@given(outputs, st.lists(st.integers(0, 200), max_size=5))
def test_pieces_make_no_difference(data: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:stop] for start, stop in pairwise(places)]
    assert through(filter_of("none", "left"), *pieces) == through(filter_of("none", "left"), data)


def test_marks_go_after_the_cell_to_the_left() -> None:
    assert through(filter_of("none", "left"), " ﺪَّﻣُ ") == " َّﺪُﻣ "


def test_accents_do_too() -> None:
    assert through(filter_of("none", "left"), "xe\u0301y") == "x\u0301ey"


def test_in_the_first_column_they_are_left_out() -> None:
    assert through(filter_of("none", "left"), "\x1b[1;1Hﺪَب") == "\x1b[1;1Hﺪب"


def test_the_cell_to_the_left_is_sent_again_with_the_marks_of_a_letter_that_comes_beside_it() -> None:
    output = filter_of("none", "left")
    through(output, "\x1b[1;1H\x1b[31mab\x1b[0m")
    assert through(output, "\x1b[1;3Hﺪَ") == "\x1b[2G\x1b[31mb\u064e\x1b[0mﺪ"


@pytest.mark.parametrize("name", ["italic", "dither", "words"])
def test_marks_go_left_whatever_else_is_done(name: str) -> None:
    emulator = Emulator()
    emulator.feed(through(filter_of(name, "left"), "\x1b[1;1H  ﺪَﻣُ "))  # type: ignore[arg-type]
    marks = [apart(cell)[1] for cell in emulator.row(0)[:5]]
    assert marks == (
        ["", "\u064e", "", "\u064f", ""] if name == "words" else ["", "\u064e", "\u064f", "", ""]
    )
