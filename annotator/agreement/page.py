"""A report as a page of HTML without scripts that needs no other file and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement import pictures, sentences
from annotator.agreement.disagreements import Disagreement, case_html
from annotator.agreement.markup import STYLE, isolated, number, text
from annotator.agreement.printing import cells_of, heads_of, measures_of
from annotator.agreement.sentences import HEADINGS, about, left_out, merged, no_intervals, undefined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.agreement.report import Report, Row, Value

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
MEANINGS = {
    "f1": "of what two people marked, how much is the very same: label, first and last character",
    "clitics": "the same, when edges count as equal that differ only by و ف ب ل ك ال at the start of a word",
    "relaxed": "spans that overlap count for as much as they share",
    "alpha": "Krippendorff's alpha of words: covered by the label or not; 0 is chance",
    "kappa": "Cohen's kappa of the same words, for two people",
    "unitizing": "Krippendorff's alpha for unitizing: where spans begin and end; 0 is chance",
}


def html(report: Report, worst: Sequence[Disagreement]) -> str:
    """Return the page. `worst` are the disagreements to show, in order."""
    return "\n".join(_parts(report, worst)) + "\n"


def beginning(title: str) -> Iterator[str]:
    """Yield a page up to its heading. It loads nothing and runs nothing."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"


def _parts(report: Report, worst: Sequence[Disagreement]) -> Iterator[str]:
    named = sentences.isolated
    yield from beginning("Agreement")
    yield from paragraphs([*about(report, named), *left_out(report)])
    yield "<h2>By label</h2>"
    labels = (report.overall, *report.by_label)
    yield from _table("label", labels)
    yield from paragraphs([*merged(report), *no_intervals(report, labels, named), *_undefined(labels)])
    yield "<ul>"
    for name in measures_of(labels):
        yield f"<li><b>{HEADINGS[name]}</b>: {text(MEANINGS[name])}</li>"
    yield "</ul>\n<h2>Which labels meet</h2>"
    yield "<p>How often one thing got these two labels by two people. Nothing: the other one marked nothing there.</p>"
    yield pictures.matrix([row.name for row in report.by_label], report.confusion)
    yield "<h2>By pair</h2>"
    yield pictures.bars(report.by_pair)
    yield from _table("pair", report.by_pair)
    yield from paragraphs([*no_intervals(report, report.by_pair, named), *_undefined(report.by_pair)])
    yield from _worst(worst)
    yield "<h2>By article</h2>\n<details><summary>All articles that were compared</summary>"
    yield from _table("article", report.by_article)
    yield "</details>"
    yield from paragraphs(_undefined(report.by_article))
    yield "</body>\n</html>"


def _undefined(rows: Sequence[Row]) -> list[str]:
    return undefined(rows, measures_of(rows), sentences.isolated)


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Return each line as a paragraph."""
    return (f"<p>{text(line)}</p>" for line in lines)


def _worst(worst: Sequence[Disagreement]) -> Iterator[str]:
    yield "<h2>The worst disagreements</h2>"
    if not worst:
        yield "<p>There are none: all spans are the same.</p>"
        return
    yield "<p>Those about the most characters come first.</p>"
    for index, case in enumerate(worst, 1):
        yield case_html(index, case)


def _table(by: str, rows: Sequence[Row]) -> Iterator[str]:
    heads = "".join(f"<th>{head}</th>" for head in heads_of(rows, by))
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for row in rows:
        cells = "".join(f"<td>{cell_html(cell)}</td>" for cell in cells_of(row, rows, by))
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"


def cell_html(cell: str | Value | float | None) -> str:
    """Return a cell of a table, a value with its interval below it."""
    match cell:
        case None:
            return ""
        case str():
            return isolated(cell)
        case float():
            return number(cell)
    if cell.value is None:
        return f'<span class="undefined" title="{text(cell.undefined)}">undefined</span>'
    between = "" if cell.low is None else f"<small>{number(cell.low, 2)} to {number(cell.high, 2)}</small>"
    return f"{number(cell.value)}{between}"
