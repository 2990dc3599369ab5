"""Sentences with the commands that help with a project's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.command_line import command_line

if TYPE_CHECKING:
    from pathlib import Path


def no_articles(project: Path) -> str:
    """Return the sentence on a project without articles."""
    return f"The project has no articles yet; bring some in with: {command_line('import', 'PATH', project=project)}"


def damaged(project: Path) -> str:
    """Return what to do about a damaged project."""
    return f"To see what is wrong: {command_line('check', project=project)}; {_remedies(project)}"


def repair(project: Path) -> str:
    """Return what to do where only what repeats other tables is wrong."""
    return f"Nothing of the work is damaged; to make anew what is: {command_line('check', options=['--repair'], project=project)}"


def all_listed(project: Path) -> str:
    """Return the command that lists all that is wrong with a project."""
    return f"To list all that is wrong: {command_line('check', project=project)}"


def damaged_as_listed(project: Path) -> str:
    """Return what to do about a damaged project whose faults were listed."""
    remedies = _remedies(project)
    return remedies[0].upper() + remedies[1:]


def _remedies(project: Path) -> str:
    return f"to put a copy in its place and keep this one: {restore(project)}; to save what can be read: {recover(project)}"


def restore(project: Path) -> str:
    """Return the command that replaces a project by a copy."""
    return command_line("restore", "COPY", project=project)


def recover(project: Path) -> str:
    """Return the command that saves what can be read of a damaged project."""
    return command_line("recover", str(project), "NEW")


def work_on_a_copy(project: Path, owner: str = "") -> str:
    """Return what to do about a project that can't be written. `owner` is the one who can change its rights; "": the user can."""
    make = (
        f"Ask {owner} for the right to write to the file and its folder"
        if owner
        else "Make the file and its folder writable"
    )
    return f"{make}, or work on a copy: {command_line('backup', 'FILE', project=project)}"
