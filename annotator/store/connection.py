"""One connection to a project file, and the two ways to use it: reading and writing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from annotator.errors import ProjectError, ProjectLostError
from annotator.store import carrying, failures, lineage, log_size, opened_files, sums, turns, written_over
from annotator.store.decoding import blame
from annotator.store.displaced import Notice
from annotator.store.files import log_of
from annotator.store.overwriting import Watch
from annotator.store.rights import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.store.rights import ReadOnly

    Parameters = Sequence[Any] | dict[str, Any]

BUSY_SECONDS = 10.0
_TRIES = 5
"""How often it is begun again because the files were removed or replaced just then."""


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
    """A project file that is open. It belongs to the thread that opened it.

    Where its files were removed, renamed or replaced, it goes on in a whole file with all that was saved: `path` is another
    one then, where the old one is taken, and `notices` says so.
    """

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
        told = "" if read_only is None else read_only.notice
        self.notices = [Notice(told, told)] if told else []
        self._files = opened_files.note(path, whole=False)
        self._log: int | None = None  # a handle on the log, to read what is in it when its name is gone
        self._mark = 0
        self._watch: Watch | None = None
        self._is_cut = self._is_overwritten = False
        self._created = ""
        self._lost: ProjectLostError | None = None  # why nothing can be brought out any more
        self._is_open = True
        self._summed: Database | None = None  # the one that keeps checksums of what it writes

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self.read_only is None

    def note_files(self) -> None:
        """Remember which files are open, once they all are: from now on they have to stay where they are."""
        with failures.translated(self.path):
            self._mark = carrying.mark_of(self.database)
            found = self.database.execute("SELECT created FROM project").fetchone()
        self._created = str(found[0]) if found is not None else ""
        self._files = opened_files.note(self.path, whole=True)
        with suppress(OSError):
            self._log = os.open(log_of(self.path), os.O_RDONLY | os.O_CLOEXEC)
        self._watch = Watch(self.path, self._files.shm)

    def close(self) -> None:
        """Close the file; more than once is harmless.

        Raises `ProjectError` where its files were removed, renamed or replaced and what is in them can be kept nowhere.
        """
        if not self._is_open:
            return
        self._is_open = False
        try:
            self.stand()
        except ProjectLostError:
            raise
        except ProjectError as error:
            raise ProjectError(f"{error.what}, so what was saved last may be lost.") from error
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._log is not None:
            os.close(self._log)
            self._log = None
        if (
            self.writable
            and (self._lost is not None or not self._files.stand(self.path))
            and opened_files.identity(self.path) == self._files.main
        ):
            import ctypes

            # Closing, SQLite would write an old log into the file and remove the new one that is beside it now. A reference
            # that nobody gives back keeps it open until the program ends.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.database.conn))
        else:
            self.database.close()

    def refresh(self) -> None:
        """See what others wrote since this was opened, which only who reads a copy has to do something for.

        Raises `ProjectLostError` where what would be read is no longer this project, `ProjectError`.
        """
        if self.writable and self._is_displaced():
            self._require_own_content()

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

    def is_in_place(self) -> bool:
        """Return whether the files that were opened are still those under their names."""
        return self._files.stand(self.path)

    def require_same_file(self, other: Connection) -> None:
        """Raise `ProjectError` unless `other` was opened on the same file: under one name there can be two in turn."""
        if self._files.main != other._files.main:
            raise failures.moved(self.path)

    def require_writable(self) -> None:
        """Raise `ProjectReadOnlyError` where nothing can be written."""
        if self.read_only is not None:
            raise failures.read_only(self.read_only)

    # --- the files under their names --------------------------------------------------------------

    def stand(self) -> None:
        """See to it that what was saved is in the file at `path`: go on in a whole one where the files are elsewhere.

        Costs three looks at the folder where nothing happened. Raises `ProjectError` where all can be kept nowhere,
        `ProjectLostError` where something else was written over the project, now and from then on.
        """
        if not self.writable or not self._is_displaced():
            return
        if self.database.conn.in_transaction:
            raise failures.moved(self.path)
        self._require_own_content()
        with failures.translated(self.path):
            carried = carrying.carry(self._old())
        self._go_on_in(carried.path)
        self.notices.append(carried.notice)

    def follow(self, path: Path) -> None:
        """Go on in the file into which another connection of this program brought everything, unless this one has. Raises `ProjectError`."""
        if self.writable and self._is_displaced():
            self._go_on_in(path)

    def _require_own_content(self) -> None:
        """Raise `ProjectLostError` where the main file that is open has something else in it than the project."""
        self._lost = self._lost or written_over.lost(self.path, self._files, self._created)
        if self._lost is not None:
            raise self._lost.with_traceback(None)

    def _go_on_in(self, path: Path) -> None:
        with failures.translated(path):
            database = connect(path, "rw", self.busy_seconds)
            try:
                configure(database)
                database.enable_wal()
                carrying.mark_of(database)
            except BaseException:
                database.close()
                raise
        self._let_go()
        self.path, self.database = path, database
        self._is_cut = self._is_overwritten = False
        self.note_files()

    def _is_displaced(self) -> bool:
        """Say whether what is open is not what is under the names. That stays so until it is brought out."""
        if self._lost is not None or not self._files.stand(self.path):
            return True
        if not self.database.conn.in_transaction:
            self._is_cut = self._is_cut or (self._watch is not None and self._watch.lacks_frames())
            self._is_overwritten = self._is_overwritten or self._has_other_content()
        return self._is_cut or self._is_overwritten

    def _has_other_content(self) -> bool:
        """Say whether other content was put into the main file, with which the log makes no sense."""
        if self._watch is None or not self._watch.is_suspect():
            return False
        return written_over.is_other(self.path, self._created) or not carrying.is_sound(self._old())

    def _old(self) -> carrying.Old:
        return carrying.Old(
            self.path,
            self.database,
            self._files,
            self._log,
            self._mark,
            self.busy_seconds,
            self._is_overwritten,
            self._is_cut,
        )

    def again(self) -> Connection:
        """Return a second connection to the files that are open here, for the thread that calls this.

        Raises `ProjectError` where they are not under their names any more.
        """
        self._require_own_content()
        with failures.translated(self.path):
            database = self._second()
        connection = Connection(self.path, database, busy_seconds=self.busy_seconds)
        connection.note_files()
        return connection

    def _second(self) -> Database:
        """Connect once more. Raises `sqlite3.Error`, `ProjectError`."""
        path, files = self.path, self._files
        if files.stand(path):
            database = connect(path, "rw", self.busy_seconds)
            try:
                configure(database)
                carrying.mark_of(database)
            except BaseException:
                database.close()
                raise
            if files.stand(path):
                return database
            database.close()
        raise failures.moved(path)

    # --- transactions -----------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[None]:
        """Hold the one right to write; all that is done inside is durable afterwards, or none of it happened.

        Without `keep` none of it happened in any case: so one can see what would. It is in the file at `path` then. Raises
        `ProjectReadOnlyError`, `ProjectBusyError` when another program holds it for too long, `ProjectError`.
        """
        self.require_writable()
        with failures.translated(self.path), log_size.bounded(self):
            self._begin()
            before, committing = self.commits, False
            changes = self.database.conn.total_changes
            try:
                yield
                if keep:
                    self._require_own_content()
                    if self.database.conn.total_changes != changes:
                        lineage.go_on(self.database)
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
        self.stand()

    def _begin(self) -> None:
        """Begin a transaction in files that are under their names."""
        for _ in range(_TRIES):
            self.stand()
            if self._summed is not self.database:
                sums.keep(self.database)
                self._summed = self.database
            turns.begin(self.database, self.path.parent, self.busy_seconds)
            if self._files.stand(self.path):
                return
            self.database.rollback()
        raise failures.moved(self.path)

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
        self.stand()
        with failures.translated(self.path):
            database = self._second()
        try:
            with failures.translated(self.path):
                database.execute("BEGIN")
            yield Connection(self.path, database, read_only=lacking(self.path))
        finally:
            database.close()
