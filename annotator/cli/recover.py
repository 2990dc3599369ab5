"""The command that saves what can be read of a damaged project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import PATH, anywhere, anywhere_option, schema_option
from annotator.cli.progress import progress
from annotator.cli.say import answer, counted, say
from annotator.cli.working import making
from annotator.command_line import command_line

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import RecoverReport


@click.command("recover", epilog="Example: annotator recover annotator.db recovered.db")
@click.argument("broken", type=PATH, metavar="BROKEN")
@click.argument("new", type=PATH, metavar="NEW")
@schema_option
@anywhere_option
def command(broken: Path, new: Path, schema: Path | None) -> None:
    """Save what can be read of a damaged project into a new one.

    BROKEN and its log stay as they are. NEW is a project that holds what could be proven; what could not, and what was
    taken although something of it was lost, is listed, and the exit status is then 1. It is 0 when everything came over.
    --schema is the one that the project was made with, for when its own can't be read.
    """
    from annotator import labels
    from annotator.project.whole_files import recover

    own = None if schema is None else labels.load(schema, is_new=False)
    with making(new), progress("Recovering"):
        report = recover(broken, new, own, anywhere=anywhere())
    if report.notice:
        say(report.notice)
    lines = _lines(report, broken)
    for line in lines:
        say(line)
    answer(_summary(report, new))
    if report.whole:
        answer(f"Everything came over. Go on with: {command_line('', project=new)}")
        return
    missing = counted(len(lines), "line above tells", "lines above tell")
    answer(
        f"Not everything came over, or not without a doubt: {missing} what. {broken} is as it was; keep it."
    )
    answer(f"Open it with: {command_line('', project=new)}")
    answer(f"Bring in what a copy from before has: {command_line('merge', 'COPY', project=new)}")
    click.get_current_context().exit(1)


def _lines(report: RecoverReport, broken: Path) -> list[str]:
    lines = [f"{broken}: {report.source}."] if report.source else []
    lines += report.lines
    if report.unknown:
        pages = counted(report.unknown, "page")
        lines.append(f"{pages} can't be read, and what was there is not known.")
    return lines


def _summary(report: RecoverReport, new: Path) -> str:
    others = (
        f", {counted(report.others, 'model or reference', 'models and references')}" if report.others else ""
    )
    return (
        f"Made {new}: {counted(report.articles, 'article')}, {counted(report.people, 'person', 'people')}{others}, "
        f"{counted(report.spans, 'span')} with {counted(report.operations, 'entry', 'entries')} of history, "
        f"{counted(report.decisions, 'decision')}."
    )
