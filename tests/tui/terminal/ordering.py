"""A terminal of few features, and what terminals that order the characters themselves make of its rows."""

from __future__ import annotations

import re
from typing import NamedTuple

from rich.cells import cell_len

from annotator.text import bidi
from annotator.text.mirroring import MIRRORED

_TOKEN = re.compile(
    r"\x1b\[(\??)([\d;]*)([A-Za-z@`])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[^\x1b]", re.DOTALL
)
_OFF = {"22": "1", "23": "3", "24": "4", "27": "7", "28": "8", "29": "9", "39": "fg", "49": "bg"}
WIDTH = 200


class Cell(NamedTuple):
    """What stands in a column: a base with its marks, "" in the second column of a wide cell, and the SGR in force."""

    text: str = " "
    style: frozenset[tuple[str, str]] = frozenset()


class Emulator:
    """Keeps what is written to it; zero-width characters join the cell before the cursor, as they come."""

    def __init__(self) -> None:
        self.rows: dict[int, list[Cell]] = {}
        self.line = self.column = 0
        self.pen: dict[str, str] = {}

    def feed(self, data: str) -> None:
        """Take what is written."""
        for match in _TOKEN.finditer(data):
            if match[3]:
                if not match[1]:
                    self._sequence(match[2].split(";"), match[3])
                elif match[2] == "1049":
                    self.rows.clear()
            elif match[0] == "\x1bc":
                self.__init__()  # type: ignore[misc]
            elif match[0] == "\n":
                self.line, self.column = self.line + 1, 0
            elif match[0] == "\r":
                self.column = 0
            elif len(match[0]) == 1 and match[0] >= " ":
                self._put(match[0])

    def row(self, line: int) -> list[Cell]:
        """Return the row `line`."""
        return self.rows.setdefault(line, [Cell()] * WIDTH)

    def _put(self, char: str) -> None:
        row, width = self.row(self.line), cell_len(char)
        if width == 0:
            place = self.column - 1
            while place > 0 and row[place].text == "":
                place -= 1
            if place >= 0:
                row[place] = row[place]._replace(text=row[place].text + char)
            return
        style = frozenset(self.pen.items())
        end = self.column + width
        if row[self.column].text == "":
            row[self.column - 1] = row[self.column - 1]._replace(text=" ")
        if row[end].text == "":
            row[end] = row[end]._replace(text=" ")
        row[self.column : end] = [Cell(char, style), Cell("", style)][:width]
        self.column = end

    def _sequence(self, numbers: list[str], final: str) -> None:
        count = max(1, int(numbers[0] or 1))
        match final:
            case "m":
                self._paint(numbers)
            case "H":
                self.line, self.column = (
                    count - 1,
                    max(1, int(numbers[1] or 1)) - 1 if len(numbers) > 1 else 0,
                )
            case "G":
                self.column = count - 1
            case "C":
                self.column += count
            case "D":
                self.column = max(0, self.column - count)
            case "A":
                self.line -= count
            case "B":
                self.line += count
            case "K" | "J":
                self._erase(numbers[0] or "0", final)

    def _erase(self, how: str, final: str) -> None:
        row, blank = self.row(self.line), Cell(" ", frozenset(self.pen.items()))
        start, end = {"0": (self.column, WIDTH), "1": (0, self.column + 1), "2": (0, WIDTH)}[how]
        if row[start].text == "":
            row[start - 1] = row[start - 1]._replace(text=" ")
        if end < WIDTH and row[end].text == "":
            row[end] = row[end]._replace(text=" ")
        row[start:end] = [blank] * (end - start)
        if final == "J":
            for line, other in self.rows.items():
                if how == "2" or ((line > self.line) == (how == "0") and line != self.line):
                    other[:] = [blank] * WIDTH

    def _paint(self, numbers: list[str]) -> None:
        rest = [*numbers]
        while rest:
            number = rest.pop(0) or "0"
            if number in ("38", "48"):
                count = 4 if rest[0] == "2" else 2
                kind, number, rest = "fg" if number == "38" else "bg", ";".join(rest[:count]), rest[count:]
            elif number in _OFF:
                self.pen.pop(_OFF[number], None)
                continue
            elif number == "0":
                self.pen.clear()
                continue
            else:
                value = int(number)
                kind = "fg" if 30 <= value < 38 or 90 <= value < 98 else "bg" if 40 <= value < 48 else number
            self.pen[kind] = number


def ordered(row: list[Cell], direction: bidi.Direction = bidi.Direction.AUTO) -> list[Cell]:
    """Return a row as a terminal shows it that takes it for a paragraph of UAX #9: cells as wholes, each in its style.

    That is what PuTTY does, which finds the direction out (P2, P3).
    """
    own = [place for place, cell in enumerate(row) if cell.text]
    analysis = bidi.analyse("".join(row[place].text[0] for place in own), direction)
    levels = bidi.row_levels(analysis, 0, len(own))
    shown: list[Cell] = []
    for index in bidi.visual_order(levels):
        place = own[index]
        cell = row[place]
        if levels[index] % 2:
            cell = cell._replace(text=MIRRORED.get(cell.text[0], cell.text[0]) + cell.text[1:])
        wide = place + 1 < len(row) and row[place + 1].text == ""
        shown += [cell, Cell("", cell.style)] if wide else [cell]
    return shown


def seen(row: list[Cell]) -> list[Cell]:
    """Return a row as the eye has it: whatever is blank is a space."""
    return [_seen(cell) for cell in row]


def _seen(cell: Cell) -> Cell:
    if cell.text == "\ufd3c":
        return cell._replace(text="\ufe8e\u064b")
    style = dict(cell.style)
    ink, ground = ("bg", "fg") if "7" in style else ("fg", "bg")
    if "8" in style:
        assert cell.text == "\u0621"
        assert ground not in style or _color(style[ink]) == _color(style[ground]), (
            "a hidden letter can be seen"
        )
        del style["8"]
    elif cell.text not in ("\u2800", " "):
        return cell
    style.pop(ink, None)  # of a blank cell, only the ground can be seen
    return Cell(" ", frozenset(style.items()))


def _color(number: str) -> str:
    return number if ";" in number else number[-1]
