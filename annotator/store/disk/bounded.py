"""Connections to SQLite files, which may be damaged or hostile: limited in values and steps, and stopped by Ctrl+C.

Every connection to a file is made by `connect`. SQLite's own advice for such files is followed (sqlite.org/security.html): what
the file defines may call no function that does more than compute, values and statements have a largest size, and a statement
that takes more steps than a sound file of this size could need is stopped.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
import time
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

from annotator import limits
from annotator.errors import StoppedError
from annotator.store.disk.companion_check import require_own_companions
from annotator.store.disk.in_use import OPENING
from annotator.store.disk.sqlite_files import log_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

AT_ONCE = 100_000
"""The number of SQLite's steps between two looks at Ctrl+C and at how many were taken: some milliseconds."""

SOON = 10_000
"""The same where somebody may type on, so that what is not wanted any more ends within a millisecond or two."""

TOO_MANY_STEPS = "reading it takes more steps than a whole file of its size needs, so it was stopped"
TOO_MANY_BYTES = (
    "its rows have more bytes than the file, because pages are read again and again, so it was stopped"
)

# SQLite parses whatever a file defines, with these limits, before it reads anything. So what bounds the form of a statement stays
# as SQLite has it: a view of another program must not stop a project.
_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, limits.VALUE.most),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, limits.STATEMENT.most),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, limits.PATTERN.most),
    (sqlite3.SQLITE_LIMIT_VDBE_OP, limits.INSTRUCTIONS.most),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, limits.TRIGGERS.most),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
)
_COMPUTED = re.compile(r"\b(AS|GENERATED)\b", re.IGNORECASE)
_FUNCTION_FAILED = "user-defined function raised exception"
"""What Python's module says where a function of ours, called by SQLite, was stopped: only Ctrl+C stops that of checksums."""


class Bounded(sqlite3.Connection):
    """A connection whose statements are limited. Ctrl+C in a statement raises `KeyboardInterrupt`.

    A statement with too many steps raises `sqlite3.DatabaseError` with the code of a damaged file.
    """

    file: Path | None = None
    steps: float = 0
    """The number of steps of the last statement, in `AT_ONCE`."""
    _allowed = limits.STEPS_AT_LEAST // AT_ONCE
    _largest = 0
    _is_over = False
    _until = math.inf
    _look = 1.0
    """The number of steps between two looks, in `AT_ONCE`."""
    _unwanted: Callable[[], bool] | None = None
    _is_unwanted = False

    def limit(self, file: Path) -> None:
        """Set the limits; the file's size tells how many steps a statement may take."""
        self.file = file
        self._bytes()
        for category, most in _LIMITS:
            self.setlimit(category, most)
        self.set_progress_handler(self._go_on, AT_ONCE)
        if _reads_json_untrusted():
            self.execute("PRAGMA trusted_schema = OFF")
        self.execute("PRAGMA cell_size_check = ON")

    def has_plain(self, *tables: str) -> bool:
        """Return whether each of the tables is a table of stored values, so that reading it computes nothing. Raises sqlite3.Error."""
        marks = ", ".join("?" * len(tables))
        found = self.execute(
            f"SELECT type, sql FROM sqlite_master WHERE name COLLATE NOCASE IN ({marks})", tables
        ).fetchall()
        return len(found) == len(tables) and all(
            kind == "table"
            and isinstance(sql, str)
            and sql.startswith("CREATE TABLE ")
            and not _COMPUTED.search(sql)
            for kind, sql in found
        )

    def stop_after(self, seconds: float) -> None:
        """Let all statements from now on take at most so many seconds, too."""
        self._until = time.monotonic() + seconds

    def stop_when(self, unwanted: Callable[[], bool]) -> None:
        """Stop any statement, with `StoppedError`, while `unwanted` says that nobody waits for its answer any more."""
        self._unwanted, self._look = unwanted, SOON / AT_ONCE
        self.set_progress_handler(self._go_on, SOON)

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor whose statements are limited."""
        return super().cursor(factory or _Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement; return its cursor."""
        return self._new_cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Run a statement for each of the parameters; return its cursor."""
        return self._new_cursor().executemany(sql, parameters)

    def executescript(self, sql_script: str, /) -> sqlite3.Cursor:
        """Run several statements; return their cursor."""
        return self._new_cursor().executescript(sql_script)

    def _new_cursor(self) -> sqlite3.Cursor:
        # Not `_Cursor(self)`: the driver has a list of all cursors, and forgets those that are gone only in `cursor`.
        return super().cursor(_Cursor)

    def bytes_allowed(self) -> int:
        """Return how many bytes the rows of one statement may have together, by the size of the file."""
        return limits.READ_AT_LEAST + self._bytes() * limits.READ_OF_A_BYTE

    def begin_statement(self) -> None:
        """Count the steps of the next statement from zero."""
        self.steps = 0
        self._is_over = self._is_unwanted = False

    def raise_what_is_meant(self, error: sqlite3.Error) -> None:
        """Raise what an error of SQLite stands for: `KeyboardInterrupt`, `StoppedError`, or the error for too many steps."""
        if str(error) == _FUNCTION_FAILED:
            raise KeyboardInterrupt from error
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            return
        if self._is_unwanted:
            raise StoppedError("The answer is not wanted any more.") from error
        if not self._is_over:
            raise KeyboardInterrupt from error
        raise stopped(TOO_MANY_STEPS) from error

    def _go_on(self) -> bool:
        """Count steps; return whether to stop. That Python runs here lets Ctrl+C through."""
        self.steps += self._look
        if self.steps > self._allowed:
            self._allowed = self._steps_allowed()
            self._is_over = self.steps > self._allowed
        self._is_over = self._is_over or time.monotonic() > self._until
        self._is_unwanted = self._unwanted is not None and self._unwanted()
        return self._is_over or self._is_unwanted

    def _steps_allowed(self) -> int:
        found = self._bytes()
        return max(
            self._allowed, limits.STEPS_AT_LEAST // AT_ONCE + found * limits.STEPS_OF_A_BYTE // AT_ONCE
        )

    def _bytes(self) -> int:
        """Return the largest size that the file and its log had; a copy that is read has no name any more."""
        assert self.file is not None
        self._largest = max(self._largest, sum(_size(file) for file in (self.file, log_of(self.file))))
        return self._largest


class _Cursor(sqlite3.Cursor):
    connection: Bounded

    def execute(self, sql: str, parameters: Any = ()) -> _Cursor:
        self.connection.begin_statement()
        self._told(super().execute, sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any]) -> _Cursor:
        self.connection.begin_statement()
        self._told(super().executemany, sql, parameters)
        return self

    def executescript(self, sql_script: str) -> _Cursor:
        self.connection.begin_statement()
        self._told(super().executescript, sql_script)
        return self

    def fetchone(self) -> Any:
        return self._told(super().fetchone)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        found: list[Any] = self._told(super().fetchmany, size)
        return found

    def fetchall(self) -> list[Any]:
        found: list[Any] = self._told(super().fetchall)
        return found

    def __next__(self) -> Any:
        return self._told(super().__next__)

    def _told(self, run: Callable[..., Any], *values: Any) -> Any:
        try:
            return run(*values)
        except sqlite3.Error as error:
            self.close()  # who holds the error would hold the statement, and with it the log that a closed connection removes
            self.connection.raise_what_is_meant(error)
            raise


def connect(path: Path, mode: str, busy_seconds: float = 0, *, beside: bool = True) -> Bounded:
    """Return a connection to the file at `path`, which isn't read yet; `mode` is SQLite's (ro, rw, rwc).

    Without `beside`, only the file itself is read, and nothing is made beside it. The driver begins no transactions by itself,
    and a row that another one replaces fires its triggers for deletion. Raises `ProjectError` if a file beside it leads
    SQLite to other files.
    """
    if beside:
        require_own_companions(path)
    uri = f"{path.absolute().as_uri()}?mode={mode}{'' if beside else '&immutable=1'}"
    return connect_to(uri, path, busy_seconds)


def connect_to(uri: str, path: Path, busy_seconds: float = 0) -> Bounded:
    """Return such a connection by the URI of the file at `path`."""
    with OPENING:
        database = sqlite3.connect(uri, uri=True, timeout=busy_seconds, isolation_level=None, factory=Bounded)
    database.limit(path)
    database.execute("PRAGMA recursive_triggers = ON")
    return database


@cache
def _reads_json_untrusted() -> bool:
    """Return whether a CHECK of ours may test JSON where definitions are not trusted, which SQLite 3.40 does not let it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        try:
            database.execute("CREATE TABLE one (value CHECK (json_valid(value)))")
        except sqlite3.OperationalError:
            return False
    return True


def stopped(why: str) -> sqlite3.DatabaseError:
    """Return the error for a statement with too many steps or bytes, as SQLite gives it for a damaged file."""
    error = sqlite3.DatabaseError(why)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _size(file: Path) -> int:
    try:
        return os.stat(file).st_size  # noqa: PTH116
    except OSError:
        return 0
