"""The command that measures how far annotators agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.choosing_options import comparing_options, selection
from annotator.cli.export_report import tell_filters
from annotator.cli.inputs import keep_inputs
from annotator.cli.options import print_option, project_option, some_labels
from annotator.cli.report_options import against_option, by_option, check_errors, errors_option, page_option
from annotator.cli.report_output import page_destination, print_report, write, write_page
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UnfinishedError, UsageError
from annotator.model import EVERYONE, NotChosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from annotator.cli.worst import Worst
    from annotator.model import Marks, Selection
    from annotator.project import Project

BY = ("label", "pair", "article")
BY_AGAINST = ("person", "label", "article", "error")
"""What rows can be with --against."""


@click.command("agreement", epilog="Example: annotator agreement --by pair --articles 1-20")
@project_option
@comparing_options
@by_option
@against_option()
@errors_option
@print_option
@page_option
def command(
    project: Path,
    wanted: str | None,
    layers: tuple[str, ...],
    people: str | None,
    labels: str | None,
    sources: str | None,
    pseudonyms: bool,
    by: str | None,
    against: str | None,
    most: int | None,
    kind: str,
    page: Path | None,
) -> None:
    """Measure how far those who finished the same articles agree.

    With --people and --label only what these people marked with these labels is compared. The measures, and how to read them, are in
    the documentation.
    """
    from annotator.agreement import printing
    from annotator.agreement.measuring import measure
    from annotator.agreement.sentences import left_out, merged

    by = _by(by, against)
    if against is None and most is not None:
        raise UsageError("--errors needs a reference: add --against gold, or the name of a layer.")
    check_errors(most, by, kind, page)
    destination = page_destination(page, project)
    keep_inputs([(destination, "--html")], (), wanted)

    def choose(opened: Project) -> Selection:
        return selection(
            opened, wanted=wanted, layers=layers, people=people, labels=labels, sources=sources, pseudonyms=pseudonyms,
            usual=EVERYONE,
        )  # fmt: skip

    if against is not None:
        from annotator.cli.against import compare

        found, errors = compare(project, against, choose, by, most)
        write(found, by, kind, errors, destination, page)
        return
    with working(project, "Comparing") as (opened, line):
        chosen = choose(opened)
        number = opened.articles.count() if chosen.articles is None else len(chosen.articles)
        who, which = chosen.names or chosen.people, some_labels(opened, labels)
        looked = _Looked(None if page is None else _worst())
        line.begin(line.doing, number)
        report = measure(
            looked.through(opened.finished.selected(chosen, looked.leave), line),
            which, number, by_article=by == "article" or page is not None,
        )  # fmt: skip
    if report is None:
        if who is not None:
            raise UnfinishedError(_too_few_of(who, project))
        raise UnfinishedError(_too_few(number, looked.finished, project, wanted=wanted is not None))
    if destination is not None and looked.worst is not None:
        from annotator.agreement.page import html

        write_page(html(report, looked.worst.found()), destination, page)
    print_report(printing.FORMATS[kind](report, by), kind, [*left_out(report), *merged(report)])
    tell_filters(looked.not_chosen)


def _by(by: str | None, against: str | None) -> str:
    """Return what the rows are. Raises UsageError for rows that there are not."""
    if against is None:
        if by is not None and by not in BY:
            raise UsageError(f"--by {by} needs a reference: add --against gold, or the name of a layer.")
        return by or BY[0]
    if by is not None and by not in BY_AGAINST:
        raise UsageError(
            f"--by {by} compares people with each other: leave out --against, or say --by person."
        )
    return by or BY_AGAINST[0]


class _Looked:
    """What was looked at while articles were read: how many somebody finished, and the worst disagreements if they are wanted."""

    def __init__(self, worst: Worst | None) -> None:
        self.finished = 0
        self.worst = worst
        self.not_chosen = NotChosen()

    def leave(self, not_chosen: NotChosen) -> None:
        """Keep what was not asked for."""
        self.not_chosen = not_chosen

    def through(self, marked: Iterable[Marks], tell: Callable[[int], None]) -> Iterator[Marks]:
        """Yield the articles."""
        for article in marked:
            self.finished += 1
            tell(self.finished)
            if self.worst is not None:
                self.worst.add(article)
            yield article


def _too_few_of(people: Sequence[str], project: Path) -> str:
    see = command_line("status", options=["--people", ",".join(people)], project=project)
    if len(people) == 1:
        return f"There is nothing to compare: {people[0]} is one person; name two or more after --people."
    return (
        f"There is nothing to compare: of {', '.join(people)} no two have finished the same article. "
        f"To see how far they are: {see}"
    )


def _too_few(chosen: int, finished: int, project: Path, *, wanted: bool) -> str:
    if not chosen:
        bring = command_line("import", "PATH", project=project)
        return f"There is nothing to compare: the project has no articles yet; bring some in with: {bring}"
    if chosen == 1:
        which = "the one article that is chosen has" if wanted else "the one article of the project has"
        which, alone = f"{which} not", " (one has)" if finished else ""
    else:
        which = f"none of {'these' if wanted else 'the'} {chosen:,} articles{'' if wanted else ' of the project'} has"
        alone = f" ({finished:,} by one person)" if finished else ""
    see = command_line("status", project=project)
    return f"There is nothing to compare: {which} been finished by two people{alone}. To see how far they are: {see}"


def _worst() -> Worst:
    from annotator.cli.worst import Worst

    return Worst()
