"""What `evaluate` and `agreement --against` have in common: the articles to evaluate, the report, and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from annotator.cli.export_report import tell_filters
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.cli.progress import Line
    from annotator.evaluation.choosing import Chosen
    from annotator.evaluation.errors import Errors
    from annotator.evaluation.measuring import Case, How
    from annotator.evaluation.report import GoldMade, Report
    from annotator.evaluation.table import MarkTable
    from annotator.model import Selection
    from annotator.project import Project

Thing = TypeVar("Thing")


def reference_named(opened: Project, name: str) -> str | None:
    """Return the name of a reference as the project spells it, None where there is none. Raises UsageError for an empty one."""
    if not name.strip():
        raise UsageError("--against is empty; name the gold or a layer.")
    return opened.evaluations.known(name)


def of_tables(
    opened: Project,
    reference: MarkTable,
    predictions: Sequence[MarkTable],
    chosen: Chosen,
    labels: Sequence[str],
    errors: Errors,
    how: How,
    line: Line,
) -> Report | None:
    """Return the report on predictions, None where there is no article to evaluate."""
    from annotator.evaluation.measuring import Case, evaluate
    from annotator.evaluation.report import Unread
    from annotator.model import LayerKind, Marks

    def cases() -> Iterator[Case]:
        for number, article in _counted(opened.evaluations.articles(chosen.articles), line):
            layers = {table.name: table.marks(article.id) for table in predictions}
            marks = Marks(
                article=article.id, number=number, title=article.title, text=article.text, layers=layers
            )
            yield Case(marks, reference.marks(article.id))

    names = [table.name for table in predictions]
    report = evaluate(cases(), names, reference.name, labels, errors, how)
    if report is None:
        return None
    with_people = any(table.kind is LayerKind.PERSON for table in predictions)
    return msgspec.structs.replace(
        report,
        left_out=tuple(chosen.left_out),
        told=tuple(chosen.told),
        unread=tuple(
            Unread(name=table.name, what=what, times=times)
            for table in predictions
            for what, times in sorted(table.unread.items())
        ),
        notes=tuple(note for table in predictions for note in table.notes),
        gold=_gold_made(reference, chosen.articles) if with_people else None,
    )


def of_people(
    opened: Project,
    reference: MarkTable,
    chosen: Selection,
    labels: Sequence[str],
    errors: Errors,
    how: How,
    line: Line,
) -> Report | None:
    """Return the report on what is chosen of what people have finished, None where there is no article to evaluate."""
    from annotator.evaluation.measuring import evaluate
    from annotator.evaluation.people import People

    called = opened.people.pseudonyms() if chosen.pseudonyms else {}
    names = sorted(called.get(name, name) for name in opened.people.names())
    people = People(reference)
    finished = _counted(opened.finished.selected(chosen, tell_filters), line)
    report = evaluate(people.cases(finished), names, reference.name, labels, errors, how)
    if report is None:
        return None
    return msgspec.structs.replace(
        report, left_out=tuple(people.left_out()), gold=_gold_made(reference, people.evaluated)
    )


def _counted(things: Iterable[Thing], line: Line) -> Iterator[Thing]:
    """Yield things, and say on the line how many there were."""
    for count, thing in enumerate(things, 1):
        line(count)
        yield thing


def _gold_made(reference: MarkTable, articles: Iterable[str]) -> GoldMade | None:
    """Return how the gold of these articles was made; None where the reference is not the gold."""
    from annotator.evaluation.report import GoldMade

    if not reference.is_gold:
        return None
    taken, decided = reference.sources(articles)
    return GoldMade(taken=taken, decided=dict(decided.most_common()))
