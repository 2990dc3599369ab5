"""A report for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from annotator.agreement.sentences import HEADINGS, about, left_out, merged, undefined
from annotator.agreement.values import MEASURES
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.agreement.values import Report, Row, Value

_FIRST = ("name", "articles", "spans")


def rows(report: Report, by: str) -> tuple[Row, ...]:
    """Return the rows by label, pair or article."""
    found: tuple[Row, ...] = getattr(report, f"by_{by}")
    return found


def measures_of(found: Sequence[Row]) -> list[str]:
    """Return the names of the measures that are made in some of these rows."""
    return [name for name in MEASURES if any(getattr(row, name) is not None for row in found)]


# --- for a terminal -------------------------------------------------------------------------------


def table(report: Report, by: str) -> str:
    """Return the report as lines for a terminal: a value, and its interval below."""
    found = (report.overall, *rows(report, by))
    names = measures_of(found)
    deviations = any(row.sd is not None for row in found)
    head = [by, "articles", "spans", *(HEADINGS[name] for name in names)]
    if deviations:
        head.insert(4, "SD")
    lines = [head]
    for row in found:
        cells = [[plain(row.name), ""], [f"{row.articles:,}", ""], [f"{row.spans:,}", ""]]
        cells += [_cell(getattr(row, name)) for name in names]
        if deviations:
            cells.insert(4, ["" if row.sd is None else f"{row.sd:.3f}", ""])
        lines += [list(line) for line in zip(*cells, strict=True) if any(line)]
    below = [*left_out(report), *merged(report), *undefined(found)]
    return "\n".join([*about(report), "", *_aligned(lines), *([""] if below else []), *below]) + "\n"


def _cell(value: Value | None) -> list[str]:
    """Return what is printed of a value, and of its interval."""
    if value is None:
        return ["", ""]
    if value.value is None:
        return ["undefined", ""]
    between = "" if value.low is None else f"{value.low:.2f}–{value.high:.2f}"
    return [f"{value.value:.3f}", between]


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        cells = []
        for place, (cell, wide) in enumerate(zip(line, widths, strict=True)):
            space = " " * (wide - cell_len(cell))
            cells.append(cell + space if place == 0 else space + cell)
        yield "  ".join(cells).rstrip()


# --- for programs ---------------------------------------------------------------------------------


def json(report: Report, by: str) -> str:
    """Return the report as JSON, with one of its lists of rows; what is undefined is null and says why."""
    built = msgspec.to_builtins(report)
    for other in ("label", "pair", "article"):
        if other != by:
            del built[f"by_{other}"]
    return msgspec.json.format(msgspec.json.encode(built), indent=2).decode() + "\n"


def comma_separated(report: Report, by: str) -> str:
    """Return the report as CSV, a line for each value; the first row is of everything."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*("by", *_FIRST), "measure", "value", "low", "high", "undefined"])
    for scope, row in [("all", report.overall), *((by, row) for row in rows(report, by))]:
        start = [scope, row.name, row.articles, row.spans]
        for name in MEASURES:
            value: Value | None = getattr(row, name)
            if value is None:
                continue
            shown = "undefined" if value.value is None else value.value
            writer.writerow([*start, name, shown, value.low, value.high, value.undefined])
        if row.sd is not None:
            writer.writerow([*start, "sd", row.sd, None, None, ""])
    return out.getvalue()


FORMATS: dict[str, Callable[[Report, str], str]] = {"table": table, "json": json, "csv": comma_separated}
