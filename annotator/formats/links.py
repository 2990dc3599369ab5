"""Symbolic links among the files that come in: which are followed, and what is told of the others.

A link in a folder is followed only to a file that is itself in the folder and not hidden, so that a folder from somebody else brings in
nothing but what is in it. Real paths are compared: the folder may be a link, or be below one. A path that a person names is
followed wherever it leads. Hard links can't be told from files.
"""

from __future__ import annotations

import os
from pathlib import Path

from annotator.errors import InputError
from annotator.text.plain import plain


def stays_in(path: Path, folder: Path) -> bool:
    """Return whether a path leads to a file that is in the folder or below it, and not hidden there."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    if not os.path.isfile(real) or os.path.commonpath([real, root]) != root:  # noqa: PTH113
        return False
    return not any(part.startswith(".") for part in Path(os.path.relpath(real, root)).parts)


def file_beside(path: Path, folder: Path | None) -> Path | None:
    """Return a file that is read together with another one; None where there is none.

    `folder` is the folder that is imported, None where the other file was named by itself: then it is the folder of that file. Raises
    InputError for a link that is not followed.
    """
    try:
        if path.is_symlink() and not stays_in(path, folder or path.parent):
            raise InputError(
                f"{path.name} beside it is a link to {told(path)} and is not followed; "
                "put the file itself there, or import the folder that has both",
                path,
            )
        return path if path.is_file() else None
    except (OSError, ValueError):  # a name that is too long, or none
        return None


def told(link: Path) -> str:
    """Return where a link leads to, as it is written in it."""
    try:
        return plain(str(link.readlink()))
    except OSError:
        return "nowhere"
