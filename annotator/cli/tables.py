"""Print tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def duration(seconds: float) -> str:
    """Return a duration in words."""
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; a heading that begins with > aligns its column to the right."""
    heading, *body = rows
    right = [name.startswith(">") for name in heading]
    lines = [[name.removeprefix(">") for name in heading], *body]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = []
        for cell, width, flush in zip(line, widths, right, strict=True):
            space = " " * (width - _width(cell))
            cells.append(space + cell if flush else cell + space)
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
