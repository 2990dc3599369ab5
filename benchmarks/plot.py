"""How costs grow with the number of articles, as a picture (SVG): a line for each, both axes by powers of ten."""

from __future__ import annotations

import re
from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.record import Record
    from benchmarks.table import Table


class Source(NamedTuple):
    """Where a line's figures stand: the beginning of a table's title and of a row's first cell; its colours in light and dark."""

    name: str
    table: str
    row: str
    light: str
    dark: str


SOURCES = (
    Source("import", "Import by", "import .jsonl, texts", "#9a3412", "#fdba74"),
    Source("export", "Export by", "export .jsonl", "#854d0e", "#fde047"),
    Source("check", "Commands by", "check", "#86198f", "#f0abfc"),
    Source("status", "Commands by", "status", "#9f1239", "#fda4af"),
    Source("start", "The library by", "start", "#1e40af", "#93c5fd"),
    Source("search", "Search by", "two words", "#155e75", "#67e8f9"),
    Source("filter key", "The library by", "filter: part of that word: rows", "#166534", "#86efac"),
    Source("Down", "The library by", "Down", "#3f3f46", "#d4d4d8"),
)
WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 40, 50
_APART = 15
"""How many units of the picture the names of two lines are apart."""
_UNITS = {"ms": 1.0, "s": 1000.0}


class Line(NamedTuple):
    """A cost: milliseconds by the number of articles."""

    source: Source
    points: tuple[tuple[int, float], ...]


def drawn(record: Record) -> str:
    """Return the picture of a run, without lines where it measured no sizes."""
    lines = [line for source in SOURCES if (line := _line(source, record)) is not None]
    numbers = sorted({number for line in lines for number, _ in line.points}) or [1_000, 10_000]
    costs = [cost for line in lines for _, cost in line.points] or [1.0, 10.0]
    axes = _Axes(numbers[0], numbers[-1], floor(log10(min(costs))), ceil(log10(max(costs))))
    parts = [*_style(), *_grid(axes, numbers), *_lines(axes, lines)]
    title = f"Cost by the number of articles; commit {record.commit}, {record.date}"
    if record.quick:
        title += "; repeated little: means nothing"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title">\n'
        f'<title id="title">{escape(title)}</title>\n'
        + "\n".join(parts)
        + f'\n<text x="{LEFT}" y="20">{escape(title)}</text>\n</svg>\n'
    )


def _line(source: Source, record: Record) -> Line | None:
    for table in record.tables():
        if table.title.startswith(source.table):
            for row in table.rows:
                if row[0] == source.row:
                    return Line(source, tuple(_points(table, row)))
    return None


def _points(table: Table, row: Sequence[object]) -> Iterator[tuple[int, float]]:
    for column, cell in zip(table.columns, row, strict=True):
        found = re.fullmatch(r"([\d,]+): (ms|s)", column)
        if found and isinstance(cell, int | float):
            yield int(found[1].replace(",", "")), float(cell) * _UNITS[found[2]]


class _Axes(NamedTuple):
    """The range of both axes: numbers of articles, and powers of ten of milliseconds."""

    fewest: int
    most: int
    lowest: int
    highest: int

    def x(self, number: float) -> float:
        """Return where a number of articles is."""
        span = log10(self.most) - log10(self.fewest) or 1.0
        return LEFT + (WIDTH - LEFT - RIGHT) * (log10(number) - log10(self.fewest)) / span

    def y(self, cost: float) -> float:
        """Return where a cost in ms is."""
        span = self.highest - self.lowest or 1
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(cost) - self.lowest) / span


def _style() -> Iterator[str]:
    light, dark = (
        " ".join(f".l{place} {{stroke: {color}; fill: {color}}}" for place, color in enumerate(colors))
        for colors in ([source.light for source in SOURCES], [source.dark for source in SOURCES])
    )
    yield (
        "<style>\n"
        "svg {font: 13px sans-serif} text {fill: #1f2328} .grid {stroke: #d0d7de}\n"
        f"{light}\n"
        f"@media (prefers-color-scheme: dark) {{text {{fill: #e6edf3}} .grid {{stroke: #3d444d}} {dark}}}\n"
        ".line {fill: none; stroke-width: 2} .point, .name {stroke: none}\n"
        "</style>"
    )


def _grid(axes: _Axes, numbers: Sequence[int]) -> Iterator[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for number in numbers:
        x = axes.x(number)
        yield f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{number:,}</text>'
    yield f'<text x="{(LEFT + right) / 2:.1f}" y="{bottom + 38}" text-anchor="middle">articles</text>'
    for power in range(axes.lowest, axes.highest + 1):
        y = axes.y(10.0**power)
        yield f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_time(power)}</text>'


def _time(power: int) -> str:
    return f"{10 ** (power - 3):,} s" if power >= 3 else f"{10.0**power:g} ms"


def _lines(axes: _Axes, lines: Sequence[Line]) -> Iterator[str]:
    names = _apart([(axes.y(line.points[-1][1]), place) for place, line in enumerate(lines)])
    for place, line in enumerate(lines):
        color = f"l{SOURCES.index(line.source)}"
        at = [(axes.x(number), axes.y(cost)) for number, cost in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        yield f'<polyline class="line {color}" points="{path}"/>'
        for (x, y), (number, cost) in zip(at, line.points, strict=True):
            told = f"{line.source.name}, {number:,} articles: {cost:,.1f} ms"
            yield f'<circle class="point {color}" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{told}</title></circle>'
        yield f'<text class="name {color}" x="{at[-1][0] + 10:.1f}" y="{names[place] + 4:.1f}">{line.source.name}</text>'


def _apart(wanted: list[tuple[float, int]]) -> dict[int, float]:
    """Return where each name is written: as near as can be to where it is wanted, downward where it would cover another."""
    found: dict[int, float] = {}
    last = -float("inf")
    for y, place in sorted(wanted):
        last = max(y, last + _APART)
        found[place] = last
    return found
