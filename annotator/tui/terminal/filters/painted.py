"""Rows as the program paints them: parts of text, each in a style that is set before it and taken back after it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.tui.terminal.filters.marks import FATHATAN, bare, bare_cells, begins_with_fathatan
from annotator.tui.terminal.filters.tokens import graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of scripts that are written right to left: Hebrew to Arabic Extended-A, presentation forms, plane 1.

All that is in them is turned round by one terminal or another, digits of the class EN included: some go by the class of
a character, others by its script.
"""

_EXPOSED = re.compile(f".?{RIGHT_TO_LEFT.pattern}+(?:.{RIGHT_TO_LEFT.pattern}+)*.?", re.DOTALL)
SIMPLE = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u05d0-\u05ea\u0606-\u060f\u061b"
    r"\u061e-\u064a\u0660-\u066f\u0671-\u06d5\u06ee-\u06ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f"
    r"\ufb50-\ufbb1\ufbd3-\ufd3f\ufe70-\ufe74\ufe76-\ufefc]*"
)
"""Text of which each character has one cell of one column. Other text is cut into graphemes, which takes longer."""

_MARKS = re.compile(
    r"([\u0300-\u034e\u0350-\u036f\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+)"
)
_TEXT = r"[^\x00-\x1f\x7f]++"
_STYLED = rf"\x1b\[[\d;]++m{_TEXT}\x1b\[0m"
ROW = re.compile(
    rf"(?:\r\n)?\x1b\[\d+;(?P<column>\d+)H(?P<content>(?:{_STYLED}|{_TEXT})++)(?=[\r\n]|\x1b\[\d+;\d+H|\x1b\[\?)"
)
"""A row that stands between two moves of the cursor, with the first of them."""

PARTS = re.compile(rf"\x1b\[([\d;]++)m({_TEXT})\x1b\[0m|({_TEXT})")
"""The parts of a row: the numbers of the style, and the text with it; or the text without a style."""


Exposed = tuple[tuple[int, int], ...]
"""The ranges of cells that are right-to-left or stand beside such a cell."""


class Part(NamedTuple):
    """Text of cells of one column each, as it is to be sent, and the base of each cell. None of these if not `simple`.

    `begins`, `ends`: whether its first and its last cell are right-to-left. `bare`: whether marks were left out, `fathatan`:
    one of them at its first cell.
    """

    cells: Sequence[str]
    bases: str
    exposed: Exposed = ()
    begins: bool = False
    ends: bool = False
    bare: bool = False
    fathatan: bool = False
    simple: bool = True


END = Part("", "")
"""What comes after the last part of a row."""


def exposed(bases: str) -> Exposed:
    """Return which cells with these bases are exposed by themselves."""
    return tuple([found.span() for found in _EXPOSED.finditer(bases)])


def beside(own: Exposed, count: int, *, before: bool, after: bool) -> Exposed:
    """Return which of `count` cells are exposed also by right-to-left cells before them and after them."""
    if before and not (own and own[0][0] == 0):
        own = ((0, 1), *own)
    if after and not (own and own[-1][1] == count):
        own = (*own, (count - 1, count))
    return own


@lru_cache(maxsize=2048)
def part(text: str, without_marks: bool) -> Part | None:
    """Return `text` as a part of a row; None if nothing is to be sent for it."""
    if text.isascii():
        return Part(text, text)
    if SIMPLE.fullmatch(text):
        return _part(text, text)
    pieces = _MARKS.split(text)
    bases = "".join(pieces[::2])
    if not SIMPLE.fullmatch(bases) or not pieces[0]:
        return _other(text, without_marks)
    cells = [*bases]
    marked: list[int] = []
    index = -1
    for between, marks in zip(pieces[::2], pieces[1::2], strict=False):
        index += len(between)
        cells[index] += marks
        marked.append(index)
    if not without_marks:
        return _part(cells, bases)
    sent = "".join(bare_cells(cells, marked))
    if len(sent) != len(bases) or not SIMPLE.fullmatch(sent):
        return _other(text, without_marks)
    return _part(sent, sent, left_out=True, fathatan=marked[0] == 0 and FATHATAN in cells[0])


def _part(cells: Sequence[str], bases: str, *, left_out: bool = False, fathatan: bool = False) -> Part:
    own = exposed(bases)
    if not own:
        return Part(cells, bases, bare=left_out, fathatan=fathatan)
    begins, ends = RIGHT_TO_LEFT.match(bases) is not None, RIGHT_TO_LEFT.match(bases[-1]) is not None
    return Part(cells, bases, own, begins, ends, left_out, fathatan)


def _other(text: str, without_marks: bool) -> Part | None:
    """Return text with cells of other than one column, or with a mark at its beginning, as a part of a row."""
    sent = bare(text) if without_marks else text
    if not sent:
        return None
    begins, ends = RIGHT_TO_LEFT.match(sent), RIGHT_TO_LEFT.match(graphemes(sent)[-1])
    fathatan = without_marks and begins_with_fathatan(text)
    return Part("", "", (), begins is not None, ends is not None, fathatan=fathatan, simple=False)
