"""Gold as it is exported: the spans of an article, with where each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.case import Tally
from annotator.adjudication.case_list import cases
from annotator.adjudication.decisions import choice_of_span
from annotator.adjudication.grouping import groups
from annotator.adjudication.policies import UNANIMOUS, PolicyKind
from annotator.model import RecordSpan, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.adjudication.case import Case
    from annotator.model import Article, Decision, Gold, Layer, Mark


def exported_spans(article: Article, layers: Sequence[Layer], gold: Gold) -> list[RecordSpan] | None:
    """Return the gold spans of an article as they are exported, in their order.

    None where the layers changed since they were adjudicated: something in them is not decided, or a decision is stale.
    """
    found = _cases(article.text, layers, gold)
    if not Tally.of(found).is_complete:
        return None
    who = supporters(found)
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
            annotators=list(who.get(span.mark, ())),
            adjudicator=decision.adjudicator,
            decision=choice_of_span(span, decision, case.group, is_marked=span.mark in who),
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


def supporters(cases: Iterable[Case]) -> dict[Mark, tuple[str, ...]]:
    """Return, for each mark of the layers, the names, sorted, of those who have it, whatever case it is a version of."""
    groups_ = [case.group for case in cases if case.group is not None]
    return {version.mark: version.annotators for group in groups_ for version in group.versions}


def _cases(text: str, layers: Sequence[Layer], gold: Gold) -> tuple[Case, ...]:
    people = [layer.annotator for layer in layers]
    return cases(groups(text, layers), gold.decisions, people, UNANIMOUS)
