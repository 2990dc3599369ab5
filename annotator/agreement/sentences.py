"""What is said of a report in words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.agreement.values import MEASURES
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.agreement.values import Report, Row

    Named = Callable[[str], str]

HEADINGS = {
    "f1": "exact F1",
    "clitics": "clitics",
    "relaxed": "relaxed",
    "alpha": "word α",
    "kappa": "word κ",
    "unitizing": "unit α",
}
"""The measures' names as columns have them."""

_NAMED = 5


def isolated(name: str) -> str:
    """Return a name that keeps its direction to itself (FSI, PDI), for a reader who orders text: a browser does."""
    return f"\u2068{plain(name)}\u2069"


def about(report: Report, named: Named = plain) -> list[str]:
    """Return what was compared, and what the intervals are. `named` makes a name fit to be shown."""
    row = report.overall
    lines = [
        f"{_listed([named(name) for name in row.people])}: {_count(row.articles, 'article')}, {_count(row.spans, 'span')}."
    ]
    if row.articles > 1:
        lines.append(
            f"Below each value is its {report.level:.0%} interval, from {report.resamples:,} draws of the articles."
        )
    else:
        lines.append("There are no intervals: they take two articles or more.")
    if row.sd is not None:
        lines.append(
            f"F1 is the mean over {_count(row.pairs, 'pair')} of people, SD the deviation of exact F1 over them."
        )
    return lines


def left_out(report: Report) -> list[str]:
    """Return how many articles were left out, and why; nothing where none was."""
    return [f"Left out: {_count(left.articles, 'article')} that {left.why}." for left in report.left_out]


def merged(report: Report) -> list[str]:
    """Return how many spans count as one with another, for alpha for unitizing."""
    if not report.merged:
        return []
    spans = _count(report.merged, "span")
    return [f"For unit α, {spans} counted as one with another of the same person and label that overlaps."]


def undefined(rows: Sequence[Row], named: Named = plain) -> list[str]:
    """Return where values are undefined, and why; also how many pairs of people a mean leaves out for that."""
    found: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for row in rows:
        reasons: defaultdict[str, list[str]] = defaultdict(list)
        for name in MEASURES:
            value = getattr(row, name)
            if value is not None and value.value is None:
                reasons[value.undefined].append(HEADINGS[name])
        for why, measures in reasons.items():
            found[why, tuple(measures)].append(named(row.name))
    lines = [
        f"Undefined for {_some(names)}: {', '.join(measures)}, because {why}."
        for (why, measures), names in found.items()
    ]
    return [*lines, *_pairs(rows, named)]


def _pairs(rows: Sequence[Row], named: Named) -> Iterator[str]:
    for row in rows:
        if 0 < row.pairs_undefined < row.pairs:
            of = f"{row.pairs_undefined} of {_count(row.pairs, 'pair')}"
            yield f"Not in the mean for {named(row.name)}: {of} of people, who marked nothing."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED:,} more"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
