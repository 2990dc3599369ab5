"""Gold as it is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import RecordSpan, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Article, Decision, Gold, GoldSpan, Layer, Span


def publish(article: Article, layers: Sequence[Layer], gold: Gold) -> list[RecordSpan] | None:
    """Return the gold spans of an article in their order, with where each comes from.

    None where the layers are no longer those that were decided on: something in them is not decided, or was decided from
    other spans than there are today.
    """
    if not is_current(layers, gold):
        return None
    spans = [
        RecordSpan(
            id=span.id,
            start=span.start,
            end=span.end,
            label=span.label,
            text=article.text[span.start : span.end],
            attributes=span.attributes,
            annotator=None,
            created=decision.when,
            source=source_of(decision),
            annotators=list(supporters(decision, span)),
            adjudicator=decision.adjudicator,
            decision=decision.choice,
            note=decision.note,
        )
        for decision in gold.decisions
        for span in decision.spans
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end, span.label, span.id))


def is_current(layers: Sequence[Layer], gold: Gold) -> bool:
    """Say whether all spans of today are decided, from what they are today and by all who finished."""
    people = {layer.annotator for layer in layers}
    today = {_content(span) for layer in layers for span in layer.spans}
    decided = {_content(span) for decision in gold.decisions for span in decision.sources}
    return today == decided and all(
        people == set(decision.people) for decision in gold.decisions if decision.policy
    )


def _content(span: Span) -> tuple[str, int, int, str]:
    return (span.id, span.start, span.end, span.label)


def source_of(decision: Decision) -> Source:
    """Return what decided: all who finished, most of them, or an adjudicator."""
    return Source(decision.policy) if decision.policy in ("unanimous", "majority") else Source.ADJUDICATED


def supporters(decision: Decision, span: GoldSpan) -> tuple[str, ...]:
    """Return whose source has exactly this range and label, sorted."""
    return tuple(
        sorted(
            source.annotator
            for source in decision.sources
            if (source.start, source.end, source.label) == (span.start, span.end, span.label)
        )
    )
