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
        yield _line(line, widths, right)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, flush in zip(cells, widths, right, strict=True):
        space = " " * (width - _width(cell))
        padded.append(space + cell if flush else cell + space)
    return "  ".join(padded).rstrip()


def long_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of such a table, whose rows wait in a temporary file until all widths are known."""
    import tempfile

    import msgspec

    with tempfile.TemporaryFile() as file:
        widths: list[int] = []
        right: list[bool] = []
        for row in rows:
            cells = list(row)
            if not right:
                right = [name.startswith(">") for name in cells]
                cells = [name.removeprefix(">") for name in cells]
                widths = [0] * len(cells)
            widths = [max(width, _width(cell)) for width, cell in zip(widths, cells, strict=True)]
            file.write(msgspec.json.encode(cells) + b"\n")
        file.seek(0)
        decode = msgspec.json.Decoder(list[str]).decode
        for data in file:
            yield _line(decode(data), widths, right)


def _width(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
