"""Load the gold of the sample articles into the demo, decision by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication import Adjudication, policy
from annotator.errors import InputError
from annotator.formats import sample_data
from annotator.model import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.adjudication import Case, Group
    from annotator.formats.sample_data import SampleDecision, SampleGold, SampleSpan
    from annotator.model import GoldSpan, GoldStep, Mark
    from annotator.project import Project


def load(project: Project, folder: Path) -> None:
    """Store the decisions in the files of a folder. Raises InputError where they don't fit the articles and layers."""
    for adjudicator, gold in sample_data.gold(folder):
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
    yield adjudication.apply_policy()
    for wanted in gold.decisions:
        what = f"the sample gold of {adjudication.adjudicator}"
        sample_data.check(wanted.spans, adjudication.article.text, what, gold.article)
        step = _choose(adjudication, wanted)
        made = step.edits[0].after
        if made is None or made.choice is not wanted.choice or marks(made.spans) != marks(wanted.spans):
            raise _misfit(adjudication, wanted)
        yield step
        (case,) = (case for case in adjudication.cases if case.decision and case.decision.id == made.id)
        yield adjudication.note(case, wanted.note)
    if gold.settled:
        yield adjudication.settle()


def _choose(adjudication: Adjudication, wanted: SampleDecision) -> GoldStep:
    if wanted.choice is Choice.ADDED:
        (span,) = wanted.spans
        return adjudication.add(span.start, span.end, span.label)
    case, group = _found(adjudication, wanted)
    if wanted.choice is Choice.NONE:
        return adjudication.reject(case)
    if wanted.choice in {Choice.TAKEN, Choice.SEVERAL}:
        return adjudication.choose(
            case, [each for each in group.versions if each.mark in marks(wanted.spans)]
        )
    (span,) = wanted.spans
    return adjudication.change(case, group.versions[0], span.start, span.end, span.label)


def _found(adjudication: Adjudication, wanted: SampleDecision) -> tuple[Case, Group]:
    sources = {(source.start, source.end, source.label, source.annotators) for source in wanted.sources}
    for case in adjudication.cases:
        if (
            case.group is not None
            and {(*each.mark, each.annotators) for each in case.group.versions} == sources
        ):
            return case, case.group
    raise _misfit(adjudication, wanted)


def marks(spans: Iterable[SampleSpan | GoldSpan]) -> list[Mark]:
    """Return start, end and label of each span."""
    return [(span.start, span.end, span.label) for span in spans]


def _misfit(adjudication: Adjudication, wanted: SampleDecision) -> InputError:
    start = min(each.start for each in wanted.sources or wanted.spans)
    return InputError(
        f"the sample gold of {adjudication.adjudicator} has a decision at {start} of {adjudication.article.id} "
        "that doesn't fit the sample layers."
    )
