"""A report on an evaluation for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import msgspec

from annotator.agreement.printing import aligned, cell_of
from annotator.agreement.report import Value
from annotator.evaluation import tables
from annotator.evaluation.matching import Kind
from annotator.evaluation.sentences import (
    COMPARED,
    KINDS,
    KINDS_TOLD,
    PARTS,
    SCORES,
    about,
    below,
    counted,
    intervals,
    no_intervals,
    undefined,
)
from annotator.evaluation.tables import Times, rows_by
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.evaluation.report import Comparison, Error, Marked, Report, Row, System
    from annotator.evaluation.tables import Table

_CONFUSED = 10
"""How many pairs of labels that were taken for one another are named."""

# --- for a terminal -------------------------------------------------------------------------------


def table(report: Report, by: str) -> str:
    """Return the report as tables for a terminal, with each interval below its value."""
    scored = [] if by == "error" else intervals(report)
    lines = [*about(report), *scored, "", *_parts(report, by)]
    notes = below(report)
    return "\n".join([*lines, *([""] if notes else []), *notes]) + "\n"


def _parts(report: Report, by: str) -> Iterator[str]:
    if by == "error":
        return _errors(report)
    if by == "person":
        return _people(report)
    return _comparison(report) if report.comparison and by == "label" else _scores(report, by)


def _scores(report: Report, by: str) -> Iterator[str]:
    for place, system in enumerate(report.systems):
        if place:
            yield ""
        if len(report.systems) > 1:
            yield from (f"{plain(system.name)}:", "")
        found = rows_by(system, by)
        for part in PARTS:
            yield from _table(tables.scores(report, found, by, part))
            yield from (*undefined(found, part), "")
        yield from (*_table(tables.errors(found, by)), *KINDS_TOLD)
        yield from ([] if by == "article" else no_intervals(report, found))
        yield from _confused(system)


def _confused(system: System) -> Iterator[str]:
    found = [cell for cell in system.confusion if cell.reference and cell.predicted]
    wrong = sorted((cell for cell in found if cell.reference != cell.predicted), key=lambda cell: -cell.times)
    if not wrong:
        return
    yield ""
    yield "Labels that were taken for another:"
    for cell in wrong[:_CONFUSED]:
        yield f"  {plain(cell.reference)} for {plain(cell.predicted)}, {counted(cell.times, 'time')}"
    if len(wrong) > _CONFUSED:
        yield f"  and {len(wrong) - _CONFUSED:,} more pairs of labels"


def _people(report: Report) -> Iterator[str]:
    yield from (*_table(tables.people(report)), *KINDS_TOLD)
    found = [msgspec.structs.replace(system.overall, name=system.name) for system in report.systems]
    yield from undefined(found, "exact")
    yield from no_intervals(report, found)


def _comparison(report: Report) -> Iterator[str]:
    for part in PARTS:
        yield from (*_table(tables.comparison(report, part)), "")
    yield from COMPARED


def _errors(report: Report) -> Iterator[str]:
    against = plain(report.against)
    totals = [sum(system.overall.counts[kind] for kind in KINDS) for system in report.systems]
    if not any(totals):
        yield "No errors."
    for system, total in zip(report.systems, totals, strict=True):
        listed = [error for error in report.errors if error.system == system.name]
        if total:
            yield f"{plain(system.name)}: {counted(total, 'error')}, listed: {len(listed):,}."
        kind = ""
        for error in listed:
            if error.kind != kind:
                kind = error.kind
                yield from ("", f"{Kind[kind.upper()].value}:")
            yield from _error(error, against)
        yield ""


def _error(error: Error, against: str) -> Iterator[str]:
    yield f"  {error.number}, {plain(error.article)}: {_said(against, error.reference)}; {_said(error.system, error.predicted)}"
    marks = {against: error.reference, plain(error.system): error.predicted}
    there = {name: mark for name, mark in marks.items() if mark is not None}
    at = min(mark.start for mark in there.values()) - len(error.before)
    whole = (error.before + error.inside + error.after).replace('"', "'")  # what is in quotes is drawn as one
    told = set[tuple[int, int]]()
    for name, mark in there.items():
        first, last = mark.start - at, mark.end - at
        if (first, last) not in told:
            context = f"{whole[:first]}[{whole[first:last]}]{whole[last:]}"
            yield f'      {name}: "{plain(" ".join(context.split()))}"'
        told.add((first, last))


def _said(name: str, mark: Marked | None) -> str:
    return (
        f"{plain(name)} nothing"
        if mark is None
        else f"{plain(name)} {plain(mark.label)} {mark.start}–{mark.end}"
    )


def _table(made: Table) -> Iterator[str]:
    lines = [[plain(head) for head in made.heads]]
    lines[0][0] = plain(made.title) if made.title != "people" else lines[0][0]
    for row in made.rows:
        cells = [_two_lines(cell) for cell in row]
        lines += [list(line) for line in zip(*cells, strict=True) if any(line)]
    yield from aligned(lines)


def _two_lines(cell: str | Value | Times | float | None) -> tuple[str, str]:
    """Return the text of a cell, and that below it: the interval."""
    if not isinstance(cell, Times):
        above, between = cell_of(cell)
        if not between.count("-"):
            return above.replace("-", "−") if isinstance(cell, Value) else above, between
        return above.replace("-", "−"), between.replace("–", " to ").replace("-", "−")
    share = cell.share
    if share.value is None:
        return f"{cell.times:,}", ""
    between = "" if share.low is None or share.high is None else f"{share.low:.0%}–{share.high:.0%}"
    return f"{cell.times:,} {share.value:4.0%}", between.replace("%–", "–")


# --- for programs ---------------------------------------------------------------------------------


def json(report: Report, by: str) -> str:
    """Return the report as JSON, with the rows that are wanted. An undefined value is null, with the reason."""
    built = msgspec.to_builtins(report)
    for system in built["systems"]:
        for other in ("label", "article"):
            if other != by and not (other == "label" and by == "error"):
                del system[f"by_{other}"]
    return msgspec.json.format(msgspec.json.encode(built), indent=2).decode() + "\n"


def comma_separated(report: Report, by: str) -> str:
    """Return the report as CSV with a line for each value, those over everything first; with by "error", a line for each error."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    if by == "error":
        _write_errors(report, writer.writerow)
        return out.getvalue()
    writer.writerow(
        (
            "name",
            "by",
            "row",
            "articles",
            "reference",
            "predicted",
            "measure",
            "value",
            "low",
            "high",
            "undefined",
        )
    )
    for system in report.systems:
        for row in [system.overall, system.macro, *([] if by == "person" else getattr(system, f"by_{by}"))]:
            scope = row.name if row in (system.overall, system.macro) else by
            start = [system.name, scope, row.name, row.articles, row.reference, row.predicted]
            for name, value in _values(row):
                shown = "undefined" if value.value is None else value.value
                writer.writerow([*start, name, shown, value.low, value.high, value.undefined])
            for kind, times in row.counts.items():
                writer.writerow([*start, f"count_{kind}", times, None, None, ""])
    for compared in report.comparison:
        _write_comparison(report, compared, writer.writerow)
    return out.getvalue()


def _values(row: Row) -> Iterator[tuple[str, Value]]:
    for part in PARTS:
        for score in SCORES:
            yield f"{part}_{score}", getattr(getattr(row, part), score)
    if row.shares is not None:
        for kind in KINDS:
            yield f"share_{kind}", getattr(row.shares, kind)


def _write_comparison(report: Report, row: Comparison, write: Callable[[Sequence[object]], object]) -> None:
    names = " - ".join(system.name for system in report.systems)
    for part in PARTS:
        found = getattr(row, part)
        start = [names, "comparison", row.name, report.articles, None, None]
        value = found.difference
        shown = "undefined" if value.value is None else value.value
        write([*start, f"{part}_difference", shown, value.low, value.high, value.undefined])
        for name in ("better", "p"):
            if (share := getattr(found, name)) is not None:
                write([*start, f"{part}_{name}", share, None, None, ""])


def _write_errors(report: Report, write: Callable[[Sequence[object]], object]) -> None:
    fields = ("start", "end", "label", "text")
    write(
        (
            *("name", "kind", "article", "number"),
            *(f"{side}_{field}" for side in ("reference", "predicted") for field in fields),
            *("before", "after"),
        )
    )
    for error in report.errors:
        marks = [
            getattr(mark, field, None) for mark in (error.reference, error.predicted) for field in fields
        ]
        write([error.system, error.kind, error.article, error.number, *marks, error.before, error.after])


FORMATS: dict[str, Callable[[Report, str], str]] = {"table": table, "json": json, "csv": comma_separated}
