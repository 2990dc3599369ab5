"""The real path of a project's file, and the errors for one that is missing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from annotator import advice
from annotator.command_line import command_line
from annotator.errors import NoProjectError, ProjectError, ProjectGoneError
from annotator.reasons import reason, whose
from annotator.store.disk import failures, rights
from annotator.store.disk.companion_check import require_own_companions


def real_path(path: Path) -> Path:
    """Return the path of a project's file without links, which stays valid if links or the current folder change.

    SQLite keeps its log beside the real file, and what is there must be that: see `require_own_companions`. Raises `NoProjectError`, `NotAProjectError`, `ProjectError`.
    """
    try:
        mode = path.stat().st_mode
        real = path.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError) as error:
        _refuse_to_forget(path)
        raise _missing(path) from error
    except OSError as error:
        raise ProjectError(f"{path} can't be opened: {reason(error)}.") from error
    if not stat.S_ISREG(mode):
        raise failures.not_ours(path, "it is a folder" if stat.S_ISDIR(mode) else "it is a pipe or a device")
    if not rights.has_right(real, os.R_OK):
        raise ProjectError(
            f"{path} can't be read: permission denied{whose(path)}. Ask its owner for the right to read it."
        )
    require_own_companions(real)
    return real


def _refuse_to_forget(path: Path) -> None:
    """Raise `ProjectGoneError` if the missing project left a log, or was set aside."""
    from annotator.store.disk import setting_aside

    try:
        logs, stopped = (
            setting_aside.companions_left(path.resolve()),
            setting_aside.interrupted(path.resolve()),
        )
    except OSError:
        return
    if stopped is not None:
        raise ProjectGoneError(
            f"There is no project at {path}, because putting a copy in its place was stopped; it is {stopped} now, and "
            f"{logs[0]} belongs to it. To bring it to an end: {advice.restore(path)}"
        )
    if logs:
        raise ProjectGoneError(
            f"There is no project at {path}, but {logs[0]} is left of one and may hold work. Put the project back beside it; "
            f"or put a copy in its place and keep that file: {advice.restore(path)}"
        )
    refuse_set_aside(path)


def refuse_set_aside(path: Path) -> None:
    """Raise `ProjectGoneError` if nothing is at `path` and the project that was there was set aside."""
    from annotator.store.disk import setting_aside

    real = path.resolve()
    try:
        last = (
            None
            if os.path.lexists(real) or setting_aside.companions_left(real)
            else setting_aside.latest_aside(real)
        )
    except OSError:
        return
    if last is not None:
        beside = path.with_name(last.name) if path.parent.resolve() == last.parent else last
        raise ProjectGoneError(
            f"There is no project at {path}. What was there is {beside}. To go back to it: "
            f"{command_line('restore', str(beside), project=path)}"
        )


def _missing(path: Path) -> NoProjectError:
    target = path
    said = f"There is no project at {path}."
    if path.is_symlink():
        target = Path(os.path.realpath(path))
        said = f"{path} is a link to {target}, and there is no project."
    return NoProjectError(
        f"{said} Make one with: {command_line('init', project=target)}; then bring articles in with: "
        f"{command_line('import', 'PATH', project=path)}"
    )
