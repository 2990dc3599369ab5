"""What to do about a project's file: the commands for it, as each message that needs them says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.typed import typed

if TYPE_CHECKING:
    from pathlib import Path


def no_articles(project: Path) -> str:
    """Return the sentence on a project without articles."""
    return f"The project has no articles yet; bring some in with: {typed('import', 'PATH', project=project)}"


def damaged(project: Path) -> str:
    """Return what to do about a project that is damaged."""
    return f"To see what is wrong: {typed('check', project=project)}; {_mended(project)}"


def checked(project: Path) -> str:
    """Return the same where what is wrong was told."""
    return f"T{_mended(project)[1:]}"


def _mended(project: Path) -> str:
    return f"to put a copy in its place and keep this one: {restore(project)}; to save what can be read: {recover(project)}"


def restore(project: Path) -> str:
    """Return the command that puts a copy in the place of a project."""
    return typed("restore", "COPY", project=project)


def recover(project: Path) -> str:
    """Return the command that saves what can be read of a project."""
    return typed("recover", str(project), "NEW")


def work_on_a_copy(project: Path, owner: str = "") -> str:
    """Return what to do where a project can't be written; `owner` is who can change that, "" for whoever is told."""
    make = (
        f"Ask {owner} for the right to write to the file and its folder"
        if owner
        else "Make the file and its folder writable"
    )
    return f"{make}, or work on a copy: {typed('backup', 'FILE', project=project)}"
