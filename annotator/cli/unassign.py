"""The command that takes back what was assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.assign import ending
from annotator.cli.options import (
    articles_option,
    dry_run_option,
    dynamic_option,
    project_option,
)
from annotator.cli.say import answer, counted, show
from annotator.cli.unassigned import for_nobody
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import PoolClosed, Returned, UnassignReport

NAMED = 5
"""How many articles are named before the others are only counted."""


@click.command("unassign", epilog="Example: annotator unassign salim --articles 1-20")
@click.argument("names", nargs=-1, metavar="NAME...", shell_complete=words.people)
@project_option
@articles_option
@click.option("--begun", is_flag=True, help="Also what they have begun; what is marked in it stays.")
@dynamic_option
@dry_run_option
def command(
    names: tuple[str, ...], project: Path, wanted: str | None, begun: bool, dynamic: bool, dry_run: bool
) -> None:
    """Take articles back from people: those assigned or handed out to them that they have not begun.

    With --dynamic the articles are handed out on demand no longer.

    What anybody marked stays. A name that has nothing in the project then, as one that was mistyped, is forgotten.
    """
    _check_together(names, dynamic)
    with working(project, "Taking back") as (opened, _):
        chosen = None if wanted is None else opened.articles.select(wanted)
        if dynamic:
            lines = _pool_lines(opened.pool.close(articles=chosen, begun=begun, keep=not dry_run))
        else:
            report = opened.assignments.take_back(names, articles=chosen, begun=begun, keep=not dry_run)
            lines = _lines(report, project)
    for line in (*lines, ending(project, dry_run=dry_run)):
        if dry_run:
            show(line)
        else:
            answer(line)


def _check_together(names: tuple[str, ...], dynamic: bool) -> None:
    """Raise UsageError for arguments that don't go together."""
    if dynamic and names:
        raise UsageError(
            f"With --dynamic nobody is named, because articles are no longer handed out to anybody: leave out "
            f"{', '.join(names)}, or --dynamic."
        )
    if not dynamic and not names:
        raise UsageError("Nobody is named to take articles back from: give their names, or --dynamic.")


def _lines(report: UnassignReport, project: Path) -> Iterator[str]:
    for person in report.people:
        # Latin words around the name and the numbers keep them in their order where the name is Arabic.
        taken = counted(person.articles, "article")
        yield f"From {person.annotator} taken back {taken} with {counted(person.words, 'word')}; {_left(person)}."
        if person.forgotten:
            yield f"Now {person.annotator} has nothing in this project and is gone from it."
    staying = [person for person in report.people if person.begun]
    for person in staying:
        more = f" and {len(person.begun) - NAMED} more" if len(person.begun) > NAMED else ""
        yield f"What {person.annotator} has begun stays: {', '.join(person.begun[:NAMED])}{more}."
    if staying:
        names = [person.annotator for person in staying]
        how = command_line("unassign", *names, options=["--begun"], project=project)
        yield f"To take that back too, without what is marked in it: {how}"
    yield from _afterwards(report)


def _left(person: Returned) -> str:
    return f"{person.left:,} left" if person.left else "none left"


def _pool_lines(report: PoolClosed) -> Iterator[str]:
    yield f"{counted(report.articles, 'article is', 'articles are')} no longer handed out on demand."
    if report.taken:
        yield f"{counted(report.taken, 'that was handed out is', 'that were handed out are')} taken back."
    if report.kept:
        stay = counted(report.kept, "that is begun stays", "that are begun stay")
        them = "it" if report.kept == 1 else "them"
        yield f"{stay}, as if assigned to whoever began {them}; --begun takes {them} back too."
    yield from _afterwards(report)


def _afterwards(report: UnassignReport | PoolClosed) -> Iterator[str]:
    if report.teamwork:
        yield from for_nobody(report.nobodys)
    else:
        yield "Nothing is assigned any more, so everybody sees all articles."
