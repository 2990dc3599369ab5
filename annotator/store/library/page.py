"""The rows of some articles of a list, each checked as it is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.model import Fault, LibraryRow, Status
from annotator.store.check import rows
from annotator.store.disk import failures
from annotator.store.file.decoding import decoding
from annotator.store.notes import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

_ARTICLES = "WHERE number IN (SELECT value FROM json_each(?))"
# Both columns of the key at once: with an IN behind `annotator =`, SQLite steps through all that is somebody's.
_THEIRS = "WHERE (annotator, article) IN (SELECT ?, value FROM json_each(?))"
_PARTS = f"SELECT article, status, assigned, spans FROM part {_THEIRS}"
_SPANS = f"""
    SELECT article, (
        SELECT count(*) FROM span WHERE span.annotator = part.annotator AND span.article = part.article
    ) FROM part {_THEIRS} AND spans <= ?
"""
_BACK = f"SELECT article FROM sent_back {_THEIRS}"
_THREADS = f"""
    SELECT article, count(DISTINCT start || ' ' || "end") FROM note
    WHERE (person, article) IN (SELECT ?, value FROM json_each(?)) AND {OPEN} GROUP BY article
"""
_COUNTED = 100
"""Up to this many spans are counted again, to see whether their number is right."""

_TODO = (Status.TODO.value, 0, 0)


def read(connection: Connection, scope: Scope, numbers: Sequence[int]) -> list[LibraryRow]:
    """Return the rows of articles, in the order of `numbers`.

    Raises `DamagedProjectError` for a row of an article, of work or of an assignment whose checksum is wrong, and where the
    row of `part` does not say the same.
    """
    wanted = json.dumps(list(numbers))
    with failures.translated(connection.path):
        articles = _sound(connection, "article", _ARTICLES, [wanted])
        theirs = [scope.me, wanted]
        work = {row["article"]: row for row in _sound(connection, "work", _THEIRS, theirs)}
        given = {row["article"] for row in _sound(connection, "assignment", _THEIRS, theirs)}
        parts = {article: tuple(rest) for article, *rest in connection.rows(_PARTS, theirs)}
        counted = dict(connection.rows(_SPANS, [*theirs, _COUNTED]))
        back = {article for (article,) in connection.rows(_BACK, theirs)}
        threads: dict[int, int] = dict(connection.rows(_THREADS, theirs))
    found: dict[int, LibraryRow] = {}
    with decoding(connection, "how far somebody is"):
        for article in articles:
            number = article["number"]
            done = work.get(number, {"status": Status.TODO.value, "note": ""})
            status, assigned, spans = parts.get(number, _TODO)
            if (status, assigned, spans) != (
                done["status"],
                int(number in given),
                counted.get(number, spans),
            ) or not isinstance(spans, int):
                raise failures.of_fault(connection.path, _differs(number, article["id"]))
            found[number] = LibraryRow(
                number=number,
                id=article["id"],
                title=article["title"],
                words=article["words"],
                date=article["date"],
                source=article["source"],
                status=Status(done["status"]),
                note=done["note"],
                spans=spans,
                assigned=not scope.own or number in given,
                back=number in back,
                threads=threads.get(number, 0),
            )
    return [found[number] for number in numbers if number in found]


def _sound(connection: Connection, table: str, where: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows of a table by their columns. Raises `DamagedProjectError` for the first that is not as it was written."""
    made = rows.table(connection, table)
    names = [column.name for column in made.columns]
    read = rows.few_rows(connection, made, where, parameters)
    for row in read:
        for fault in rows.faults_of(made, row):
            raise failures.of_fault(connection.path, fault)
    return [dict(zip(names, row, strict=True)) for row in read]


def _differs(number: int, article: str) -> Fault:
    return Fault(
        table="part",
        row=str(number),
        article=article,
        what="what it says of somebody's status, assignment or number of spans is not what is stored of these",
        derived=True,
    )
