"""Whether the log that a crash left fits the project beside it. That is found out before the project is opened for writing.

Who opens a project for writing has SQLite write the log into the file when he leaves, whether the two belong together or not.
A connection that only reads changes neither.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from annotator import advice
from annotator.errors import NotAProjectError, ProjectError
from annotator.reasons import reason
from annotator.store.check.checking import damage
from annotator.store.disk import failures
from annotator.store.disk.in_use import exclusive_use, in_use
from annotator.store.disk.sqlite_files import APPLICATION_ID, has_log, log_of, shm_of
from annotator.store.disk.wal import read_index
from annotator.store.file import state_id
from annotator.store.file.connection import Connection, connect
from annotator.store.opening.log_contents import COUNTER, read_log

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from annotator.store.disk.wal import Index
    from annotator.store.file.migrations import Steps
    from annotator.store.opening.log_contents import LogContents


class _State(NamedTuple):
    """What tells in which state a project's file is, whatever is in its log; None where that can't be told."""

    counter: int | None = None
    id: bytes | None = None


def require_fitting_log(path: Path, busy_seconds: float, steps: Steps, *, only_files: bool = False) -> None:
    """Raise `NotAProjectError` unless the log beside a project that nobody uses fits it. Neither is changed.

    `only_files`: they are not opened together, for whoever may not make SQLite's index beside them. Raises `ProjectError` and its kinds where they can't be read.
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
    """Return why the log beside a project that nobody uses does not fit it, in a clause; "" where it fits or there is none.

    Raises OSError, `ProjectError` and its kinds.
    """
    if not os.path.lexists(log_of(path)):
        return ""
    try:
        with log_of(path).open("rb") as file:
            # Who tries the log as well uses the project, but has not found out yet.
            tried = _is_locked(file)
            used = in_use(path)
            if used and not tried:
                return ""
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_SH)
            before = _state(path, used)
            found = read_log(file)
            state = before if before == _state(path, used) else _State()
            index = read_index(path) if used is False else None
            what = _lost(found) or _cut(found, index) or _foreign(found, state)
            if what or only_files or not has_log(path):
                return what
            return _tried(path, found.pages, busy_seconds, steps, tidy=used is False)
    except FileNotFoundError:  # whoever used it has left
        return ""


def is_of_another_state(path: Path) -> bool:
    """Say whether the ids in the log beside a project tell that it goes on from another state than the one in the file."""
    try:
        with log_of(path).open("rb") as file:
            ids, own = read_log(file).ids, state_id.read_file(path)
    except OSError:
        return False
    return own is not None and bool(ids) and own not in ids and in_use(path) is False


def unfitting_log(path: Path, what: str) -> NotAProjectError:
    """Return the error for a project with a log that does not belong to it, or is damaged as `what` says."""
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
    """Return the change counter in the file itself. Closing it drops the locks of this process, so it must have none."""
    with path.open("rb") as file:
        start = file.read(COUNTER.stop)
    return int.from_bytes(start[COUNTER], "big") if len(start) == COUNTER.stop else None


def _lost(found: LogContents) -> str:
    if not found.lost:
        return ""
    are = "is" if found.lost == 1 else "are"
    return f"of {found.commits + found.lost} saved changes in it {found.lost} {are} behind a damaged place"


def _cut(found: LogContents, index: Index | None) -> str:
    """Say how many frames the index of the log tells of that can't be read, and are not in the file."""
    if index is None or found.salts not in {b"", index.salts}:
        return ""
    missing = index.frames - max(found.frames, index.in_file)
    if missing <= 0:
        return ""
    are = "is" if missing == 1 else "are"
    return f"of {index.frames} pages that were saved in it {missing} {are} damaged or cut off"


def _foreign(found: LogContents, state: _State) -> str:
    """Say how the counters show that the file is older or newer than the log, which SQLite raises one by one, or the ids that it is another."""
    if state.counter is not None and found.counters is not None:
        first, last = found.counters
        if state.counter < first - 1:
            return "the file is older than what the log goes on from"
        if state.counter > last:
            return "the file is newer than the log"
    if state.id is not None and found.ids and state.id not in found.ids:
        return "the log goes on from another state of the project than the one that is in the file"
    return ""


def _tried(path: Path, pages: int, busy_seconds: float, steps: Steps, *, tidy: bool) -> str:
    """Return what is wrong in the file and the log together; "" where nothing is.

    `pages` is how many pages the log says that there are, 0 where it says nothing. With `tidy` SQLite's -shm goes if it is new.
    """
    index = shm_of(path)
    is_new = tidy and not index.exists()
    with failures.translated(path), closing(connect(path, "ro", busy_seconds)) as database:
        what = damage(Connection(path, database), steps)
        if not what and pages not in {0, database.execute("PRAGMA page_count").fetchone()[0]}:
            what = "the log goes on from a file of another size"
        if not what and database.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise failures.not_ours(path, "another program made it")
    if what and is_new:
        with suppress(OSError), exclusive_use(path) as nobody:
            if nobody:
                index.unlink()
    return what
