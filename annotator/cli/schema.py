"""The command that prints a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from annotator.cli.options import open_project, project_option
from annotator.cli.output import standard_output
from annotator.cli.say import say

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import LabelSchema


@click.command("schema", epilog="Example: annotator schema")
@project_option
@click.option("--record", is_flag=True, help="The JSON Schema of an exported record instead.")
def command(project: Path, record: bool) -> None:
    """Print the project's label schema as TOML, or the default one where there is no project.

    What it prints can be changed and given to: annotator init --schema FILE.
    """
    if record:
        from annotator.formats.jsonl import record_schema

        _print(record_schema())
        return
    from annotator import labels

    schema = _project_schema(project) or labels.default()
    _print(labels.dump(schema))
    if about_keys := labels.notice(schema):
        say(f"{about_keys} A new project does not take these keys: give the labels others there.")
    if alike := labels.alike(schema):
        say(alike)


def _print(text: str) -> None:
    with standard_output() as out:
        out.write(text.encode())  # UTF-8 whatever the terminal has: it is a file to be


def _project_schema(project: Path) -> LabelSchema | None:
    source = click.get_current_context().get_parameter_source("project")
    if source is ParameterSource.DEFAULT and not project.exists():
        return None
    with open_project(project) as opened:
        return opened.schema
