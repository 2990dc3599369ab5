"""The values that rows stand for: spans, operations, decisions and steps of the gold."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.model import Choice, Decision, Edit, GoldSpan, GoldStep, Move, Operation, Settled, Span
from annotator.store.file import json_columns

if TYPE_CHECKING:
    from collections.abc import Iterable


_BEFORE_THEM: tuple[Any, ...] = (0, 0, "")
"""The last columns of an operation in a file that is older than they are."""


def span(row: tuple[Any, ...]) -> Span:
    """Return the span of a row: id, start, end, label, the annotator's name, attributes, created, changed."""
    id_, start, end, label, annotator, attributes, created, changed = row
    made = datetime.fromisoformat(created)
    return Span(
        id=id_,
        start=start,
        end=end,
        label=label,
        annotator=annotator,
        created=made,
        changed=made if changed == created else datetime.fromisoformat(changed),
        attributes={} if attributes == "{}" else json_columns.attributes(attributes),
    )


def operation(article: str, annotator: str, row: tuple[Any, ...]) -> Operation:
    """Return the operation of a row: the columns `at`, `move`, `before`, `after`, `edition`, `correction` and `step`.

    The last is missing in a file of an older version, and the two before it in one of a still older one.
    """
    at, move, before, after, *rest = row
    edition, correction, step = (*rest, *_BEFORE_THEM[len(rest) :])
    return Operation(
        article=article,
        annotator=annotator,
        when=datetime.fromisoformat(at),
        move=Move(move),
        edit=Edit(before=_stored_span(before), after=_stored_span(after)),
        edition=edition,
        correction=bool(correction),
        step=step,
    )


def decisions(
    article: str, rows: Iterable[tuple[Any, ...]], spans: Iterable[tuple[Any, ...]]
) -> tuple[Decision, ...]:
    """Return the decisions of rows and of the rows of their spans, in the order of `Decision.order`.

    A decision's row: id, the adjudicator's name, at, choice, people, sources, policy, note. A span's: the decision's id, id,
    start, end, label, attributes.
    """
    by_decision: defaultdict[str, list[GoldSpan]] = defaultdict(list)
    for decision, id_, start, end, label, attributes in spans:
        by_decision[decision].append(
            GoldSpan(
                id=id_, start=start, end=end, label=label, attributes=json_columns.attributes(attributes)
            )
        )
    found = [
        Decision(
            id=id_,
            article=article,
            adjudicator=name,
            when=datetime.fromisoformat(at),
            choice=Choice(choice),
            people=json_columns.people(people),
            sources=json_columns.sources(sources),
            spans=tuple(by_decision[id_]),
            policy=policy,
            note=note,
        )
        for id_, name, at, choice, people, sources, policy, note in rows
    ]
    return tuple(sorted(found, key=lambda decision: decision.order))


def settled(row: tuple[Any, ...]) -> Settled:
    """Return who settled an article, from a row: the adjudicator's name, at, people."""
    name, at, people = row
    return Settled(adjudicator=name, when=datetime.fromisoformat(at), people=json_columns.people(people))


def step(article: str, row: tuple[Any, ...]) -> GoldStep:
    """Return the step of a row: the adjudicator's name, at, move, edits, settled before and after, people, edition, correction.

    The last two are missing in a file of an older version.
    """
    name, at, move, edits, before, after, people, *rest = row
    edition, correction = rest or (0, 0)
    return GoldStep(
        article=article,
        adjudicator=name,
        when=datetime.fromisoformat(at),
        move=Move(move),
        edits=json_columns.edits(edits),
        settled=(bool(before), bool(after)),
        people=json_columns.people(people),
        edition=edition,
        correction=bool(correction),
    )


def _stored_span(stored: str | None) -> Span | None:
    return None if stored is None else json_columns.span(stored)
