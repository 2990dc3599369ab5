"""Where a project's file is, before anything is done with it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from annotator.errors import NoProjectError, ProjectError
from annotator.reasons import reason, whose
from annotator.store import failures, rights
from annotator.typed import typed


def entered(path: Path) -> Path:
    """Return the real path of a project's file: it is found by that wherever links or the current folder lead later.

    SQLite keeps its log beside the real file. Raises `NoProjectError`, `NotAProjectError`, `ProjectError`.
    """
    try:
        mode = path.stat().st_mode
        real = path.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _missing(path) from error
    except OSError as error:
        raise ProjectError(f"{path} can't be opened: {reason(error)}.") from error
    if not stat.S_ISREG(mode):
        raise failures.not_ours(path, "it is a folder" if stat.S_ISDIR(mode) else "it is a pipe or a device")
    if not rights.may(real, os.R_OK):
        raise ProjectError(
            f"{path} can't be read: permission denied{whose(path)}. Ask its owner for the right to read it."
        )
    return real


def _missing(path: Path) -> NoProjectError:
    place = path
    said = f"There is no project at {path}."
    if path.is_symlink():
        place = Path(os.path.realpath(path))
        said = f"{path} is a link to {place}, and there is no project."
    return NoProjectError(
        f"{said} Make one with: {typed('init', project=place)}; then bring articles in with: "
        f"{typed('import', 'PATH', project=path)}"
    )
