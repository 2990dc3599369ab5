"""The gold of the sample articles, decided again as their adjudicator did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication import Adjudication, policy
from annotator.errors import InputError
from annotator.formats import samples
from annotator.model import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.adjudication import Case, Group
    from annotator.formats.samples import SampleDecision, SampleGold, SampleSpan
    from annotator.model import GoldSpan, GoldStep, Mark
    from annotator.project import Project


def load(project: Project, folder: Path) -> None:
    """Decide what the files in a folder say. Raises InputError where they don't fit the articles and layers."""
    for adjudicator, gold in samples.gold(folder):
        article = project.articles.get(gold.article)
        adjudication = Adjudication(
            article,
            adjudicator,
            project.finished.layers(article.id),
            project.gold.get(article.id),
            policy=policy(gold.policy),
        )
        for step in _steps(adjudication, gold):
            if step is not None:
                project.gold.decide(step)


def _steps(adjudication: Adjudication, gold: SampleGold) -> Iterator[GoldStep | None]:
    yield adjudication.accept()
    for told in gold.decisions:
        what = f"the sample gold of {adjudication.adjudicator}"
        samples.check(told.spans, adjudication.article.text, what, gold.article)
        step = _choose(adjudication, told)
        made = step.edits[0].after
        if made is None or made.choice is not told.choice or marks(made.spans) != marks(told.spans):
            raise _misfit(adjudication, told)
        yield step
        (case,) = (case for case in adjudication.cases if case.decision and case.decision.id == made.id)
        yield adjudication.note(case, told.note)
    if gold.settled:
        yield adjudication.settle()


def _choose(adjudication: Adjudication, told: SampleDecision) -> GoldStep:
    if told.choice is Choice.ADDED:
        (span,) = told.spans
        return adjudication.add(span.start, span.end, span.label)
    case, group = _found(adjudication, told)
    if told.choice is Choice.NONE:
        return adjudication.none(case)
    if told.choice in {Choice.TAKEN, Choice.SEVERAL}:
        return adjudication.take(case, [each for each in group.versions if each.mark in marks(told.spans)])
    (span,) = told.spans
    return adjudication.change(case, group.versions[0], span.start, span.end, span.label)


def _found(adjudication: Adjudication, told: SampleDecision) -> tuple[Case, Group]:
    sources = {(source.start, source.end, source.label, source.annotators) for source in told.sources}
    for case in adjudication.cases:
        if (
            case.group is not None
            and {(*each.mark, each.annotators) for each in case.group.versions} == sources
        ):
            return case, case.group
    raise _misfit(adjudication, told)


def marks(spans: Iterable[SampleSpan | GoldSpan]) -> list[Mark]:
    """Return start, end and label of each."""
    return [(span.start, span.end, span.label) for span in spans]


def _misfit(adjudication: Adjudication, told: SampleDecision) -> InputError:
    start = min(each.start for each in told.sources or told.spans)
    return InputError(
        f"the sample gold of {adjudication.adjudicator} has a decision at {start} of {adjudication.article.id} "
        "that doesn't fit the sample layers."
    )
