"""Checking a whole project, also a damaged one."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import checking
from annotator.store.opening.opening import open_to_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from annotator.store.file.connection import Connection

_COUNTED = ("article", "span", "operation", "decision", "annotator")


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

    def counts(self) -> dict[str, int]:
        """Return how many rows there are in the tables of articles, spans, changes, decisions and people."""
        counts = {table: self._connection.row(f"SELECT count(*) FROM {table}") for table in _COUNTED}
        return {table: int(row[0]) for table, row in counts.items() if row is not None}


@contextmanager
def checked(path: Path, *, anywhere: bool = False) -> Iterator[Checked]:
    """Open a project for checking. Raises `NoProjectError`, `NotAProjectError` for what is none, `ProjectError`."""
    with closing(open_to_check(path, anywhere=anywhere, looking=True)) as connection, connection.as_of_now():
        yield Checked(connection)
