"""Tables that repeat what others say, for lists, sums and searches: compared with these, and made anew.

`DERIVED` is the one list of them. What is in these tables is never read for anything that is exported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.model import Fault
from annotator.store.check import case_counts, rows, search_indexes
from annotator.store.file import parts
from annotator.store.file.case_counts import TABLES as CASES
from annotator.store.file.search_tables import INDEXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annotator.store.file.connection import Connection

_WRITTEN = re.compile(r"\b(?:INTO|UPDATE|FROM)\s+(\w+)")
"""A table that a trigger writes to or reads."""
_INDEX = re.compile(r"\bindex (\w+)$")
"""The end of what SQLite says of an index that does not fit its table."""


_MADE_FROM = {
    "part": ("assignment", "work", "span"),
    "tally": ("part",),
    "article_tally": ("article",),
    "pool_count": ("pool",),
    "pool_tally": ("pool_count",),
}
"""The tables whose rows make those of each table of parts."""


class Derived(NamedTuple):
    """Something that is derived from other tables, and kept in `tables`.

    `faults` yields what differs from what they would be if they were made anew; it reads, and its queries go over everything.
    `remake` makes them anew, inside a transaction.
    """

    name: str
    tables: tuple[str, ...]
    faults: Callable[[Connection], Iterator[Fault]]
    remake: Callable[[Connection], None]


def faults(connection: Connection, of: str = "") -> Iterator[Fault]:
    """Yield what is wrong with the derived tables that a project has, which one of an older version lacks.

    `of` is a table: only that one and those that are made with it.
    """
    there = {name for (name,) in rows.raw_rows(connection, "SELECT name FROM sqlite_master")}
    for each in DERIVED:
        if of and of not in each.tables:
            continue
        if there.issuperset(each.tables):
            yield from map(marked, each.faults(connection))


def marked(fault: Fault) -> Fault:
    """Return the fault, with `derived` set where it is in a derived table or an index of one."""
    return msgspec.structs.replace(fault, derived=True) if _owners(fault) else fault


def owners(name: str, table: str, sql: str) -> list[Derived]:
    """Return the derived tables to which an object of the file belongs: one of them, an index on one, a trigger that keeps one."""
    words = {name, table, *(_WRITTEN.findall(sql) if sql.startswith("CREATE TRIGGER") else ())}
    return [each for each in DERIVED if not words.isdisjoint(each.tables)]


def index_kept_in(table: str) -> str:
    """Return the index of FTS5 that SQLite keeps in a table, which it makes with the index; "" for any other table."""
    return next((index for index in INDEXES if table.startswith(f"{index}_")), "")


def remake(connection: Connection, found: Iterable[Fault], more: Iterable[Derived] = ()) -> list[str]:
    """Make those derived tables anew in which these faults are, and `more`, inside a transaction; return their names."""
    wrong = {owner.name for fault in found for owner in _owners(fault)} | {each.name for each in more}
    for each in DERIVED:
        if each.name in wrong:
            each.remake(connection)
    return [each.name for each in DERIVED if each.name in wrong]


def _owners(fault: Fault) -> list[Derived]:
    """Return what a fault is in. Tables that an index consists of, and indexes, begin with the name of their table."""
    index = _INDEX.search(fault.what)
    name = fault.table or (index[1] if index else "")
    return [
        each
        for each in DERIVED
        if any(name == table or name.startswith(f"{table}_") for table in each.tables)
    ]


def _faults_of_parts(connection: Connection) -> Iterator[Fault]:
    empty = _empty(connection)
    for table in parts.TABLES:
        found: list[Fault] = []
        if empty.issuperset((table, *_MADE_FROM[table])):
            continue
        with rows.reading(
            found, Fault(table=table, what="its rows can't be compared with those they are made from")
        ):
            sql = _differing(table, parts.COMPUTED[table])
            differing = next(rows.raw_rows(connection, sql))[0]
            if differing:
                what = "1 row is not" if differing == 1 else f"{differing:,} rows are not"
                found.append(Fault(table=table, what=f"{what} what the tables say that it is made from"))
        yield from found


def _empty(connection: Connection) -> frozenset[str]:
    """Return the tables without rows, of those of parts and those that they are made from; none where that can't be read."""
    names = sorted({name for table, sources in _MADE_FROM.items() for name in (table, *sources)})
    with rows.reading([], Fault(what="")):
        asked = ", ".join(f"EXISTS (SELECT 1 FROM {name})" for name in names)
        has_rows = next(rows.raw_rows(connection, f"SELECT {asked}"))
        return frozenset(name for name, has in zip(names, has_rows, strict=True) if not has)
    return frozenset()


def _differing(table: str, computed: str) -> str:
    """Return a query for the number of keys of which a table and a query say different things."""
    return f"""
        SELECT count(*) FROM (
            SELECT * FROM (SELECT * FROM {table} EXCEPT SELECT * FROM ({computed}))
            UNION ALL SELECT * FROM (SELECT * FROM ({computed}) EXCEPT SELECT * FROM {table})
        )
    """


def _remake_parts(connection: Connection) -> None:
    # Without the triggers between them, each would change those behind it.
    triggers = connection.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('part', 'pool_count')"
    )
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for table in parts.TABLES:
        connection.execute(f"DELETE FROM {table}")
    for table in parts.TABLES:
        parts.fill(connection.database, table)
    for _, sql in triggers:
        connection.execute(sql)


DERIVED: tuple[Derived, ...] = (
    Derived("sums of what everybody has done", parts.TABLES, _faults_of_parts, _remake_parts),
    Derived("counts of disagreements", CASES, case_counts.faults, case_counts.remake),
    Derived(
        "index for filters",
        search_indexes.FILTERED,
        search_indexes.faults_of_filters,
        search_indexes.remake_filters,
    ),
    Derived(
        "index for searching",
        search_indexes.SEARCHED,
        search_indexes.faults_of_words,
        search_indexes.remake_words,
    ),
)
