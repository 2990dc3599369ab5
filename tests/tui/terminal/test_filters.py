"""The filters: seen through a small model of a terminal, whatever the pieces in which the output comes."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.terminal.filters import Filter, filter_of
from annotator.tui.terminal.filters.sgr import Style, shades

if TYPE_CHECKING:
    from annotator.tui.terminal.plan import Filter as Name

NAMES: tuple[Name, ...] = ("italic", "scaled", "dither", "faint", "bold", "protect")
names = pytest.mark.parametrize("name", NAMES)

ARABIC = "قال المصدر: «نعم» ١٢ - 34 في [قسد] مُحَمَّد"
STYLES = (
    "\x1b[0m",
    "\x1b[3m",
    "\x1b[23m",
    "\x1b[1m",
    "\x1b[2m",
    "\x1b[22m",
    "\x1b[38;2;10;20;255m",
    "\x1b[38;5;9m",
    "\x1b[31;1m",
    "\x1b[39m",
)
MOVES = ("\r", "\n", "\x1b[3;7H", "\x1b[2;4H", "\x1b[5C", "\x1b[2D", "\x1b[4G", "\x1b[?2026h")
TITLES = ("\x1b]0;قسد\x07", "\x1b]0;قسد\x1b\\", "\x1bPقسد\x1b\\")

texts = st.text(alphabet="قسدلاأمَّشـ١٢ab 12.:[]«»-…│语", min_size=1, max_size=12)
outputs = st.lists(
    st.one_of(texts, st.sampled_from(STYLES), st.sampled_from(MOVES), st.sampled_from(TITLES)), max_size=14
).map("".join)


def through(name: Name, *pieces: str) -> str:
    output = filter_of(name)
    assert output is not None
    return "".join(map(output, pieces)) + output.flush()


def without_additions(name: Name, data: str) -> str:
    if name == "scaled":
        return re.sub(r"\x1b\]66;w=1:h=[12];([^\x1b]*)\x1b\\", r"\1", data)
    return re.sub(r'\x1b\[[\d;:]*m|\x1b\[[01]"q', "", data)


class Painted(NamedTuple):
    text: str
    style: Style
    protected: bool


def painted(data: str) -> dict[int, Painted]:
    """What one row shows: text and style at each column where a base character was written."""
    row: dict[int, Painted] = {}
    column, style, protected = 0, Style(), False
    for token in re.findall(r'\x1b\[[\d;]*m|\x1b\[[01]"q|[^\x1b]', data):
        if token.endswith('"q'):
            protected = token[2] == "1"
        elif token.startswith("\x1b"):
            style = style.after(token)
        elif unicodedata.combining(token):
            row[column - 1] = row[column - 1]._replace(text=row[column - 1].text + token)
        else:
            row[column] = Painted(token, style, protected)
            column += 1
    return row


@names
@given(outputs, st.lists(st.integers(0, 200), max_size=5))
def test_pieces_make_no_difference(name: Name, data: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:stop] for start, stop in pairwise(places)]

    assert through(name, *pieces) == through(name, data)


@names
@given(outputs)
def test_the_program_s_own_output_is_all_there(name: Name, data: str) -> None:
    out = through(name, data)
    if name == "scaled":
        assert without_additions(name, out) == data
    else:
        assert without_additions(name, out) == without_additions(name, data)
        styles = iter(re.findall(r"\x1b\[[\d;:]*m", out))
        assert all(style in styles for style in re.findall(r"\x1b\[[\d;:]*m", data)), "in this order"


@names
@given(outputs)
def test_the_style_is_left_as_the_program_set_it(name: Name, data: str) -> None:
    def last(written: str) -> Style:
        style = Style()
        for sequence in re.findall(r"\x1b\[[\d;:]*m", written):
            style = style.after(sequence)
        return style

    assert last(through(name, data)) == last(data)


@pytest.mark.parametrize("style", ["", "\x1b[38;2;200;200;200m", "\x1b[3m", "\x1b[34m", "\x1b[38;5;130m"])
@pytest.mark.parametrize("name", ["italic", "dither", "faint", "bold", "protect"])
def test_no_right_to_left_cell_is_like_a_neighbour(name: Name, style: str) -> None:
    row = painted(through(name, style + ARABIC))
    compared = 0
    for column, cell in row.items():
        if unicodedata.bidirectional(cell.text[0]) not in ("R", "AL", "AN"):
            continue
        for beside in (column - 1, column + 1):
            if beside in row:
                assert row[beside][1:] != cell[1:], (column, beside)
                compared += 1
    assert compared > 30


@names
def test_columns_count_from_the_row_s_start_so_that_a_later_write_fits_what_is_there(name: Name) -> None:
    whole = painted(through(name, "\x1b[1;1Hقسدقسد").removeprefix("\x1b[1;1H"))
    if name == "scaled":
        first = re.findall("h=([12])", through(name, "\x1b[4;11Hقس"))
        second = re.findall("h=([12])", through(name, "\x1b[4;12Hقس"))
        assert first == second[::-1]
        return
    later = painted(through(name, "\x1b[1;4Hقسد").removeprefix("\x1b[1;4H"))
    assert [whole[column][1:] for column in (3, 4, 5)] == [later[column][1:] for column in (0, 1, 2)]


@names
def test_a_mark_stays_on_its_letter_also_when_it_comes_later(name: Name) -> None:
    assert through(name, "مُحَ", "مَّد") == through(name, "مُحَمَّد")
    out = through(name, "مُحَمَّد")
    for cell in ("مُ", "حَ", "مَّ"):
        assert cell in out


@names
def test_output_without_right_to_left_letters_is_left_alone(name: Name) -> None:
    data = "\x1b[2;3H\x1b[1;38;2;1;2;3mannotator │ 12:03 ─ café 语\x1b[0m\x1b[5;1Hdone\n"
    assert through(name, data) == data


@names
@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_left_alone(name: Name, title: str) -> None:
    assert through(name, title) == title


@names
def test_a_frame_that_ends_with_a_cursor_move_waits_for_nothing(name: Name) -> None:
    output: Filter | None = filter_of(name)
    assert output is not None
    out = output("\x1b[1;1Hقسد\x1b[0m\x1b[2;1H")
    assert out.endswith("\x1b[2;1H")
    assert not output.flush()


def test_kitty_gets_each_letter_in_a_cell_of_its_own() -> None:
    assert through("scaled", "aقسb") == "a\x1b]66;w=1:h=2;ق\x1b\\\x1b]66;w=1:h=1;س\x1b\\b"


def test_italic_changes_in_odd_columns_and_back() -> None:
    assert through("italic", "aقسb") == "a\x1b[3mق\x1b[23mس\x1b[3mb\x1b[23m"


def test_dither_moves_the_program_s_colour_by_one() -> None:
    red = "\x1b[38;2;200;10;255m"
    other = "\x1b[38;2;200;10;254m"
    assert through("dither", f"{red}قسد") == f"{red}{other}ق{red}س{other}د{red}"


@pytest.mark.parametrize(
    ("foreground", "expected"),
    [
        ("38;2;1;2;3", ("38;2;1;2;2", "38;2;1;2;3")),
        ("38;2;1;2;0", ("38;2;1;2;0", "38;2;1;2;1")),
        ("38;2;1;2;255", ("38;2;1;2;254", "38;2;1;2;255")),
        ("38:2::1:2:4", ("38;2;1;2;4", "38;2;1;2;5")),
        ("31", ("31", "38;5;1")),
        ("97", ("97", "38;5;15")),
        ("38;5;1", ("31", "38;5;1")),
        ("38;5;12", ("94", "38;5;12")),
        ("38;5;196", ("38;2;255;0;0", "38;2;255;0;1")),
        ("38;5;244", ("38;2;128;128;128", "38;2;128;128;129")),
        ("39", ("39", "39")),
    ],
)
def test_the_shades_of_a_colour_look_the_same(foreground: str, expected: tuple[str, str]) -> None:
    assert shades(foreground) == expected
