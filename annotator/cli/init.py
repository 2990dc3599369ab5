"""The command that makes a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import anywhere, project_option, schema_option
from annotator.cli.say import answer
from annotator.command_line import command_line

if TYPE_CHECKING:
    from pathlib import Path


@click.command("init", epilog="Example: annotator init --project news.db")
@project_option
@schema_option
def command(project: Path, schema: Path | None) -> None:
    """Make a project: one file for articles, annotators and spans.

    Without --schema its labels are those for conflict news.
    """
    from annotator import labels
    from annotator.project import Project

    chosen = labels.default() if schema is None else labels.load(schema)
    with Project.create(project, chosen, anywhere=anywhere()):
        pass
    shown = ", ".join(f"{label.name} ({label.key})" for label in chosen.labels)
    answer(f"Made {project} with the label schema {chosen.name}: {shown}.")
    answer(
        f"Next: {command_line('import', 'PATH', project=project)}; then: {command_line('', project=project)}"
    )
