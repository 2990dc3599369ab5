"""The command that makes a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotator.cli import words
from annotator.cli.format_options import ReadingCommand
from annotator.cli.options import (
    PATH,
    anywhere,
    encoding_option,
    file_format_option,
    project_option,
    schema_option,
    skip_bad_option,
)
from annotator.cli.say import answer, say
from annotator.command_line import command_line
from annotator.errors import UsageError
from annotator.formats import AUTO

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import LabelSchema

_NAMED = 30
"""How many labels are named."""


@click.command("init", cls=ReadingCommand, epilog="Example: annotator init --project news.db")
@click.argument("more", nargs=-1, type=PATH, metavar="[FILE...]")
@project_option
@schema_option
@click.option(
    "--labels-from",
    "corpus",
    multiple=True,
    type=PATH,
    metavar="FILE",
    help="Files and folders with spans: the project gets the labels in them. More may follow: --labels-from FILE...",
)
@file_format_option(words.reading_formats, AUTO)
@encoding_option
@skip_bad_option
def command(
    more: tuple[Path, ...],
    project: Path,
    schema: Path | None,
    corpus: tuple[Path, ...],
    kind: str,
    encoding: str | None,
    skip_bad: bool,
    **given: Any,
) -> None:
    """Make a project: one file for articles, annotators and spans.

    Without --schema and --labels-from its labels are those for conflict news. The options for reading files go with
    --labels-from and are those of import.
    """
    _check_together(more, schema, corpus, given)
    if corpus:
        from annotator.cli.labels_from import make_from_corpus

        make_from_corpus(
            project, (*corpus, *more), kind=kind, encoding=encoding, options=given, skip_bad=skip_bad
        )
        return
    from annotator import labels
    from annotator.project import Project

    chosen = labels.default() if schema is None else labels.load(schema)
    with Project.create(project, chosen, anywhere=anywhere()):
        pass
    answer(f"Made {project} with the label schema {chosen.name}: {_shown(chosen)}.")
    if about_list := labels.about_list(chosen):
        answer(about_list)
    if alike := labels.alike(chosen):
        say(alike)
    answer(
        f"Next: {command_line('import', 'PATH', project=project)}; then: {command_line('', project=project)}"
    )


def _check_together(
    more: tuple[Path, ...], schema: Path | None, corpus: tuple[Path, ...], given: dict[str, Any]
) -> None:
    """Raise UsageError for options that exclude or need each other."""
    if corpus and schema is not None:
        raise UsageError("--schema and --labels-from both say which labels there are: leave one of them out.")
    if corpus:
        return
    if more:
        raise UsageError(
            f"init takes no file without --labels-from, which makes labels from it: "
            f"{command_line('init', options=['--labels-from', str(more[0])])}"
        )
    context = click.get_current_context()
    reading = [name for name in ("kind", "encoding", "skip_bad") if _is_typed(context, name)]
    reading += [name for name, value in given.items() if value is not None]
    if reading:
        flag = {"kind": "format"}.get(reading[0], reading[0]).replace("_", "-")
        raise UsageError(f"--{flag} says how files are read, and goes with --labels-from FILE.")


def _is_typed(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _shown(schema: LabelSchema) -> str:
    names = [f"{label.name} ({label.key})" if label.key else label.name for label in schema.labels]
    more = len(names) - _NAMED
    return ", ".join([*names[:_NAMED], *([f"and {more:,} more"] if more > 0 else [])])
