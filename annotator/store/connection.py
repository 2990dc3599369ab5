"""One connection to a project file, and the two ways to use it: reading and writing."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from annotator.store import failures, turns
from annotator.store.decoding import blame
from annotator.store.rights import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.store.rights import ReadOnly

    Parameters = Sequence[Any] | dict[str, Any]

BUSY_SECONDS = 10.0


def connect(path: Path, mode: str, busy_seconds: float) -> Database:
    """Connect to the file at `path`, with SQLite's `mode` (ro, rw, rwc). The file is not looked at yet.

    The driver is told to begin no transactions by itself: each one here begins where it says so.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=busy_seconds, isolation_level=None)
    return Database(connection, execute_plugins=False)


def configure(database: Database) -> None:
    """Set a connection up as each one to a project is; this is the first look at the file."""
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA synchronous = FULL")


class Connection:
    """A project file that is open. It belongs to the thread that opened it."""

    def __init__(
        self,
        path: Path,
        database: Database,
        *,
        read_only: ReadOnly | None = None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.path = path
        self.database = database
        self.read_only = read_only  # why nothing can be written; None where it can
        self.busy_seconds = busy_seconds
        self.commits = 0  # how many transactions of this connection are durable
        self._file = _identity(path)
        self._folder = path.resolve().parent

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self.read_only is None

    def close(self) -> None:
        """Close the file; more than once is harmless."""
        self.database.close()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query. Raises `ProjectError`."""
        with failures.translated(self.path):
            try:
                return self.database.execute(sql, parameters).fetchall()
            except sqlite3.OperationalError as error:
                self._tell_row(error)
                raise

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None. Raises `ProjectError`."""
        with failures.translated(self.path):
            try:
                found: tuple[Any, ...] | None = self.database.execute(sql, parameters).fetchone()
            except sqlite3.OperationalError as error:
                self._tell_row(error)
                raise
            return found

    def _tell_row(self, error: sqlite3.Error) -> None:
        """Raise `NotAProjectError` for the row that has a text that is none, where that is what is wrong."""
        if failures.is_no_text(error):
            blame(self, "a text", error)

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one statement of a transaction that `writing` began."""
        self.database.execute(sql, parameters)

    def require_same_file(self, other: Connection) -> None:
        """Raise `ProjectError` unless `other` was opened on the same file: under one name there can be two in turn."""
        if self._file != other._file:
            raise failures.moved(self.path)

    def require_writable(self) -> None:
        """Raise `ProjectReadOnlyError` where nothing can be written."""
        if self.read_only is not None:
            raise failures.read_only(self.read_only)

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[None]:
        """Hold the one right to write; all that is done inside is durable afterwards, or none of it happened.

        Without `keep` none of it happened in any case: so one can see what would. Raises `ProjectReadOnlyError`,
        `ProjectBusyError` when another program holds it for too long, `ProjectError`, also when the file was moved, removed or replaced: what is written to it then, nobody would find.
        """
        self.require_writable()
        with failures.translated(self.path):
            turns.begin(self.database, self._folder, self.busy_seconds)
            before, committing = self.commits, False
            try:
                if _identity(self.path) != self._file:
                    raise failures.moved(self.path)
                yield
                if keep:
                    committing = True
                    self.database.execute("COMMIT")
                    self.commits = before + 1
                else:
                    self.database.rollback()
            except BaseException as error:
                # Ctrl+C that comes while SQLite commits is raised only when it has.
                if (
                    committing
                    and isinstance(error, KeyboardInterrupt)
                    and not self.database.conn.in_transaction
                ):
                    self.commits = before + 1
                self.database.rollback()
                raise

    @contextmanager
    def as_of_now(self) -> Iterator[None]:
        """Read all that is read inside as it is at this moment, or at that of the transaction that is open.

        Nothing is to be written inside.
        """
        if self.database.conn.in_transaction:
            yield
            return
        with failures.translated(self.path):
            self.database.execute("BEGIN")
        try:
            yield
        finally:
            self.database.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a second connection that sees the project as it is at this moment, whatever is written meanwhile."""
        if not self.writable:
            yield self
            return
        with failures.translated(self.path):
            database = connect(self.path, "rw", self.busy_seconds)
        try:
            with failures.translated(self.path):
                configure(database)
                database.execute("BEGIN")
            yield Connection(self.path, database, read_only=lacking(self.path))
        finally:
            database.close()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from any other, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
