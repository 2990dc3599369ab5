"""The test card: one Arabic sentence drawn in every way that the program knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.config import Bidi
from annotator.model import Struct
from annotator.text.layout import line
from annotator.tui.terminal.filters import filter_of

if TYPE_CHECKING:
    from annotator.tui.terminal.filters import Filter as Output
    from annotator.tui.terminal.plan import Filter, Terminal

SENTENCE = "قالت البلدية (mf4) إن 3 آلاف شخص عبروا «جسر الزيتون» في 12/05/2021."
MEANING = "The municipality (mf4) said that 3 thousand people crossed «the olive bridge» on 12/05/2021."

_SPAN = (SENTENCE.index("«") + 1, SENTENCE.index("»"))
_TEXT = "\x1b[38;2;235;235;235;48;2;40;40;40m"
_MARKED = "\x1b[38;2;235;235;235;48;2;20;80;130m"
_PLAIN = "\x1b[0m"


class Way(Struct, frozen=True):
    """A line of the card. `readied`: it is to be drawn after `Terminal.enter` was sent, the others before."""

    number: int
    bidi: Bidi
    title: str
    readied: bool
    text: str


def card(terminal: Terminal, width: int, *, color: bool) -> tuple[Way, ...]:
    """Return the lines, each at most `width` cells wide; in `color` with a marked span."""
    scaled: Filter = terminal.filter if terminal.filter == "scaled" else "italic"
    ways: tuple[tuple[Bidi, str, bool, Filter], ...] = (
        ("visual", "visual order, nothing sent", False, "none"),
        ("logical", "logical order, nothing sent", False, "none"),
        ("visual", "visual order, the terminal readied", True, "none"),
        ("kitty", "for kitty", True, scaled),
        ("dither", "dithered", True, "dither"),
    )
    return tuple(
        Way(
            number=number,
            bidi=bidi,
            title=title,
            readied=readied,
            text=_draw(bidi, filter_of(name, terminal.marks, terminal.wide), width, color),
        )
        for number, (bidi, title, readied, name) in enumerate(ways, 1)
    )


def _draw(bidi: Bidi, output: Output | None, width: int, color: bool) -> str:
    start, stop = _SPAN
    drawn = []
    for glyph in line(SENTENCE, width, rtl=True, logical=bidi == "logical").glyphs:
        style = _MARKED if start <= glyph.start < stop else _TEXT
        drawn.append(f"{style}{glyph.text}" if color else glyph.text)
    text = "".join(drawn) + (_PLAIN if color else "")
    return output(text) + output.flush() if output else text
