"""A connection to a project file, for reading and for transactions."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

from annotator.errors import ProjectError, ProjectLostError
from annotator.model import Notice
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.rights import ReadOnly
from annotator.store.disk.sqlite_files import identity
from annotator.store.disk.write_lock import Line
from annotator.store.file import checksums, log_size, state_id
from annotator.store.file.decoding import raise_damaged
from annotator.store.replaced.file_ids import read_ids
from annotator.store.replaced.open_files import OpenFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded
    from annotator.store.disk.sqlite_files import Identity
    from annotator.store.people.spellings import Spellings

    Parameters = Sequence[Any] | dict[str, Any]
    Check = Callable[["Connection"], None]

BUSY_SECONDS = 10.0
_SNAPSHOT = ReadOnly("This is the project as it was at one moment", "Write to the project itself.")
_ROWS = 1_000
_TRIES = 5
"""How often a transaction is begun again if the files were replaced meanwhile."""


def configure(database: sqlite3.Connection) -> None:
    """Set the pragmas of a connection to a project; this reads the file for the first time."""
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA synchronous = FULL")


def enable_wal(database: sqlite3.Connection) -> None:
    """Let a database have a write-ahead log, outside a transaction."""
    if database.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        database.execute("PRAGMA journal_mode = WAL").fetchone()


class Pending(Protocol):
    """What is written at the end of a transaction, when all of it is known."""

    def write(self) -> None:
        """Write it."""


class Connection:
    """A project file that is open, used by the thread that opened it.

    If its files are removed, renamed or replaced, the connection moves to a new file with everything that was saved; `path`
    and `notices` say so.
    """

    def __init__(
        self,
        path: Path,
        database: Bounded,
        *,
        read_only: ReadOnly | None = None,
        busy_seconds: float = BUSY_SECONDS,
        require_sound: Check | None = None,
    ) -> None:
        self.path = path
        self.database = database
        self.moves = True  # whether it is this one that moves, see `ensure_in_place`
        self.read_only = read_only  # why nothing can be written; None where it can
        self.busy_seconds = busy_seconds
        self.require_sound = require_sound  # raises for the first damaged row; None where nobody checks rows
        self.commits = 0  # how many transactions of this connection are durable
        text = "" if read_only is None else read_only.notice
        self.notices = [Notice(text, text)] if text else []
        self.seen: dict[str, Any] | None = (
            None  # what checks found of what it sees; None where that can change
        )
        self.spellings: Spellings | None = None  # the names of the people, since they were last read
        self.pending: Pending | None = None  # what the transaction writes at its end
        self.sound_indexes: dict[str, int] = {}  # the sums with which indexes were found right
        self._main = identity(path)
        self._files: OpenFiles | None = None  # of a project that is open for writing
        self._line = Line()
        self._is_open = True
        self._with_triggers: sqlite3.Connection | None = (
            None  # the one that keeps checksums of what it writes
        )

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self.read_only is None

    def watch_files(self) -> None:
        """Record which files are open; from now on it is checked that they stay in place."""
        self._files = self._opened(self.path, self.database, self._main)

    def _opened(self, path: Path, database: Bounded, main: Identity | None) -> OpenFiles:
        """Return the files that are open. Raises `ProjectMovedError` unless this main file has its name now."""
        with failures.translated(path):
            files = OpenFiles(path, database, self.busy_seconds, read_ids(path))
        if main is None or files.ids.main != main:
            files.close()
            raise failures.moved(path)
        return files

    def close(self) -> None:
        """Close the file; closing it again does nothing. Files that were replaced are left alone unless it `moves`.

        Raises `ProjectError` if its files were removed or replaced and its content can't be written anywhere.
        """
        if not self._is_open:
            return
        self._is_open = False
        try:
            if self.moves:
                self.ensure_in_place()
        except ProjectLostError:
            raise
        except ProjectError as error:
            raise ProjectError(f"{error.what}, so what was saved last may be lost.") from error
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._files is None:
            self.database.close()
        else:
            self._files.close()

    def refresh(self) -> None:
        """See what others wrote since; only a read-only copy has to do anything for it.

        Raises `ProjectLostError` if another project is in the file now, `ProjectError`.
        """
        if self._files is not None and self._files.is_displaced():
            self._files.require_own_content()

    def stop_when(self, unwanted: Callable[[], bool]) -> None:
        """Stop any statement, with `StoppedError`, while `unwanted` says so; until the files are moved or opened anew."""
        self.database.stop_when(unwanted)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query. Raises `ProjectError`."""
        with failures.translated(self.path):
            try:
                return self.database.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                self._raise_if_unreadable(error)
                raise

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None. Raises `ProjectError`."""
        with failures.translated(self.path):
            try:
                found: tuple[Any, ...] | None = self.database.execute(sql, parameters).fetchone()
            except sqlite3.Error as error:
                self._raise_if_unreadable(error)
                raise
            return found

    def _raise_if_unreadable(self, error: sqlite3.Error) -> None:
        """Raise `DamagedProjectError` for the row with a text that is not valid UTF-8 or too long, if that is the error."""
        if failures.is_invalid_text(error) or failures.primary_code(error) == sqlite3.SQLITE_TOOBIG:
            raise_damaged(self, "a text", error)

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one statement inside a transaction of `writing`."""
        self.database.execute(sql, parameters)

    def execute_many(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Run one statement for each of the rows inside a transaction of `writing`."""
        for start in range(
            0, len(rows), _ROWS
        ):  # the steps of a statement are limited, those of all its rows together
            self.database.executemany(sql, rows[start : start + _ROWS])

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows into a table with checksums, as `checksums.insert` says, inside a transaction of `writing`."""
        for start in range(0, len(rows), _ROWS):
            checksums.insert(self.database, table, rows[start : start + _ROWS])

    @contextmanager
    def with_cache(self, size: int) -> Iterator[None]:
        """Keep up to `size` bytes of the file's pages in memory during the block, so that indexes in random order stay there."""
        (before,) = self.row("PRAGMA cache_size") or (0,)
        with failures.translated(self.path):
            self.database.execute(f"PRAGMA cache_size = -{size // 1024}")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self.database.execute(f"PRAGMA cache_size = {before}")

    def is_in_place(self) -> bool:
        """Return whether the opened files still have their names."""
        return identity(self.path) == self._main if self._files is None else self._files.is_in_place()

    def require_same_file(self, other: Connection) -> None:
        """Raise `ProjectError` unless `other` has the same file open, not one that has its name now."""
        if self._main != other._main:
            raise failures.moved(self.path)

    def require_writable(self) -> None:
        """Raise `ProjectReadOnlyError` if the project is open for reading only."""
        if self.read_only is not None:
            raise failures.read_only(self.read_only)

    # --- the files under their names --------------------------------------------------------------

    def ensure_in_place(self) -> None:
        """Move to a new file if the files were removed, renamed or replaced, so that what was saved is at `path`.

        Costs three stat calls if nothing happened. Raises `ProjectError` if nothing can be written, `ProjectLostError`, also
        from then on, if another project is in the file, `ProjectMovedError` where that is left to another connection.
        """
        if self._files is None or not self._files.is_displaced():
            return
        if self.database.in_transaction:
            raise failures.moved(self.path)
        self._files.require_own_content()
        if not self.moves:
            raise failures.moved(self.path)
        with failures.translated(self.path):
            rebuilt = self._files.rebuild()
        self._go_on_in(rebuilt.path)
        self.notices.append(rebuilt.notice)

    def follow(self, path: Path) -> None:
        """Open `path`, to which another connection of this program moved, unless the files are in place. Raises `ProjectError`."""
        if self._files is not None and self._files.is_displaced():
            self._go_on_in(path)

    def _go_on_in(self, path: Path) -> None:
        with failures.translated(path):
            database = self._connected(path)
        main = identity(path)
        files = self._opened(path, database, main)
        self._let_go()
        self.path, self.database, self._main, self._files = path, database, main, files

    def _connected(self, path: Path) -> Bounded:
        """Return a connection for writing to a sound project, with its log open. Raises `sqlite3.Error`."""
        database = connect(path, "rw", self.busy_seconds)
        try:
            configure(database)
            enable_wal(database)
            database.execute("SELECT 1 FROM sqlite_master").fetchone()
        except BaseException:
            database.close()
            raise
        return database

    def reopen(self, *, moves: bool = False) -> Connection:
        """Return a second connection to the same files, for the calling thread.

        Raises `ProjectMovedError` if they no longer have their names, `ProjectLostError` if another project is in them.
        """
        with failures.translated(self.path):
            database = self._second()
        connection = Connection(
            self.path, database, busy_seconds=self.busy_seconds, require_sound=self.require_sound
        )
        connection.moves = moves
        if self._files is not None:
            try:
                with failures.translated(self.path):
                    connection._watch_same(self._files)
                self._files.require_own_content()  # it may have been written over since it was looked at
            except BaseException:
                connection._let_go()
                raise
        return connection

    def _watch_same(self, files: OpenFiles) -> None:
        """Watch the same files as another connection, which were in place before and after this one opened them."""
        self._main = files.ids.main
        self._files = OpenFiles(self.path, self.database, self.busy_seconds, files.ids)

    def _second(self) -> Bounded:
        """Return a second connection to the open files. Raises `sqlite3.Error`, `ProjectError`."""
        if self._files is not None:
            self._files.require_own_content()
        if self.is_in_place():
            database = self._connected(self.path)
            if self.is_in_place():
                return database
            database.close()
        raise failures.moved(self.path)

    # --- transactions -----------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[None]:
        """Run the block in a write transaction: all of it is durable in the file at `path` at the end, or nothing was changed.

        Without `keep` it is always rolled back, to see what would happen. Raises `ProjectReadOnlyError`, `ProjectBusyError`
        if another program writes for longer than `busy_seconds`, `ProjectError`.
        """
        self.require_writable()
        with failures.translated(self.path), ExitStack() as line, log_size.limited(self):
            self._begin(line)
            self.spellings = None
            before, committing = self.commits, False
            changes = self.database.total_changes
            try:
                yield
                if keep:
                    if self.pending is not None:
                        self.pending.write()
                    if self._files is not None:
                        self._files.require_own_content()
                    if self.database.total_changes != changes:
                        state_id.renew(self.database)
                    committing = True
                    self.database.execute("COMMIT")
                    self.commits = before + 1
                else:
                    self.database.rollback()
            except BaseException as error:
                # Ctrl+C that comes while SQLite commits is raised only when it has.
                if committing and isinstance(error, KeyboardInterrupt) and not self.database.in_transaction:
                    self.commits = before + 1
                self.database.rollback()
                raise
            finally:
                self.spellings = self.pending = None
        self.ensure_in_place()

    def _begin(self, line: ExitStack) -> None:
        """Begin a write transaction in files that are in place; others who want to write wait until `line` is closed."""
        # What is needed if the files are replaced is imported as long as it surely can be.
        from annotator.store.replaced import overwritten, rebuilding  # noqa: F401

        for _ in range(_TRIES):
            self.ensure_in_place()
            if self._with_triggers is not self.database:
                checksums.add_triggers(self.database)
                self._with_triggers = self.database
            line.enter_context(self._line.begun(self.database, self.path.parent, self.busy_seconds))
            if self.is_in_place():
                return
            self.database.rollback()
            line.close()
        raise failures.moved(self.path)

    @contextmanager
    def as_of_now(self) -> Iterator[None]:
        """Run the block in a read transaction, or in the one that is open. Nothing must be written inside."""
        if self.database.in_transaction:
            yield
            return
        with failures.translated(self.path):
            self.database.execute("BEGIN")
        try:
            yield
        finally:
            self.database.rollback()

    @contextmanager
    def seeing_one_state(self) -> Iterator[None]:
        """Run the block in a read transaction, in which checks find everything once. Nothing must be written inside."""
        self.ensure_in_place()
        with self.as_of_now():
            self.seen = {}
            try:
                yield
            finally:
                self.seen = None

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection that sees the project as of now, whatever is written meanwhile.

        It is a second one, but where this one is a snapshot itself, sees one state, or is only read.
        """
        if not self.writable or self.seen is not None:
            yield self
            return
        self.ensure_in_place()
        with failures.translated(self.path):
            database = self._second()
        try:
            with failures.translated(self.path):
                database.execute("BEGIN")
            taken = Connection(self.path, database, read_only=_SNAPSHOT, require_sound=self.require_sound)
            taken.seen = {}
            yield taken
        finally:
            database.close()
