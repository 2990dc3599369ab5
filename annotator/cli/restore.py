"""The command that puts a copy in the place of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import PATH, anywhere, project_option
from annotator.cli.progress import progress
from annotator.cli.say import answer, counted, say
from annotator.cli.working import making
from annotator.command_line import command_line

if TYPE_CHECKING:
    from pathlib import Path


@click.command("restore", epilog="Example: annotator restore monday.db")
@click.argument("copy", type=PATH, metavar="COPY")
@project_option
def command(copy: Path, project: Path) -> None:
    """Put a copy in the place of the project, and set aside what is there.

    COPY is a project, and stays as it is. It is checked first. The project that is there, also one that is damaged, is renamed
    together with its log to a name that ends in .aside-1 or the next number, and can be opened by that name. Nobody may
    have the project open meanwhile. Rescue files stay.
    """
    from annotator.project.whole_files import restore

    with making(project), progress("Restoring"):
        report = restore(copy, project, anywhere=anywhere())
    if report.notice:
        say(report.notice)
    for path in report.aside:
        answer(f"Set aside: {_shown_path(path, project)}")
    holds = f"{counted(report.articles, 'article')}, {counted(report.spans, 'span')}"
    answer(f"{project} now holds what {copy} does: {holds}.")
    if report.aside:
        answer(
            f"To undo it: {command_line('restore', str(_shown_path(report.aside[0], project)), project=project)}"
        )


def _shown_path(path: Path, project: Path) -> Path:
    """Return the path to show for a file: written as the project was, if it is in the same folder."""
    return project.with_name(path.name) if project.parent.resolve() == path.parent else path
