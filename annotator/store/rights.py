"""Whether a project's file can be written, and why not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from annotator.advice import work_on_a_copy
from annotator.reasons import whose

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
    if not (may(path, os.W_OK) and may(path.parent, os.W_OK | os.X_OK)):
        return lacking(path)
    return None


def lacking(path: Path) -> ReadOnly:
    """Return what to say where a right to write is lacking."""
    return ReadOnly(
        f"{path} can be read but not written{whose(path)}",
        work_on_a_copy(path),
    )


def may(path: Path, mode: int) -> bool:
    """Return whether this process has the rights of that `os.access` mode on a file or folder."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)
