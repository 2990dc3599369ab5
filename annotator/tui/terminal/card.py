"""The test card: short texts of our own, drawn in each way that the program knows.

A page asks one question: which order of the letters reads right, where marks are seen, where columns are kept. It is
shown while the terminal is readied as its lines need it, so that lines that need another state are on another page.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import structs

from annotator.config import Bidi, Marks, Wide
from annotator.model import Struct
from annotator.text.layout import line
from annotator.tui.terminal.filters import filter_of
from annotator.tui.terminal.known import known
from annotator.tui.terminal.plan import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "قالت البلدية (mf4) إن 3 آلاف شخص عبروا «جسر الزيتون» في 12/05/2021."
MEANING = "The municipality (mf4) said that 3 thousand people crossed «the olive bridge» on 12/05/2021."
DIGITS = "ارتفع السعر ۱۲۳٪ منذ عام ۱۴۰۲."
DIGITS_MEANING = "The price has risen by 123% since the year 1402."
"""Digits of Arabic script that Unicode counts with the European ones, and its percent sign."""

MARKED = "كتبَ مُعَلِّمٌ بحثاً عن رسولٍ"
MARKED_MEANING = "A teacher wrote a study of a messenger."
"""Marks on letters of all four forms, two marks on one letter, and a tanwin on an alef."""

WIDE = "قال مراسل 🇸🇾 من دمشق 😀 نعم"
WIDE_MEANING = "A correspondent (a flag) from Damascus (a face) said yes."

INDENT = 3
_SPAN = (SENTENCE.index("«") + 1, SENTENCE.index("»"))
_TEXT = "\x1b[38;2;235;235;235;48;2;40;40;40m"
_MARKED = "\x1b[38;2;235;235;235;48;2;20;80;130m"
_PLAIN = "\x1b[0m"

Kind = Literal["order", "marks", "wide"]

_ORDERS: dict[Bidi, str] = {
    "visual": "each letter in its place",
    "kitty": "each letter on its own",
    "dither": "each second letter in a style of its own",
    "words": "each word as it is stored, the words in their places",
    "logical": "all as it is stored, for the terminal to order",
}
_MARKS: dict[Marks, str] = {
    "kept": "after their letters",
    "left": "each after the cell to the left of its letter",
    "none": "left out, but for the tanwin on an alef",
    "bare": "left out, the tanwin on an alef as well",
}
_WIDE: dict[Wide, str] = {
    "counted": "counted by the terminal",
    "placed": "the column sent after each",
}
_STORED = ("words", "logical")
_REORDERING = frozenset({"iterm2", "apple-terminal", "windows-terminal"})
"""Terminals that order the letters, or may, and take no sequence that keeps them from it."""


class Line(Struct, frozen=True):
    """One way of drawing: the number to answer with, what it is called in the settings, and what is written for it.

    `rows` end with nothing; each has its indentation.
    """

    number: int
    value: str
    title: str
    rows: tuple[str, ...]


class Page(Struct, frozen=True):
    """The lines of one question. `terminal` has the sequences to send before the page is drawn and after the answer."""

    kind: Kind
    terminal: Terminal
    text: tuple[str, ...]
    lines: tuple[Line, ...]


def order_pages(planned: Callable[[Bidi], Terminal], width: int, *, color: bool) -> tuple[Page, ...]:
    """Return the pages on the order of the letters, in the order in which to show them. `planned` gives the terminal for each order. Rows are `width` cells wide at most."""
    terminals = [planned(bidi) for bidi in _offered(planned("visual").name)]
    numbers = {terminal.mode: number for number, terminal in enumerate(terminals, 1)}
    return tuple(
        Page(
            kind="order",
            terminal=same[0],
            text=(f"The order of the letters. From the right: {MEANING} {DIGITS_MEANING}",),
            lines=tuple(
                Line(
                    number=numbers[each.mode],
                    value=each.mode,
                    title=_ORDERS[each.mode],
                    rows=(
                        _draw(SENTENCE, each, width, color=color, span=_SPAN),
                        _draw(DIGITS, each, width, color=color),
                    ),
                )
                for each in same
            ),
        )
        for same in (list(group) for _, group in groupby(terminals, _together))
    )


def marks_page(terminal: Terminal, width: int, *, color: bool) -> Page:
    """Return the page on the marks, in the order of the letters that `terminal` has."""
    ways: tuple[Marks, ...] = get_args(Marks)
    return Page(
        kind="marks",
        terminal=terminal,
        text=(
            f"The marks on the letters. From the right: {MARKED_MEANING}",
            f"Right is where every letter of number {len(ways)} is seen, each mark stands on its letter, and the bars"
            " stand one under the other.",
        ),
        lines=tuple(
            Line(
                number=number,
                value=way,
                title=_MARKS[way],
                rows=(_draw(MARKED, _with(terminal, marks=way), width, color=color, barred=True),),
            )
            for number, way in enumerate(ways, 1)
        ),
    )


def wide_page(terminal: Terminal, width: int, *, color: bool) -> Page:
    """Return the page on wide cells, in the order of the letters and with the marks that `terminal` has."""
    ways: tuple[Wide, ...] = get_args(Wide)
    cells = sum(glyph.width for glyph in line(WIDE, width - INDENT - 2, rtl=True).glyphs)
    ruler = " " * INDENT + "|" + "." * cells + "|"
    return Page(
        kind="wide",
        terminal=terminal,
        text=(
            f"Flags and faces of two columns. From the right: {WIDE_MEANING}",
            "Right is where no letter is missing, and the second bar stands under that of the dots.",
        ),
        lines=tuple(
            Line(
                number=number,
                value=way,
                title=_WIDE[way],
                rows=(ruler, _draw(WIDE, _with(terminal, wide=way), width, color=color, barred=True)),
            )
            for number, way in enumerate(ways, 1)
        ),
    )


def stays(terminal: Terminal) -> bool:
    """Return whether a drawing stays as it is when the terminal is reset.

    Sequences of a terminal's own make it draw its window anew; behind tmux and screen, all rows are put back.
    """
    return not (terminal.enter and (known(terminal.name).enter or terminal.multiplexer))


def _offered(name: str) -> tuple[Bidi, ...]:
    if name in _REORDERING or known(name).mode in _STORED:
        return ("words", "logical", "visual", "kitty", "dither")
    return ("visual", "kitty", "dither", "words", "logical")


def _together(terminal: Terminal) -> tuple[object, ...]:
    """Return a key; orders with equal keys are shown on one page, at most three of them."""
    return terminal.mode in _STORED, terminal.enter, terminal.leave


def _with(terminal: Terminal, *, marks: Marks | None = None, wide: Wide | None = None) -> Terminal:
    return structs.replace(terminal, marks=marks or terminal.marks, wide=wide or terminal.wide)


def _draw(
    text: str,
    terminal: Terminal,
    width: int,
    *,
    color: bool,
    span: tuple[int, int] = (0, 0),
    barred: bool = False,
) -> str:
    """Return a text as the screens would send it, after its indentation; in `color` with a marked span."""
    start, stop = span
    bar = "|" if barred else ""
    drawn = [" " * INDENT, _TEXT if color else "", bar]
    glyphs = line(text, width - INDENT - 2 * len(bar), rtl=True, logical=terminal.mode == "logical").glyphs
    for glyph in glyphs:
        style = _MARKED if start <= glyph.start < stop else _TEXT
        drawn.append(f"{style}{glyph.text}" if color else glyph.text)
    drawn += [_TEXT if color else "", bar, _PLAIN if color else ""]
    output = filter_of(terminal.filter, terminal.marks, terminal.wide)
    row = "".join(drawn)
    return output(row) + output.flush() if output else row
