"""Joining two people: their spans, work and assignments in the same articles."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from annotator import limits
from annotator.model import Edit, Move, Operation, Progress, Status
from annotator.store import articles, operations, spans
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

    Layers = frozenset[tuple[int, int]]

_DOUBLES = """
    SELECT one.article, one.id FROM span AS one JOIN span AS other USING (article, start, "end", label)
    WHERE one.annotator = ? AND other.annotator = ? ORDER BY one.article, one.start, one."end", one.label
"""
_LATEST = "SELECT max(at) FROM operation WHERE article = ? AND annotator IN (?, ?)"
_BOTH_ASSIGNED = """
    SELECT min(dynamic), min(given), max(touched), article FROM assignment
    WHERE annotator IN (?, ?) GROUP BY article HAVING count(*) = 2
"""
_FINISHED = frozenset({Status.DONE, Status.FLAGGED})


def remove_doubles(connection: Connection, first: int, second: int) -> int:
    """Remove the spans of the first person that the second has too, each with its operation; return how many."""
    doubles = connection.rows(_DOUBLES, [first, second])
    name = annotators.name_of(connection, first)
    for number, id_ in doubles:
        found, latest = spans.find(connection, id_), connection.row(_LATEST, [number, first, second])
        assert found is not None
        operation = Operation(
            article=articles.by_number(connection, number).id,
            annotator=name,
            # not now: the same two people, joined in two copies, have the same history afterwards
            when=datetime.fromisoformat(latest[0]) if latest and latest[0] else found[1].changed,
            move=Move.DO,
            edit=Edit(before=found[1], after=None),
        )
        operations.append(connection, number, first, operation)
    return len(doubles)


def with_spans(connection: Connection, first: int, second: int) -> Layers:
    """Return article and person of each layer of these two that has spans or was sent back, by their numbers; none of models and references."""
    sql = f"""
        SELECT article, annotator FROM {kinds.SPANS} WHERE annotator IN (?1, ?2)
        UNION SELECT article, annotator FROM sent_back WHERE annotator IN (?1, ?2)
    """
    return frozenset((article, who) for article, who in connection.rows(sql, [first, second]))


def join_notes(connection: Connection, first: int, second: int) -> None:
    """Give the notes of the first person, and what was sent back to them, to the second, inside a transaction.

    To be done before work is joined. Nothing of it can be called back then.
    """
    for column in ("person", "author"):
        connection.execute(f"UPDATE note SET {column} = ? WHERE {column} = ?", [second, first])
    connection.execute("UPDATE OR IGNORE sent_back SET annotator = ? WHERE annotator = ?", [second, first])
    connection.execute("DELETE FROM sent_back WHERE annotator = ?", [first])
    connection.execute("UPDATE sent_back SET untouched = 0 WHERE annotator = ?", [second])


def join_work(connection: Connection, marked: Layers, first: int, second: int) -> None:
    """Give the work and the assignments of the first person to the second, inside a transaction.

    `marked` are the layers with spans or sent back, before any were moved. Where both worked, seconds are added, notes are put together, and
    the article is flagged if either flagged it, done if each of those who marked or finished it is done and nobody has it back, and else not.
    """
    mine, theirs = (_work(connection, who) for who in (first, second))
    for article in sorted(mine.keys() | {article for article, who in marked if who == first}):
        sides = [(second, theirs.get(article, Progress())), (first, mine.get(article, Progress()))]
        counting = [
            side.status for who, side in sides if side.status in _FINISHED or (article, who) in marked
        ]
        notes = dict.fromkeys(side.note for _, side in sides if side.note)
        connection.execute(
            "INSERT INTO work (annotator, article, status, note, seconds) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note, seconds = excluded.seconds",
            [
                second,
                article,
                _joined(counting, {side.status for _, side in sides}).value,
                "; ".join(notes),
                min(sum(side.seconds for _, side in sides), limits.SECONDS.most),
            ],
        )
    connection.execute("DELETE FROM work WHERE annotator = ?", [first])
    for values in connection.rows(_BOTH_ASSIGNED, [first, second]):
        connection.execute(
            "UPDATE assignment SET dynamic = ?, given = ?, touched = ? WHERE article = ? AND annotator = ?",
            [*values, second],
        )
    connection.execute("UPDATE OR IGNORE assignment SET annotator = ? WHERE annotator = ?", [second, first])
    connection.execute("DELETE FROM assignment WHERE annotator = ?", [first])


def _work(connection: Connection, person: int) -> dict[int, Progress]:
    rows = connection.rows("SELECT article, status, note, seconds FROM work WHERE annotator = ?", [person])
    with decoding(connection, "how far somebody is"):
        return {
            article: Progress(status=Status(status), note=note, seconds=seconds)
            for article, status, note, seconds in rows
        }


def _joined(counting: list[Status], both: set[Status]) -> Status:
    """Return the joined status of two people: `both` are their statuses, `counting` those of who marked or finished something."""
    if Status.FLAGGED in counting:
        return Status.FLAGGED
    if counting:
        return Status.DONE if set(counting) == {Status.DONE} else Status.DOING
    return Status.DOING if Status.DOING in both else Status.TODO
