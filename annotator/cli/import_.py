"""The command that imports articles with their spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotator.cli import words
from annotator.cli.format_options import ReadingCommand
from annotator.cli.import_corrections import corrections
from annotator.cli.import_report import check_named, not_skipped, problems, summary
from annotator.cli.options import (
    PATH,
    WHOSE,
    dry_run_option,
    encoding_option,
    file_format_option,
    person,
    project_option,
    skip_bad_option,
)
from annotator.cli.say import NOTHING_CHANGED, answer, say, show
from annotator.cli.unassigned import deal_them_out
from annotator.cli.working import working
from annotator.errors import UsageError
from annotator.formats import AUTO, find, reader, settings
from annotator.model import ImportOptions, LayerKind, SameText

if TYPE_CHECKING:
    from pathlib import Path

HELP = """Bring articles in from files and folders, with the spans that are in them.

The text is stored exactly as it is. A text that is there already is skipped; spans go into the layer of whom the file
names, or of the person named with --as, whose status is then done. With --as-model or --as-reference they become layers that no
person made: these never enter status, agreement or gold.

Texts that can't be used are told with file and line, and the exit status is then 1; the others come in all the same.
Where there are spans, all comes in or nothing, unless --skip-bad leaves out what can't be used.
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
@encoding_option
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
@skip_bad_option
@click.option(
    "--as-model",
    "model",
    metavar="NAME@VERSION",
    shell_complete=words.others,
    help="The model whose predictions the spans are; scores are kept.",
)
@click.option(
    "--as-reference",
    "reference",
    metavar="NAME",
    shell_complete=words.others,
    help="What the spans are taken from that no person here made, such as a published corpus; scores are kept.",
)
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
    encoding: str | None,
    name: str | None,
    labels: dict[str, str],
    skip_unmapped: bool,
    no_spans: bool,
    skip_bad: bool,
    model: str | None,
    reference: str | None,
    same_text: str | None,
    update: bool,
    undo: tuple[str, ...],
    dry_run: bool,
    **given: Any,
) -> None:
    """Run the command, whose help is `HELP`."""
    whose = {
        option: value
        for option, value in (("--as", name), ("--as-model", model), ("--as-reference", reference))
        if value is not None
    }
    about_spans = {**whose, "--map": labels, "--skip-unmapped": skip_unmapped, "--same-text": same_text}
    if undo:
        others = {"--no-spans": no_spans, "--skip-bad": skip_bad, "--update": update, "--encoding": encoding}
        of_formats = {f"--{option.replace('_', '-')}": value for option, value in given.items()}
        _refuse(
            {"PATH": paths, **about_spans, **others, **of_formats}, "{} is about files, and --undo reads none"
        )
        _undo(project, undo, dry_run=dry_run)
        return
    if not paths:
        ctx = click.get_current_context()
        missing = next(param for param in ctx.command.params if param.name == "paths")
        raise click.MissingParameter(ctx=ctx, param=missing)
    if len(whose) > 1:
        raise UsageError(
            f"{' and '.join(whose)} both say whose the spans are: give one of them, and import the files of the other by themselves."
        )
    if no_spans:
        _refuse(about_spans, "{} is about spans, and --no-spans leaves them out")
    _check_options(kind, given)
    found = find(paths, encoding, kind)
    settings(found, given)
    if skip_bad:
        check_named(paths, found.refused)
    with working(project, _READING) as (opened, line):

        def importing(count: int) -> None:
            if line.doing == _READING:
                line.begin("Importing: writing")
            line(count)

        option, name = next(iter(whose.items()), ("--as", None))
        kind_of_layer = _KINDS[option]
        name = None if name is None else person(opened, name, option, kind_of_layer)
        how = ImportOptions(
            annotator=name,
            kind=kind_of_layer,
            labels=labels,
            skip_unmapped=skip_unmapped,
            spans=not no_spans,
            skip_bad=skip_bad,
            same_text=None if same_text is None else SameText(same_text),
            update=update,
        )
        report = opened.imports.add_found(
            found,
            how,
            encoding=encoding,
            options=given,
            progress=importing,
            reading=line,
            keep=not dry_run,
        )
        schema = opened.schema
        unassigned = None if dry_run else opened.assignments.unassigned()
    for problem in problems(report, schema, how):
        say(problem)
    told = (*corrections(report, project, kept=not dry_run), *summary(report, found, how))
    for sentence in (*told, *deal_them_out(unassigned, project)):
        (show if dry_run else answer)(sentence)
    if dry_run:
        show(NOTHING_CHANGED)
    if report.stopped or (not skip_bad and report.refusals) or not_skipped(report):
        click.get_current_context().exit(1)


_READING = "Importing: reading"

_KINDS = {
    "--as": LayerKind.PERSON,
    "--as-model": LayerKind.MODEL,
    "--as-reference": LayerKind.REFERENCE,
}
"""The options that say whose the spans are, and the kind of the layers that they become."""


def _undo(project: Path, ids: tuple[str, ...], *, dry_run: bool) -> None:
    """Give articles the texts that they had before their last correction, and say what that does."""
    with working(project, "Correcting") as (opened, _):
        report = opened.imports.undo_updates(ids, keep=not dry_run)
    for line in corrections(report, project, kept=not dry_run):
        (show if dry_run else answer)(line)
    if dry_run:
        show(NOTHING_CHANGED)


def _refuse(options: dict[str, Any], why: str) -> None:
    """Raise UsageError for the first of these options that is given; `why` has a place for its name."""
    for option, value in options.items():
        if value:
            raise UsageError(f"{why.format(option)}: drop one of them.")


def _check_options(kind: str, given: dict[str, Any]) -> None:
    """Raise UsageError for options that the format on the line does not have, and for bad values."""
    if kind != AUTO:
        from annotator.formats.options import parse_options

        parse_options(reader(kind), given, reading=True)
