"""The command that brings in what other people did in copies of the project."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from annotator.cli.open_notes import came_in
from annotator.cli.options import PATH, dry_run_option, people_option, project_option
from annotator.cli.say import NOTHING_CHANGED, answer, counted, say, show
from annotator.cli.unassigned import deal_them_out
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UnfitProjectsError
from annotator.model import LayerKind
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.model import Conflict, MergedGold, MergedLayers, MergedSplit, MergeReport


_NAMES = 20
"""How many lines on names of others are told; the rest are counted."""


@click.command("merge", epilog="Example: annotator merge huda.db salim.db")
@click.argument("others", nargs=-1, required=True, type=PATH, metavar="OTHER...")
@people_option
@dry_run_option
@project_option
def command(others: tuple[Path, ...], people: str | None, project: Path, dry_run: bool) -> None:
    """Bring in what other people did in copies of the project.

    OTHER is a project with the same labels, whose articles have the same texts under the same ids. Articles, layers and
    gold that are missing here are added, those that go on in the other are brought up to date. What was changed on both
    sides stays as it is here and is told, and the exit status is then 1. Merging twice changes nothing.
    With --people only their layers and gold come in, and notes by and to them.

    Each OTHER is checked whole before anything is written, and one in which anything is damaged or out of place is refused
    with a list. A merge that changes anything copies the project first, and says how to go back.
    """
    with working(project, "Merging") as (opened, shown):

        def tell_how_far(doing: str, count: int) -> None:
            if shown.doing != doing:
                shown.begin(doing)
            shown(count)

        try:
            reports = opened.imports.merge(others, people, keep=not dry_run, tell=tell_how_far)
        except UnfitProjectsError as error:
            for fault in error.faults:
                say(fault)
            if error.more:
                say(f"And {error.more:,} more.")
            raise
        unassigned = None if dry_run else opened.assignments.unassigned()
    tell = show if dry_run else answer
    for report in reports:
        if report.notice:
            say(report.notice)
        for line in _first(
            f"{shortened(there)} there is {here} in {project}." for there, here in report.renamed.items()
        ):
            say(f"{report.path}: {line}")
        for conflict in report.conflicts:
            say(_conflict(project, report, conflict))
        for line in _lines(report):
            tell(f"{report.path}: {line}")
    for line in deal_them_out(unassigned, project):
        answer(line)
    if dry_run:
        show(NOTHING_CHANGED)
    if (backup := reports[0].backup) is not None:
        beside = project.with_name(backup.name)
        backup = beside if beside.exists() and beside.samefile(backup) else backup
        back = command_line("restore", str(backup), project=project)
        answer(f"Before that, {project} was copied to {backup}. To go back to it: {back}")
    if any(report.conflicts for report in reports):
        click.get_current_context().exit(1)


def _lines(report: MergeReport) -> Iterator[str]:
    yield _summary(report)
    yield from _first(
        f"{shortened(name)} is noted as a former name of {here}" for name, here in report.former.items()
    )
    yield from map(_person, report.people)
    for name, count in report.kept.items():
        yield (
            f"{name}: status and time of {count:,} stay as they are here; they would be set back, and "
            f"{report.path} lacks changes of {name} that are here"
        )
    if report.decisions is not None:
        yield _gold(report.decisions)
    yield from came_in(report.notes, report.back)
    if report.card == "taken":
        yield "its card came in, as there was none here"
    elif report.card:
        yield f"it has another card, and the one here stays; to see theirs: {command_line('card', project=report.path)}"
    for split in report.splits:
        yield from _split(split, report)
    if report.others or report.others_gold:
        gold = counted(report.others_gold, "article")
        yield f"{counted(report.others, 'layer')} and the gold of {gold} are of others than --people names, and stay out"


def _split(split: MergedSplit, report: MergeReport) -> Iterator[str]:
    if split.added:
        yield f"--split {split.shares}: {counted(split.added, 'article')} dealt there {'has' if split.added == 1 else 'have'} the same part here"
    if split.seeds:
        here, there = split.seeds
        yield (
            f"--split {split.shares} was dealt with --seed {there} there, with --seed {here} here; don't compare figures of data sets from both"
        )
    if split.torn:
        yield (
            f"--split {split.shares}: {counted(split.torn, 'article')} dealt there {'has' if split.torn == 1 else 'have'} no part here until the "
            "next export: what belongs together with "
            f"{'it' if split.torn == 1 else 'them'}, such as near copies, is in another part here"
        )
    if split.differing:
        yield (
            f"--split {split.shares} was dealt otherwise there: {counted(split.differing, 'article')} "
            f"{'is' if split.differing == 1 else 'are'} in another part in {report.path}, and {'stays' if split.differing == 1 else 'stay'} "
            "as here; don't compare figures of data sets from both"
        )


def _first(lines: Iterable[str]) -> Iterator[str]:
    """Yield the first lines about names, and how many more there are."""
    remaining = iter(lines)
    yield from islice(remaining, _NAMES)
    if more := sum(1 for _ in remaining):
        yield f"and {more:,} more names"


def _summary(report: MergeReport) -> str:
    articles, layers = counted(report.articles, "article"), counted(report.brought, "layer")
    gold, left = (
        counted(report.gold, "article"),
        counted(len(report.conflicts), "left as it is", "left as they are"),
    )
    return (
        f"{articles} added, {layers} brought in, {report.continued} brought up to date, "
        f"{report.same} had nothing new; gold of {gold} brought in; {left} here"
    )


def _person(person: MergedLayers) -> str:
    works = f"; status or time of {person.works:,}" if person.works else ""
    left = [
        f"{count:,} {what}"
        for count, what in ((person.undone, "no longer done"), (person.unflagged, "no longer flagged"))
        if count
    ]
    works += f" ({', '.join(left)})" if left else ""
    return f"{person.name}: {counted(person.layers, 'layer')}, {_changes('span', person)}{works}"


def _gold(gold: MergedGold) -> str:
    ends = [
        f"{count} {what}"
        for count, what in ((gold.settled, "settled"), (gold.opened, "opened again"))
        if count
    ]
    return "; ".join(
        [
            f"gold of {counted(gold.articles, 'article')}, by {', '.join(gold.people)}: {_changes('decision', gold)}",
            *ends,
        ]
    )


def _changes(what: str, found: MergedLayers | MergedGold) -> str:
    return f"{counted(found.added, what)} added, {found.changed:,} changed, {found.removed:,} removed"


def _conflict(project: Path, report: MergeReport, conflict: Conflict) -> str:
    where, whose = report.path, conflict.annotator
    stays = f"so it stays as it is in {project}."
    if conflict.loses or conflict.opens:
        lost, what, lacked = (
            (_lost_gold(conflict), f"the gold of {conflict.article}", "its adjudicators")
            if whose is None
            else (
                f"lose or change {counted(conflict.loses, 'span')}",
                f"the layer of {whose} in {conflict.article}",
                whose,
            )
        )
        return f"{where}: {what} would {lost}, and {where} lacks changes of {lacked} that are in {project}, {stays}"
    if whose is None:
        return f"{where}: the gold of {conflict.article} was changed there and in {project} as well, {stays}"
    if conflict.kind is not LayerKind.PERSON:
        return (
            f"{where}: the layer of {whose} in {conflict.article} is another there than in {project}, {stays}"
        )
    return (
        f"{where}: what {whose} did in {conflict.article} was changed there and in {project} as well, {stays}"
    )


def _lost_gold(conflict: Conflict) -> str:
    lost = f"lose or change {counted(conflict.loses, 'decision')}" if conflict.loses else ""
    return " and ".join(filter(None, (lost, "be opened again" if conflict.opens else "")))
