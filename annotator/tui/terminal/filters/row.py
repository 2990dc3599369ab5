"""A row of the screen: what the program wrote, what stands there, and what is to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.tui.terminal.filters.pen import change

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK = " "

END = 1 << 20
"""A column to the right of all others."""


class Cells(NamedTuple):
    """A row: text and style of each column. The second column of a wide cell has no text."""

    texts: tuple[str, ...]
    styles: tuple[str, ...]


class Row:
    """What the program wrote in each column, what stands there on the terminal, and the columns not sent yet."""

    __slots__ = ("beyond", "fresh", "shown", "styles", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.styles: list[str] = []
        self.shown = Cells((), ())
        self.fresh: list[tuple[int, int]] = []
        self.beyond = ""  # the style of the blanks to the right of it all

    def put(self, column: int, cells: Sequence[str], styles: list[str]) -> None:
        """Write cells from `column` on. A wide cell is removed if half of it is overwritten."""
        end = column + len(cells)
        self._reach(end)
        texts = self.texts
        if "" in texts:
            if texts[column] == "":
                texts[column - 1] = BLANK
                self.fresh.append((column - 1, column))
            if end < len(texts) and texts[end] == "":
                texts[end] = BLANK
                self.fresh.append((end, end + 1))
        texts[column:end] = cells
        self.styles[column:end] = styles
        self.fresh.append((column, end))

    def erase(self, start: int, end: int, style: str) -> None:
        """Note that the terminal blanks the columns from `start` up to `end`."""
        self._reach(start if end == END else end)
        if end == END:
            self.beyond, end = style, len(self.texts)
        if start >= end:
            return
        blank = [BLANK] * (end - start), [style] * (end - start)
        self.put(start, *blank)
        self.fresh[-1] = (start, start)  # nothing to be written here, but what stands beside may need it
        texts, styles = map(list, self.shown)
        texts[start:end], styles[start:end] = blank
        self.shown = Cells(tuple(texts), tuple(styles))

    def due(self, sent: Cells) -> list[tuple[int, int]]:
        """Return the ranges of columns to be sent: those that the program wrote and those that are shown otherwise."""
        ranges = _merged(self.fresh)
        done, more = 0, list[tuple[int, int]]()
        for start, end in [*ranges, (len(sent.texts),) * 2]:
            if done < start:
                more += self._changed(sent, done, start)
            done = end
        if more:
            ranges = _merged(ranges + more)
        texts = sent.texts
        return [(_start(texts, start), _end(texts, end)) for start, end in ranges if start < end]

    def _changed(self, sent: Cells, start: int, end: int) -> list[tuple[int, int]]:
        """Return the columns from `start` up to `end`, each by itself, that are shown otherwise than they are sent."""
        now, then = sent, self.shown
        if now.texts[start:end] == then.texts[start:end] and now.styles[start:end] == then.styles[start:end]:
            return []
        return [
            (column, column + 1)
            for column in range(start, end)
            if now.texts[column] != then.texts[column] or now.styles[column] != then.styles[column]
        ]

    def _reach(self, width: int) -> None:
        more = width - len(self.texts)
        if more > 0:
            self.texts += [BLANK] * more
            self.styles += [self.beyond] * more
            texts, styles = self.shown
            self.shown = Cells(texts + (BLANK,) * more, styles + (self.beyond,) * more)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges that neither touch nor overlap, from left to right."""
    first, *rest = sorted(ranges)
    merged = [first]
    for start, end in rest:
        if start > merged[-1][1]:
            merged.append((start, end))
        elif end > merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
    return merged


def drawn(pen: str, texts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Return what is written for cells where the terminal's style is `pen`."""
    out = []
    start, count = 0, len(texts)
    while start < count:
        end, style = start + 1, styles[start]
        while end < count and styles[end] == style:
            end += 1
        if style != pen:
            out.append(change(pen, style))
            pen = style
        out += texts[start:end]
        start = end
    return "".join(out)


def _start(texts: tuple[str, ...], start: int) -> int:
    while start and texts[start] == "":
        start -= 1
    return start


def _end(texts: tuple[str, ...], end: int) -> int:
    while end < len(texts) and texts[end] == "":
        end += 1
    return end
