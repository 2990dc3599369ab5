"""The command that imports articles with their spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotator.cli import words
from annotator.cli.format_options import ReadingCommand
from annotator.cli.import_corrections import corrections
from annotator.cli.import_report import problems, summary
from annotator.cli.options import (
    PATH,
    WHOSE,
    dry_run_option,
    file_format_option,
    open_project,
    person,
    project_option,
)
from annotator.cli.progress import progress
from annotator.cli.say import NOTHING_CHANGED, answer, say, show
from annotator.cli.unassigned import deal_them_out
from annotator.errors import UsageError
from annotator.formats import AUTO, find, reader
from annotator.model import ImportOptions, SameText

if TYPE_CHECKING:
    from pathlib import Path

HELP = """Bring articles in from files and folders, with the spans that are in them.

The text is stored exactly as it is. A text that is there already is skipped; spans go into the layer of whom the file
names, or of the person named with --as, whose status is then done.

Texts that can't be used are told with file and line, and the exit status is then 1; the others come in all the same.
Where there are spans, all comes in or nothing.
"""


def _labels(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in value:
        old, sign, new = pair.rpartition("=")
        if not sign or not old or not new:
            raise UsageError(
                f"--map {pair} is no pair of labels: write --map FROM=TO, as in --map PER=actor."
            )
        if found.get(old, new) != new:
            raise UsageError(f"--map {old} is given twice, for {found[old]} and for {new}: leave one out.")
        found[old] = new
    return found


@click.command(
    "import", cls=ReadingCommand, epilog="Example: annotator import articles.jsonl news/", help=HELP
)
@click.argument("paths", nargs=-1, type=PATH, metavar="PATH...")
@project_option
@file_format_option(words.reading_formats, AUTO)
@click.option(
    "--encoding", default="utf-8", show_default=True, metavar="NAME", help="The encoding of the files."
)
@click.option("--as", "name", metavar="NAME", shell_complete=words.people, help=WHOSE)
@click.option(
    "--map",
    "labels",
    multiple=True,
    metavar="FROM=TO",
    callback=_labels,
    shell_complete=words.label_pairs,
    help="Which label of the schema one of the files is.",
)
@click.option("--skip-unmapped", is_flag=True, help="Leave out spans whose label is not in the schema.")
@click.option("--no-spans", is_flag=True, help="Take the texts only.")
@click.option(
    "--same-text",
    "same_text",
    type=click.Choice([one.value for one in SameText]),
    help="What to do where a layer has another label for a range: keep it, add the file's to it, or replace it.",
)
@click.option("--update", is_flag=True, help="Correct the articles whose text is another one in the files.")
@click.option(
    "--undo",
    multiple=True,
    metavar="ID",
    shell_complete=words.articles,
    help="Give an article the text that it had before --update; without PATH.",
)
@dry_run_option
def command(
    paths: tuple[Path, ...],
    project: Path,
    kind: str,
    encoding: str,
    name: str | None,
    labels: dict[str, str],
    skip_unmapped: bool,
    no_spans: bool,
    same_text: str | None,
    update: bool,
    undo: tuple[str, ...],
    dry_run: bool,
    **given: Any,
) -> None:
    """Run the command, whose help is `HELP`."""
    if undo:
        _require_alone(paths=paths, name=name, map=labels, skip_unmapped=skip_unmapped, no_spans=no_spans)
        _undo(project, undo, dry_run=dry_run)
        return
    if not paths:
        ctx = click.get_current_context()
        missing = next(param for param in ctx.command.params if param.name == "paths")
        raise click.MissingParameter(ctx=ctx, param=missing)
    if no_spans:
        _require_none_about_spans(name=name, map=labels, skip_unmapped=skip_unmapped, same_text=same_text)
    _check_options(kind, given)
    found = find(paths, encoding, kind)
    with open_project(project) as opened, progress("Importing") as tell:
        name = None if name is None else person(opened, name)
        how = ImportOptions(
            annotator=name,
            labels=labels,
            skip_unmapped=skip_unmapped,
            spans=not no_spans,
            same_text=None if same_text is None else SameText(same_text),
            update=update,
        )
        report = opened.imports.add_found(
            found, how, encoding=encoding, options=given, progress=tell, keep=not dry_run
        )
        schema = opened.schema
        unassigned = None if dry_run else opened.assignments.unassigned()
    for line in problems(report, schema, skipping=skip_unmapped, updating=update):
        say(line)
    told = (*corrections(report, project), *summary(report, found.ignored, wanted=how.spans))
    for line in (*told, *deal_them_out(unassigned, project)):
        (show if dry_run else answer)(line)
    if dry_run:
        show(NOTHING_CHANGED)
    if report.refusals or report.stopped:
        click.get_current_context().exit(1)


def _undo(project: Path, ids: tuple[str, ...], *, dry_run: bool) -> None:
    """Give articles the texts that they had before their last correction, and say what that does."""
    with open_project(project) as opened:
        report = opened.imports.undo_updates(ids, keep=not dry_run)
    for line in corrections(report, project):
        (show if dry_run else answer)(line)
    if dry_run:
        show(NOTHING_CHANGED)


def _require_alone(**given: Any) -> None:
    """Raise UsageError for what is given beside --undo."""
    for name, value in given.items():
        if value:
            what = {"paths": "PATH", "name": "--as"}.get(name, f"--{name.replace('_', '-')}")
            raise UsageError(f"--undo reads no files, so {what} means nothing with it: drop one of them.")


def _require_none_about_spans(**given: Any) -> None:
    """Raise UsageError for an option that is about spans, by the names of their parameters."""
    for name, value in given.items():
        if value:
            option = "as" if name == "name" else name.replace("_", "-")
            raise UsageError(f"--{option} is about spans, and --no-spans leaves them out: drop one of them.")


def _check_options(kind: str, given: dict[str, Any]) -> None:
    """Raise UsageError for a format's option where no format is given, and for bad values."""
    if kind != AUTO:
        from annotator.formats.options import parse_options

        parse_options(reader(kind), given)
        return
    for name, value in given.items():
        if value is not None:
            raise UsageError(f"--{name.replace('_', '-')} is an option of a format: say which with --format.")
