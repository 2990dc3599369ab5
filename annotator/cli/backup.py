"""The command that copies the project to a new file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator import advice
from annotator.cli.options import PATH, anywhere, project_option
from annotator.cli.output import named
from annotator.cli.progress import progress
from annotator.cli.say import answer, counted, say
from annotator.cli.working import making
from annotator.command_line import command_line
from annotator.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command("backup", epilog="Example: annotator backup monday.db")
@click.argument("file", type=PATH, metavar="FILE")
@project_option
def command(file: Path, project: Path) -> None:
    """Copy the project to a new file, also while people work in it.

    FILE is a project like any other, in one file, with what was saved when the command ran. It is checked. A project that is
    damaged is copied as it is; that is told, and the exit status is then 1. One that is cut off or has a log that does not fit is not copied.
    """
    from annotator.project.whole_files import back_up

    target = named(file, "backup", project).target
    if target is None:
        raise UsageError(f"{file} is no file; name a new file after backup.")
    with making(file), progress("Copying"):
        report = back_up(project, target, anywhere=anywhere())
    if report.notice:
        say(report.notice)
    holds = f"{counted(report.articles, 'article')}, {counted(report.spans, 'span')}"
    answer(f"Copied {project} to {file}: {holds}.")
    if report.fault:
        say(f"{project} is damaged, and so is the copy: {report.fault}. {advice.damaged(project)}")
        click.get_current_context().exit(1)
    answer(f"To go back to it: {command_line('restore', str(file), project=project)}")
