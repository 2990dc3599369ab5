"""Merging layers. Each has a history: if one side's begins with all of the other's, the longer one is taken.

Layers whose histories differ and whose spans are equal have nothing new: one of them was exported and imported. If one side
has gone on from there, that side is taken; if both have, nothing is. Everything here runs inside a transaction of our project.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import msgspec

from annotator.model import Edit
from annotator.store import article_ranges, from_rows, spans
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.merging.comparing import (
    Change,
    Difference,
    Outcome,
    begins,
    difference,
    last_state_like,
)
from annotator.store.people import names_in_values
from annotator.store.replay import spans_after

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from annotator.model import Mark, Operation, Span
    from annotator.store.file.connection import Connection

_FURTHER = ("todo", "doing", "flagged", "done")
_HISTORY = """
    SELECT at, move, before, after, edition, correction, step FROM operation WHERE article = ? AND annotator = ? ORDER BY number
"""
_LAYERS = """
    SELECT article, annotator FROM operation WHERE article BETWEEN :first AND :last
    UNION SELECT article, annotator FROM work
    WHERE article BETWEEN :first AND :last AND (status <> 'todo' OR seconds > 0)
    ORDER BY article, annotator
"""
_INSERT = (
    "INSERT INTO operation (article, annotator, at, move, what, before, after, edition, correction, step) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Work(NamedTuple):
    """Status, note of a flag and seconds spent of one annotator in one article."""

    status: str = "todo"
    note: str = ""
    seconds: float = 0.0

    def later(self, other: Work) -> Work:
        """Return the later of two states. No time of the change is stored, but the seconds spent only grow."""
        return max(self, other, key=lambda work: (work.seconds, _FURTHER.index(work.status)))

    def is_set_back_by(self, other: Work) -> bool:
        """Return whether another state is less far, or lacks the note of the flag."""
        return _FURTHER.index(other.status) < _FURTHER.index(self.status) or (
            self.note not in ("", other.note)
        )


class Layer(NamedTuple):
    """A layer in one of the projects, by the numbers of article and annotator there; `name` replaces the name in it.

    `id` is the article's, `edition` how often its text was corrected there. `unaware`: it was sent back in the other project, which is not known there,
    so that nobody has finished it since.
    """

    project: Connection
    article: int
    id: str
    annotator: int
    name: str
    edition: int
    unaware: bool = False

    def history(self) -> list[Operation]:
        """Return its operations, oldest first. Raises `DamagedProjectError` if one can't be read."""
        with decoding(self.project, f"the history of {self.id}"):
            return [
                names_in_values.operation(from_rows.operation(self.id, self.name, row), lambda _: self.name)
                for row in self.project.rows(_HISTORY, [self.article, self.annotator])
            ]

    def spans(self) -> list[Span]:
        """Return its spans."""
        found = spans.of_layer(self.project, self.article, self.annotator)
        return [names_in_values.span(span, lambda _: self.name) for span in found]

    def work(self) -> Work:
        """Return the annotator's status, note and seconds in the article."""
        sql = "SELECT status, note, seconds FROM work WHERE article = ? AND annotator = ?"
        row = self.project.row(sql, [self.article, self.annotator])
        found = Work() if row is None else Work(*row)
        return found._replace(status="doing") if self.unaware and found.status == "done" else found


class Merged(NamedTuple):
    """How two layers compared, and what changed in ours.

    `work`: its status and time were taken; `left` is the status that it had before, if it has another now. `kept`: they were not
    taken, because they would have been set back. `loses`: the spans that would be removed or changed.
    """

    outcome: Outcome
    spans: Difference = Difference()
    work: bool = False
    left: str = ""
    kept: bool = False
    loses: int = 0


def all_layers(project: Connection) -> Iterator[tuple[int, int]]:
    """Yield the numbers of article and annotator of each layer with a history, a status or time spent, in their order."""
    for first, last in article_ranges.ranges(project):
        yield from project.rows(_LAYERS, {"first": first, "last": last})


def histories_of(project: Connection, annotator: int) -> list[int]:
    """Return the numbers of the articles in which somebody's layer has a history."""
    sql = "SELECT DISTINCT article FROM operation WHERE annotator = ? ORDER BY article"
    return [article for (article,) in project.rows(sql, [annotator])]


def lacks(theirs: Layer | None, ours: Layer) -> bool:
    """Return whether their layer, None: there is none, lacks an operation that ours has."""
    return not begins([] if theirs is None else _entries(theirs.history()), _entries(ours.history()))


def merge_layer(
    theirs: Layer, ours: Layer, lacks_changes: Callable[[], bool], *, apart: bool = False
) -> Merged:
    """Take what their layer has beyond ours; return how the two compared.

    `apart`: the text is the same in both and was corrected in other ways, so that the histories can't be compared.
    `lacks_changes` returns whether their project lacks an operation of the same name, in whatever article, that ours has.
    """
    here, there = ours.history(), theirs.history()
    was, coming = ours.spans(), theirs.spans()
    outcome, new, is_certain = _compare(theirs, ours, (here, there), (was, coming), apart=apart)
    if outcome is Outcome.CONFLICT:
        return Merged(outcome)
    if new:
        now = spans_after([*here, *new])
        changed = difference(_by_id(was), _by_id(now.spans))
        if now.contradiction is not None:
            return Merged(Outcome.CONFLICT)
        loses = _losses(was, now.spans)
        if loses and (not is_certain or lacks_changes()):
            return Merged(Outcome.LOSS, loses=loses)
        _store(ours, new, now.spans)
        return _take_work(theirs, ours, lacks_changes, Merged(outcome, changed), ahead=True)
    if not _is_equal(was, coming):
        return Merged(outcome)  # what they did is from before what was done here
    nothing = not here and ours.work() == Work()
    merged = _take_work(theirs, ours, lacks_changes, Merged(outcome), ahead=False)
    return merged._replace(outcome=Outcome.NEW if nothing else Outcome.AHEAD) if merged.work else merged


def _compare(
    theirs: Layer,
    ours: Layer,
    histories: tuple[list[Operation], list[Operation]],
    now: tuple[list[Span], list[Span]],
    *,
    apart: bool,
) -> tuple[Outcome, list[Operation], bool]:
    """Return how two layers relate, what to append to our history, and whether our history is the beginning of theirs.

    `histories` and the spans `now` are ours and theirs; `apart` is as in `merge_layer`.
    """
    (here, there), (was, coming) = histories, now
    mine, other = _entries(here), _entries(there)
    if apart and not here and there:
        if not all(_is_in(one, theirs.edition) for one in there):
            return Outcome.CONFLICT, [], False
        return Outcome.NEW, _in_our_edition(ours, _with_our_ids(ours, there, {}, {})), True
    if begins(other, mine) and not (apart and here):
        ids = _same_ids(here, there)
        new = _with_our_ids(ours, there[len(here) :], ids, {})
        return (Outcome.AHEAD if here else Outcome.NEW) if new else Outcome.SAME, new, True
    if (begins(mine, other) and not apart) or _is_equal(was, coming):
        return Outcome.SAME, [], True
    if (place := _last_state_like(there, was, theirs.edition)) is not None:
        then = {_content(span): span for span in spans_after(there[:place]).spans}
        known = {json_columns.text(then[_content(span)]): span for span in was}
        ids = {then[_content(span)].id: span.id for span in was}
        new = _with_our_ids(ours, there[place:], ids, known)
        return Outcome.AHEAD, _in_our_edition(ours, new), False
    if _last_state_like(here, coming, ours.edition) is not None:
        return Outcome.SAME, [], True
    return Outcome.CONFLICT, [], False


def _entries(history: Sequence[Operation]) -> list[tuple[Any, ...]]:
    """Return what is compared of each operation: all but the ids of spans, of which only is compared which are the same, and of steps."""
    ids: dict[str, int] = {}

    def side(span: Span | None) -> tuple[Any, ...] | None:
        if span is None:
            return None
        number = ids.setdefault(span.id, len(ids))
        return (number, *span.mark, span.attributes, span.created, span.changed)

    return [
        (
            one.when,
            one.move,
            side(one.edit.before),
            side(one.edit.after),
            one.edition,
            one.correction,
        )
        for one in history
    ]


def _same_ids(here: Sequence[Operation], there: Sequence[Operation]) -> dict[str, str]:
    """Return our ids by theirs, of two histories of which one begins with the other."""
    return {
        other.id: mine.id
        for one, another in zip(here, there, strict=False)
        for mine, other in (
            (one.edit.before, another.edit.before),
            (one.edit.after, another.edit.after),
        )
        if mine is not None and other is not None
    }


def _with_our_ids(
    ours: Layer, new: Sequence[Operation], ids: dict[str, str], known: dict[str, Span]
) -> list[Operation]:
    """Return operations with our ids, and with an id of its own for each span whose id another layer has here.

    `known` are our spans by theirs, in JSON, where they differ in more than their ids.
    """

    def side(span: Span | None) -> Span | None:
        if span is None:
            return None
        if (same := known.get(json_columns.text(span))) is not None:
            return same
        if span.id not in ids:
            ids[span.id] = str(uuid4()) if spans.taken(ours.project, span.id) else span.id
        return msgspec.structs.replace(span, id=ids[span.id])

    return [
        msgspec.structs.replace(one, edit=Edit(before=side(one.edit.before), after=side(one.edit.after)))
        for one in new
    ]


def _in_our_edition(ours: Layer, new: Sequence[Operation]) -> list[Operation]:
    """Return operations on today's text, which both projects have, as ours counts its editions."""
    return [msgspec.structs.replace(one, edition=ours.edition) for one in new]


def _last_state_like(history: Sequence[Operation], wanted: Sequence[Span], edition: int) -> int | None:
    """Return after how many operations a layer last had these spans in the text of this edition, None: never."""
    changes = [
        Change(
            [] if one.edit.before is None else [_content(one.edit.before)],
            [] if one.edit.after is None else [_content(one.edit.after)],
            comparable=later is None or _is_in(later, edition),
        )
        for one, later in pairwise([*history, None])
        if one is not None
    ]
    place = last_state_like(changes, map(_content, wanted))
    if place is None or not all(_is_in(one, edition) for one in history[place:]):
        return None
    return place


def _is_in(one: Operation, edition: int) -> bool:
    """Return whether both sides of an operation are ranges in the text of this edition."""
    return one.edition == edition and not one.correction


def _content(span: Span) -> Hashable:
    return (*span.mark, tuple(sorted(span.attributes.items())))


def _by_id(there: Sequence[Span]) -> dict[str, Hashable]:
    return {span.id: _content(span) for span in there}


def _losses(was: Sequence[Span], now: Sequence[Span]) -> int:
    """Return how many spans are no longer there with their range, label and attributes; they may have further attributes."""
    attributes: dict[Mark, list[dict[str, str]]] = {}
    for span in now:
        attributes.setdefault(span.mark, []).append(span.attributes)
    return sum(
        not any(span.attributes.items() <= there.items() for there in attributes.get(span.mark, ()))
        for span in was
    )


def _is_equal(one: Sequence[Span], other: Sequence[Span]) -> bool:
    return sorted(map(_content, one), key=repr) == sorted(map(_content, other), key=repr)


def _store(ours: Layer, new: Sequence[Operation], now: Sequence[Span]) -> None:
    """Append operations to our history, and store the spans that there are after them."""
    for one in new:
        sides = (
            None if span is None else json_columns.text(span) for span in (one.edit.before, one.edit.after)
        )
        row = [one.when.isoformat(), one.move.value, one.edit.what, *sides, one.edition, one.correction]
        ours.project.execute(_INSERT, [ours.article, ours.annotator, *row, one.step])
    sql = "DELETE FROM span WHERE article = ? AND annotator = ?"
    ours.project.execute(sql, [ours.article, ours.annotator])
    for span in now:
        spans.insert(ours.project, ours.article, ours.annotator, span)


def _take_work(
    theirs: Layer, ours: Layer, lacks_changes: Callable[[], bool], merged: Merged, *, ahead: bool
) -> Merged:
    """Take status and time: theirs, with the longer time, where their layer is `ahead`; else those of the later one.

    Whose changes the other project lacks is not set back by it. Returns what was `merged`, with what became of status and time.
    """
    was, there = ours.work(), theirs.work()
    now = there._replace(seconds=max(was.seconds, there.seconds)) if ahead else was.later(there)
    if now == was:
        return merged
    if was.is_set_back_by(now) and lacks_changes():
        return merged._replace(kept=True)
    ours.project.execute(
        "INSERT INTO work (article, annotator, status, note, seconds) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note, seconds = excluded.seconds",
        [ours.article, ours.annotator, *now],
    )
    return merged._replace(work=True, left="" if was.status == now.status else was.status)
