"""Checking a whole project, also a damaged one."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import checking, rows
from annotator.store.file import search_tables
from annotator.store.opening.opening import open_to_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from annotator.store.file.connection import Connection

_COUNTED = ("article", "span", "operation", "decision", "annotator")
_OTHERS = "SELECT count(*) FROM annotator WHERE kind <> 'person'"


class Checked:
    """A project that is open for checking, as of one moment; it is not changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def notices(self) -> tuple[str, ...]:
        """Messages about its file."""
        return tuple(notice.full for notice in self._connection.notices)

    def faults(self, progress: Callable[[int], None] | None = None) -> Iterator[Fault]:
        """Yield all faults of the project. `progress` is called with the number of articles checked so far."""
        why = self._connection.read_only
        if why is not None and why.elsewhere is not None:
            yield Fault(what=f"not all was looked at; look at its other name: {why.elsewhere}", harmless=True)
        yield from checking.faults(self._connection, progress=progress)

    def articles(self) -> int | None:
        """Return how many articles there are; None where that can't be read."""
        with rows.reading([], Fault(what="")):
            return int(next(rows.raw_rows(self._connection, "SELECT count(*) FROM article"))[0])
        return None

    def counts(self) -> dict[str, int]:
        """Return how many articles, spans, changes, decisions and people there are, by their tables, and others: "other"."""
        columns = [column.name for column in rows.table(self._connection, "annotator").columns]
        sql = {table: f"SELECT count(*) FROM {table}" for table in _COUNTED}
        sql["other"] = _OTHERS if "kind" in columns else "SELECT 0"  # older versions know people only
        found = {what: self._connection.row(query) for what, query in sql.items()}
        counts = {what: int(row[0]) for what, row in found.items() if row is not None}
        return {**counts, "annotator": counts["annotator"] - counts["other"]}

    def bytes_of_indexes(self) -> tuple[int, int]:
        """Return about how many bytes the indexes for filters and for searching take of a whole project, and how many it has."""
        if not rows.table(self._connection, "search_index").columns:
            return 0, 0  # an older version made it
        row = self._connection.row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        assert row is not None
        return search_tables.size(self._connection.database), int(row[0])


def repair(path: Path, faults: Iterable[Fault], *, anywhere: bool = False) -> list[str]:
    """Make anew, in one transaction, what repeats other tables and has some of these faults; return the names of it.

    Raises as `Project.open`, and `DamagedProjectError` where anything else is damaged.
    """
    from annotator.store.opening.repairing import repair

    return repair(path, faults, anywhere=anywhere)


@contextmanager
def checked(path: Path, *, anywhere: bool = False) -> Iterator[Checked]:
    """Open a project for checking. Raises `NoProjectError`, `NotAProjectError` for what is none, `ProjectError`."""
    with closing(open_to_check(path, anywhere=anywhere, looking=True)) as connection, connection.as_of_now():
        yield Checked(connection)
