"""Gold as it is exported: the spans of an article, with where each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.case import Tally
from annotator.adjudication.case_list import cases
from annotator.adjudication.grouping import groups
from annotator.adjudication.policies import UNANIMOUS, PolicyKind
from annotator.model import RecordSpan, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication.case import Case
    from annotator.model import Article, Decision, Gold, GoldSpan, Layer


def exported_spans(article: Article, layers: Sequence[Layer], gold: Gold) -> list[RecordSpan] | None:
    """Return the gold spans of an article as they are exported, in their order.

    None where the layers changed since they were adjudicated: something in them is not decided, or a decision is stale.
    """
    found = _cases(article.text, layers, gold)
    if not Tally.of(found).is_complete:
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
            policy=decision.policy if source_of(decision) is Source.POLICY else None,
        )
        for case in found
        if (decision := case.decision) is not None
        for span in decision.spans
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end, span.label, span.id))


def is_current(text: str, layers: Sequence[Layer], gold: Gold) -> bool:
    """Return whether everything in these layers is decided and no decision is stale."""
    return Tally.of(_cases(text, layers, gold)).is_complete


def source_of(decision: Decision) -> Source:
    """Return how a decision was made: by agreement of all, by a policy where people differ, or by an adjudicator."""
    if decision.policy == PolicyKind.UNANIMOUS:
        return Source.UNANIMOUS
    return Source.POLICY if decision.policy else Source.DECIDED


def supporters(case: Case, span: GoldSpan) -> tuple[str, ...]:
    """Return the names, sorted, of those whose version in the case has the range and label of a gold span."""
    versions = () if case.group is None else case.group.versions
    return next((version.annotators for version in versions if version.mark == span.mark), ())


def _cases(text: str, layers: Sequence[Layer], gold: Gold) -> tuple[Case, ...]:
    people = [layer.annotator for layer in layers]
    return cases(groups(text, layers), gold.decisions, people, UNANIMOUS)
