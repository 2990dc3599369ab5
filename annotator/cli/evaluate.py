"""The command that evaluates predictions against the gold or another layer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.evaluating import reference_named
from annotator.cli.inputs import keep_inputs
from annotator.cli.options import articles_option, label_option, print_option, project_option, some_labels
from annotator.cli.report_options import against_option, by_option, check_errors, errors_option, page_option
from annotator.cli.report_output import page_destination, write
from annotator.cli.say import counted, say
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UnfinishedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.cli.progress import Line
    from annotator.evaluation.choosing import Chosen
    from annotator.evaluation.table import MarkTable
    from annotator.project import Project

BY = ("label", "article", "error")


@click.command("evaluate", epilog="Example: annotator evaluate --predictions predictions.jsonl --by error")
@project_option
@click.option(
    "--predictions",
    required=True,
    metavar="LAYER|FILE",
    shell_complete=words.predictions,
    help="What to evaluate: the layer of a model or a person, or a file in any format that import reads.",
)
@against_option("gold")
@click.option(
    "--compare",
    metavar="LAYER|FILE",
    shell_complete=words.predictions,
    help="Other predictions, to tell by a paired bootstrap which are better.",
)
@articles_option
@label_option
@click.option(
    "--absent",
    type=click.Choice(("empty", "left-out")),
    help="What articles of the reference are that the predictions lack.  [default: empty for a layer, left-out for a file]",
)
@by_option
@errors_option
@print_option
@page_option
def command(
    project: Path,
    predictions: str,
    against: str,
    compare: str | None,
    wanted: str | None,
    labels: str | None,
    absent: str | None,
    by: str | None,
    most: int | None,
    kind: str,
    page: Path | None,
) -> None:
    """Evaluate predictions: precision, recall and F1, and what is wrong.

    Predictions are a layer of the project or a file, which is read and not imported. Nothing is changed. What is counted how is in the
    documentation.
    """
    from annotator.cli.evaluating import of_tables
    from annotator.evaluation.choosing import Absent, choose
    from annotator.evaluation.errors import LISTED, Errors
    from annotator.evaluation.measuring import How

    if by is not None and by not in BY:
        given = ["--by", by] if by == "pair" else ["--against", against, "--by", by]
        people = command_line("agreement", options=given, project=project)
        raise UsageError(f"--by {by} is about people; for them: {people}")
    by = by or BY[0]
    check_errors(most, by, kind, page)
    destination = page_destination(page, project)
    with working(project, "Evaluating") as (opened, line), opened.as_of_now():
        chosen = None if wanted is None else frozenset(opened.articles.select(wanted))
        which = some_labels(opened, labels)
        files = [
            given for given in (predictions, compare) if given and opened.evaluations.known(given) is None
        ]
        keep_inputs([(destination, "--html")], files, wanted)
        reference = _reference(opened, against, which, chosen, line)
        tables = [
            _predictions(opened, given, option, which, chosen, line)
            for option, given in (("--predictions", predictions), ("--compare", compare))
            if given is not None
        ]
        _check_names(reference, tables)
        _check_absent(tables, absent)
        found = choose(reference, tables, None if absent is None else Absent(absent), chosen)
        if not found.articles:
            raise UnfinishedError(_nothing(opened, reference, tables, found, project))
        errors = Errors(reference.name, LISTED if most is None else most)
        line.begin(line.doing, len(found.articles))
        pair = (tables[0].name, tables[1].name) if len(tables) == 2 else None
        report = of_tables(
            opened, reference, tables, found, which, errors,
            How(by_article=by == "article" or page is not None, compare=pair), line,
        )  # fmt: skip
    assert report is not None
    write(report, by, kind, errors, destination, page)


def _reference(
    opened: Project, name: str, labels: Collection[str], chosen: Collection[str] | None, line: Line
) -> MarkTable:
    known = reference_named(opened, name)
    if known is None and _is_there(Path(name)):
        bring = command_line("import", name, options=["--as-reference", "NAME"], project=opened.path)
        raise UsageError(f"--against is the gold or a layer, and {name} is a file; bring it in with: {bring}")
    line.begin("Reading the reference")
    return opened.evaluations.of_layer(known or name, labels, chosen, line)


def _predictions(
    opened: Project,
    given: str,
    option: str,
    labels: Collection[str],
    chosen: Collection[str] | None,
    line: Line,
) -> MarkTable:
    """Return the marks of a layer, or, where there is none of that name, of a file."""
    from annotator.errors import who_there_is

    path = Path(given)
    known = opened.evaluations.known(given)
    line.begin("Reading predictions")
    if known is not None:
        if path.is_file():
            say(f"{given} is a layer and a file: the layer is evaluated; the file is ./{given}.")
        return opened.evaluations.of_layer(known, labels, chosen, line)
    if not given.strip():
        raise UsageError(f"{option} is empty; name a layer or a file.")
    if not _is_there(path):
        others = [other.name for other in opened.people.overview().others]
        names = who_there_is([*opened.people.names(), *others])
        raise UsageError(f"{option}: there is neither a layer nor a file called {given}. {names}")
    return opened.evaluations.of_file(path, given, labels, line)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _check_names(reference: MarkTable, tables: list[MarkTable]) -> None:
    names = [reference.name, *(table.name for table in tables)]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} is given twice, and would be compared with itself; name another one.")


def _check_absent(tables: list[MarkTable], absent: str | None) -> None:
    if absent != "empty":
        return
    for table in tables:
        if table.is_gold:
            raise UsageError(
                "--absent empty is about files and layers; an article without gold has not been settled."
            )
        if table.kind == "person":
            raise UsageError(
                f"--absent empty is about models and files; {table.name} may still mark what is not finished."
            )


def _nothing(
    opened: Project, reference: MarkTable, tables: list[MarkTable], found: Chosen, project: Path
) -> str:
    """Return why there is nothing to evaluate."""
    what = "There is nothing to evaluate: "
    if not opened.articles.any():
        bring = command_line("import", "PATH", project=project)
        return f"{what}the project has no articles yet; bring some in with: {bring}"
    whose = "the gold" if reference.is_gold else reference.name
    if not len(reference):
        if reference.is_gold:
            settle = command_line("adjudicate", project=project)
            return f"{what}there is no gold yet of these articles; make it with: {settle}"
        return f"{what}{whose} has nothing in these articles."
    has = counted(len(reference), "article")
    names = " and ".join(table.name for table in tables)
    own = [told for told in found.left_out if told.what.value == "own layer"]
    if own:
        return f"{what}the gold of {counted(own[0].articles, 'article')} is {own[0].name}'s own layer, as nobody else marked them."
    return f"{what}none of the {has} of {whose} is among those of {names}."
