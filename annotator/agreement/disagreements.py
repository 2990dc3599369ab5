"""Disagreements, as a page shows them: the same words once for each version, with what was marked in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.markup import isolated, text
from annotator.model import Struct
from annotator.text import segment
from annotator.text.bidi import analyse

if TYPE_CHECKING:
    from collections.abc import Sequence

AROUND = 70
"""How many characters of the article are shown at either side, about."""


class Said(Struct, frozen=True, kw_only=True):
    """What some people marked, the same."""

    people: tuple[str, ...]
    start: int
    end: int
    label: str


class Disagreement(Struct, frozen=True, kw_only=True):
    """What people said of one thing in an article. `missing` are those who marked nothing there."""

    article: str
    number: int
    title: str
    text: str
    kind: str
    said: tuple[Said, ...]
    missing: tuple[str, ...]


def shown(place: int, case: Disagreement) -> str:
    """Return a disagreement as HTML; `place` counts from 1."""
    first, stop = _around(case)
    direction = _direction(case, min(said.start for said in case.said))
    versions = [
        f'<div class="said"><p class="who">{_names(said.people)} <span class="label">{isolated(said.label)}</span></p>'
        f'<p class="text" dir="{direction}">{_marked(case.text, first, stop, said)}</p></div>'
        for said in case.said
    ]
    missing = (
        f'<div class="said"><p class="who">{_names(case.missing)}: nothing here</p></div>'
        if case.missing
        else ""
    )
    start, end = min(said.start for said in case.said), max(said.end for said in case.said)
    return (
        f'<section class="case"><h3>{place}. {isolated(case.title)}</h3>'
        f'<p class="where">Article {case.number:,} ({isolated(case.article)}), characters {start:,} to {end:,}: '
        f"{text(case.kind)}</p>{''.join(versions)}{missing}</section>"
    )


def _marked(article: str, first: int, stop: int, said: Said) -> str:
    """Return the words with a mark in them. It changes neither their order nor how letters join."""
    before = "" if first == 0 or article[first - 1] == "\n" else "… "
    after = "" if stop == len(article) or article[stop] in "\r\n" else " …"
    return (
        f"{before}{text(article[first : said.start])}<mark>{text(article[said.start : said.end])}</mark>"
        f"{text(article[said.end : stop])}{after}"
    )


def _around(case: Disagreement) -> tuple[int, int]:
    """Return what is shown: some words around all versions, in their paragraphs."""
    start, end = min(said.start for said in case.said), max(said.end for said in case.said)
    first = max(segment.paragraph_at(case.text, start).start, start - AROUND)
    stop = min(segment.paragraph_at(case.text, end - 1).stop, end + AROUND)
    stop = max(stop, end)
    if first and not case.text[first - 1].isspace():
        first = next((at + 1 for at in range(first, start) if case.text[at].isspace()), start)
    if stop < len(case.text) and not case.text[stop].isspace():
        stop = next((at for at in range(stop - 1, end - 1, -1) if case.text[at].isspace()), end)
    return first, stop


def _direction(case: Disagreement, offset: int) -> str:
    paragraph = segment.paragraph_at(case.text, offset)
    return "rtl" if analyse(case.text[paragraph.start : paragraph.stop]).base else "ltr"


def _names(names: Sequence[str]) -> str:
    return ", ".join(isolated(name) for name in names)
