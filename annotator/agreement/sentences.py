"""The sentences of a report: what was compared, what was left out, and why values are undefined."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.agreement.report import MEASURES
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.agreement.report import Report, Row, Value

    Named = Callable[[str], str]

HEADINGS = {
    "f1": "exact F1",
    "clitics": "clitics",
    "relaxed": "relaxed",
    "alpha": "word α",
    "kappa": "word κ",
    "unitizing": "unit α",
}
"""The headings of the measures in tables."""

_NAMED = 5
_NEEDED = "they take two or more articles with spans"


def isolated(name: str) -> str:
    """Return a name between FSI and PDI, which isolate its direction where the text is ordered later, as by a browser."""
    return f"\u2068{plain(name)}\u2069"


def about(report: Report, named: Named = plain) -> list[str]:
    """Return sentences on what was compared, and on the intervals. `named` returns a name as it is shown."""
    row = report.overall
    lines = [
        f"{_listed([named(name) for name in row.people])}: {_count(row.articles, 'article')}, {_count(row.spans, 'span')}."
    ]
    if _has_interval(row):
        lines.append(
            f"Below each value is its {report.level:.0%} interval, from {report.resamples:,} draws of the articles."
        )
    else:
        lines.append(f"There are no intervals: {_NEEDED}.")
    if row.sd is not None:
        lines.append(
            f"F1 is the mean over {_count(row.pairs, 'pair')} of people, SD the deviation of exact F1 over them."
        )
    return lines


def left_out(report: Report) -> list[str]:
    """Return sentences on how many articles were left out, and why."""
    return [f"Left out: {_count(left.articles, 'article')} that {left.why}." for left in report.left_out]


def merged(report: Report) -> list[str]:
    """Return a sentence on the spans that alpha for unitizing counts as one, if there are any."""
    if not report.merged:
        return []
    spans = _count(report.merged, "span")
    return [f"For unit α, {spans} counted as one with another of the same person and label that overlaps."]


def no_intervals(report: Report, rows: Sequence[Row], named: Named = plain) -> list[str]:
    """Return a sentence on the rows without intervals, unless the whole report has none."""
    if not _has_interval(report.overall):
        return []
    without = [
        named(row.name)
        for row in rows
        if not _has_interval(row) and any(value.value is not None for value in _values(row))
    ]
    return [f"No intervals for {_some(without)}: {_NEEDED}."] if without else []


def _has_interval(row: Row) -> bool:
    return any(value.low is not None for value in _values(row))


def _values(row: Row) -> list[Value]:
    return [value for name in MEASURES if (value := getattr(row, name)) is not None]


def undefined(rows: Sequence[Row], measures: Sequence[str], named: Named = plain) -> list[str]:
    """Return sentences on the undefined values of the measures that are shown, and why they are undefined.

    Also on the pairs of people that a mean leaves out for that reason.
    """
    found: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for row in rows:
        reasons: defaultdict[str, list[str]] = defaultdict(list)
        for name in measures:
            value = getattr(row, name)
            if value is not None and value.value is None:
                reasons[value.undefined].append(HEADINGS[name])
        for why, heads in reasons.items():
            found[why, tuple(heads)].append(named(row.name))
    lines = [
        f"Undefined for {_some(names)}: {', '.join(heads)}, because {why}."
        for (why, heads), names in found.items()
    ]
    return [*lines, *_pairs(rows, named)]


def _pairs(rows: Sequence[Row], named: Named) -> Iterator[str]:
    for row in rows:
        if 0 < row.pairs_undefined < row.pairs:
            of = f"{row.pairs_undefined} of {_count(row.pairs, 'pair')}"
            yield f"Not in the mean for {named(row.name)}: {of} of people, who marked nothing."


def _some(names: Sequence[str]) -> str:
    between = "; " if any("," in name for name in names) else ", "  # pairs have a comma in them
    shown = between.join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED:,} more"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
