"""Disagreements on a page of HTML: the words around them once for each version, with what was marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.markup import isolated, text
from annotator.model import Struct
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Sequence

AROUND = 70
"""About how many characters of the article are shown on both sides."""


class Version(Struct, frozen=True, kw_only=True):
    """A range and a label, and the people who marked exactly that."""

    people: tuple[str, ...]
    start: int
    end: int
    label: str


class Disagreement(Struct, frozen=True, kw_only=True):
    """The versions of one thing in an article. `missing` are the people who marked nothing there."""

    article: str
    number: int
    title: str
    text: str
    kind: str
    versions: tuple[Version, ...]
    missing: tuple[str, ...]


def case_html(number: int, case: Disagreement) -> str:
    """Return a disagreement as HTML; `number` is its number on the page, from 1."""
    start, end = (
        min(version.start for version in case.versions),
        max(version.end for version in case.versions),
    )
    first, stop = around(case.text, start, end)
    direction = _direction(case, start)
    versions = [
        f'<div class="said"><p class="who">{_names(version.people)} <span class="label">{isolated(version.label)}</span></p>'
        f'<p class="text" dir="{direction}">{_marked(case.text, first, stop, version)}</p></div>'
        for version in case.versions
    ]
    missing = (
        f'<div class="said"><p class="who">{_names(case.missing)}: nothing here</p></div>'
        if case.missing
        else ""
    )
    return (
        f'<section class="case"><h3>{number}. {isolated(case.title)}</h3>'
        f'<p class="where">Article {case.number:,} ({isolated(case.article)}), characters {start:,} to {end:,}: '
        f"{text(case.kind)}</p>{''.join(versions)}{missing}</section>"
    )


def _marked(article: str, first: int, stop: int, version: Version) -> str:
    """Return the words with a mark element around the version, which changes neither their order nor how letters join."""
    before = "" if first == 0 or article[first - 1] == "\n" else "… "
    after = "" if stop == len(article) or article[stop] in "\r\n" else " …"
    return (
        f"{before}{text(article[first : version.start])}<mark>{text(article[version.start : version.end])}</mark>"
        f"{text(article[version.end : stop])}{after}"
    )


def around(article: str, start: int, end: int) -> tuple[int, int]:
    """Return the range to show around a range: with some words on both sides, within their paragraphs."""
    first = max(segment.paragraph_at(article, start).start, start - AROUND)
    stop = max(min(segment.paragraph_at(article, end - 1).stop, end + AROUND), end)
    if first and not article[first - 1].isspace():
        first = next((at + 1 for at in range(first, start) if article[at].isspace()), start)
    if stop < len(article) and not article[stop].isspace():
        stop = next((at for at in range(stop - 1, end - 1, -1) if article[at].isspace()), end)
    return first, stop


def _direction(case: Disagreement, offset: int) -> str:
    from annotator.text.bidi import analyse

    paragraph = segment.paragraph_at(case.text, offset)
    return "rtl" if analyse(case.text[paragraph.start : paragraph.stop]).base else "ltr"


def _names(names: Sequence[str]) -> str:
    return ", ".join(isolated(name) for name in names)
