"""Rebuilding a project whose files were removed, renamed or replaced while it was open.

A connection still reads everything that was committed from the files that it has open. That is copied to a new file, which
gets the project's name; if another file has the name, a name of its own beside it; if nothing can be written there, the
folder for rescue files. Nothing is overwritten but the project's own main file, all of which is in the copy.

Several programs may have the same files open. The first to rebuild marks them while it has the write lock: it stores the same
random number (SQLite's user_version) in the copy and then in the old files. A program that finds another number than when it
opened the files moves to the copy with that number.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ProjectError
from annotator.files import NameNotSyncedError, put_in_place
from annotator.reasons import reason
from annotator.store.disk import failures, rescue_paths, write_lock
from annotator.store.disk.bounded import connect
from annotator.store.disk.sqlite_files import companions, identity, log_of, size, unfinished_beside
from annotator.store.replaced.file_ids import FileIds, mark_of, names
from annotator.store.replaced.notices import Outcome, notice
from annotator.store.replaced.old_log import set_log_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from annotator.model import Notice

_TRIES = 20
"""How often the copy is repeated if another program wrote meanwhile."""
_MOST = 1000
"""How many names are tried for a file beside the project."""


class Rebuilt(NamedTuple):
    """The path of the rebuilt project, and the notice about it."""

    path: Path
    notice: Notice


class OldFiles(NamedTuple):
    """A project as it was opened: path, connection, files, descriptor of its log, and mark.

    The connection is in no transaction. `seconds`: how long to wait for the write lock. `is_overwritten`: the main file has
    other content now. `is_cut`: the log is shorter than it was.
    """

    path: Path
    database: sqlite3.Connection
    files: FileIds
    log: int | None
    mark: int
    seconds: float
    is_overwritten: bool = False
    is_cut: bool = False


class _Copy(NamedTuple):
    """How a copy was made: from the opened log, or by SQLite's backup; `fault`: what SQLite's integrity check says."""

    by_log: bool
    fault: str


def rebuild(old: OldFiles) -> Rebuilt:
    """Write everything that the connection sees to a new file, or find the one that another program wrote.

    Raises `sqlite3.Error`, `ProjectError`.
    """
    for _ in range(_TRIES):
        if (now := _mark_now(old)) != old.mark and (there := _marked(old, now)) is not None:
            what = "the files of {} were removed, renamed or replaced"
            said = notice(what.format(old.path), what.format(old.path.name), Outcome(old.path, there))
            return Rebuilt(there, said)
        if (rebuilt := _try(old)) is not None:
            return rebuilt
    raise failures.busy(old.path)


def _mark_now(old: OldFiles) -> int:
    try:
        return mark_of(old.database)
    except sqlite3.Error:  # the log can't be read
        return old.mark


# --- where ----------------------------------------------------------------------------------------


def _has_own_name(old: OldFiles) -> bool:
    """Return whether the project's name is free or still its own."""
    return not old.is_overwritten and identity(old.path) in (None, old.files.main) and not _is_others(old)


def _is_others(old: OldFiles) -> bool:
    """Return whether there is another log, which is not empty."""
    log = log_of(old.path)
    return identity(log) != old.files.log and size(log) > 0


def _kept(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.name}.kept-{number}") for number in range(1, _MOST))


def _folders(path: Path) -> list[Path]:
    return [path.parent, *rescue_paths.fallback_folders()]


def _marked(old: OldFiles, mark: int) -> Path | None:
    """Return the rebuilt file with this mark, or None."""
    for folder in _folders(old.path):
        at = folder / old.path.name
        for candidate in (at, *_kept(at)):
            try:
                found = identity(candidate)
                if found is None and candidate != at:
                    break
                if found not in (None, old.files.main) and _mark_in(candidate) == mark:
                    return candidate
            except sqlite3.Error:  # it is something else
                continue
    return None


def _mark_in(path: Path) -> int:
    """Return the mark in a main file, without leaving anything beside it."""
    with closing(connect(path, "ro", beside=False)) as connection:
        (mark,) = connection.execute("PRAGMA user_version").fetchone()
    return int(mark)


# --- the copy -------------------------------------------------------------------------------------


def _try(old: OldFiles) -> Rebuilt | None:
    """Rebuild the project; return None if another program wrote to it meanwhile. Raises `sqlite3.Error`, `ProjectError`."""
    seen, mark = _changes_seen(old), secrets.randbelow(2**31 - 2) + 1
    what, short = _happened(old, str), _happened(old, attrgetter("name"))
    failure = ""
    for folder in _folders(old.path):
        at = folder / old.path.name
        try:
            if folder != old.path.parent:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with unfinished_beside(at) as part:
                copy = _copied(old, part, mark)
                _like(part, old.files, own=folder != old.path.parent)
                if not copy.by_log and not _take_write_lock(old, seen):
                    return None
                try:
                    target = _named(old, part, at, is_whole=not copy.fault)
                    if not copy.by_log:
                        with suppress(sqlite3.Error):  # then the next one brings it out once more
                            old.database.execute(f"PRAGMA user_version = {mark}")
                            old.database.execute("COMMIT")
                finally:
                    if old.database.in_transaction:
                        old.database.rollback()
        except (OSError, _NoRoomError) as error:
            failure = failure or (reason(error) if isinstance(error, OSError) else str(error))
        else:
            outcome = Outcome(
                old.path,
                target,
                is_damaged=bool(copy.fault),
                is_cut=copy.by_log and old.is_cut,
                is_renewed=bool(copy.fault) and at == old.path and _renewed(old),
                log_stays=_is_left(old),
            )
            return Rebuilt(old.path if outcome.is_renewed else target, notice(what, short, outcome))
    raise ProjectError(
        f"{what[:1].upper()}{what[1:]} while the project was open, and nothing can be written in its place ({failure})",
        "Leave the program open, and make room.",
    )


def _happened(old: OldFiles, show: Callable[[Path], str]) -> str:
    """Return a clause on what was done to the files."""
    return f"{show(old.path)} was written over" if old.is_overwritten else old.files.change(old.path, show)


def _is_left(old: OldFiles) -> bool:
    """Return whether the old log is beside another main file, to which SQLite would apply it."""
    main, log, _ = (identity(file) for file in names(old.path))
    return main not in (None, old.files.main) and log is not None and log == old.files.log


class _NoRoomError(Exception):
    """The copy can't be written in this folder."""


def _changes_seen(old: OldFiles) -> int:
    try:
        (version,) = old.database.execute("PRAGMA data_version").fetchone()
    except sqlite3.Error:
        return -1
    return int(version)


def _take_write_lock(old: OldFiles, seen: int) -> bool:
    """Take the write lock of the old files; return whether nothing was written since `seen`."""
    old.database.execute("PRAGMA wal_autocheckpoint = 0")  # what is left of the old files stays as it is
    write_lock.begin(old.database, old.path.parent, old.seconds)
    if _changes_seen(old) == seen:
        return True
    old.database.rollback()
    return False


def _copied(old: OldFiles, part: Path, mark: int) -> _Copy:
    # Who opened the project when its log was gone writes to another one; by the same index, this connection is misled.
    shm = names(old.path)[2]
    if not (_is_others(old) and identity(shm) == old.files.shm):
        try:
            _copy(old.database, part)
            if not _finished(part, mark):
                return _Copy(by_log=False, fault="")
        except sqlite3.Error:
            pass
        for file in names(part):
            file.unlink(missing_ok=True)
    _copy_by_log(old, part)
    return _Copy(by_log=True, fault=_finished(part, mark))


def _copy(source: sqlite3.Connection, part: Path) -> None:
    with closing(connect(part, "rwc")) as copy, _room():
        copy.execute("PRAGMA synchronous = FULL")
        source.backup(copy)


def is_sound(old: OldFiles) -> bool:
    """Return whether the main file as it is now and the opened log make a whole project."""
    try:
        with unfinished_beside(old.path) as part:
            _copy_by_log(old, part)
            return not _finished(part, old.mark)
    except (OSError, sqlite3.Error, _NoRoomError):
        return False


def _renewed(old: OldFiles) -> bool:
    """Replace the main file by a copy of it without its log, if that is sound; return whether it is."""
    with suppress(OSError, sqlite3.Error, _NoRoomError), unfinished_beside(old.path) as part:
        with closing(connect(old.path, "ro", beside=False)) as source:
            _copy(source, part)
        if not _finished(part, secrets.randbelow(2**31 - 2) + 1):
            _like(part, old.files, own=False)
            _put(part, old.path, replace=True)
            set_log_aside(old.path)
            return True
    return False


def _copy_by_log(old: OldFiles, part: Path) -> None:
    """Copy the main file and the opened log, as far as its transactions are whole.

    Raises `OSError`, `sqlite3.Error`, `ProjectError` if the main file is gone.
    """
    if old.log is None or identity(old.path) != old.files.main:
        raise ProjectError(
            f"The files of {old.path} that are open can't be read any more", "Open the project again."
        )
    with closing(connect(old.path, "ro", beside=False)) as source:
        _copy(source, part)
    with os.fdopen(os.dup(old.log), "rb") as log, log_of(part).open("wb") as out:
        log.seek(0)
        shutil.copyfileobj(log, out)


def _finished(part: Path, mark: int) -> str:
    """Mark a copy and make it one file; return what SQLite's integrity check finds, or ""."""
    try:
        with closing(connect(part, "rwc")) as copy, _room():
            copy.execute(f"PRAGMA user_version = {mark}")
            copy.execute("PRAGMA journal_mode = DELETE")
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == ["ok"] else str(found[0])


@contextmanager
def _room() -> Iterator[None]:
    """Raise `_NoRoomError` for an error of SQLite that says that the copy can't be written."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if failures.primary_code(error) in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}:
            raise _NoRoomError(str(error)) from error
        raise


def _like(part: Path, files: FileIds, *, own: bool) -> None:
    """Give the copy the mode and, where allowed, the owner of the main file; with `own`, only the user may read it."""
    with suppress(OSError):
        if not own:
            os.chown(part, *files.owner)
    part.chmod(0o600 if own else files.mode)


def _named(old: OldFiles, part: Path, at: Path, *, is_whole: bool) -> Path:
    """Give the copy its name; return its path. Raises OSError."""
    if at == old.path and is_whole and _has_own_name(old):
        with suppress(FileExistsError):
            _put(part, at, replace=identity(at) == old.files.main)
            set_log_aside(at)  # until then, SQLite would take from them what is in the copy already
            return at
    for target in _kept(at):
        with suppress(FileExistsError):
            if not any(companion.exists() for companion in companions(target)):
                _put(part, target, replace=False)
                # SQLite would take the log for that of the main file that is there now.
                if old.is_overwritten or identity(old.path) != old.files.main:
                    set_log_aside(old.path, old.files)
                return target
    raise FileExistsError


def _put(part: Path, target: Path, *, replace: bool) -> None:
    with suppress(NameNotSyncedError):  # it is there
        put_in_place(part, target, replace=replace)
