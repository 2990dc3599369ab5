"""The text of a card, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.sentences import HEADINGS
from annotator.datasets.card.divided import divided
from annotator.datasets.card.loading import LOADING
from annotator.datasets.card.tables import cell, listed, table
from annotator.formats.tokens import SPLIT
from annotator.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.agreement.report import Row, Value
    from annotator.datasets.dataset_json import DataSet, SplitCounts

_SOURCES = {
    Source.UNANIMOUS: "all who finished the article marked it so",
    Source.MAJORITY: "more than half of them did",
    Source.ADJUDICATED: "an adjudicator decided it",
    Source.SINGLE: "one person alone marked the article",
}


def body(facts: DataSet) -> Iterator[str]:
    """Yield the parts of the text, each to stand between blank lines."""
    yield f"# {cell(facts.schema.name)}"
    if facts.schema.description:
        yield f"{cell(facts.schema.description)}."
    yield f"Arabic articles with labelled spans, {_layer(facts.layer)}."
    yield "## Splits"
    yield _splits(facts)
    yield divided(facts)
    yield "## Labels"
    rows = ((label.name, label.definition.en, label.definition.ar) for label in facts.schema.labels)
    yield table(("label", "what it means", "معناها"), rows)
    if any(split.sources for split in facts.splits.values()):
        yield "## Where the spans come from"
        yield _sources(facts)
    if facts.agreement is not None:
        yield "## Agreement"
        yield from _agreement(facts)
    yield "## Reading it"
    yield LOADING[facts.format].format(split=next(iter(facts.splits)))
    if facts.options.get("tokens") == "split":
        yield f"For exchange, not for training: {SPLIT}."
    if facts.losses:
        yield f"The format {facts.format} does not hold {listed(list(facts.losses))}."
    yield (
        "`dataset.json` has all these figures, the label schema, the options and the SHA-256 of each file. Made by "
        f"{facts.program} {facts.version}."
    )


def _layer(layer: str) -> str:
    match layer:
        case "gold":
            return "as they were settled"
        case "all":
            return "as each annotator marked them"
        case name:
            return f"as {cell(name)} marked them"


def _splits(facts: DataSet) -> str:
    labels = [label.name for label in facts.schema.labels]
    rows: list[list[str | int]] = [
        [name, f"{split.percent:g} %", *_counts(split, labels)] for name, split in facts.splits.items()
    ]
    if len(rows) > 1:
        counts = zip(*(_counts(split, labels) for split in facts.splits.values()), strict=True)
        rows.append(["all", "100 %", *map(sum, counts)])
    return table(("split", "share", "articles", "spans", *labels), rows)


def _counts(split: SplitCounts, labels: Sequence[str]) -> list[int]:
    return [split.articles, split.spans, *(split.labels[label] for label in labels)]


def _sources(facts: DataSet) -> str:
    rows = [
        (source.value, meaning, sum(split.sources.get(source.value, 0) for split in facts.splits.values()))
        for source, meaning in _SOURCES.items()
    ]
    return table(("source", "meaning", "spans"), rows)


def _agreement(facts: DataSet) -> Iterator[str]:
    agreement = facts.agreement
    if agreement is None:
        return
    overall = agreement.overall
    yield (
        f"Between the {len(overall.people)} people who finished the same articles, before anything was settled: "
        f"{overall.articles:,} {'article' if overall.articles == 1 else 'articles'}, "
        f"{overall.spans:,} {'span' if overall.spans == 1 else 'spans'}."
        + (f" In brackets: {agreement.level:.0%} intervals." if overall.f1.low is not None else "")
    )
    rows = (overall, *agreement.labels)
    names = [name for name in HEADINGS if any(_value(row, name) for row in rows)]
    yield table(
        ("label", "spans", *(HEADINGS[name] for name in names)),
        [(row.name, row.spans, *(_value(row, name) for name in names)) for row in rows],
    )


def _value(row: Row, name: str) -> str:
    value: Value | None = getattr(row, name)
    if value is None or value.value is None:
        return ""
    between = "" if value.low is None else f" ({value.low:.2f}–{value.high:.2f})"
    return f"{value.value:.3f}{between}"
