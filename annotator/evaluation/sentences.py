"""The sentences of a report on an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.evaluation.report import What
from annotator.model import GOLD, LayerKind
from annotator.sentences import how_many
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.evaluation.report import Report, Row, System, Told

    Named = Callable[[str], str]

NEEDED = "they take two or more articles with spans"
PARTS = {"exact": "exact", "relaxed": "relaxed", "tokens": "by token"}
"""The headings of the three ways to count, which are fields of `Row`."""

SCORES = {"precision": "precision", "recall": "recall", "f1": "F1"}
KINDS = {
    "missed": "missed",
    "extra": "extra",
    "clitic": "clitics",
    "punctuation": "punct.",
    "edges": "edges",
    "label": "label",
    "both": "both",
}
"""The headings of the kinds of errors, which are fields of `Shares`."""
KINDS_TOLD = (
    "Shares are of the spans of the reference; of extra ones, of the spans found.",
    "Clitics, punct., edges: the label is right, and edges differ by a clitic, by punctuation, by more.",
    "Both: label and edges are wrong.",
)
COMPARED = (
    "F1 of both is taken over the same draws of articles. Better: the share of draws in which the first one is.",
    "p: twice the share of draws in which the better one is not, and no less than a sign test on as many articles gives.",
)
FEW = 10
"""Of fewer articles than these, intervals are much too narrow."""
_NAMED = 5


def counted(number: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def reference(report: Report, named: Named = plain) -> str:
    """Return the name of the reference as it stands in a sentence."""
    return "the gold" if report.against == "gold" else named(report.against)


def about(report: Report, named: Named = plain) -> list[str]:
    """Return sentences on what was evaluated."""
    against = reference(report, named)
    return [
        f"{'Everybody' if not system.name else named(system.name)} against {against}: "
        f"{counted(system.overall.articles, 'article')}, {counted(system.overall.reference, 'span')} of {against}, "
        f"{system.overall.predicted:,} of {named(system.name) or 'theirs'}."
        for system in report.systems
    ]


def intervals(report: Report) -> list[str]:
    """Return sentences on the intervals."""
    lines = []
    if any(has_interval(system.overall) for system in report.systems):
        lines.append(
            f"Below each value is its {report.level:.0%} interval, from {report.resamples:,} draws of the articles."
        )
    else:
        lines.append(f"There are no intervals: {NEEDED}.")
    if 1 < report.articles < FEW:
        lines.append(
            f"Of {report.articles} articles intervals are too narrow, and differences look surer than they are."
        )
    return lines


def below(report: Report, named: Named = plain) -> list[str]:
    """Return sentences on what was left out, and on what the numbers don't say."""
    told = [_told(one, report, named) for one in (*report.left_out, *report.told)]
    told += [
        f"Not read of {named(one.name)}: {how_many(one.times, plain(one.what))}." for one in report.unread
    ]
    told += [plain(note) for note in report.notes]
    macro = [line for system in report.systems for line in _macro(system, named)] if report.systems else []
    return [*told, *macro, *_made(report)]


def _told(one: Told, report: Report, named: Named) -> str:
    """Return the sentence on some articles."""
    articles, spans, whose = counted(one.articles, "article"), counted(one.spans, "span"), named(one.name)
    against = reference(report, named)
    if one.what is What.EMPTY:
        return (
            f"{whose} has no span in {articles} of {against} ({spans}): these count as missed; if it has not read them, "
            "say --absent left-out."
        )
    if one.what is What.NO_SPANS:
        return (
            f"{whose} has no span at all: all spans of {against} in its articles ({one.spans:,}) count as missed; if it should "
            "have some, look under which name its fields have them."
        )
    if one.what is What.OTHER_LABELS:
        whose = against if one.name == report.against else whose
        return f"Left out: {spans} of {whose}, in {articles}, with labels that --label does not choose."
    if one.what is What.ROWS:
        return f"{whose} does not have all rows of {articles}: spans of {against} that are outside of its rows ({one.spans:,}) count as missed."
    if one.what is What.OWN:
        return f"Left out for {whose}: {articles} ({spans}) whose gold is {whose}'s own layer, as nobody else marked them."
    if one.what is What.NOT_CHOSEN:
        return f"Left out: {articles} of {whose} ({spans}) that --articles does not choose."
    if one.what is What.NO_REFERENCE:
        lacks = _no_gold(one) if report.against == GOLD else f"{against} has nothing in"
        which = f"that {lacks}" if not one.name else f"of {whose} that {lacks}"
        return f"Left out: {articles} {which} ({spans})."
    return f"Left out: {articles} of {against} ({spans}) that {_lacking(one, whose)}."


def _lacking(one: Told, whose: str) -> str:
    if not one.name:
        return "none of the people compared has finished"
    if one.kind is LayerKind.PERSON:
        return f"{whose} has not finished"
    if one.name == GOLD:
        return _no_gold(one)
    if one.kind is None:
        return f"{whose} does not have; to count these as missed, say --absent empty"
    return f"{whose} has no span in"


def _no_gold(one: Told) -> str:
    return "has no gold" if one.articles == 1 else "have no gold"


def _made(report: Report) -> list[str]:
    """Return sentences on the gold that people are compared with, which was made from what they marked."""
    if report.gold is None:
        return []
    decided = ", ".join(f"{number:,} by {plain(name)}" for name, number in report.gold.decided.items())
    lines = [
        "The gold was made from what the same people marked: against one that others made, figures are lower.",
        f"Spans of it that were taken because all of the people, or most, had them: {report.gold.taken:,}.",
    ]
    return [*lines, f"Spans of it that were decided: {decided}."] if decided else lines


def no_intervals(report: Report, rows: Sequence[Row], named: Named = plain) -> list[str]:
    """Return a sentence on the rows without intervals, unless the whole report has none."""
    if not any(has_interval(system.overall) for system in report.systems):
        return []
    without = [named(row.name) for row in rows if row.exact.f1.value is not None and not has_interval(row)]
    return [f"No intervals for {some(without)}: {NEEDED}."] if without else []


def _macro(system: System, named: Named) -> Iterator[str]:
    """Yield a sentence on the labels that means leave out."""
    over = system.macro.exact.labels or (0, 0, 0)
    labels = len(system.by_label)
    if min(over) < labels:
        what = ", ".join(
            f"{head} over {number:,}" for head, number in zip(SCORES.values(), over, strict=True)
        )
        whose = f" of {named(system.name)}" if system.name else ""
        yield f"The macro averages{whose} leave out labels for which they are undefined: of {counted(labels, 'label')}, {what}."


def has_interval(row: Row) -> bool:
    """Return whether any score of the row has an interval."""
    return any(getattr(getattr(row, part), score).low is not None for part in PARTS for score in SCORES)


def undefined(rows: Sequence[Row], part: str, named: Named = plain) -> list[str]:
    """Return sentences on the scores of one way to count that are undefined, and why."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in rows:
        reasons: dict[str, list[str]] = {}
        for score, head in SCORES.items():
            value = getattr(getattr(row, part), score)
            if value.value is None:
                reasons.setdefault(value.undefined, []).append(head)
        for why, heads in reasons.items():
            found.setdefault((why, tuple(heads)), []).append(named(row.name))
    return [
        f"Undefined for {some(names)}: {', '.join(heads)}, because {why}."
        for (why, heads), names in found.items()
    ]


def some(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED:,} more"
