"""What `evaluate` and `agreement --against` have in common: the articles to evaluate, the report, and the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

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
    from annotator.model import Mark, Marks, Selection
    from annotator.project import Project


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
        for count, (number, article) in enumerate(opened.evaluations.articles(chosen.articles), 1):
            line(count)
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
    from annotator.evaluation.report import Told, What
    from annotator.model import LayerKind

    people = chosen.names or chosen.people or opened.people.names()
    called = opened.people.pseudonyms() if chosen.pseudonyms else {}
    names = [
        name
        for name in sorted(called.get(name, name) for name in people)
        if name != reference.name or reference.kind is not LayerKind.PERSON
    ]
    looked = _People(reference, names, labels, line)
    finished = opened.finished.selected(chosen, tell_filters)
    report = evaluate(looked.cases(finished), names, reference.name, labels, errors, how)
    if report is None:
        return None
    unseen = [id_ for id_ in reference if id_ not in looked.seen]
    left_out = [
        Told(what=What.NO_REFERENCE, name="", articles=looked.without, spans=looked.spans_without),
        Told(what=What.NOT_PREDICTED, name="", articles=len(unseen), spans=sum(map(reference.size, unseen))),
        *(
            Told(
                what=What.OWN, name=name, kind=LayerKind.PERSON, articles=number, spans=looked.own_spans[name]
            )
            for name, number in sorted(looked.own.items())
        ),
    ]
    return msgspec.structs.replace(
        report,
        left_out=tuple(told for told in left_out if told.articles),
        gold=_gold_made(reference, looked.evaluated),
    )


class _People:
    """The articles that people have finished, and what of them was left out."""

    def __init__(self, reference: MarkTable, names: Sequence[str], labels: Sequence[str], line: Line) -> None:
        self._reference = reference
        self._names = frozenset(names)
        self._labels = frozenset(labels)
        self._line = line
        self.seen: set[str] = set()
        self.evaluated: set[str] = set()
        self.without = self.spans_without = 0
        self.own: Counter[str] = Counter()
        self.own_spans: Counter[str] = Counter()

    def cases(self, finished: Iterable[Marks]) -> Iterator[Case]:
        """Yield the articles of the reference with the marks of those whose own layer the gold is not."""
        from annotator.evaluation.measuring import Case

        for count, article in enumerate(finished, 1):
            self._line(count)
            layers = {
                name: tuple(mark for mark in marks if mark[2] in self._labels)
                for name, marks in article.layers.items()
                if name in self._names
            }
            if not layers:
                continue
            if article.article not in self._reference:
                self.without += 1
                self.spans_without += sum(map(len, layers.values()))
                continue
            self.seen.add(article.article)
            reference = self._reference.marks(article.article)
            layers = self._without_own(article.article, layers, reference)
            if layers:
                self.evaluated.add(article.article)
                yield Case(msgspec.structs.replace(article, layers=layers), reference)

    def _without_own(
        self, article: str, layers: dict[str, tuple[Mark, ...]], reference: Sequence[Mark]
    ) -> dict[str, tuple[Mark, ...]]:
        made = self._reference.made.get(article)
        if made is None or not made.alone or set(layers.get(made.alone, ())) != set(reference):
            return layers
        if made.alone in layers:
            self.own[made.alone] += 1
            self.own_spans[made.alone] += len(reference)
        return {name: marks for name, marks in layers.items() if name != made.alone}


def _gold_made(reference: MarkTable, articles: Iterable[str]) -> GoldMade | None:
    """Return how the gold of these articles was made; None where the reference is not the gold."""
    from annotator.evaluation.report import GoldMade

    if not reference.is_gold:
        return None
    taken, decided = reference.sources(articles)
    return GoldMade(taken=taken, decided=dict(decided.most_common()))
