"""What an evaluation compares: the marks of layers and of files, by article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.evaluation.table import Made, MarkTable
from annotator.model import EVERYONE, GOLD, LayerKind, Selection, Source
from annotator.store import article_ranges, articles
from annotator.store.finished import Finished
from annotator.store.people import annotators, kinds
from annotator.store.people.pseudonyms import Pseudonyms
from annotator.store.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from annotator.model import Article, LabelSchema, Record, RecordSpan
    from annotator.store.file.connection import Connection

    Progress = Callable[[int], None]

_NUMBERS = "SELECT number FROM article WHERE number BETWEEN ? AND ? ORDER BY number"


class Evaluations:
    """The marks of layers and of files, by the ids of articles, and the articles themselves."""

    def __init__(self, connection: Connection, schema: LabelSchema) -> None:
        self._connection = connection
        self._labels = [label.name for label in schema.labels]

    def known(self, name: str) -> str | None:
        """Return the name of a layer as the project spells it: "gold", a person's, a model's or a reference's; None: there is none."""
        if name in (GOLD, EVERYONE):
            return name
        number = annotators.number(self._connection, name)
        return None if number is None else annotators.name_of(self._connection, number)

    def of_layer(
        self,
        name: str,
        labels: Collection[str],
        chosen: Collection[str] | None = None,
        progress: Progress = lambda _count: None,
        *,
        pseudonyms: bool = False,
    ) -> MarkTable:
        """Return the marks of a layer with these labels: of the gold, of what a person has finished, or of a model or a reference.

        `chosen` are the ids of the articles to look at, None: all. With `pseudonyms` people are called by letters. Raises `UsageError` for a name that nobody has.
        """
        records = Records(self._connection)
        ids = None if chosen is None else tuple(chosen)
        if name == GOLD:
            table = MarkTable(GOLD, is_gold=True, labels=labels)
            for record in records.select(Selection(articles=ids, pseudonyms=pseudonyms), progress=progress):
                marks = [(span.start, span.end, span.label) for span in record.spans]
                table.add(record.id, marks, _made(record, labels))
            return table
        if name == EVERYONE:
            raise UsageError("all is no layer to evaluate: name one.")
        number = annotators.require_number(self._connection, name)
        called: Callable[[str], str] = Pseudonyms(self._connection) if pseudonyms else str
        name = annotators.name_of(self._connection, number)
        table = MarkTable(called(name), kinds.of(self._connection, number), labels=labels)
        if table.kind is LayerKind.PERSON:
            everybody = Selection(layers=(EVERYONE,), articles=ids, pseudonyms=pseudonyms)
            for count, article in enumerate(Finished(self._connection).selected(everybody), 1):
                progress(count)
                if table.name in article.layers:
                    table.add(article.article, article.layers[table.name])
            return table
        for record in records.select(Selection(layers=(name,), articles=ids), progress=progress):
            table.add(record.id, [(span.start, span.end, span.label) for span in record.spans])
        return table

    def of_file(
        self, path: Path, name: str, labels: Collection[str], progress: Progress = lambda _count: None
    ) -> MarkTable:
        """Return the marks with these labels in a file or folder that an import could read; nothing of it is stored.

        `name` is what it is called. An article is known by its text. Raises `InputError` with file and line for anything that is not a prediction for an
        article of this project: another text, a range that is empty or outside, a label that the schema does not have, an
        article that comes twice, the spans of several people; and for a file that can't be read.
        """
        from annotator.project.prediction_files import PredictionFile

        return PredictionFile(self._connection, self._labels, path, name, labels).read(progress)

    def articles(self, ids: Collection[str]) -> Iterator[tuple[int, Article]]:
        """Yield the articles with these ids, each with its number, in the order of the project.

        They are those of a layer that was read in the same `Project.as_of_now`, which has checked them.
        """
        for bounds in article_ranges.ranges(self._connection, ids):
            for (number,) in self._connection.rows(_NUMBERS, bounds):
                yield number, articles.by_number(self._connection, number)


def _made(record: Record, labels: Collection[str]) -> Made:
    """Return how the gold of an article was made."""
    sources = Counter(span.source for span in record.spans if span.label in labels)
    is_single = all(span.source is Source.SINGLE for span in record.spans)
    decided = Counter(
        name for span in record.spans if span.label in labels and (name := _decided_by(span)) is not None
    )
    by_word = sum(
        span.source is Source.POLICY and _decided_by(span) is not None
        for span in record.spans
        if span.label in labels
    )
    return Made(
        alone=record.annotators[0] if is_single and len(record.annotators) == 1 else "",
        taken=sources[Source.UNANIMOUS] + sources[Source.POLICY] - by_word,
        decided=tuple(sorted(decided.items())),
    )


def _decided_by(span: RecordSpan) -> str | None:
    """Return who decided a span of gold: its adjudicator, or the person whose word counts by the policy that did."""
    if span.source is Source.DECIDED:
        return span.adjudicator
    _, by_word, name = (span.policy or "").partition(":")
    return name if by_word else None
