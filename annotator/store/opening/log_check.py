"""Whether the log that a crash left fits the project beside it, checked before the project is opened for writing.

When the last connection for writing closes, SQLite copies the log into the file, whether it belongs to it or not.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from annotator import advice
from annotator.errors import NotAProjectError, ProjectError
from annotator.reasons import reason
from annotator.store.check import guards
from annotator.store.check.checking import damage
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.in_use import exclusive_use, in_use
from annotator.store.disk.sqlite_files import APPLICATION_ID, has_log, log_of, shm_of
from annotator.store.disk.wal import read_index
from annotator.store.file import state_id
from annotator.store.file.connection import Connection
from annotator.store.opening.log_contents import COUNTER, LogContents, read_log

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from annotator.store.disk.wal import Index
    from annotator.store.file.migrations import Steps


LOOKED_AT = 8 * 1024 * 1024
"""Up to this size of the file in bytes, all of it is looked at with a log that a crash left, which takes a few seconds."""


class _State(NamedTuple):
    """The change counter and the id in the main file, without its log; None if unknown."""

    counter: int | None = None
    id: bytes | None = None


def require_fitting_log(path: Path, busy_seconds: float, steps: Steps, *, only_files: bool = False) -> None:
    """Raise `NotAProjectError` if there is a log beside a project that nobody uses, and it doesn't fit. Neither is changed.

    With `only_files`, the two are not opened together, for a user who may not make the index of the log. Raises
    `ProjectError`.
    """
    try:
        what = log_misfit(path, busy_seconds, steps, only_files=only_files)
    except OSError as error:
        if only_files:  # who copies them to read them says what is in the way
            return
        raise ProjectError(
            f"{log_of(path)}, which belongs to {path}, can't be read: {reason(error)}."
        ) from error
    if what:
        raise unfitting_log(path, what)


def log_misfit(path: Path, busy_seconds: float, steps: Steps, *, only_files: bool = False) -> str:
    """Return a clause on why the log beside a project that nobody uses doesn't fit it; "" if it fits or there is none.

    Raises OSError, `ProjectError`.
    """
    if not os.path.lexists(log_of(path)):
        return ""
    found, what = _look(path, busy_seconds, steps, only_files=only_files)
    while what:
        # Somebody may have opened the project and written to it between what was compared.
        before, told = found, what
        found, what = _look(path, busy_seconds, steps, only_files=only_files)
        if what and found == before:
            return told
    return ""


def _look(path: Path, busy_seconds: float, steps: Steps, *, only_files: bool) -> tuple[LogContents, str]:
    """Return what is in the log now, and a clause on why it doesn't fit, or ""."""
    found = LogContents()
    try:
        with log_of(path).open("rb") as file:
            # Who tries the log as well uses the project, but has not found out yet.
            tried = _is_locked(file)
            used = in_use(path)
            if used and not tried:
                return found, ""
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_SH)
            before = _state(path, used)
            found = read_log(file)
            state = before if before == _state(path, used) else _State()
            index = read_index(path) if used is False else None
            what = _lost(found) or _cut(found, index) or _foreign(found, state)
            if what or only_files or not has_log(path):
                return found, what
            is_proven = state.id is not None and state.id in found.ids
            return found, _tried(path, found, busy_seconds, steps, tidy=used is False, is_proven=is_proven)
    except FileNotFoundError:  # whoever used it has left
        return found, ""


def is_of_another_state(path: Path) -> bool:
    """Return whether the ids in the log show that it continues another state of the project than the one in the file."""
    try:
        with log_of(path).open("rb") as file:
            ids, own = read_log(file).ids, state_id.read_file(path)
    except OSError:
        return False
    return own is not None and bool(ids) and own not in ids and in_use(path) is False


def unfitting_log(path: Path, what: str) -> NotAProjectError:
    """Return the error for a project with a log that doesn't fit; `what` is a clause on why."""
    return NotAProjectError(
        f"{log_of(path)}, the log that a crash left, does not belong to {path} or is damaged ({what})",
        f"To put a copy in their place and keep both: {advice.restore(path)}; to save what can be read: "
        f"{advice.recover(path)}; to go on without the log, and without all that is only there: move it to another folder.",
    )


def _is_locked(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    return False


def _state(path: Path, used: bool | None) -> _State:
    return _State(_counter(path) if used is False else None, state_id.read_file(path))


def _counter(path: Path) -> int | None:
    """Return the change counter in the main file. Not for a process that has it open, because its locks would be dropped."""
    with path.open("rb") as file:
        start = file.read(COUNTER.stop)
    return int.from_bytes(start[COUNTER], "big") if len(start) == COUNTER.stop else None


def _lost(found: LogContents) -> str:
    if not found.lost:
        return ""
    are = "is" if found.lost == 1 else "are"
    return f"of {found.commits + found.lost} saved changes in it {found.lost} {are} behind a damaged place"


def _cut(found: LogContents, index: Index | None) -> str:
    """Return a clause on frames that are in the log's index, but neither readable nor in the main file; "" for none."""
    if index is None or found.salts not in {b"", index.salts}:
        return ""
    missing = index.frames - max(found.frames, index.in_file)
    if missing <= 0:
        return ""
    are = "is" if missing == 1 else "are"
    return f"of {index.frames} pages that were saved in it {missing} {are} damaged or cut off"


def _foreign(found: LogContents, state: _State) -> str:
    """Return a clause on how change counters or ids show that the log belongs to another state of the file, or ""."""
    if state.counter is not None and found.counters is not None:
        first, last = found.counters
        if state.counter < first - 1:
            return "the file is older than what the log goes on from"
        if state.counter > last:
            return "the file is newer than the log"
    if state.id is not None and found.ids and state.id not in found.ids:
        return "the log goes on from another state of the project than the one that is in the file"
    return ""


def _tried(
    path: Path, found: LogContents, busy_seconds: float, steps: Steps, *, tidy: bool, is_proven: bool
) -> str:
    """Return a clause on what is damaged in the file and the log together, or "".

    Everything is looked at, but in a large file whose state the log goes on from (`is_proven`) only what is looked at on each
    opening. With `tidy`, an index of the log that SQLite makes is removed.
    """
    index = shm_of(path)
    is_new = tidy and not index.exists()
    with failures.translated(path), closing(connect(path, "ro", busy_seconds)) as database:
        connection = Connection(path, database)
        is_large = path.stat().st_size > LOOKED_AT
        what = guards.quick_damage(connection, steps) if is_proven and is_large else damage(connection, steps)
        if not what and found.pages not in {0, database.execute("PRAGMA page_count").fetchone()[0]}:
            what = "the log goes on from a file of another size"
        if not what and database.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise failures.not_ours(path, "another program made it")
    if what and is_new:
        with suppress(OSError), exclusive_use(path) as nobody:
            if nobody:
                index.unlink()
    return what
