"""What a terminal shows of filtered output is what it shows of the output itself, but for what a filter is there for."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.layout import line
from annotator.tui.terminal.filters import filter_of
from annotator.tui.terminal.filters.marks import has_marks, with_fathatan, without_marks
from annotator.tui.terminal.filters.sgr import Style, shades
from tests.tui.terminal.emulator import Emulator, Square

if TYPE_CHECKING:
    from annotator.config import Marks, Wide
    from annotator.tui.terminal.plan import Filter as Name

WAYS: tuple[tuple[Name, Marks, Wide], ...] = tuple(
    (name, marks, wide)
    for name in ("none", "italic", "scaled", "dither", "faint", "bold", "protect")
    for marks in ("kept", "none")
    for wide in ("counted", "placed")
)
ways = pytest.mark.parametrize(("name", "marks", "wide"), WAYS)

SENTENCES = (
    "بحثاً عن رسولٌ مُحَمَّد",
    "كتابًا جديدًا 😀 قال",
    "۱۲۳٪ و٤٥٫٦٪ (abc) «نعم»",
    "علم 🇸🇾 هنا café 中文 ا\u0653",
)
STYLES = (
    "\x1b[0m",
    "\x1b[3m",
    "\x1b[1m",
    "\x1b[2m",
    "\x1b[22m",
    "\x1b[38;2;9;9;255m",
    "\x1b[31;1m",
    "\x1b[39m",
)
MOVES = ("\r", "\n", "\b", "\t", "\x1b[3;7H", "\x1b[2;4H", "\x1b[5C", "\x1b[2D", "\x1b[4G", "\x1b[?2026h")

written = st.one_of(
    st.sampled_from([line(sentence, 40, rtl=True).text for sentence in SENTENCES]),
    st.text(alphabet="ﺎﺑﺤﺚﻝﻻاقسد\u064b\u064e\u0651\u0654\u0301۱۲٪ab 1.:()😀中🇸🇾e", min_size=1, max_size=10),
)
painted = st.builds(
    "\x1b[{}m{}\x1b[0m".format, st.sampled_from(["3", "1;38;2;9;9;255", "38;2;9;9;8", "2"]), written
)
rows = st.lists(st.one_of(painted, written), min_size=1, max_size=5).map(
    lambda parts: f"\x1b[5;8H{''.join(parts)}\r\n"
)
"""What the program paints: each part in a style that is set before it and taken back after it."""

outputs = st.lists(
    st.one_of(written, painted, rows, st.sampled_from(STYLES), st.sampled_from(MOVES)), max_size=12
).map("".join)


def through(name: Name, marks: Marks, wide: Wide, *pieces: str) -> str:
    output = filter_of(name, marks, wide)
    return "".join(pieces) if output is None else "".join(map(output, pieces)) + output.flush()


def stand_ins(name: Name, style: Style) -> tuple[Style, ...]:
    """The styles that a cell may have: its own, or what stands in for it in even columns or in odd ones."""
    if name == "italic":
        return style._replace(italic=False), style._replace(italic=True)
    if name == "faint" or (name == "dither" and style.foreground == "39"):
        return style._replace(faint=False), style._replace(faint=True)
    if name == "bold":
        return style._replace(bold=False), style._replace(bold=True)
    if name in ("dither", "protect"):
        return style, *(style._replace(foreground=shade) for shade in shades(style.foreground))
    return (style,)


def bare(cells: dict[tuple[int, int], Square]) -> dict[tuple[int, int], set[str]]:
    """What may stand in each cell for a terminal without marks; a fathatan may come from the letter to the right."""
    found = {}
    for (row, column), square in cells.items():
        found[row, column] = {without_marks(square.text), with_fathatan(without_marks(square.text))}
        if len(square.text) > 1:
            letter = square.text[0]  # its marks came apart from it
            found[row, column] |= {letter, with_fathatan(letter)}
    return found


@ways
@given(outputs, st.lists(st.integers(0, 200), max_size=5))
def test_the_same_stands_in_the_same_cells(
    name: Name, marks: Marks, wide: Wide, data: str, cuts: list[int]
) -> None:
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:stop] for start, stop in pairwise(places)]
    plain = Emulator().feed(data)
    seen = Emulator().feed(through(name, marks, wide, *pieces))

    assert (seen.row, seen.column, seen.style, seen.protected) == (
        plain.row,
        plain.column,
        plain.style,
        False,
    )
    assert seen.cells.keys() == plain.cells.keys()
    allowed = bare(plain.cells)
    for place, square in seen.cells.items():
        own = plain.cells[place]
        assert square.text in allowed[place] if marks == "none" else square.text == own.text
        assert square.style in stand_ins(name, own.style)
        assert not square.protected or name == "protect"


@ways
@given(outputs)
def test_no_mark_is_sent_to_a_terminal_that_takes_none(
    name: Name, marks: Marks, wide: Wide, data: str
) -> None:
    out = through(name, marks, wide, data)
    if marks == "none":
        assert not has_marks(out)
    else:
        assert has_marks(out) == has_marks(data)


def told_by(name: Name, square: Square) -> object:
    """What the terminal goes by that gets this filter: kitty its font, others whatever is noted with a cell."""
    if name == "italic":
        return square.style.italic
    return square.style.bold if name == "bold" else square[1:]


own = st.builds(
    Style,
    italic=st.booleans(),
    bold=st.booleans(),
    faint=st.booleans(),
    foreground=st.sampled_from(
        ["39", "31", "38;5;1", "92", "38;5;10", "38;5;196"]
        + [f"38;2;255;{green};{blue}" for green in (0, 1) for blue in (0, 1, 2, 254, 255)]
    ),
)


@pytest.mark.parametrize("name", ["italic", "bold", "faint", "dither", "protect"])
@given(
    st.lists(st.tuples(own, st.text("قسدبﻻ۱٪ a", min_size=1, max_size=3)), min_size=2, max_size=8),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from(["", "\x1b[0m"]),
)
def test_neighbours_differ_also_where_the_text_itself_changes_its_style(
    name: Name, parts: list[tuple[Style, str]], column: int, in_one: bool, after: str
) -> None:
    """Right-to-left cells and those beside them, whatever stands in which style: the caret is bold, a span italic."""
    pieces = [f"\x1b[2;{column}H"]
    for style, text in parts:
        numbers = [str(number) for number, on in ((1, style.bold), (2, style.faint), (3, style.italic)) if on]
        pieces.append(f"\x1b[{';'.join(['0', *numbers, style.foreground])}m{text}{after}")
    pieces.append("\x1b[0m\x1b[1;1H")
    data = ["".join(pieces)] if in_one else pieces
    cells = Emulator().feed(through(name, "kept", "counted", *data)).cells
    row = [cells[place] for place in sorted(cells)]
    assert "".join(square.text for square in row) == "".join(text for _, text in parts)
    for left, right in pairwise(row):
        if left.text not in " a" or right.text not in " a":
            assert told_by(name, left) != told_by(name, right)


@pytest.mark.parametrize("name", ["none", "italic", "scaled", "dither", "faint", "bold", "protect"])
@given(st.lists(written, min_size=1, max_size=6), st.sampled_from(["", "\x1b[31m"]))
def test_what_follows_a_wide_cell_stands_where_it_should_though_the_terminal_counts_one(
    name: Name, texts: list[str], style: str
) -> None:
    data = f"\x1b[2;3H{style.join(texts)}"
    if any(unicodedata.category(char) in ("Mn", "Me") for char in data):
        return  # no move is sent after a cell with marks
    plain = Emulator().feed(data)
    seen = Emulator(narrow=True).feed(through(name, "kept", "placed", data))
    wide = "😀中🇸🇾"
    expected = {place: square.text for place, square in plain.cells.items() if square.text not in wide}
    assert {place: seen.cells[place].text for place in expected} == expected


@ways
def test_what_is_ascii_is_left_alone(name: Name, marks: Marks, wide: Wide) -> None:
    data = "\x1b[2;3H\x1b[1;38;2;1;2;3mannotator | 12:03\x1b[0m\x1b[5;1Hdone\n"
    assert through(name, marks, wide, data) == data


def test_a_column_is_sent_between_a_wide_cell_and_the_next_and_nowhere_else() -> None:
    assert through("none", "kept", "placed", "\x1b[1;5Hقال 😀 نعم") == "\x1b[1;5Hقال   \x1b[9G😀\x1b[11G نعم"
    assert (
        through("none", "kept", "placed", "中\x1b[31m文a") == "  \x1b[1G中\x1b[31m\x1b[3G  \x1b[3G文\x1b[5Ga"
    )
    assert through("none", "kept", "placed", "🇸🇾a") == "  \x1b[1G🇸🇾\x1b[3Ga"
    assert through("none", "kept", "placed", "ab😀\x1b[2;1Hc") == "ab  \x1b[3G😀\x1b[2;1Hc"
    assert through("none", "kept", "placed", "か\u3099a") == "か\u3099a", (
        "a move would lose the mark in screen"
    )
    assert through("none", "kept", "placed", "か\x1b[31m\u3099a") == "  \x1b[1Gか\x1b[31m\u3099a"


def test_in_the_second_column_of_a_wide_cell_nothing_stays_where_the_terminal_counts_one() -> None:
    seen = Emulator(narrow=True).feed("\x1b[1;1Hقال")
    seen.feed(through("none", "kept", "placed", "\x1b[1;1H😀ب"))
    assert [seen.cells[0, column].text for column in range(3)] == ["😀", " ", "ب"]


def test_the_next_write_goes_on_after_a_wide_cell() -> None:
    assert through("none", "kept", "placed", "😀", "a") == "  \x1b[1G😀\x1b[3Ga"
    output = filter_of("none", "kept", "placed")
    assert output is not None
    assert output("😀") + output.flush() + output("a") + output.flush() == "  \x1b[1G😀\x1b[3Ga"


@pytest.mark.parametrize("text", ["۱۲۳٪", "٪۳۲۱", "٤٥٫٦٪", "٧٬٨٩٠", "\u061c۱", "ﺱ،", "𐴰𐴱", "߁߂"])
def test_digits_and_signs_of_scripts_that_run_to_the_left_are_told_apart(text: str) -> None:
    """Some of them are numbers to the bidi algorithm, and yet letters of Arabic script to what shapes them."""
    cells = Emulator().feed(through("italic", "kept", "counted", text)).cells
    styles = [cells[place].style.italic for place in sorted(cells)]
    assert styles == [column % 2 == 1 for column in range(len(styles))]
    assert through("scaled", "kept", "counted", text).count("\x1b]66;") == len(text.replace("\u061c", ""))


def test_every_letter_that_runs_to_the_left_is_known() -> None:
    from annotator.tui.terminal.filters.painted import RIGHT_TO_LEFT

    unknown = [
        hex(code)
        for code in range(0x110000)
        if unicodedata.bidirectional(chr(code)) in ("R", "AL", "AN") and not RIGHT_TO_LEFT.match(chr(code))
    ]
    assert unknown == ["0x200f"], "which is never sent"


@pytest.mark.parametrize("name", ["dither", "protect"])
def test_text_in_the_terminal_s_own_colour_keeps_it(name: Name) -> None:
    data = "\x1b[1mقسد\x1b[22m قسد\x1b[0m"
    squares = Emulator().feed(through(name, "kept", "counted", data)).cells
    assert {square.style.foreground for square in squares.values()} == {"39"}
    kinds = [squares[place][1:] for place in sorted(squares)]
    assert all(one != other for one, other in pairwise(kinds[:3])), "neighbours differ all the same"
    assert [kind[0].bold for kind in kinds] == [True] * 3 + [False] * 4
