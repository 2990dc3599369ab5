"""A report for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from annotator.agreement.report import MEASURES
from annotator.agreement.sentences import HEADINGS, about, left_out, merged, no_intervals, undefined
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.agreement.report import Report, Row, Value

_FIRST = ("name", "articles", "spans")


def rows(report: Report, by: str) -> tuple[Row, ...]:
    """Return the rows by label, pair or article."""
    found: tuple[Row, ...] = getattr(report, f"by_{by}")
    return found


def measures_of(found: Sequence[Row]) -> list[str]:
    """Return the names of the measures that some of these rows have; kappa only where there are two people."""
    made = [name for name in MEASURES if any(getattr(row, name) is not None for row in found)]
    return made if len(found[0].people) == 2 else [name for name in made if name != "kappa"]


def heads_of(found: Sequence[Row], by: str) -> list[str]:
    """Return the headings of a table, for the columns of `cells_of`."""
    heads = [by, *(["articles"] if by == "pair" else []), "spans"]
    return [*heads, *(HEADINGS[name] for name in measures_of(found)), *(["SD"] if _deviates(found) else [])]


def _deviates(found: Sequence[Row]) -> bool:
    return any(row.sd is not None for row in found)


def cells_of(row: Row, found: Sequence[Row], by: str) -> list[str | Value | float | None]:
    """Return the cells of a row in a table of these rows: strings, values, and the deviation at the end."""
    cells: list[str | Value | float | None] = [row.name]
    cells += [f"{row.articles:,}"] if by == "pair" else []
    cells += [f"{row.spans:,}", *(getattr(row, name) for name in measures_of(found))]
    return [*cells, row.sd] if _deviates(found) else cells


# --- for a terminal -------------------------------------------------------------------------------


def table(report: Report, by: str) -> str:
    """Return the report as a table for a terminal, with each interval below its value."""
    found = (report.overall, *rows(report, by))
    lines = [heads_of(found, by)]
    for row in found:
        cells = [cell_of(cell) for cell in cells_of(row, found, by)]
        lines += [list(line) for line in zip(*cells, strict=True) if any(line)]
    single = [] if by == "article" else no_intervals(report, found)
    below = [*left_out(report), *merged(report), *single, *undefined(found, measures_of(found))]
    return "\n".join([*about(report), "", *aligned(lines), *([""] if below else []), *below]) + "\n"


def cell_of(cell: str | Value | float | None) -> tuple[str, str]:
    """Return the text of a cell, and that below it: the interval of a value."""
    match cell:
        case None:
            return "", ""
        case str():
            return plain(cell), ""
        case float():
            return f"{cell:.3f}", ""
    if cell.value is None:
        return "undefined", ""
    between = "" if cell.low is None else f"{cell.low:.2f}–{cell.high:.2f}"
    return f"{cell.value:.3f}", between


def aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, the first column flush left, the others right."""
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = []
        for column, (cell, wide) in enumerate(zip(line, widths, strict=True)):
            space = " " * (wide - cell_len(cell))
            cells.append(cell + space if column == 0 else space + cell)
        yield "  ".join(cells).rstrip()


# --- for programs ---------------------------------------------------------------------------------


def json(report: Report, by: str) -> str:
    """Return the report as JSON, with one of its lists of rows. An undefined value is null, with the reason."""
    built = msgspec.to_builtins(report)
    for other in ("label", "pair", "article"):
        if other != by:
            del built[f"by_{other}"]
    return msgspec.json.format(msgspec.json.encode(built), indent=2).decode() + "\n"


def comma_separated(report: Report, by: str) -> str:
    """Return the report as CSV with a line for each value; those over everything come first."""
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
