"""Spans that lie over one another, or over the end of a paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.lint.base import Proposals, finding
from annotator.lint.counts import over_paragraph
from annotator.model import LintKind
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.lint.base import MarkedText
    from annotator.lint.counts import Counts
    from annotator.model import Finding, Mark

_SELDOM = 100
"""A label that goes over paragraphs once in so many spans, or more seldom, does not mean to."""


def same_label_overlaps(article: MarkedText) -> Iterator[Finding]:
    """Yield the marks that share a character with another one of their label: the shorter one of the two."""
    proposals = Proposals(article)
    furthest: dict[str, Mark] = {}  # by label: of the marks so far, the one that ends last
    told: set[Mark] = set()
    for mark in article.marks:
        label = mark[2]
        before = furthest.get(label)
        if before is not None and mark[0] < before[1]:
            shorter, longer = sorted((mark, before), key=lambda one: one[1] - one[0])
            if shorter not in told:
                told.add(shorter)
                inside = longer[0] <= shorter[0] and shorter[1] <= longer[1]
                message = f"{'Is inside' if inside else 'Overlaps'} another span labelled {label}, at {longer[0]}–{longer[1]}."
                yield finding(
                    LintKind.SAME_LABEL_OVERLAP, article, shorter, message, proposals.remove(shorter)
                )
        if before is None or mark[1] > before[1]:
            furthest[label] = mark


def over_paragraph_ends(article: MarkedText, counts: Counts) -> Iterator[Finding]:
    """Yield the marks that go over the end of a paragraph, though others of their label never do, or hardly ever."""
    proposals = Proposals(article)
    text = article.text
    paragraphs = segment.paragraphs(text)
    for mark in article.marks:
        start, end, label = mark
        over, total = counts.over_paragraphs[label], counts.of_label[label]
        if not over or total < 2 or (over > 1 and over * _SELDOM > total):
            continue
        if not over_paragraph(text, paragraphs, start, end):
            continue
        own = segment.trim(text, start, end)
        assert own is not None
        last = segment.trim(text, own[0], paragraphs[paragraphs.number_at(own[0])].stop)
        proposal = None if last is None else proposals.change(mark, (*last, label))
        seldom = "no other span" if over == 1 else f"only {over:,} of {total:,} spans"
        message = (
            f"Goes over the end of a paragraph, as {seldom} labelled {label} {'does' if over == 1 else 'do'}."
        )
        yield finding(LintKind.OVER_PARAGRAPH_END, article, mark, message, proposal)
