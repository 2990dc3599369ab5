"""Replacing a project by a copy. The project is set aside with its log, never removed."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import advice
from annotator.errors import (
    NoProjectError,
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectGoneError,
    UsageError,
)
from annotator.files import NameNotSyncedError, put_in_place
from annotator.model import RestoreReport
from annotator.reasons import reason
from annotator.store.backup.backup import counts
from annotator.store.check.checking import damage
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.in_use import exclusive_use, in_use
from annotator.store.disk.rights import require_all_seen, require_own_disk
from annotator.store.disk.setting_aside import set_aside
from annotator.store.disk.sqlite_files import has_log, journal_of, log_of, shm_of, unfinished_beside
from annotator.store.file import copying, meta
from annotator.store.file.connection import BUSY_SECONDS, Connection
from annotator.store.file.migrations import STEPS, lacking_steps
from annotator.store.opening.creating import require_own_name
from annotator.store.opening.journal_check import is_hot, require_fitting_journal
from annotator.store.opening.log_check import log_misfit, unfitting_log
from annotator.store.opening.opening import require_ours, require_whole
from annotator.store.opening.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Iterator

_COPY = "Give the file of a copy of the project."


def restore(
    copy: Path, path: Path, *, anywhere: bool = False, busy_seconds: float = BUSY_SECONDS
) -> RestoreReport:
    """Copy the project at `copy` to `path`, and set aside what is there.

    Not for a process that has the project open. Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError` if the copy
    can't be used, `ProjectBusyError` if the project is open, `ProjectReadOnlyError` if other machines can write to the disk,
    unless `anywhere`, `UsageError`, `ProjectError`; nothing is changed then.
    """
    try:
        path = Path(os.path.realpath(path))
        source = _entered(copy, path)
        require_own_name(path)
        notice = require_all_seen(source, anywhere=anywhere)
        require_own_disk(path, anywhere=anywhere)
        like = path if path.exists() else source
        with _held(path), unfinished_beside(path, like=like) as unfinished:
            articles, spans = _copy_into(copy, source, unfinished, busy_seconds)
            with set_aside(path) as aside:
                put_in_place(unfinished, path, replace=False)
    except FileExistsError as error:
        raise ProjectError(
            f"{path} was made by another program meanwhile", "Run the command again."
        ) from error
    except NameNotSyncedError as error:
        raise ProjectError(
            f"{path} is restored, but its folder can't be saved to the disk ({reason(error)}); "
            "after a power failure, look whether it is still there."
        ) from error
    except OSError as error:
        raise ProjectError(f"{path} can't be restored: {reason(error)}. Nothing was changed.") from error
    return RestoreReport(articles=articles, spans=spans, aside=tuple(aside), notice=notice)


def _entered(copy: Path, path: Path) -> Path:
    try:
        source = real_path(copy)
    except ProjectGoneError:
        raise
    except NoProjectError as error:
        raise NoProjectError(f"There is no copy at {copy}", _COPY) from error
    except NotAProjectError as error:
        raise _unusable(copy, error) from error
    if path.exists() and source.samefile(path):
        raise UsageError(f"{copy} is the project itself. {_COPY}")
    if not path.parent.is_dir():
        raise ProjectError(
            f"There is no folder {path.parent} to restore {path.name} in. Make the folder first."
        )
    return source


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep others from opening the project. Raises `ProjectBusyError`."""
    if not path.exists():
        yield
        return
    if not stat.S_ISREG(path.stat().st_mode):
        raise ProjectError(f"{path} is no file", "Choose another file with --project.")
    used = ProjectBusyError(
        f"{path} is open in another program", "Quit annotator there, then run the command again."
    )
    if in_use(path):
        raise used
    with exclusive_use(path) as nobody:
        if not nobody:
            raise used
        yield


def _copy_into(copy: Path, source: Path, unfinished: Path, busy_seconds: float) -> tuple[int, int]:
    """Copy the project at `source` to `unfinished`, and return the number of articles and of spans in it."""
    mode = unfinished.stat().st_mode
    copying.make_writable(unfinished)
    try:
        with copying.translated(copy, unfinished):
            require_fitting_journal(source, busy_seconds)
            if in_use(source):
                with closing(connect(source, "ro", busy_seconds)) as database:
                    copying.copy_into(database, unfinished)
            else:
                shutil.copyfile(source, unfinished)
                if is_hot(source):  # it fits, so what it holds is to be brought in
                    shutil.copyfile(journal_of(source), journal_of(unfinished))
                if has_log(source):
                    shutil.copyfile(log_of(source), log_of(unfinished))
                    with suppress(FileNotFoundError):  # it tells whether the end of the log is missing
                        shutil.copyfile(shm_of(source), shm_of(unfinished))
                    if what := log_misfit(unfinished, busy_seconds, STEPS):
                        raise unfitting_log(copy, what)
            with closing(connect(unfinished, "rw", busy_seconds)) as database:
                found = _checked(Connection(copy, database))
                database.execute("PRAGMA journal_mode = DELETE")
    except NotAProjectError as error:
        raise _unusable(copy, error) from error
    copying.require_one_file(unfinished)
    unfinished.chmod(stat.S_IMODE(mode))
    return found


def _checked(connection: Connection) -> tuple[int, int]:
    require_ours(connection)
    require_whole(connection)
    lacking_steps(connection, STEPS)
    meta.schema(connection)
    if what := damage(connection):
        raise failures.damaged(connection.path, what)
    return counts(connection.database)


def _unusable(copy: Path, error: NotAProjectError) -> NotAProjectError:
    """Return the error with advice for a copy instead of a project."""
    if not error.advice:
        return NotAProjectError(error.what.partition(failures.ANOTHER)[0] + _COPY)
    return NotAProjectError(
        error.what, f"Choose another copy, or save what can be read of this one: {advice.recover(copy)}"
    )
