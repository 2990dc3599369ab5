"""The pictures of a page, as SVG: a matrix of labels, and bars for pairs of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.markup import number, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.agreement.report import Confusion, Row, Value

_CELL, _LEFT, _TOP = 84, 150, 40
_BAR, _WIDE, _ROW = 14, 460, 52
_NOTHING = "nothing"
_INK, _PALE, _RULE = "#1c2430", "#5b6b7f", "#dfe3e8"


def matrix(labels: Sequence[str], confusion: Sequence[Confusion]) -> str:
    """Return a matrix of how often one thing got two labels, with a row and a column for no mark."""
    times = {cell.labels: cell.times for cell in confusion}
    return directed_matrix(labels, times | {(other, one): count for (one, other), count in times.items()})


def directed_matrix(labels: Sequence[str], times: Mapping[tuple[str, str], int]) -> str:
    """Return such a matrix of how often what has the first label got the second one: a row for each first, a column for each second."""
    names = [*labels, ""]
    size = _CELL * len(names)
    cells = [cell for row in range(len(names)) for cell in _row(row, names, times)]
    heads = [
        f'<text x="{_LEFT + _CELL * index + _CELL / 2}" y="{_TOP - 12}" text-anchor="middle">{_shown(name)}</text>'
        f'<text x="{_LEFT - 12}" y="{_TOP + _CELL * index / 2 + 26}" text-anchor="end">{_shown(name)}</text>'
        for index, name in enumerate(names)
    ]
    return _svg("Which labels meet", _LEFT + size + 10, _TOP + size // 2 + 10, [*cells, *heads])


def _row(row: int, names: Sequence[str], times: Mapping[tuple[str, str], int]) -> Iterator[str]:
    counts = [times.get((names[row], name), 0) for name in names]
    all_of_row = sum(counts) or 1
    for column, count in enumerate(counts):
        if not names[row] and not names[column]:
            continue  # what nobody marked can't be counted
        x, y = _LEFT + _CELL * column, _TOP + _CELL * row / 2
        hue = "31, 122, 77" if row == column else "190, 60, 30"
        share = count / all_of_row
        title = f"{names[row] or _NOTHING}, {names[column] or _NOTHING}: {count}"
        yield (
            f'<g><title>{text(title)}</title><rect x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL / 2 - 2}" '
            f'fill="rgba({hue}, {0.75 * share:.3f})" stroke="{_RULE}"/>'
            f'<text x="{x + _CELL / 2 - 1}" y="{y + 25}" text-anchor="middle">{count:,}</text></g>'
        )


def _shown(name: str) -> str:
    return text(name) if name else f"<tspan font-style='italic'>{_NOTHING}</tspan>"


def bars(pairs: Sequence[Row]) -> str:
    """Return exact and relaxed F1 of each pair of people as bars from 0 to 1, with their intervals."""
    return two_bars([(pair.name, pair.f1, pair.relaxed) for pair in pairs], "F1 of each two people")


def two_bars(rows: Sequence[tuple[str, Value, Value]], title: str) -> str:
    """Return the exact and the relaxed value of each name as bars from 0 to 1, with their intervals."""
    left = 30 + max(9 * len(name) for name, _, _ in rows)
    height = 30 + _ROW * len(rows)
    parts = [
        f'<line x1="{left + _WIDE * tick / 4}" y1="22" x2="{left + _WIDE * tick / 4}" y2="{height - 4}" '
        f'stroke="{_RULE}"/><text x="{left + _WIDE * tick / 4}" y="15" text-anchor="middle" fill="{_PALE}">'
        f"{tick / 4:.2f}</text>"
        for tick in range(5)
    ]
    for index, (name, exact, relaxed) in enumerate(rows):
        top = 30 + _ROW * index
        parts.append(
            f'<text x="{left - 12}" y="{top + 22}" text-anchor="end">{text(name)}</text>'
            + _bar(left, top, exact, "#2f6db3", "exact")
            + _bar(left, top + _BAR + 4, relaxed, "#a9c8e8", "relaxed")
        )
    return _svg(title, left + _WIDE + 150, height, parts)


def _bar(left: int, top: int, value: Value, color: str, what: str) -> str:
    middle = top + _BAR / 2
    said = f'<text x="{left + _WIDE + 12}" y="{top + 12}" fill="{_PALE}">'
    if value.value is None:
        return f"{said}{what}: undefined</text>"
    whisker = ""
    if value.low is not None and value.high is not None:
        low, high = left + _WIDE * value.low, left + _WIDE * value.high
        whisker = (
            f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 4}v8M{high:.1f} {middle - 4}v8" '
            f'stroke="{_INK}" fill="none"/>'
        )
    return (
        f'<rect x="{left}" y="{top}" width="{_WIDE * value.value:.1f}" height="{_BAR}" fill="{color}"/>'
        f"{whisker}{said}{what} {number(value.value)}</text>"
    )


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" fill="{_INK}">'
        f"<title>{text(title)}</title>{''.join(parts)}</svg>"
    )
