"""A report on an evaluation as a page of HTML, in the style of that on agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement import pictures, sentences
from annotator.agreement.disagreements import case_html
from annotator.agreement.markup import isolated, text
from annotator.agreement.page import beginning, cell_html, paragraphs
from annotator.evaluation import tables
from annotator.evaluation.matching import ERRORS
from annotator.evaluation.sentences import (
    COMPARED,
    KINDS,
    KINDS_TOLD,
    PARTS,
    about,
    below,
    intervals,
    no_intervals,
    reference,
    undefined,
)
from annotator.evaluation.tables import Times, rows_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.agreement.disagreements import Disagreement
    from annotator.agreement.report import Value
    from annotator.evaluation.matching import Kind
    from annotator.evaluation.report import Report, System
    from annotator.evaluation.tables import Table

    Shown = tuple[str, Kind, Disagreement]

MEANINGS = {
    "exact": "a span is found when label, first and last character are the same",
    "relaxed": "a span is found when one with its label overlaps it, each with one at most",
    "by token": "a token counts as found when both have a span of the label over it",
}


def html(report: Report, errors: Iterable[Shown]) -> str:
    """Return the page. `errors` are those to show, by system and kind."""
    return "\n".join(_parts(report, list(errors))) + "\n"


def _parts(report: Report, errors: Sequence[Shown]) -> Iterator[str]:
    named = sentences.isolated
    yield from beginning("Evaluation")
    yield from paragraphs([*about(report, named), *intervals(report), *below(report, named)])
    yield "<ul>"
    for name, meaning in MEANINGS.items():
        yield f"<li><b>{name}</b>: {text(meaning)}</li>"
    yield "</ul>"
    if report.comparison:
        yield "<h2>Which is better</h2>"
        for part in PARTS:
            yield f"<h3>{PARTS[part]}</h3>"
            yield from _table(tables.comparison(report, part))
        yield from paragraphs(COMPARED)
    if not report.comparison and len(report.systems) > 1:
        yield "<h2>By person</h2>"
        bars = [(one.name, one.overall.exact.f1, one.overall.relaxed.f1) for one in report.systems]
        yield pictures.two_bars(bars, "F1 of each person")
        yield from _table(tables.people(report))
        yield from paragraphs(KINDS_TOLD)
    for system in report.systems:
        own = [one for one in errors if not system.name or one[0] == system.name]
        yield from _system(report, system, own)
    yield "</body>\n</html>"


def _system(report: Report, system: System, errors: Sequence[Shown]) -> Iterator[str]:
    named = sentences.isolated
    found = rows_by(system, "label")
    yield f"<h2>{isolated(system.name) or 'Everybody'}</h2>"
    bars = [(row.name, row.exact.f1, row.relaxed.f1) for row in found]
    yield pictures.two_bars(bars, "F1 by label")
    for part, head in PARTS.items():
        yield f"<h3>{head}</h3>"
        yield from _table(tables.scores(report, found, "label", part))
        yield from paragraphs(undefined(found, part, named))
    yield from paragraphs(no_intervals(report, found, named))
    yield "<h3>Errors</h3>"
    yield from _table(tables.errors(found, "label"))
    yield from paragraphs(KINDS_TOLD)
    yield "<h3>Which label was taken for which</h3>"
    yield f"<p>A row for each label of {text(reference(report, named))}, a column for each that was found.</p>"
    times = {(cell.reference, cell.predicted): cell.times for cell in system.confusion}
    yield pictures.directed_matrix([row.name for row in system.by_label], times)
    yield from _listed(system, errors)
    if system.by_article:
        yield "<h3>By article</h3>\n<details><summary>All articles that were evaluated</summary>"
        yield from _table(tables.scores(report, system.by_article, "article", "exact"))
        yield "</details>"


def _listed(system: System, errors: Sequence[Shown]) -> Iterator[str]:
    yield "<h3>Errors in the text</h3>"
    if not errors:
        yield (
            "<p>None.</p>"
            if not any(system.overall.counts[kind] for kind in KINDS)
            else "<p>None is listed.</p>"
        )
    first = "the first" if system.name else "the first of each person,"
    for kind in ERRORS:
        cases = [case for _, other, case in errors if other is kind]
        total = system.overall.counts[kind.field]
        if cases:
            of = f"{total:,}" if len(cases) == total else f"{first} {len(cases):,} of {total:,}"
            yield f"<h4>{text(kind.value)}: {of}</h4>"
        for number, case in enumerate(cases, 1):
            yield case_html(number, case)


def _table(made: Table) -> Iterator[str]:
    heads = "".join(f"<th>{isolated(head)}</th>" for head in made.heads)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for row in made.rows:
        yield f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def _cell(cell: str | Value | Times | float | None) -> str:
    if not isinstance(cell, Times):
        return cell_html(cell)
    if cell.share.value is None:
        return f"{cell.times:,}"
    low, high = cell.share.low, cell.share.high
    between = "" if low is None or high is None else f": {low:.0%} to {high:.0%}".replace("% to", " to")
    return f"{cell.times:,}<small>{cell.share.value:.0%}{between}</small>"
