"""The text of a card, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.sentences import HEADINGS
from annotator.datasets.card import figures, statements
from annotator.datasets.card.chosen import chosen
from annotator.datasets.card.divided import divided
from annotator.datasets.card.loading import LOADING
from annotator.datasets.card.tables import cell, table
from annotator.formats.losses import OF_ARTICLES
from annotator.formats.tokens import SPLIT
from annotator.model import MARKS, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.agreement.report import Value
    from annotator.datasets.dataset_json import AgreementRow, DataSet

_SOURCES = {
    Source.UNANIMOUS: "all who finished the article marked it so",
    Source.DECIDED: "an adjudicator decided it",
    Source.POLICY: "a rule decided it, such as that of the majority or that one person's word counts",
    Source.SINGLE: "one person alone marked the article",
}

_NOT_GOLD = "not gold"


def body(facts: DataSet) -> Iterator[str]:
    """Yield the parts of the text, each to stand between blank lines."""
    yield f"# {cell(facts.card.title or facts.schema.name)}"
    if facts.card.summary:
        yield statements.prose(facts.card.summary)
    yield from chosen(facts)
    yield statements.details(facts)
    yield from statements.section(facts, "uses")
    yield "## Splits"
    yield figures.splits(facts)
    yield from figures.written(facts)
    yield divided(facts)
    yield "## Labels"
    if facts.schema.description:
        yield f"{cell(facts.schema.description)}."
    rows = (
        (label.name, *(text or statements.NOT_STATED for text in (label.definition.en, label.definition.ar)))
        for label in facts.schema.labels
    )
    yield table(("label", "what it means", "معناها"), rows)
    yield "## Spans and tokens"
    yield from figures.distribution(facts)
    yield "## Reading it"
    reading = LOADING[facts.format].format(split=next(iter(facts.splits)))
    if facts.selection.layers == (MARKS,):  # they overlap, so that no token has a tag
        reading = "".join(
            line for line in reading.splitlines(keepends=True) if not line.startswith("| `tags`")
        )
    yield reading
    if facts.options.get("tokens") == "split":
        yield f"For exchange, not for training: {SPLIT}."
    if facts.losses:
        yield f"The format {facts.format} does not hold:"
        yield table(
            ("what", "how much"), ((what, _counted(what, count)) for what, count in facts.losses.items())
        )
    for name in ("curation_rationale", "source", "source_datasets", "varieties", "speakers"):
        yield from statements.section(facts, name)
    yield from _annotations(facts)
    for name in ("personal_data", "limitations", "maintenance"):
        yield from statements.section(facts, name)
    yield from statements.citation(facts)
    yield "## Version"
    yield from _version(facts)


def _counted(loss: str, count: int) -> str:
    of_articles = any(loss == one.value for one in OF_ARTICLES)
    return f"{count:,} {'article' if of_articles else 'time'}{'' if count == 1 else 's'}"


def _annotations(facts: DataSet) -> Iterator[str]:
    yield "## Annotations"
    yield statements.annotators(facts)
    yield "### Who marked how much"
    yield from figures.people(facts)
    if any(split.sources for split in facts.splits.values()):
        yield "### Where the spans come from"
        yield _sources(facts)
    if facts.agreement is not None:
        yield "### Agreement"
        yield from _agreement(facts)


def _version(facts: DataSet) -> Iterator[str]:
    version = facts.data_version
    parts = version.parts
    yield (
        f"`{version.version}`: the day of the project's latest change, and the first digits of the SHA-256 over all that makes this data set: its "
        f"files, that change ({parts.latest_change or 'there was none'}), the label schema {cell(facts.schema.name)} (SHA-256 `{parts.schema.sha256}`, of "
        f"{parts.schema.date}), the card, the options and the program. `data_version` in `dataset.json` has all of it."
    )
    yield (
        "`dataset.json` has all these figures, too, the label schema, the options and the SHA-256 of each file. `croissant.json` describes the files "
        f"for programs (ML Croissant). Made by {facts.program} {facts.version}."
    )


def _sources(facts: DataSet) -> str:
    counts = {
        source: sum(split.sources.get(source.value, 0) for split in facts.splits.values())
        for source in _SOURCES
    }
    whole = sum(split.spans for split in facts.splits.values())
    told = [(source.value, meaning, counts[source]) for source, meaning in _SOURCES.items()]
    if facts.selection.layers == (MARKS,):
        told.append(
            (_NOT_GOLD, "not in the gold, or of an article that has none yet", whole - sum(counts.values()))
        )
    rows = [(*one, f"{one[-1] / whole:.1%}" if whole else "–") for one in told]
    return table(("source", "meaning", "spans", "share"), rows)


def _agreement(facts: DataSet) -> Iterator[str]:
    agreement = facts.agreement
    if agreement is None:
        return
    overall = agreement.overall
    yield (
        f"Between the {overall.people} people who finished the same articles, before anything was settled: "
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


def _value(row: AgreementRow, name: str) -> str:
    value: Value | None = getattr(row, name)
    if value is None or value.value is None:
        return ""
    between = "" if value.low is None else f" ({value.low:.2f}–{value.high:.2f})"
    return f"{value.value:.3f}{between}"
