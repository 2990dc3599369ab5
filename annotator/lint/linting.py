"""All findings of one layer, article by article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.lint import edges, labels_and_edges, ranges, signs
from annotator.lint.counts import Counts
from annotator.lint.unmarked import Unmarked
from annotator.model import LintKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from annotator.lint.base import MarkedText
    from annotator.model import Finding


def findings(articles: Callable[[], Iterable[MarkedText]], off: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what is found in a layer, in the order of its articles and in each by place.

    `articles` gives the articles of the layer, always the same ones: those that somebody has begun, in the order of their numbers. They are
    gone through two or three times, one at a time, so that only counts of names are kept. `off` are the kinds that are not looked for.
    """
    wanted = frozenset(kind for kind in LintKind if kind not in off)
    counts = Counts()
    for article in articles():
        counts.add(article)
    unmarked = Unmarked(counts) if LintKind.UNMARKED in wanted else None
    if unmarked is not None and unmarked.looks:
        for article in articles():
            unmarked.look(article)
    checks: dict[LintKind, Callable[[MarkedText], Iterator[Finding]]] = {
        LintKind.OTHER_LABEL: lambda article: labels_and_edges.other_labels(article, counts),
        LintKind.OTHER_EDGES: lambda article: labels_and_edges.other_edges(article, counts),
        LintKind.UNBALANCED: signs.unbalanced,
        LintKind.INSIDE_GRAPHEME: edges.inside_graphemes,
        LintKind.BLANK_AT_EDGE: edges.blanks_at_edges,
        LintKind.SAME_LABEL_OVERLAP: ranges.same_label_overlaps,
        LintKind.OVER_PARAGRAPH_END: lambda article: ranges.over_paragraph_ends(article, counts),
    }
    if unmarked is not None:
        checks[LintKind.UNMARKED] = unmarked.findings
    for article in articles():
        found = [one for kind, check in checks.items() if kind in wanted for one in check(article)]
        yield from sorted(found, key=lambda one: one.order)
