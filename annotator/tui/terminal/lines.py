"""Lines that are printed at the prompt, and stay there when the program has ended. Pure.

A screen is readied before the first paint and given back at the end. Lines must look right afterwards, too, so that
each piece readies the terminal and gives it back at once; where that draws anew what was printed before, or where a
sequence does not get through, the lines are sent in a way that needs none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import structs

from annotator.tui.terminal.filters import filter_of
from annotator.tui.terminal.known import EXPLICIT, IMPLICIT, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.tui.terminal.known import Known
    from annotator.tui.terminal.plan import Terminal

_BLANKS = re.compile("\u2800+")

PIECE = 1500
"""Characters of a piece, at most a line more: little enough to be written at once, so that no signal comes between."""


def for_lines(terminal: Terminal) -> Terminal:
    """Return what is done for lines in a terminal, by what is done for the screen in it."""
    facts = known(terminal.name)
    if terminal.mode != facts.mode or terminal.mode == "logical":
        lines = None  # the user answered, or it can't be helped
    elif terminal.multiplexer and terminal.leave:
        lines = facts.lines or "words"
    else:
        lines = facts.lines
    if lines == "words":
        return structs.replace(terminal, mode="words", filter="words", enter="", leave="", passthrough=False)
    undone = not terminal.multiplexer and terminal.leave == IMPLICIT
    enter, leave = (EXPLICIT, IMPLICIT) if undone else ("", "")
    return structs.replace(terminal, enter=enter, leave=leave, passthrough=False)


def pieces(rows: Iterable[str], terminal: Terminal) -> Iterator[str]:
    """Yield what is sent for rows in visual order, each of them with its end of line or without.

    Each piece holds whole rows and leaves the terminal as it was.
    """
    piece: list[str] = []
    size = 0
    for row in rows:
        piece.append(row)
        size += len(row)
        if size >= PIECE:
            yield _sent("".join(piece), terminal)
            piece, size = [], 0
    if piece:
        yield _sent("".join(piece), terminal)


def _sent(text: str, terminal: Terminal) -> str:
    output = filter_of(terminal.filter, terminal.marks, terminal.wide)
    drawn = output(text) + output.flush() if output else text
    if terminal.mode == "words":
        drawn = _suited(drawn, known(terminal.name))
    return f"{terminal.enter}{drawn}{terminal.leave}"


def _suited(drawn: str, facts: Known) -> str:
    """Return what the filter made of words with what else a terminal needs for them."""
    if not facts.composed:
        drawn = drawn.replace("\ufd3c", "\ufe8e\u064b")
    return _BLANKS.sub(lambda blanks: f"{facts.blank}{blanks[0]}\x1b[0m", drawn) if facts.blank else drawn
