"""The command that brings in what other people did in copies of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import PATH, open_project, project_option
from annotator.cli.say import answer, counted, say
from annotator.cli.unassigned import deal_them_out

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Conflict, MergeReport


@click.command("merge", epilog="Example: annotator merge huda.db salim.db")
@click.argument("others", nargs=-1, required=True, type=PATH, metavar="OTHER...")
@project_option
def command(others: tuple[Path, ...], project: Path) -> None:
    """Bring in what other people did in copies of the project.

    OTHER is a project with the same labels, whose articles have the same texts under the same ids. Articles, layers and
    gold that are missing here are added, those that go on in the other are brought up to date. What was changed on both
    sides stays as it is here and is told, and the exit status is then 1. Merging twice changes nothing.
    """
    with open_project(project) as opened:
        reports, unassigned = opened.imports.merge(others), opened.assignments.unassigned()
    for report in reports:
        if report.notice:
            say(report.notice)
        for there, here in report.renamed.items():
            say(f"{report.path}: {there} there is {here} in {project}.")
        for conflict in report.conflicts:
            say(_conflict(project, report, conflict))
        answer(_summary(report))
    for line in deal_them_out(unassigned, project):
        answer(line)
    if any(report.conflicts for report in reports):
        click.get_current_context().exit(1)


def _summary(report: MergeReport) -> str:
    articles, layers = counted(report.articles, "article"), counted(report.brought, "layer")
    gold, left = (
        counted(report.gold, "article"),
        counted(len(report.conflicts), "left as it is", "left as they are"),
    )
    return (
        f"{report.path}: {articles} added, {layers} brought in, {report.continued} brought up to date, "
        f"{report.same} had nothing new; gold of {gold} brought in; {left} here"
    )


def _conflict(project: Path, report: MergeReport, conflict: Conflict) -> str:
    what = f"what {conflict.annotator} did in" if conflict.annotator else "the gold of"
    return (
        f"{report.path}: {what} {conflict.article} was changed there and in {project} as well, "
        f"so it stays as it is in {project}."
    )
