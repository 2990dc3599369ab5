"""Whether a project's file can be written, and why not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ProjectReadOnlyError
from annotator.reasons import whose
from annotator.store.disks import shared_disk
from annotator.typed import ANYWHERE

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.disks import Shared


class ReadOnly(NamedTuple):
    """Why a project is only read: a clause on what is so, and what to do about it.

    `notice` is a sentence for whoever only wants to read, where they would misunderstand what they see without it.
    """

    what: str
    advice: str
    notice: str = ""


def why_read_only(path: Path, *, anywhere: bool = False) -> ReadOnly | None:
    """Return why a project's file must not be written, None where it can be.

    `anywhere`: it may be on a disk that other machines write to.
    """
    if not (may(path, os.W_OK) and may(path.parent, os.W_OK | os.X_OK)):
        return lacking(path)
    disk = None if anywhere else shared_disk(path)
    return None if disk is None else _shared(path, disk)


def _shared(path: Path, disk: Shared) -> ReadOnly:
    return ReadOnly(
        f"{path} is {disk.where}, where a project that is written to can be damaged",
        f"{disk.instead} To write to it all the same: {ANYWHERE}.",
        f"{path} is {disk.where}: what others write to it at this moment may be missing.",
    )


def require_own_disk(path: Path, *, anywhere: bool) -> None:
    """Raise `ProjectReadOnlyError` where a project that is made at `path` would be on a disk that other machines write to.

    `anywhere`: it may be.
    """
    disk = None if anywhere else shared_disk(path)
    if disk is not None:
        raise ProjectReadOnlyError(
            f"{path} would be {disk.where}, where a project that is written to can be damaged",
            f"{disk.instead} To make it there all the same: {ANYWHERE}.",
        )


def lacking(path: Path) -> ReadOnly:
    """Return what to say where a right to write is lacking."""
    return ReadOnly(
        f"{path} can be read but not written{whose(path)}",
        "Make the file and its folder writable, or work on a copy.",
    )


def may(path: Path, mode: int) -> bool:
    """Return whether this process has the rights of that `os.access` mode on a file or folder."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)
