"""Making decisions: the choice that a decision is, and the gold spans that it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from annotator.model import Choice, Decision, GoldSpan, Mark, now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.adjudication.case import Case, Group, Version


def make_decision(
    case: Case | None,
    spans: Iterable[GoldSpan],
    *,
    article: str,
    adjudicator: str,
    people: tuple[str, ...],
    policy: str = "",
    note: str = "",
) -> Decision:
    """Return a decision, made now, that gives these gold spans to a case; without a case they are added ones.

    It replaces the case's earlier decision, if any, and keeps its id.
    """
    group = None if case is None else case.group
    earlier = None if case is None else case.decision
    in_order = tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.label)))
    return Decision(
        id=str(uuid4()) if earlier is None else earlier.id,
        article=article,
        adjudicator=adjudicator,
        when=now(),
        choice=choice_of(in_order, group),
        people=people,
        sources=() if group is None else group.sources,
        spans=in_order,
        policy=policy,
        note=note,
    )


def choice_of(spans: tuple[GoldSpan, ...], group: Group | None) -> Choice:
    """Return which choice it is to give these gold spans to a group."""
    if not spans:
        return Choice.NONE
    if group is None:
        return Choice.ADDED
    versions = {version.mark for version in group.versions}
    ranges = {mark[:2] for mark in versions}
    if any((span.start, span.end) not in ranges for span in spans):
        return Choice.EDITED
    if any(span.mark not in versions for span in spans):
        return Choice.RELABELLED
    return Choice.TAKEN if len(spans) == 1 else Choice.SEVERAL


def choice_of_span(span: GoldSpan, decision: Decision, group: Group | None, *, is_marked: bool) -> Choice:
    """Return which choice a gold span comes from, as the layers are today. `is_marked`: somebody has exactly it."""
    if is_marked:
        return Choice.TAKEN if len(decision.spans) == 1 else Choice.SEVERAL
    if group is None or not decision.sources:
        return Choice.ADDED
    ranges = {(version.start, version.end) for version in group.versions}
    return Choice.RELABELLED if (span.start, span.end) in ranges else Choice.EDITED


def gold_span_of(version: Version, earlier: Decision | None = None) -> GoldSpan:
    """Return the gold span of a version, with the attributes of the version's first span.

    It keeps the id of the span of the same range and label in an earlier decision.
    """
    ids = {span.mark: span.id for span in (earlier.spans if earlier else ())}
    return gold_span(version.mark, attributes=version.spans[0].attributes, id_=ids.get(version.mark))


def gold_span(mark: Mark, *, attributes: dict[str, str] | None = None, id_: str | None = None) -> GoldSpan:
    """Return a gold span; with a new id where none is given."""
    start, end, label = mark
    return GoldSpan(
        id=str(uuid4()) if id_ is None else id_,
        start=start,
        end=end,
        label=label,
        attributes=dict(attributes or {}),
    )
