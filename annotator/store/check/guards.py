"""Checks before a project is opened, shown or exported. Each function raises `DamagedProjectError` for the first damage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import limits
from annotator.store.check import (
    checking,
    counts,
    derived,
    file,
    gold,
    layers,
    objects,
    search_indexes,
    splits,
)
from annotator.store.check.context import read_context
from annotator.store.disk import failures
from annotator.store.file import checksums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.model import Fault
    from annotator.store.file.connection import Connection
    from annotator.store.file.migrations import Steps

ALL_BYTES = 396 * 1024
"""Up to this size, everything is checked when a project is opened, which takes a few milliseconds."""

PAGES_BYTES = 556 * 1024
"""Up to this size, pages, indexes and references between tables are checked when a project is opened."""

CHECKSUM_ROWS = 100
"""In tables with at most this many rows, checksums are checked when a project is opened."""


_DECIDED = (
    "SELECT article FROM decision UNION SELECT article FROM gold_step UNION SELECT article FROM settled"
)


def require_sound(connection: Connection) -> None:
    """Check everything."""
    checking.require(connection, checking.faults(connection))


def require_article(connection: Connection, number: int, person: int | None = None) -> None:
    """Check one article with its gold and work, and with its layers as far as `limits.REPLAYED` and `layers.Scope` say.

    `person`: the number of the annotator who opens it.
    """
    scope = layers.Scope(person, limits.REPLAYED.most)
    checking.require(connection, checking.article(read_context(connection), number, scope))


class EachArticle:
    """Checks many articles of a snapshot in turn, each when it is called with its number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._about = read_context(connection).in_windows()

    def __call__(self, number: int) -> None:
        """Check the article of this number."""
        checking.require(self._connection, checking.article(self._about, number))

    def may_have(self, number: int, *tables: str) -> bool:
        """Return False only where the article of this number has no row in any of the tables."""
        return any(self._about.may_have(table, number) for table in tables)


def require_each(connection: Connection) -> EachArticle:
    """Return what checks the article of a number, for many articles of a snapshot in turn."""
    return EachArticle(connection)


def require_tables(connection: Connection, *names: str) -> None:
    """Check the rows and indexes of the named tables; by default of all tables with checksums."""
    checking.require(connection, checking.tables(connection, *names))


def require_rows(connection: Connection, table: str, key: str) -> Callable[[int, int], None]:
    """Return a function that checks the rows of a table whose key is between two numbers, for many ranges in turn."""
    about = read_context(connection)
    where = f"WHERE {key} BETWEEN ? AND ? ORDER BY {key}"

    def require(first: int, last: int) -> None:
        checking.require(connection, checking.some_rows(about, table, where, [first, last]))

    return require


def require_splits(connection: Connection) -> None:
    """Check the splits that are kept."""
    require_tables(connection, "split", "split_part")
    checking.require(connection, splits.faults(read_context(connection)))


def require_lists(connection: Connection) -> None:
    """Check everything that lists and counts are made from, once for what a snapshot sees."""
    if connection.seen is not None and "lists" in connection.seen:
        return
    require_tables(connection)
    with failures.translated(connection.path):
        checking.require(connection, counts.faults(read_context(connection)))
    if connection.seen is not None:
        connection.seen["lists"] = True


def require_derived(connection: Connection, table: str) -> None:
    """Compare a derived table, and those made with it, with what they are made from."""
    with failures.translated(connection.path):
        checking.require(connection, derived.faults(connection, table))


def require_gold(connection: Connection) -> None:
    """Check all gold."""
    about = read_context(connection)
    with failures.translated(connection.path):
        for number, id_ in connection.rows(f"SELECT number, id FROM article WHERE number IN ({_DECIDED})"):
            checking.require(connection, gold.faults(about, layers.Article(number, id_, None)))


def require_openable(connection: Connection, steps: Steps) -> None:
    """Check what can be checked within milliseconds, which depends on the size of the file."""
    if _size(connection) <= ALL_BYTES:
        with failures.translated(connection.path):
            search_indexes.list_terms(connection)
    checking.require(connection, _quick_faults(connection, steps))


def quick_damage(connection: Connection, steps: Steps) -> str:
    """Return a clause on the first damage that is looked for on each opening, "" if there is none."""
    return next((str(fault) for fault in _quick_faults(connection, steps) if not fault.harmless), "")


def _quick_faults(connection: Connection, steps: Steps) -> Iterator[Fault]:
    if file.is_newer(connection, steps):
        return  # whoever opens it is told so
    size = _size(connection)
    if size <= ALL_BYTES:
        yield from checking.faults(connection, steps)
        return
    judgement = objects.judged(connection, steps)
    yield from judgement.faults
    if judgement.misleading:
        return
    yield from file.steps_listed(connection, judgement)
    yield from file.numbers(connection)
    if size <= PAGES_BYTES:
        yield from file.all_pages(connection, judgement)
        yield from file.all_references(connection, judgement)
    about = read_context(connection)
    for table in checksums.TABLES:
        yield from checking.first_rows(about, table, CHECKSUM_ROWS)


def _size(connection: Connection) -> int:
    """Return the size of the file in bytes."""
    with failures.translated(connection.path):
        pages, page_size = (
            connection.database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
    return int(pages * page_size)
