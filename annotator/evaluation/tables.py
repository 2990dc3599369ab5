"""The tables of a report, as cells: for a terminal and for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.evaluation.sentences import KINDS, PARTS, SCORES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.agreement.report import Value
    from annotator.evaluation.report import Compared, Report, Row, System


class Times(NamedTuple):
    """How often an error was made, and its share."""

    times: int
    share: Value


Cells = list["str | Value | Times | float | None"]


class Table(NamedTuple):
    """A table: what it is of, its headings, and its rows."""

    title: str
    heads: list[str]
    rows: list[Cells]


def rows_by(system: System, by: str) -> list[Row]:
    """Return the rows of a system in a table: one for all, means where rows are labels, and those that are wanted."""
    if by == "label":
        return [system.overall, system.macro, *system.by_label]
    return [system.overall, *(system.by_article if by == "article" else ())]


def scores(report: Report, found: Sequence[Row], by: str, part: str) -> Table:
    """Return precision, recall and F1 in one of the three ways to count (`PARTS`)."""
    heads = [by, *_counts(report), *SCORES.values()]
    rows: list[Cells] = [[row.name, *_sizes(row, part), *_three(row, part)] for row in found]
    return Table(PARTS[part], heads, rows)


def _counts(report: Report) -> list[str]:
    return ["gold" if report.against == "gold" else "reference", "found"]


def _sizes(row: Row, part: str) -> tuple[str, str]:
    """Return how much both have of what is counted: spans, or tokens in a span; a mean has no tokens."""
    if part != "tokens":
        return f"{row.reference:,}", f"{row.predicted:,}"
    ours, theirs = row.tokens.reference, row.tokens.predicted
    return "" if ours is None else f"{ours:,}", "" if theirs is None else f"{theirs:,}"


def _three(row: Row, part: str) -> list[Value]:
    scored = getattr(row, part)
    return [getattr(scored, score) for score in SCORES]


def errors(found: Sequence[Row], by: str) -> Table:
    """Return how often each kind of error was made, and its share of the spans of the reference, of extra ones of those found."""
    rows: list[Cells] = [
        [row.name, *(Times(row.counts[kind], getattr(row.shares, kind)) for kind in KINDS)]
        for row in found
        if row.shares is not None
    ]
    return Table("errors", [by, *KINDS.values()], rows)


def people(report: Report) -> Table:
    """Return a row for each person: F1, and the shares of errors, from which one sees in what whom to train."""
    rows: list[Cells] = [
        [
            system.name,
            system.overall.exact.f1,
            system.overall.relaxed.f1,
            *(Times(system.overall.counts[kind], getattr(system.overall.shares, kind)) for kind in KINDS),
        ]
        for system in report.systems
    ]
    heads = ["person", "F1", "relaxed", *KINDS.values()]
    return Table("people", heads, rows)


def comparison(report: Report, part: str) -> Table:
    """Return F1 of two predictions, their difference, and how sure it is."""
    first, second = (system.name for system in report.systems)
    rows: list[Cells] = []
    for row in report.comparison:
        compared: Compared = getattr(row, part)
        rows.append(
            [row.name, compared.first, compared.second, compared.difference, compared.better, compared.p]
        )
    return Table(
        f"F1, {PARTS[part]}", ["label", first, second, "difference", f"{first} is better", "p"], rows
    )
