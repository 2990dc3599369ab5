"""Whether a rollback journal beside a project belongs to it, checked before SQLite opens the two together.

This program makes none, because its projects have a write-ahead log. Another program that changes the journal mode leaves one
if it is killed while it writes, and SQLite copies its pages into the file for whoever opens it next, also for reading,
whether it belongs to the file or not.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from annotator import advice
from annotator.errors import NotAProjectError, ProjectBusyError, ProjectError
from annotator.reasons import reason
from annotator.store.check.checking import damage
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.companion_check import require_own_companions
from annotator.store.disk.in_use import in_use, is_journalling, is_open_here
from annotator.store.disk.sqlite_files import APPLICATION_ID, journal_of, log_of
from annotator.store.disk.temporary import private_folder
from annotator.store.file.connection import Connection
from annotator.store.file.migrations import STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.file.migrations import Steps

_PAUSE = 0.05


class _Look(NamedTuple):
    """The result of checking a copy: the damage in it, a hash of all rows, and whether it is a project."""

    what: str
    content: bytes
    is_ours: bool


def is_hot(path: Path) -> bool:
    """Return whether SQLite would roll back the journal beside a database, unless its writer is still at work. Raises OSError."""
    try:
        with journal_of(path).open("rb") as file:
            return file.read(1) not in {b"", b"\0"}
    except FileNotFoundError:
        return False


def require_fitting_journal(path: Path, busy_seconds: float, steps: Steps = STEPS) -> None:
    """Raise `NotAProjectError` if there is a journal beside the project that doesn't fit it. Neither is changed.

    It fits if the file is damaged without it and sound with it, or the same with it. Raises `ProjectBusyError` if the project
    is open, so that this can't be checked, `ProjectError` if a file can't be read or leads SQLite to other files.
    """
    require_own_companions(path)
    until = time.monotonic() + busy_seconds
    try:
        while is_hot(path):
            if is_journalling(path):
                return  # it is the journal of who writes just now
            if not _may_be_open(path):
                with private_folder() as folder:
                    if _copied(path, folder):
                        _judge(path, *_looks(path, folder, steps))
                        return
            if time.monotonic() >= until:
                raise ProjectBusyError(
                    f"{path} is open in another program, and {journal_of(path)}, which another one left, is beside it",
                    "Leave the project in all programs, then run the command again.",
                )
            time.sleep(_PAUSE)
    except OSError as error:
        raise ProjectError(
            f"{journal_of(path)}, which is beside {path}, can't be read: {reason(error)}."
        ) from error


def rolled_back(path: Path) -> bytes | None:
    """Return the bytes of the file after its journal is rolled back; None if there is none or it can't be determined.

    Raises OSError, `ProjectError`.
    """
    if not is_hot(path) or is_journalling(path) or _may_be_open(path):
        return None
    with private_folder() as folder:
        if not _copied(path, folder):
            return None
        copy = folder / "with" / path.name
        log_of(copy).unlink(missing_ok=True)
        with suppress(sqlite3.Error), closing(connect(copy, "rw", 0)) as database:
            database.execute("SELECT 1 FROM sqlite_master").fetchone()
        return copy.read_bytes()


def _may_be_open(path: Path) -> bool:
    """Return whether a process has the file open; where that can't be determined, whether this one has."""
    used = in_use(path)
    return is_open_here(path) if used is None else used


def _copied(path: Path, folder: Path) -> bool:
    """Copy file and log to the folders `alone` and `with`, and the journal to `with`; return False if they changed meanwhile.

    Nobody has the file open, so no locks are lost.
    """
    files = [path, log_of(path), journal_of(path)]
    before = [_stamp(file) for file in files]
    for name, wanted in (("alone", files[:2]), ("with", files)):
        (folder / name).mkdir(mode=0o700)
        for file in wanted:
            with suppress(FileNotFoundError):
                shutil.copyfile(file, folder / name / file.name)
    if [_stamp(file) for file in files] == before:
        return True
    for name in ("alone", "with"):
        shutil.rmtree(folder / name)
    return False


def _stamp(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _looks(path: Path, folder: Path, steps: Steps) -> tuple[_Look, _Look]:
    alone, both = (_look(folder / name / path.name, steps) for name in ("alone", "with"))
    return alone, both


def _look(copy: Path, steps: Steps) -> _Look:
    try:
        with failures.translated(copy), closing(connect(copy, "rw", 0)) as database:
            is_ours = database.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
            what = damage(Connection(copy, database), steps) if is_ours else "another program made it"
            return _Look(what, b"" if what else _content(database), is_ours)
    except NotAProjectError as error:
        return _Look(error.what.removeprefix(f"{copy} is "), b"", is_ours=False)


def _content(database: sqlite3.Connection) -> bytes:
    """Return a hash of all rows and of the statements that made the tables."""
    driver = database
    driver.text_factory = bytes
    total = hashlib.sha256()
    made = driver.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    ).fetchall()
    for kind, name, *rest in made:
        total.update(repr((kind, name, rest)).encode())
        if kind == b"table" and not rest[1].upper().startswith(b"CREATE VIRTUAL"):
            quoted = _text(name).replace('"', '""')
            stored = driver.execute(f'PRAGMA table_info("{quoted}")').fetchall()  # without what is computed
            columns = ", ".join('"{}"'.format(_text(one[1]).replace('"', '""')) for one in stored)
            for row in driver.execute(f'SELECT {columns} FROM "{quoted}" NOT INDEXED'):
                total.update(repr(row).encode())
    return total.digest()


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _judge(path: Path, alone: _Look, both: _Look) -> None:
    if not both.what and (alone.what or alone.content == both.content):
        return
    journal = journal_of(path)
    if not alone.is_ours and not both.is_ours and alone.what == both.what == "another program made it":
        raise failures.not_ours(path, alone.what)
    away = f"move {journal} to another folder"
    if alone.what:
        how = f"{path} is damaged without it ({alone.what}) and with it ({both.what})"
        advised = ""
    elif both.what:
        how = f"{path} is whole without it, and would be damaged with it ({both.what})"
        advised = f"To go on with {path} as it is: {away}; "
    else:
        how = f"{path} is whole without it and with it, but not the same, and which is right can't be told"
        advised = f"To go on with {path} as it is, without it: {away}; "
    put = "to" if advised else "To"
    raise NotAProjectError(
        f"{journal} was left by another program that was stopped while it wrote: {how}",
        f"{advised}{put} put a copy in their place and keep both: {advice.restore(path)}; to save what can be read: "
        f"{advice.recover(path)}",
    )
