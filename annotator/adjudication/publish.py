"""Gold as it is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.board import Tally, cases
from annotator.adjudication.grouping import groups
from annotator.adjudication.policies import UNANIMOUS
from annotator.adjudication.provenance import source_of, supporters
from annotator.model import RecordSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication.values import Case
    from annotator.model import Article, Gold, Layer


def publish(article: Article, layers: Sequence[Layer], gold: Gold) -> list[RecordSpan] | None:
    """Return the gold spans of an article in their order, with where each comes from.

    None where the layers are no longer those that were decided on: something in them is not decided, or a decision is stale.
    """
    found = _cases(article.text, layers, gold)
    if not Tally.of(found).stands:
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
            annotators=list(supporters(case, span)),
            adjudicator=decision.adjudicator,
            decision=decision.choice,
            note=decision.note,
        )
        for case in found
        if (decision := case.decision) is not None
        for span in decision.spans
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end, span.label, span.id))


def is_current(text: str, layers: Sequence[Layer], gold: Gold) -> bool:
    """Say whether all that is to be decided today is decided, and no decision is stale."""
    return Tally.of(_cases(text, layers, gold)).stands


def _cases(text: str, layers: Sequence[Layer], gold: Gold) -> tuple[Case, ...]:
    people = [layer.annotator for layer in layers]
    return cases(groups(text, layers), gold.decisions, people, UNANIMOUS)
