"""Adding the spans of a record to the layers of its article, and what happens where the layer has other labels there."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from annotator.model import Edit, LabelConflict, LayerKind, Mark, Move, Operation, SameText, Span, now
from annotator.store import articles, former_texts, operations, spans
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.importing.same_text import compare
from annotator.store.people import annotators
from annotator.text.correction import Correction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Article, IncomingSpan
    from annotator.store.articles import NewArticle
    from annotator.store.file.connection import Connection
    from annotator.store.importing.equal_texts import EqualTexts
    from annotator.store.importing.same_text import OtherLabels

CONFLICTS_KEPT = 20
"""The number of ranges under other labels that are listed; all are counted."""

_FORMER = """
    SELECT edition, before FROM operation
    WHERE article = ? AND annotator = ? AND before IS NOT NULL AND correction = 0 ORDER BY number
"""


class Layers:
    """Adds spans to layers, inside a transaction.

    `counts` has what `ImportReport` counts: layers, spans, there, changed_since, kept, replaced; `lost` is as in it. `conflicts` are the first
    ranges that stop the import, `all_conflicts` how many there are.
    """

    def __init__(self, connection: Connection, same_text: SameText | None, records: EqualTexts) -> None:
        self._connection = connection
        self._same_text = same_text
        self._records = records
        self.counts: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.conflicts: list[LabelConflict] = []
        self.all_conflicts = 0

    def add(
        self,
        article: NewArticle,
        number: int,
        name: str,
        coming: Iterable[IncomingSpan],
        *,
        kind: LayerKind,
    ) -> int:
        """Add the spans that somebody's layer lacks; return how many spans of it were added or changed.

        A span keeps its id unless that is taken. What was taken out of a layer that no person made comes in again.
        """
        person = annotators.ensure(self._connection, name, kind)
        here = spans.of_layer(self._connection, number, person)
        made_by_person = kind is LayerKind.PERSON
        former = former_marks(self._connection, article, number, person) if made_by_person else set[Mark]()
        compared = compare(here, former, coming)
        counted = self._records.has_brought(number, person)
        layer = _Layer(self._connection, article.id, number, person, name)
        for span in compared.new:
            layer.add(span)
        for one in compared.others:
            self._solve(article, number, person, layer, one)
        self.lost.update(compared.lost)
        self.counts["there"] += compared.there
        self.counts["changed_since"] += compared.changed_since
        self.counts["spans"] += layer.added
        self.counts["replaced"] += layer.relabelled
        self.counts["layers"] += bool(layer.added) and not counted
        return layer.added + layer.relabelled

    def _solve(self, article: NewArticle, number: int, person: int, layer: _Layer, one: OtherLabels) -> None:
        """Do what the options say about a range that the layer has under other labels."""
        if self._same_text is SameText.KEEP:
            self.counts["kept"] += len(one.coming)
        elif self._same_text is SameText.ADD:
            for span in one.coming:
                layer.add(span)
        elif self._same_text is SameText.REPLACE:
            layer.relabel(one)
        else:
            self.all_conflicts += 1
            if len(self.conflicts) < CONFLICTS_KEPT:
                within = self._records.brought(number, person, one.here)
                records = self._records.places(number) if within else ()
                self.conflicts.append(_conflict(article, layer.name, one, records))


def former_marks(
    connection: Connection, article: Article | NewArticle, number: int, person: int
) -> set[Mark]:
    """Return the marks of the spans that were changed or removed in a layer, where they are in the text of today."""
    edition_now = articles.edition(connection, number)
    corrections: dict[int, Correction | None] = {}
    found: set[Mark] = set()
    rows = connection.rows(_FORMER, [number, person])
    with decoding(connection, f"the history of {article.id}"):
        for edition, before in rows:
            start, end, label = json_columns.span(before).mark
            if edition == edition_now:
                found.add((start, end, label))
                continue
            if edition not in corrections:
                text = former_texts.former_text(connection, number, edition)
                corrections[edition] = None if text is None else Correction(text, article.text)
            correction = corrections[edition]
            if correction is not None and (where := correction.moved(start, end)) is not None:
                found.add((*where, label))
    return found


def _conflict(article: NewArticle, name: str, one: OtherLabels, records: tuple[str, ...]) -> LabelConflict:
    start, end = one.here[0].start, one.here[0].end
    return LabelConflict(
        article=article.id,
        annotator=name,
        start=start,
        end=end,
        text=article.text[start:end],
        here=tuple(sorted(span.label for span in one.here)),
        coming=tuple(sorted(span.label for span in one.coming)),
        records=records,
    )


class _Layer:
    """The layer of one person in one article, by their numbers, and what is done to it."""

    def __init__(self, connection: Connection, article: str, number: int, person: int, name: str) -> None:
        self._connection = connection
        self._article = article
        self._number = number
        self._person = person
        self._moment = now()
        self.name = name
        self.added = 0
        self.relabelled = 0

    def add(self, span: IncomingSpan) -> None:
        """Add a span that is known to fit."""
        created = span.created or self._moment
        fresh = span.id is None or spans.taken(self._connection, span.id)
        stored = Span(
            id=str(uuid4()) if fresh or span.id is None else span.id,
            start=span.start,
            end=span.end,
            label=span.label,
            annotator=self.name,
            created=created,
            changed=span.changed or created,
            attributes=span.attributes,
        )
        new = operations.NewSpan(
            self._number, self._person, articles.edition(self._connection, self._number), stored
        )
        operations.append_new(self._connection, [new], self._moment)
        self.added += 1

    def relabel(self, one: OtherLabels) -> None:
        """Give the spans of a range the labels and the attributes that the file has for it."""
        here = sorted(one.here, key=lambda span: span.order)
        coming = sorted(one.coming, key=lambda span: span.label)
        for before, span in zip_longest(here, coming):
            if before is None:
                self.add(span)
                continue
            after = None
            if span is not None:
                after = msgspec.structs.replace(
                    before, label=span.label, attributes=span.attributes, changed=self._moment
                )
            edit = Edit(before=before, after=after)
            operation = Operation(
                article=self._article, annotator=self.name, when=self._moment, move=Move.DO, edit=edit
            )
            operations.append(self._connection, self._number, self._person, operation)
            self.relabelled += 1
