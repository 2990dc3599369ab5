"""The open files of a project, and whether the files with their names still have their content."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.store.disk.sqlite_files import identity, log_of
from annotator.store.replaced import file_ids
from annotator.store.replaced.foreign_writes import Watch, Written
from annotator.store.replaced.own_row import OwnRow

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from annotator.errors import ProjectLostError
    from annotator.store.replaced.file_ids import FileIds
    from annotator.store.replaced.rebuilding import OldFiles, Rebuilt

_TICK_NS = 50_000_000
"""Nanoseconds between two changes that are sure to give a file different times."""


class OpenFiles:
    """The main file, the log and its index that `database` has open for writing.

    To be made once all are open. `ids` are those of the opened files. `seconds`: how long to wait for the write lock when the
    project is rebuilt.
    """

    def __init__(self, path: Path, database: sqlite3.Connection, seconds: float, ids: FileIds) -> None:
        self.path = path
        self._database = database
        self._seconds = seconds
        self._mark = file_ids.mark_of(database)
        found = database.execute("SELECT created FROM project").fetchone()
        self._created = "" if found is None else str(found[0])
        self.ids = ids
        self._log: int | None = None  # a handle on the log, to read what is in it when its name is gone
        with suppress(OSError):
            self._log = os.open(log_of(path), os.O_RDONLY | os.O_CLOEXEC)
        self._watch = Watch(path, self.ids.shm)
        self._row = OwnRow(database, self.ids.main)
        self._own: tuple[int, int] | None = (
            None  # time and size of the main file when it was last seen to be the project's
        )
        self._is_cut = self._is_overwritten = False
        self._lost: ProjectLostError | None = None  # why nothing can be brought out any more

    def is_in_place(self) -> bool:
        """Return whether the files still have their names."""
        return self.ids.are_in_place(self.path)

    def is_displaced(self) -> bool:
        """Return whether the files were removed, replaced, cut or overwritten. Once true, it stays true until the project is rebuilt."""
        if self._lost is not None or not self.is_in_place():
            return True
        if not self._database.in_transaction:
            self._is_cut = self._is_cut or self._watch.lacks_frames()
            self._is_overwritten = self._is_overwritten or self._has_other_content()
        return self._is_cut or self._is_overwritten

    def _has_other_content(self) -> bool:
        """Return whether the main file was overwritten with content that the log doesn't fit."""
        written = self._watch.written()
        if written is Written.NOTHING:
            return False
        from annotator.store.replaced import rebuilding

        return bool(self._other()) or (written is Written.FOREIGN and not rebuilding.is_sound(self._old()))

    def _other(self) -> str:
        """Return what the main file contains instead of the project; "" if it is the project, a copy of it, or can't be read."""
        if self._row.is_as_kept():
            return ""
        from annotator.store.replaced import overwritten

        seen = self._row.read()
        found = overwritten.other(self.path, self._created)
        if found == "":
            self._row.keep(seen)
        return found or ""

    def require_own_content(self) -> None:
        """Raise `ProjectLostError` if the open main file contains something else than the project.

        It is only read if it was written since the last call.
        """
        if self._lost is None:
            found = self._stamp()
            if found is not None and found == self._own:
                return
            if identity(self.path) == self.ids.main and (other := self._other()):
                from annotator.store.replaced import overwritten

                self._lost = overwritten.lost(self.path, self.ids, other)
            self._own = found
        if self._lost is not None:
            raise self._lost.with_traceback(None)

    def _stamp(self) -> tuple[int, int] | None:
        """Return time and size of the main file, None if a later change might not alter them."""
        try:
            found = os.stat(self.path)  # noqa: PTH116
        except OSError:
            return None
        is_old_enough = time.time_ns() - found.st_mtime_ns > _TICK_NS
        return (found.st_mtime_ns, found.st_size) if is_old_enough else None

    def rebuild(self) -> Rebuilt:
        """Write everything that is open to a whole file. Raises `sqlite3.Error`, `ProjectError`."""
        from annotator.store.replaced import rebuilding

        return rebuilding.rebuild(self._old())

    def _old(self) -> OldFiles:
        from annotator.store.replaced.rebuilding import OldFiles

        return OldFiles(
            self.path,
            self._database,
            self.ids,
            self._log,
            self._mark,
            self._seconds,
            self._is_overwritten,
            self._is_cut,
        )

    def close(self) -> None:
        """Close the files without changing others that have their names now."""
        if self._log is not None:
            os.close(self._log)
            self._log = None
        is_in_the_way = self._lost is not None or not self.is_in_place()
        if is_in_the_way and identity(self.path) == self.ids.main:
            import ctypes

            # Closing, SQLite would write an old log into the file and remove the new one that is beside it now. A reference
            # that nobody gives back keeps it open until the program ends.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._database))
        else:
            self._database.close()
