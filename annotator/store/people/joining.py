"""Giving somebody another name, and making two people one, with all that they have and had.

Names stand in the history too, inside spans and decisions. They are put there by the same hand that puts them in when
projects are merged, so a copy from before is known again. All of it is one transaction, in which alone the history may be
altered.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.errors import UsageError
from annotator.model import Edit, Move, Moved, Operation
from annotator.store import articles, finished, gold, operations, spans
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators, names_in_json
from annotator.store.people import names as rule
from annotator.store.people.joining_work import join_work, with_spans
from annotator.store.people.names_in_rows import renamed_row
from annotator.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.model import Gold, Layer
    from annotator.store.file.connection import Connection

    Judge = Callable[[str, Sequence[Layer], Gold], bool]
    """Says of the text, the layers and the gold of a settled article whether these are still those that were decided on."""

_HISTORIES = ("operation", "gold_step")
_GOLD = {
    "decision": ("id", "people", "sources", "marks", "policy"),
    "settled": ("article", "people"),
    "gold_step": ("number", "edits", "people"),
}
"""The key of each table of gold, and its columns with names in them."""

_LAYERS = """
    SELECT count(*) FROM (
        SELECT article FROM span WHERE annotator = :who UNION SELECT article FROM operation WHERE annotator = :who
        UNION SELECT article FROM work WHERE annotator = :who
    )
"""
_DOUBLES = """
    SELECT one.article, one.id FROM span AS one JOIN span AS other USING (article, start, "end", label)
    WHERE one.annotator = ? AND other.annotator = ? ORDER BY one.article, one.start, one."end", one.label
"""
_LATEST = "SELECT max(at) FROM operation WHERE article = ? AND annotator IN (?, ?)"


def rename(connection: Connection, name: str, new: str) -> Moved:
    """Give somebody another name, everywhere, also in the history.

    Raises `UsageError` for a name that nobody has, for a new one that nobody can have, or that somebody else has or had,
    `ProjectError`; nothing is changed then.
    """
    new = rule.clean(new)
    with connection.writing():
        person = annotators.require_number(connection, name)
        name = annotators.name_of(connection, person)
        _check_free(connection, person, name, new)
        counts = _counts(connection, person)
        with _open(connection):
            connection.execute("UPDATE annotator SET name = ? WHERE number = ?", [new, person])
            _rename_operations(connection, person, new)
            decisions = _rename_gold(connection, person, name, new)
        _note_former(connection, person, name, new)
        return Moved(name=new, former=name, decisions=decisions, **counts)


def join(connection: Connection, name: str, other: str, judge: Judge) -> Moved:
    """Give all that one person has to another; the first is gone then.

    Where both had a span with the same range and label, that of the first is removed by an operation in its history. The
    histories of a layer become one in the order in which they were written. Raises `UsageError` for a name that nobody has, or
    twice the same person, `ProjectError`; nothing is changed then.
    """
    with connection.writing():
        first, second = (annotators.require_number(connection, each) for each in (name, other))
        name, other = (annotators.name_of(connection, each) for each in (first, second))
        if first == second:
            raise UsageError(f"{name} is one person already, so nothing was changed. Name two people.")
        if fault := rule.fault(other):
            raise UsageError(
                f"{fault} Nothing was changed. Join the other way round, or rename them first: "
                f"{typed('people rename', other, 'NEW', project=connection.path)}"
            )
        standing = _standing(connection, judge)
        marked = with_spans(connection, first, second)
        doubles = _remove_doubles(connection, first, second)
        counts = _counts(connection, first)
        with _open(connection):
            _rename_operations(connection, first, other)
            for table in ("operation", "span"):
                connection.execute(f"UPDATE {table} SET annotator = ? WHERE annotator = ?", [second, first])
            decisions = _rename_gold(connection, first, name, other)
            for table in _GOLD:
                connection.execute(
                    f"UPDATE {table} SET adjudicator = ? WHERE adjudicator = ?", [second, first]
                )
        join_work(connection, marked, first, second)
        connection.execute("UPDATE former_name SET annotator = ? WHERE annotator = ?", [second, first])
        connection.execute("DELETE FROM annotator WHERE number = ?", [first])
        _note_former(connection, second, name, other)
        changed = len(standing - _standing(connection, judge))
        return Moved(name=other, former=name, decisions=decisions, doubles=doubles, changed=changed, **counts)


def _check_free(connection: Connection, person: int, name: str, new: str) -> None:
    """Raise `UsageError` unless somebody called `name` may be called `new` from now on."""
    if name == new:
        raise UsageError(f"{name} is called that already, so nothing was changed.")
    wanted = rule.key(new)
    for known in annotators.names(connection):
        if rule.key(known) == wanted and known != name:
            raise UsageError(
                f"{known} is somebody in this project already, so nothing was changed. Choose another name; if both are one "
                f"person: {typed('people join', name, known, project=connection.path)}"
            )
    for known, who in annotators.former(connection):
        if rule.key(known) == wanted and who != person:
            raise UsageError(
                f"{known} was the name of {annotators.name_of(connection, who)} before, who is still known by it, also in copies of "
                "the project, so nothing was changed. Choose another name."
            )


def _note_former(connection: Connection, person: int, name: str, new: str) -> None:
    """Note that a person who is called `new` was called `name`, and had no other spelling of `new`."""
    for known, who in annotators.former(connection):
        if who == person and rule.key(known) == rule.key(new):
            connection.execute("DELETE FROM former_name WHERE name = ?", [known])
    if rule.key(name) != rule.key(new):
        annotators.note_former(connection, name, person)


def _counts(connection: Connection, person: int) -> dict[str, int]:
    found = {"layers": connection.row(_LAYERS, {"who": person})}
    for what, table in (("spans", "span"), ("operations", "operation")):
        found[what] = connection.row(f"SELECT count(*) FROM {table} WHERE annotator = ?", [person])
    return {what: int(row[0]) for what, row in found.items() if row is not None}


@contextmanager
def _open(connection: Connection) -> Iterator[None]:
    """Let the histories be altered inside, in a transaction."""
    marks = ", ".join("?" * len(_HISTORIES))
    triggers = connection.rows(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})", _HISTORIES
    )
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)


def _rename_operations(connection: Connection, person: int, new: str) -> None:
    """Put another name into the history of a person's spans."""
    sql = "SELECT number, before, after FROM operation WHERE annotator = ?"
    with decoding(connection, "a name in its history"):
        for number, *sides in connection.rows(sql, [person]):
            before, after = (names_in_json.span_text(side, lambda _: new) for side in sides)
            connection.execute(
                "UPDATE operation SET before = ?, after = ? WHERE number = ?", [before, after, number]
            )


def _rename_gold(connection: Connection, person: int, name: str, new: str) -> int:
    """Put another name into decisions, their history and what is settled; return how many decisions had it in any way."""
    ids = {id_ for (id_,) in connection.rows("SELECT id FROM decision WHERE adjudicator = ?", [person])}
    for table, (key, *columns) in _GOLD.items():
        for at, *row in connection.rows(f"SELECT {key}, {', '.join(columns)} FROM {table}"):
            with decoding(connection, "a name in its history"):
                values = renamed_row(row, columns, lambda known: new if known == name else known)
            if values == row:
                continue
            if table == "decision":
                ids.add(at)
                values = _with_free_marks(connection, at, columns, values)
            changes = ", ".join(f"{column} = ?" for column in columns)
            connection.execute(f"UPDATE {table} SET {changes} WHERE {key} = ?", [*values, at])
    return len(ids)


def _with_free_marks(
    connection: Connection, id_: str, columns: Sequence[str], values: list[Any]
) -> list[Any]:
    """Return the values of a decision without its marks where another one has the same: what two people's spans gave is kept."""
    place = columns.index("marks")
    sql = """
        SELECT 1 FROM decision WHERE marks = ? AND marks <> '[]' AND id <> ?
        AND article = (SELECT article FROM decision WHERE id = ?)
    """
    if connection.row(sql, [values[place], id_, id_]) is None:
        return values
    return [*values[:place], "[]", *values[place + 1 :]]


def _standing(connection: Connection, judge: Judge) -> set[int]:
    """Return the numbers of the articles whose gold is settled and not changed since."""
    found = set()
    for (number,) in connection.rows("SELECT article FROM settled"):
        article, decided = articles.by_number(connection, number), gold.of_article(connection, number)
        if judge(article.text, finished.layers_of(connection, article.id, number, decided), decided):
            found.add(number)
    return found


def _remove_doubles(connection: Connection, first: int, second: int) -> int:
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
