"""Work, assignments and gold of an article, read and stored together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid4, uuid5

import msgspec

from annotator.model import (
    Assignment,
    DecisionEdit,
    GoldStep,
    Handout,
    Move,
    PersonWork,
    State,
    Status,
    Struct,
)
from annotator.store import articles, gold, notes
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.model import Decision
    from annotator.store.file.connection import Connection

TABLES = ("work", "assignment", "pool", "decision", "settled", "note")
"""The tables with rows of an article that its state is made of."""

_WORK = """
    SELECT name, status, work.note, seconds, ifnull(sent_back.note, '') FROM work JOIN annotator ON number = work.annotator
    LEFT JOIN sent_back ON sent_back.annotator = work.annotator AND sent_back.article = work.article
    WHERE work.article = ? ORDER BY name
"""
_ASSIGNMENTS = """
    SELECT name, dynamic, given, touched FROM assignment JOIN annotator ON number = annotator WHERE article = ?
    ORDER BY name
"""
_TAKEN = "SELECT 1 FROM decision WHERE id = ? UNION ALL SELECT 1 FROM gold_span WHERE id = ?"


def of_article(connection: Connection, number: int) -> State:
    """Return the state of the article with this number, which must exist."""
    decided = gold.of_article(connection, number)
    pool = connection.row("SELECT people, return_after FROM pool WHERE article = ?", [number])
    with decoding(connection, "the state of an article"):
        return State(
            work=tuple(
                PersonWork(annotator=name, status=Status(status), note=note, seconds=seconds, sent_back=back)
                for name, status, note, seconds, back in connection.rows(_WORK, [number])
            ),
            assignments=tuple(
                Assignment(
                    annotator=name,
                    dynamic=bool(dynamic),
                    given=datetime.fromisoformat(given),
                    touched=datetime.fromisoformat(touched),
                )
                for name, dynamic, given, touched in connection.rows(_ASSIGNMENTS, [number])
            ),
            pool=None if pool is None else Handout(people=pool[0], return_after=pool[1]),
            decisions=decided.decisions,
            settled=decided.settled,
            notes=notes.of_article(connection, number),
        )


def add_progress(connection: Connection, number: int, work: PersonWork) -> None:
    """Add the progress of one annotator, inside a transaction. A status other than todo that is stored already stays."""
    connection.execute(
        "INSERT INTO work (annotator, article, status, note, seconds) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note WHERE status = 'todo'",
        [annotators.ensure(connection, work.annotator), number, work.status.value, work.note, work.seconds],
    )


class RestAdded(Struct, frozen=True, kw_only=True):
    """How many of assignments and gold were `refused`, how many `notes` came in, and to how many people the article went `back` with these."""

    refused: int
    notes: int
    back: int


def add_rest(connection: Connection, article: str, number: int, state: State, *, new: bool) -> RestAdded:
    """Add the assignments, the gold and the notes of an article, inside a transaction; return what came of it.

    Notes that are there stay, and nobody gets it back who had the note with which it went. If the article is not `new`,
    different assignments are refused, and so is different gold where there is some already.
    """
    came, back = _add_notes(connection, article, number, state)
    refused = _add_assignments_and_gold(connection, article, number, state, new=new)
    return RestAdded(refused=refused, notes=came, back=back)


def _add_assignments_and_gold(
    connection: Connection, article: str, number: int, state: State, *, new: bool
) -> int:
    """Add what is there, and return how many of the two were refused."""
    if new:
        _assign(connection, number, state)
        if state.decisions or state.settled:
            _decide(connection, article, state)
        return 0
    here = of_article(connection, number)
    left = 0
    if (state.assignments or state.pool) and _people(here) != _people(state):
        left += 1
    if not (state.decisions or state.settled):
        return left
    if here.decisions or here.settled:
        coming = tuple(msgspec.structs.replace(decision, article=article) for decision in state.decisions)
        same = (here.decisions, here.settled) == (coming, state.settled)
        return left + (not same)
    _decide(connection, article, state)
    return left


def _add_notes(connection: Connection, article: str, number: int, state: State) -> tuple[int, int]:
    """Add the notes that the article lacks, and send it back to whom it is with by one of these; return how many of both.

    Where another article has a note of the same id, the note gets one that is made of that and the article: the same each time.
    """
    there = {note.id for note in notes.of_article(connection, number)}
    ids = {note.id: note.id for note in state.notes}
    ids |= {
        id_: str(uuid5(NAMESPACE_OID, f"{article} {id_}"))
        for id_ in ids
        if id_ not in there and notes.is_there(connection, id_)
    }
    coming = [note for note in state.notes if ids[note.id] not in there]
    edition = articles.edition(connection, number)
    for note in coming:
        closes = tuple(ids.get(id_, id_) for id_ in note.closes)
        own = msgspec.structs.replace(note, id=ids[note.id], article=article, closes=closes, edition=edition)
        notes.insert(connection, own)
    new = {note.id: note for note in coming}
    back = 0
    for one in state.work:
        if (sent := new.get(one.sent_back)) is not None and sent.sends_back and sent.person == one.annotator:
            person = annotators.ensure(connection, one.annotator)
            back += notes.go_back(
                connection, number, person, ids[sent.id], _stamp(sent.when), untouched=False
            )
    return len(coming), back


def _people(state: State) -> tuple[set[str], Handout | None]:
    return {one.annotator for one in state.assignments}, state.pool


def _assign(connection: Connection, number: int, state: State) -> None:
    for one in state.assignments:
        connection.execute(
            "INSERT INTO assignment (annotator, article, dynamic, given, touched) VALUES (?, ?, ?, ?, ?)",
            [
                annotators.ensure(connection, one.annotator),
                number,
                int(one.dynamic),
                _stamp(one.given),
                _stamp(one.touched),
            ],
        )
    if state.pool is not None:
        connection.execute(
            "INSERT INTO pool (article, people, return_after) VALUES (?, ?, ?)",
            [number, state.pool.people, state.pool.return_after],
        )


def _decide(connection: Connection, article: str, state: State) -> None:
    decisions = tuple(
        msgspec.structs.replace(_with_free_ids(connection, decision), article=article)
        for decision in state.decisions
    )
    if state.settled is not None:
        who, when = state.settled.adjudicator, state.settled.when
    else:
        who, when = decisions[-1].adjudicator, decisions[-1].when
    step = GoldStep(
        article=article,
        edition=articles.edition(connection, articles.require_number(connection, article)),
        adjudicator=who,
        when=when,
        move=Move.DO,
        edits=tuple(DecisionEdit(before=None, after=decision) for decision in decisions),
        settled=(False, state.settled is not None),
        people=() if state.settled is None else state.settled.people,
    )
    gold.apply(connection, step)


def _with_free_ids(connection: Connection, decision: Decision) -> Decision:
    """Return the decision with new ids for itself and its spans where an id is taken."""

    def free(id_: str) -> str:
        return str(uuid4()) if connection.row(_TAKEN, [id_, id_]) else id_

    spans = tuple(msgspec.structs.replace(span, id=free(span.id)) for span in decision.spans)
    return msgspec.structs.replace(decision, id=free(decision.id), spans=spans)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
