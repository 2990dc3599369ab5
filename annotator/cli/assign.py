"""The command that assigns articles to people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.options import (
    articles_option,
    dry_run_option,
    dynamic_option,
    project_option,
    seed_option,
)
from annotator.cli.say import NOTHING_CHANGED, answer, counted, show
from annotator.cli.unassigned import SECONDS, for_nobody, unit_of
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UsageError
from annotator.model import RETURN_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.model import AssignReport, PoolReport

_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([dhm])")


def _duration(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    found = _DURATION.fullmatch(value.strip().lower())
    if found is None or not float(found[1]):
        raise UsageError(
            f"--return-after {value!r} is no length of time: give days, hours or minutes, as in 3d, 12h or 90m."
        )
    return float(found[1]) * SECONDS[found[2]]


@click.command("assign", epilog="Example: annotator assign huda salim maryam --per-article 2")
@click.argument("names", nargs=-1, metavar="NAME...", shell_complete=words.people)
@project_option
@click.option(
    "--per-article", type=int, required=True, metavar="K", help="How many people are to mark each article."
)
@articles_option
@seed_option
@dynamic_option
@click.option(
    "--return-after",
    callback=_duration,
    metavar="TIME",
    help="With --dynamic: when an article that nobody touched goes to somebody else, as in 3d, 12h, 90m."
    "  [default: 3d]",
)
@dry_run_option
def command(
    names: tuple[str, ...],
    project: Path,
    per_article: int,
    wanted: str | None,
    seed: int | None,
    dynamic: bool,
    return_after: float | None,
    dry_run: bool,
) -> None:
    """Say who is to mark which article: each goes to K of the people named, everybody gets about as many words.

    With --dynamic an article goes to whoever asks for the next one, until K people have finished it.

    What is assigned already stays and counts, and so does what anybody has finished. The same command gives the same on every machine.
    """
    _check_together(names, seed, dynamic, return_after)
    with working(project, "Assigning") as (opened, _):
        chosen = None if wanted is None else opened.articles.select(wanted)
        if dynamic:
            seconds = RETURN_AFTER if return_after is None else return_after
            pool = opened.pool.open(
                per_article=per_article, articles=chosen, return_after=seconds, keep=not dry_run
            )
            lines = _pool_lines(pool, per_article, seconds)
        else:
            report = opened.assignments.assign(
                names, per_article=per_article, articles=chosen, seed=seed or 0, keep=not dry_run
            )
            lines = _lines(report)
    for line in (*lines, ending(project, dry_run=dry_run)):
        if dry_run:
            show(line)
        else:
            answer(line)


def ending(project: Path, *, dry_run: bool) -> str:
    """Return the last line of the report on an assignment."""
    if dry_run:
        return NOTHING_CHANGED
    return f"How far everybody is: {command_line('status', project=project)}"


def _check_together(
    names: Sequence[str], seed: int | None, dynamic: bool, return_after: float | None
) -> None:
    """Raise UsageError for arguments that don't go together."""
    if dynamic and names:
        raise UsageError(
            f"With --dynamic nobody is named, because articles go to whoever asks for the next one: leave out "
            f"{', '.join(names)}, or --dynamic."
        )
    if dynamic and seed is not None:
        raise UsageError(
            "--seed changes nothing with --dynamic, where nothing is dealt out: leave one of them out."
        )
    if not dynamic and return_after is not None:
        raise UsageError(
            "--return-after is for articles that are handed out on demand: add --dynamic, or leave it out."
        )
    if not dynamic and not names:
        raise UsageError("Nobody is named to assign articles to: give their names, or --dynamic.")


def _lines(report: AssignReport) -> Iterator[str]:
    from rich.cells import cell_len

    kept = f"{report.kept:,} were there and stay" if report.kept else "none were there before"
    finished = f", {report.finished:,} finished already count too" if report.finished else ""
    yield f"{counted(report.added, 'assignment')} added to {counted(report.articles, 'article')}; {kept}{finished}."
    width = max(cell_len(portion.annotator) for portion in report.portions)
    for portion in report.portions:
        # Latin words around the name and the numbers keep them in their order where the name is Arabic.
        name = portion.annotator + " " * (width - cell_len(portion.annotator))
        have = counted(portion.articles, "article", width=5)
        yield f"For {name} added {portion.added:>5,}, in all {have} with {counted(portion.words, 'word', width=9)}"
    if report.newcomers:
        yield f"New in this project: {', '.join(report.newcomers)}."
    yield from for_nobody(report.nobodys)


def _pool_lines(report: PoolReport, per_article: int, seconds: float) -> Iterator[str]:
    yield (
        f"{counted(report.added, 'article')} added to what is handed out on demand, {report.changed:,} changed, "
        f"{report.kept:,} kept as they were."
    )
    yield (
        f"Each goes to whoever asks for the next one, until {counted(per_article, 'person has', 'people have')} "
        f"finished it; untouched for {_shown(seconds)}, it goes to somebody else."
    )
    yield from for_nobody(report.nobodys)


def _shown(seconds: float) -> str:
    unit = unit_of(seconds)
    return counted(seconds / SECONDS[unit], {"d": "day", "h": "hour", "m": "minute"}[unit])
