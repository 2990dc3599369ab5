"""What `agreement` does with --against: compare each person with the gold or another layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.evaluating import of_people, reference_named
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UnfinishedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.evaluation.errors import Errors
    from annotator.evaluation.report import Report
    from annotator.evaluation.table import MarkTable
    from annotator.model import Selection
    from annotator.project import Project


def compare(
    project: Path,
    against: str,
    choose: Callable[[Project], Selection],
    by: str,
    most: int | None,
) -> tuple[Report, Errors]:
    """Return the report on people, and their errors, of what is chosen of the project.

    Raises UnfinishedError where there is nothing to compare.
    """
    from annotator.evaluation.errors import LISTED, Errors
    from annotator.evaluation.measuring import How
    from annotator.model import LayerKind

    with working(project, "Comparing") as (opened, line), opened.as_of_now():
        chosen = choose(opened)
        which = chosen.labels or tuple(label.name for label in opened.schema.labels)
        line.begin("Reading the reference")
        known = reference_named(opened, against)
        reference = opened.evaluations.of_layer(
            known or against, which, chosen.articles, line, pseudonyms=chosen.pseudonyms
        )
        if reference.kind is LayerKind.PERSON and (chosen.names or chosen.people) == (known,):
            raise UsageError(f"{known} would be compared with {known}; name others after --people.")
        errors = Errors(reference.name, LISTED if most is None else most)
        line.begin("Comparing", opened.articles.count() if chosen.articles is None else len(chosen.articles))
        how = How(by_article=by == "article", pooled=by in ("label", "article"))
        report = of_people(opened, reference, chosen, which, errors, how, line)
        if report is None:
            raise UnfinishedError(_nothing(opened, reference, project))
    return report, errors


def _nothing(opened: Project, reference: MarkTable, project: Path) -> str:
    what = "There is nothing to compare: "
    if not opened.articles.any():
        bring = command_line("import", "PATH", project=project)
        return f"{what}the project has no articles yet; bring some in with: {bring}"
    if not len(reference):
        if reference.is_gold:
            return f"{what}there is no gold yet of these articles; make it with: {command_line('adjudicate', project=project)}"
        return f"{what}{reference.name} has nothing in these articles."
    if reference.is_gold:
        return f"{what}of the articles that have gold, none of the people compared has finished one that others marked, too."
    return f"{what}nobody else has finished an article that {reference.name} has."
