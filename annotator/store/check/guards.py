"""What is looked at before something is told of a project: each raises `NotAProjectError` where that is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.check import checking, counts, file, gold, layers
from annotator.store.check.context import read_context
from annotator.store.disk import failures
from annotator.store.file import checksums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.store.check.fault import Fault
    from annotator.store.file.connection import Connection
    from annotator.store.file.migrations import Steps

ALL_BYTES = 160 * 1024
"""Up to so many bytes all is looked at."""

PAGES_BYTES = 320 * 1024
"""Up to so many bytes the pages, the indexes and the references between tables are looked at."""

CHECKSUM_ROWS = 100
"""Up to so many rows of a table their checksums are looked at."""


_DECIDED = (
    "SELECT article FROM decision UNION SELECT article FROM gold_step UNION SELECT article FROM settled"
)


def require_sound(connection: Connection) -> None:
    """Check everything."""
    checking.require(connection, checking.faults(connection))


def require_article(connection: Connection, number: int) -> None:
    """Look at one article, with the layers, the gold and the work on it."""
    require_each(connection)(number)


def require_each(connection: Connection) -> Callable[[int], None]:
    """Return what looks at an article by its number, as `require_article` does, for many of them."""
    about = read_context(connection)
    return lambda number: checking.require(connection, checking.article(about, number))


def require_tables(connection: Connection, *names: str) -> None:
    """Look at the rows and indexes of tables that have checksums: those that are named, or all."""
    checking.require(connection, checking.tables(connection, *names))


def require_lists(connection: Connection) -> None:
    """Look at what lists and counts are made from."""
    require_tables(connection)
    with failures.translated(connection.path):
        checking.require(connection, counts.faults(read_context(connection)))


def require_gold(connection: Connection) -> None:
    """Look at all gold."""
    about = read_context(connection)
    with failures.translated(connection.path):
        for number, id_ in connection.rows(f"SELECT number, id FROM article WHERE number IN ({_DECIDED})"):
            checking.require(connection, gold.faults(about, layers.Article(number, id_, None)))


def require_openable(connection: Connection, steps: Steps) -> None:
    """Raise `NotAProjectError` where a short look finds that the project is damaged."""
    checking.require(connection, _quick_faults(connection, steps))


def _quick_faults(connection: Connection, steps: Steps) -> Iterator[Fault]:
    if file.is_newer(connection, steps):
        return  # whoever opens it is told so
    with failures.translated(connection.path):
        pages, page_size = (
            connection.database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
    size = pages * page_size
    if size <= ALL_BYTES:
        yield from checking.faults(connection, steps)
        return
    yield from file.schema(connection, steps)
    if size <= PAGES_BYTES:
        yield from file.pages(connection)
        yield from file.references(connection)
    about = read_context(connection)
    for table in checksums.TABLES:
        yield from checking.first_rows(about, table, CHECKSUM_ROWS)
