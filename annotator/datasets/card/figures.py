"""The figures of a data set, in tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from annotator.datasets.card.tables import table
from annotator.model import GOLD, MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.datasets.dataset_json import (
        Counts,
        DataSet,
        LabelFigures,
        Lengths,
        OtherLayer,
        SplitCounts,
    )

PLACES = {
    "tags": "runs of tags",
    "spans": "`spans`",
    "doc.spans": "`doc.spans`",
    "doc.ents": "`doc.ents`",
}
"""The places of spans in files, as the table names them."""


def splits(facts: DataSet) -> str:
    """Return the table of the splits, as the project has them."""
    labels = _labels(facts)
    rows: list[list[str | int]] = [
        [name, f"{split.percent:g} %", *_counts(split, labels)] for name, split in facts.splits.items()
    ]
    if len(rows) > 1:
        counts = zip(*(_counts(split, labels) for split in facts.splits.values()), strict=True)
        rows.append(["all", "100 %", *map(sum, counts)])
    return table(("split", "share", "articles", "spans", *labels), rows)


def written(facts: DataSet) -> Iterator[str]:
    """Yield what the files hold, where that is not all of the spans."""
    places = list(dict.fromkeys(place for split in facts.splits.values() for place in split.written))
    differing = [
        place
        for place in places
        if any(_differs(split, split.written.get(place)) for split in facts.splits.values())
    ]
    if not differing:
        yield "The files hold all of these spans."
        return
    labels = _labels(facts)
    yield "The table above counts the spans of the project. The files hold of them, or have more where one stands in several rows:"
    rows: list[list[str | int]] = [
        [name, PLACES.get(place, place), *_held(split.written.get(place), labels)]
        for name, split in facts.splits.items()
        for place in places
    ]
    for place in places if len(facts.splits) > 1 else ():
        held = (_held(split.written.get(place), labels) for split in facts.splits.values())
        rows.append(["all", PLACES.get(place, place), *map(sum, zip(*held, strict=True))])
    yield table(("split", "in", "spans", *labels), rows)


def _differs(split: SplitCounts, counts: Counts | None) -> bool:
    return (
        bool(split.spans) if counts is None else (counts.spans, counts.labels) != (split.spans, split.labels)
    )


def _held(counts: Counts | None, labels: Sequence[str]) -> list[int]:
    return [counts.spans, *(counts.labels[label] for label in labels)] if counts else [0] * (len(labels) + 1)


def _counts(split: SplitCounts, labels: Sequence[str]) -> list[int]:
    return [split.articles, split.spans, *(split.labels[label] for label in labels)]


def _labels(facts: DataSet) -> list[str]:
    return [label.name for label in facts.schema.labels]


def distribution(facts: DataSet) -> Iterator[str]:
    """Yield how spans and tokens are distributed over labels, how long spans are, and how they overlap."""
    found = facts.statistics
    yield (
        f"{found.articles:,} articles with {found.characters:,} characters (code points) and {found.tokens:,} tokens: words, numbers and "
        f"signs. {_share(found.outside, found.tokens)} of the tokens are in no span. A token in spans of two labels counts for both. "
        "Lengths: median, mean, the 95th percentile, the longest."
    )
    rows = [
        *(_distribution(name, one, facts) for name, one in found.labels.items()),
        _distribution("all", found.all, facts),
    ]
    yield table(
        ("label", "spans", "share", "tokens", "share of tokens", "length in tokens", "length in characters"),
        rows,
    )
    over = found.overlaps
    yield (
        f"{over.nested:,} spans lie inside another one, {over.crossing:,} cross another, {over.same_range:,} have the range of another with "
        f"another label; at most {over.deepest:,} lie over one character."
    )


def _distribution(name: str, one: LabelFigures, facts: DataSet) -> tuple[str | int, ...]:
    of = facts.statistics
    return (
        name,
        one.spans,
        _share(one.spans, of.all.spans),
        one.tokens,
        _share(one.tokens, of.tokens),
        _lengths(one.in_tokens),
        _lengths(one.in_characters),
    )


def _lengths(of: Lengths | None) -> str:
    return "" if of is None else f"{of.median:g}, {of.mean:.1f}, {of.p95:,}, {of.max:,}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def people(facts: DataSet) -> Iterator[str]:
    """Yield how many people did how much."""
    found = facts.statistics.people
    others = facts.statistics.others
    if not found.people:
        yield "No person stands behind these spans."
        yield from _others(others)
        return
    did = "marked exactly so" if facts.selection.layers in ((GOLD,), (MARKS,)) else "marked"
    yield (
        f"{_counted(found.people, 'person', 'people')} {'is' if found.people == 1 else 'are'} behind "
        + (f"{sum(found.spans):,} of the spans" if others else "the spans")
        + (
            f", and {_counted(found.adjudicators, 'adjudicator', 'adjudicators')} decided"
            if found.adjudicators
            else ""
        )
        + "."
    )
    names = [f"{number}." for number in range(1, found.people + 1)] if found.names is UNSET else found.names
    yield table(
        ("annotator", "articles", f"spans {did}"), zip(names, found.articles, found.spans, strict=True)
    )
    yield from _others(others)


def _others(others: Sequence[OtherLayer]) -> Iterator[str]:
    if others:
        spans = sum(other.spans for other in others)
        yield f"{_counted(spans, 'span is', 'spans are')} of no person, but of models and references:"
        yield table(
            ("layer", "kind", "articles", "spans"),
            ((other.name, other.kind.value, other.articles, other.spans) for other in others),
        )


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
