"""Whether a project's file can be written, and why not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from annotator.advice import work_on_a_copy
from annotator.command_line import ANYWHERE, command_line, quoted_path
from annotator.errors import ProjectError, ProjectReadOnlyError
from annotator.reasons import owner, whose
from annotator.store.disk.disks import shared_disk
from annotator.store.disk.sqlite_files import companions, has_log, links_in_parts, log_of

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.disk.disks import Shared


class ReadOnly(NamedTuple):
    """Why a project can only be read: a clause and an advice.

    `notice` is what a reader must know to understand what is shown. `elsewhere` is another name (hard link) of the file if
    its log has work, which can't be seen under this name.
    """

    what: str
    advice: str
    notice: str = ""
    elsewhere: Path | None = None


def why_read_only(path: Path, *, anywhere: bool = False) -> ReadOnly | None:
    """Return why the project's file must not be written, None if it may. With `anywhere`, shared disks are allowed."""
    own = missing_right(path) if first_unwritable(path) is not None else None
    disk = None if anywhere else shared_disk(path)
    shared = None if disk is None else _shared(path, disk)
    second = _second_name(path)
    reasons = [why for why in (own, shared, second) if why is not None]
    if not reasons:
        return None
    notices = " ".join(why.notice for why in reasons if why.notice)
    return reasons[0]._replace(notice=notices, elsewhere=second and second.elsewhere)


def require_all_seen(path: Path, *, anywhere: bool = False) -> str:
    """Return a notice if part of the project can't be read, else an empty string.

    Raises `ProjectError` if there is work in the log of another name of the file.
    """
    why = why_read_only(path, anywhere=anywhere)
    if why is None:
        return ""
    if why.elsewhere is not None:
        raise ProjectError(
            f"{path} and {why.elsewhere} are one file (a hard link), and {log_of(why.elsewhere).name} holds work that is not "
            f"seen under the name {path.name}",
            f"Use the other name: {why.elsewhere}",
        )
    return why.notice


def _shared(path: Path, disk: Shared) -> ReadOnly:
    return ReadOnly(
        f"{path} is {disk.where}, where a project that is written to can be damaged",
        f"{disk.instead} To write to it all the same, add {ANYWHERE} to the command.",
        f"{path} is {disk.where}: what others write to it at this moment may be missing.",
    )


def require_own_disk(path: Path, *, anywhere: bool) -> None:
    """Raise `ProjectReadOnlyError` if other machines can write to the disk of `path`, unless `anywhere`."""
    disk = None if anywhere else shared_disk(path)
    if disk is not None:
        raise ProjectReadOnlyError(
            f"{path} would be {disk.where}, where a project that is written to can be damaged",
            f"{disk.instead} To make it there all the same, add {ANYWHERE} to the command.",
        )


def first_unwritable(path: Path) -> Path | None:
    """Return the file or folder that keeps the project from being written: its own, its folder's or a companion's path; None if all can be written."""
    if not has_right(path, os.W_OK):
        return path
    if not has_right(path.parent, os.W_OK | os.X_OK):
        return path.parent
    return next((file for file in companions(path) if file.exists() and not has_right(file, os.W_OK)), None)


def missing_right(path: Path) -> ReadOnly:
    """Return what is in the way of writing, whose it is, and what helps."""
    file = first_unwritable(path)
    if _is_on_a_disk_to_read(path):
        return ReadOnly(
            f"{path} can be read but not written: the disk can only be read",
            f"Work on a copy: {_copying(path)}",
        )
    if file is None or file == path:
        return ReadOnly(
            f"{path} can be read but not written{whose(path)}",
            work_on_a_copy(path, _other_owner(path)),
        )
    if file == path.parent:
        return ReadOnly(
            f"{path} can't be written, because nothing can be made in its folder{whose(file)}",
            work_on_a_copy(path, _other_owner(file)),
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


def _is_on_a_disk_to_read(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _other_owner(path: Path) -> str:
    """Return the owner of a file or folder, "" if it is the current user."""
    try:
        return "" if path.stat().st_uid == os.geteuid() else owner(path)
    except (OSError, NotImplementedError):
        return ""


def _copying(path: Path) -> str:
    return command_line("backup", "FILE", project=path)


def _granting(path: Path) -> str:
    return f"chmod g+rw {quoted_path(path)} && chmod g+rwxs {quoted_path(path.parent)}"


def _second_name(path: Path) -> ReadOnly | None:
    """Return why a file with a hard link to it can only be read, None if it has one name. SQLite keeps a log for each name."""
    if path.stat().st_nlink < 2:
        return None
    from annotator.files import remove_left

    remove_left(path)  # of a run that was killed while it gave the project its name
    if _names(path) < 2:
        return None
    others = _beside(path)
    logged = next((other for other in others if has_log(other)), None)
    other = logged or next(iter(others), None)
    if other is None:
        what = f"{path} has another name (a hard link) and can only be read"
        notice = f"{path} has another name (a hard link): what was done under that name may not be seen here."
        where = f"; find them with: find FOLDER -samefile {quoted_path(path)}"
    else:
        what, where = f"{path} and {other.name} are one file (a hard link) and can only be read", ""
        done = (
            f"what was done as {other.name} may not be seen here"
            if logged is None
            else f"{log_of(logged).name} holds work that is not seen here"
        )
        notice = f"{path} and {other.name} are one file (a hard link): {done}."
    return ReadOnly(
        what,
        "When nobody has it open, remove one of the names, not one with a -wal beside it"
        f"{where}. Or work on a copy: {_copying(path)}",
        notice,
        logged,
    )


def _names(path: Path) -> int:
    """Return how many names a file has, not counting those in the hidden folders where files are made."""
    while True:
        links = path.stat().st_nlink
        own = links - links_in_parts(path)
        if path.stat().st_nlink == links:  # else a program removed its own meanwhile
            return own


def _beside(path: Path) -> list[Path]:
    """Return the other names of the file in its folder."""
    number = path.stat().st_ino
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry in entries if entry.inode() == number and entry.name != path.name]
        return [path.with_name(name) for name in sorted(names) if path.with_name(name).samefile(path)]
    except OSError:
        return []


def has_right(path: Path, mode: int) -> bool:
    """Return whether this process has the rights of an `os.access` mode on a file or folder."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)
