"""Replacing people's names inside values, and inside the JSON columns of rows.

`new` maps each name to the one that replaces it. A value or column without a name that changes is returned as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.store.file import json_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import Decision, DecisionEdit, GoldStep, Mark, Note, Operation, Span, State

    New = Callable[[str], str]

_BY_NAME = "adjudicator:"
"""The prefix of a policy that ends with a name."""


def span(one: Span, new: New) -> Span:
    """Return the span with the new name of its annotator."""
    name = new(one.annotator)
    return one if name == one.annotator else msgspec.structs.replace(one, annotator=name)


def people(names: tuple[str, ...], new: New) -> tuple[str, ...]:
    """Return the new names, each once."""
    renamed = tuple(map(new, names))
    return names if renamed == names else tuple(dict.fromkeys(renamed))


def policy(text: str, new: New) -> str:
    """Return the policy with the new name of the person whose spans win."""
    name = text.removeprefix(_BY_NAME)
    return text if name in {text, ""} else _BY_NAME + new(name)


def decision(one: Decision, new: New) -> Decision:
    """Return the decision with new names of its adjudicator, of the annotators of its sources, and in its policy."""
    return msgspec.structs.replace(
        one,
        adjudicator=new(one.adjudicator),
        people=people(one.people, new),
        sources=tuple(span(source, new) for source in one.sources),
        policy=policy(one.policy, new),
    )


def edit(one: DecisionEdit, new: New) -> DecisionEdit:
    """Return the change of a decision with new names."""
    before, after = (side if side is None else decision(side, new) for side in (one.before, one.after))
    return msgspec.structs.replace(one, before=before, after=after)


def step(one: GoldStep, new: New) -> GoldStep:
    """Return the step of an article's gold with new names."""
    return msgspec.structs.replace(
        one,
        adjudicator=new(one.adjudicator),
        edits=tuple(edit(each, new) for each in one.edits),
        people=people(one.people, new),
    )


def operation(one: Operation, new: New) -> Operation:
    """Return the operation with the new name of its annotator."""
    before, after = (side if side is None else span(side, new) for side in (one.edit.before, one.edit.after))
    changed = msgspec.structs.replace(one.edit, before=before, after=after)
    return msgspec.structs.replace(one, annotator=new(one.annotator), edit=changed)


def note(one: Note, new: New) -> Note:
    """Return the note with new names of its author and of the person with whom it is discussed."""
    person = None if one.person is None else new(one.person)
    return msgspec.structs.replace(one, author=new(one.author), person=person)


def state(one: State, new: New) -> State:
    """Return the state of an article with new names."""
    settled = one.settled
    if settled is not None:
        settled = msgspec.structs.replace(
            settled, adjudicator=new(settled.adjudicator), people=people(settled.people, new)
        )
    return msgspec.structs.replace(
        one,
        work=tuple(msgspec.structs.replace(each, annotator=new(each.annotator)) for each in one.work),
        assignments=tuple(
            msgspec.structs.replace(each, annotator=new(each.annotator)) for each in one.assignments
        ),
        decisions=tuple(decision(each, new) for each in one.decisions),
        settled=settled,
        notes=tuple(note(each, new) for each in one.notes),
    )


# --- columns of JSON ------------------------------------------------------------------------------


def span_text(stored: str | None, new: New) -> str | None:
    """Return the column of a span. Raises `msgspec.MsgspecError` where it can't be read."""
    if stored is None:
        return None
    was = json_columns.span(stored)
    now = span(was, new)
    return stored if now is was else json_columns.text(now)


def people_text(stored: str, new: New) -> str:
    """Return the column of people's names. Raises as `span_text` does."""
    was = json_columns.people(stored)
    now = people(was, new)
    return stored if now == was else json_columns.text(now)


def sources_text(stored: str, new: New) -> str:
    """Return the column of spans that something was decided from. Raises as `span_text` does."""
    was = json_columns.sources(stored)
    now = tuple(span(each, new) for each in was)
    return stored if now == was else json_columns.text(now)


def edits_text(stored: str, new: New) -> str:
    """Return the column of changes of decisions. Raises as `span_text` does."""
    was = json_columns.edits(stored)
    now = tuple(edit(each, new) for each in was)
    return stored if now == was else json_columns.text(now)


def marks_text(sources: str) -> str:
    """Return the column of marks that belongs to a column of sources. Raises as `span_text` does."""
    return marks(json_columns.sources(sources))


def marks(sources: tuple[Span, ...]) -> str:
    """Return what something was decided from without ids: nobody decides the same twice, though it was tagged again."""
    found: list[tuple[str, *Mark]] = sorted(
        (source.annotator, source.start, source.end, source.label) for source in sources
    )
    return json_columns.text(found)
