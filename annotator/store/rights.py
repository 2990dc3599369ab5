"""Whether a project's file can be written, and why not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from annotator.files import remove_left
from annotator.reasons import whose
from annotator.store.files import companions, has_log, names_in_parts
from annotator.typed import quoted, typed

if TYPE_CHECKING:
    from pathlib import Path


class ReadOnly(NamedTuple):
    """Why a project is only read: a clause on what is so, and what to do about it.

    `notice` is a sentence for whoever only wants to read, where they would misunderstand what they see without it.
    """

    what: str
    advice: str
    notice: str = ""


def why_read_only(path: Path) -> ReadOnly | None:
    """Return why a project's file must not be written, None where it can be."""
    if unwritable(path) is not None:
        return lacking(path)
    return _second_name(path)


def unwritable(path: Path) -> Path | None:
    """Return what has to be writable for a project to be, and is not: its file, its folder, or a file beside it."""
    if not may(path, os.W_OK):
        return path
    if not may(path.parent, os.W_OK | os.X_OK):
        return path.parent
    return next((file for file in companions(path) if file.exists() and not may(file, os.W_OK)), None)


def lacking(path: Path) -> ReadOnly:
    """Return what to say where a right to write is lacking: which file is in the way, whose it is, and what helps."""
    file = unwritable(path)
    if file is None or file == path:
        return ReadOnly(
            f"{path} can be read but not written{whose(path)}",
            f"Make the file and its folder writable, or work on a copy: {_copying(path)}",
        )
    if file == path.parent:
        return ReadOnly(
            f"{path} can be read but not written, for in its folder nothing can be made{whose(file)}",
            f"Make the file and its folder writable, or work on a copy: {_copying(path)}",
        )
    what = f"{file} is in the way: it belongs to {path.name} and can't be written{whose(file)}"
    rights = f"all who work here need: {_granting(path)}"
    if file.name.endswith("-journal") or has_log(path):
        return ReadOnly(
            what,
            "It may hold work, so don't remove it. Its owner can bring that in: open the project and leave it. "
            f"Then {rights}",
        )
    return ReadOnly(
        what,
        f"Try again when nobody has the project open; if that file is still there then, its owner can remove it. Then {rights}",
    )


def _copying(path: Path) -> str:
    return typed("backup", "FILE", project=path)


def _granting(path: Path) -> str:
    return f"chmod g+rw {quoted(str(path))} && chmod g+rwxs {quoted(str(path.parent))}"


def _second_name(path: Path) -> ReadOnly | None:
    """Return what to say of a file with a hard link to it. SQLite keeps one log a name, and neither shows the other's."""
    links = path.stat().st_nlink
    if links < 2:
        return None
    remove_left(path)  # of a run that was killed while it gave the project its name
    while (links := path.stat().st_nlink) - names_in_parts(path) > 1:
        if path.stat().st_nlink == links:
            break  # else some program removed its part meanwhile
    else:
        return None
    other = _beside(path)
    name = "another name too" if other is None else f"another name too, {other.name}"
    notice = f"{path} has {name} (a hard link): what was done under that name may not be seen here."
    if other is not None and has_log(other):
        notice = f"{path} has {name} (a hard link), and {other.name}-wal holds work that is not seen here."
    where = f"; find them with: find FOLDER -samefile {quoted(str(path))}" if other is None else ""
    return ReadOnly(
        f"{path} has {name} (a hard link), and SQLite keeps one log a name, so that it can only be read",
        "When nobody has it open, remove one of the names, not one with a -wal beside it"
        f"{where}. Or work on a copy: {_copying(path)}",
        notice,
    )


def _beside(path: Path) -> Path | None:
    """Return another name of a file in its folder."""
    number = path.stat().st_ino
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry in entries if entry.inode() == number and entry.name != path.name]
    except OSError:
        return None
    return next((path.with_name(name) for name in sorted(names) if path.with_name(name).samefile(path)), None)


def may(path: Path, mode: int) -> bool:
    """Return whether this process has the rights of that `os.access` mode on a file or folder."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)
