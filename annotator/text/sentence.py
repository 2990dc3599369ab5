"""English sentences and tables with Arabic in them, as rows in visual order.

Such a line runs from left to right whatever it begins with. Where two blanks or more part it into columns, each
without letters of other scripts is ordered by itself, whole. Elsewhere Arabic words that follow each other are, and what
stands in quotes: a number beside a name stays beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from annotator.text.bidi import Direction
from annotator.text.compiled import when_used
from annotator.text.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.layout import Row

_LETTER = r"[\p{bc=R}\p{bc=AL}\p{bc=AN}\u06f0-\u06f9]"
_LETTERS = rf"{_LETTER}(?:{_LETTER}|\p{{bc=NSM}}|[\u200c\u200d])*"
_BETWEEN = r"(?:[-_.'’·٪%]|[ \u00a0]?[،«»][ \u00a0]?|[ \u00a0](?:\p{Nd}+[ \u00a0])?)"
_ENDING = r"\.[A-Za-z0-9]{1,8}"
"""How the names of files end, which are not read like a text: the ending stays behind the name."""

_PART = when_used(
    rf"(?<=«)(?=[^«»]*+»)(?=[^«»]*?{_LETTER})[^«»]*+"
    rf"|(?<=(?<!\w)')(?=[^']*+'(?!\w))(?=[^']*?{_LETTER})(?![^']*?{_ENDING}')[^']*+"
    rf'|(?<=(?<!\w)")(?=[^"]*+"(?!\w))(?=[^"]*?{_LETTER})(?![^"]*?{_ENDING}")[^"]*+'
    rf"|{_LETTERS}(?:{_BETWEEN}{_LETTERS})*"
)
_RIGHT_TO_LEFT = when_used(_LETTER)
_ARABIC_ALONE = when_used(rf"[^\p{{bc=L}}]*{_LETTER}[^\p{{bc=L}}]*")
_COLUMNS = when_used(r"(?<=\S)  +")
_GAP = when_used(r"(?<!\s)  +")


def is_right_to_left(text: str) -> bool:
    """Whether the text has anything that is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def rows(line: str, width: int, *, margin: bool = False) -> Iterator[str]:
    """Yield a line without control characters as rows of at most `width` cells, in visual order and joined.

    With a `margin`, a row that would begin with a right-to-left letter begins with a blank; columns stay where they are.
    """
    for row in Layout(_isolated(line), max(width - margin, 1), direction=Direction.LTR):
        shown = printed(row)
        if margin and is_right_to_left(shown[:1]):
            shown = " " + _GAP.sub(lambda gap: gap[0][1:], shown, count=1)
        yield shown


def printed(row: Row) -> str:
    """Return a row with the blanks before it."""
    return " " * row.glyphs[0].column + row.text if row.glyphs else ""


def _isolated(line: str) -> str:
    """Return the line with each Arabic part isolated, and the gaps between columns as wide as what is drawn leaves them."""
    pieces: list[str] = []
    missing = 0
    for part, is_isolate in _parts(line):
        pieces.append(f"\u2068{part}\u2069" if is_isolate else _widened(part, missing))
        if is_isolate:
            missing += _too_many(part)
        elif pieces[-1] != part:
            missing = 0
    return "".join(pieces)


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line, and whether each is ordered separately, as a column with Arabic letters only is."""
    at = 0
    for gap in [*_COLUMNS.finditer(line), None]:
        column = line[at : gap.start()] if gap else line[at:]
        is_column = len(column) < len(line)
        if is_column and _ARABIC_ALONE.fullmatch(column):
            text = column.strip(" ")
            start = column.index(text)
            yield from ((column[:start], False), (text, True), (column[start + len(text) :], False))
        else:
            yield from _phrases(column)
        if gap:
            yield gap[0], False
            at = gap.end()


def _phrases(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a sentence; the Arabic phrases in it are ordered by themselves."""
    at = 0
    for part in _PART.finditer(text):
        yield text[at : part.start()], False
        yield part[0], True
        at = part.end()
    yield text[at:], False


def _widened(text: str, cells: int) -> str:
    """Return the text with its first gap made wider by some cells."""
    return _GAP.sub(lambda gap: gap[0] + " " * cells, text, count=1) if cells else text


def _too_many(part: str) -> int:
    """Return how many cells more a table counts than are drawn: one for each lam-alef."""
    drawn = Layout(part, max(2 * len(part), 1)).row(0)
    return max(cell_len(part) - sum(glyph.width for glyph in drawn.glyphs), 0)
