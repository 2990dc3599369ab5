"""What is looked at on every opening: what takes a few milliseconds, by the size of the file.

Larger files are looked at as what is in them is read, and as a whole by `annotator check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store import check
from annotator.store.check import file
from annotator.store.file import checksums, failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check import Fault
    from annotator.store.file.connection import Connection
    from annotator.store.file.upgrading import Steps

ALL = 160 * 1024
"""Up to so many bytes all is looked at."""

PAGES = 320 * 1024
"""Up to so many bytes the pages, the indexes and the references between tables are looked at."""

CHECKSUMS = 100
"""Up to so many rows of a table their checksums are looked at."""


def look(connection: Connection, steps: Steps) -> None:
    """Raise `NotAProjectError` where a short look finds that the project is damaged."""
    check.require(connection, _faults(connection, steps))


def _faults(connection: Connection, steps: Steps) -> Iterator[Fault]:
    if file.is_newer(connection, steps):
        return  # whoever opens it is told so
    with failures.translated(connection.path):
        pages, page_size = (
            connection.database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
    size = pages * page_size
    if size <= ALL:
        yield from check.faults(connection, steps)
        return
    yield from file.schema(connection, steps)
    if size <= PAGES:
        yield from file.pages(connection)
        yield from file.references(connection)
    about = check.context(connection)
    for table in checksums.TABLES:
        yield from check.first_rows(about, table, CHECKSUMS)
