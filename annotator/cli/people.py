"""The commands about who is in the project."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.alike import say_alike
from annotator.cli.group import ONLY_READS
from annotator.cli.options import dry_run_option, print_option, project_option
from annotator.cli.output import standard_output
from annotator.cli.say import NOTHING_CHANGED, answer, counted, plain, say, show
from annotator.cli.tables import duration, table
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.model import Moved, PeopleOverview


@click.group(
    "people",
    epilog="Example: annotator people --format json",
    invoke_without_command=True,
    subcommand_metavar="[rename|join|remove]",
)
@project_option
@print_option
@click.pass_context
def command(ctx: click.Context, project: Path, kind: str) -> None:
    """Tell who is in the project and what each person has. Names in other letter case are one person.

    Models and references are listed below; as CSV, only people are.
    """
    if ctx.invoked_subcommand is not None:
        if ctx.get_parameter_source("kind") is click.core.ParameterSource.COMMANDLINE:
            raise UsageError(
                f"--format is for the list of people: leave it out, or {ctx.invoked_subcommand}."
            )
        return
    ctx.meta[ONLY_READS] = True
    with working(project, "Reading") as (opened, _):
        people = opened.people.overview()
    _warn(people, project)
    if kind == "json":
        _print_json(people)
    elif kind == "csv":
        with standard_output() as out:
            out.write(_csv(people).encode())
    else:
        with standard_output():
            if people.people:
                click.echo("\n".join(table(_rows(people))))
            else:
                click.echo("There is nobody yet: whoever works in the project is in it from then on.")
            if people.others:
                click.echo("\n".join(["", "Layers that no person made:", *table(_others(people))]))


@command.command("rename", epilog="Example: annotator people rename huda هدى")
@click.argument("name", metavar="A", shell_complete=words.all_names)
@click.argument("new", metavar="B")
@project_option
@dry_run_option
def rename(name: str, new: str, project: Path, dry_run: bool) -> None:
    """Call A by the name B from now on, in all that A did as well. The name A still finds them."""
    with working(project, "Renaming") as (opened, _):
        moved = opened.people.rename(name, new, keep=not dry_run)
    tell = show if dry_run else answer
    tell(f"{moved.former} is called {moved.name} now: {_counts(moved)}.")
    if dry_run:
        show(NOTHING_CHANGED)


@command.command("join", epilog="Example: annotator people join hoda huda")
@click.argument("name", metavar="A", shell_complete=words.all_names)
@click.argument("other", metavar="B", shell_complete=words.all_names)
@project_option
@dry_run_option
def join(name: str, other: str, project: Path, dry_run: bool) -> None:
    """Make A and B one person, B: all that A did becomes B's, with its history, and A is gone."""
    with working(project, "Joining") as (opened, _):
        moved = opened.people.join(name, other, keep=not dry_run)
    tell = show if dry_run else answer
    tell(f"{moved.former} is {moved.name} now: {_counts(moved)}.")
    if moved.doubles:
        tell(f"{counted(moved.doubles, 'span that both had is', 'spans that both had are')} kept once.")
    if moved.changed:
        articles = counted(moved.changed, "article")
        tell(
            f"Gold of {articles} counts as changed; to settle it again: {command_line('adjudicate', project=project)}"
        )

    if dry_run:
        show(NOTHING_CHANGED)


@command.command("remove", epilog="Example: annotator people remove camelbert-ner@2024-03")
@click.argument("name", shell_complete=words.others)
@project_option
@dry_run_option
def remove(name: str, project: Path, dry_run: bool) -> None:
    """Remove all spans of the model or the reference NAME. The history keeps them."""
    with working(project, "Removing") as (opened, _):
        removed = opened.people.remove(name, keep=not dry_run)
    tell = show if dry_run else answer
    spans, articles = counted(removed.spans, "span"), counted(removed.articles, "article")
    tell(f"{spans} of the {removed.kind} {removed.name} in {articles} removed.")
    if dry_run:
        show(NOTHING_CHANGED)


def _counts(moved: Moved) -> str:
    parts = [
        counted(moved.spans, "span"),
        counted(moved.layers, "layer"),
        counted(moved.operations, "change"),
        counted(moved.decisions, "decision"),
    ]
    return f"{parts[0]} in {parts[1]}, {parts[2]} in the history, {parts[3]}"


def _warn(people: PeopleOverview, project: Path) -> None:
    say_alike(people.alike, project)
    for person in people.people:
        if person.fault:
            how = command_line("people rename", person.name, "NEW", project=project)
            say(f"{person.fault} So {person.name} can't work here until they are renamed: {how}")


def _print_json(people: PeopleOverview) -> None:
    import msgspec

    with standard_output() as out:
        out.write(msgspec.json.format(msgspec.json.encode(people), indent=2) + b"\n")


def _csv(people: PeopleOverview) -> str:
    """Return a row for each person, with former names between commas."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ("name", "assigned", "finished", "doing", "flagged", "spans", "decisions", "seconds")
    writer.writerow((*columns, "former"))
    for person in people.people:
        writer.writerow((*(getattr(person, column) for column in columns), ", ".join(person.former)))
    return out.getvalue()


def _rows(people: PeopleOverview) -> Iterator[Sequence[str]]:
    yield ">Assigned", ">Done", ">Doing", ">Flagged", ">Spans", ">Decisions", ">Time", "Person"
    for person in people.people:
        counts = (
            person.assigned,
            person.finished,
            person.doing,
            person.flagged,
            person.spans,
            person.decisions,
        )
        # Names are last: a terminal that orders Arabic by itself would otherwise put the numbers beside them elsewhere.
        former = f" (before: {', '.join(person.former)})" if person.former else ""
        yield *(f"{count:,}" for count in counts), duration(person.seconds), plain(person.name + former)


def _others(people: PeopleOverview) -> Iterator[Sequence[str]]:
    yield ">Articles", ">Spans", "Kind", "Name"
    for one in people.others:
        former = f" (before: {', '.join(one.former)})" if one.former else ""
        yield f"{one.articles:,}", f"{one.spans:,}", one.kind.value, plain(one.name + former)
