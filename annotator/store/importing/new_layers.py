"""The layers of articles that an import has just added: nothing is there that they could differ from, so they are written together."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import TYPE_CHECKING

from annotator.model import LayerKind, PersonWork, Span, Status, now
from annotator.store import operations, spans
from annotator.store.file import json_columns, parts, triggers
from annotator.store.people import annotators

if TYPE_CHECKING:
    from datetime import datetime

    from annotator.model import IncomingSpan
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord


_FOR_EACH_SPAN = (
    *parts.OF_LAYERS,
    "span_added_is_counted",
    "span_is_inside_its_article",
    "history_is_never_replaced",
)
"""Triggers that have nothing to do here: `write` adds to `part` and compares ends with lengths for all spans at once, a new article
has no cases that were counted, and operations get new numbers."""


class NewLayers:
    """Collects layers and how far their people are, and writes them inside a transaction.

    `counts` has layers and spans, as `ImportReport` counts them.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people: dict[tuple[str, LayerKind], int] = {}
        self._layers: list[tuple[int, int, str, tuple[IncomingSpan, ...]]] = []
        self._texts: dict[str, str] = {}  # labels and names as JSON
        self._work: list[tuple[int, int, str, str, float]] = []
        self._parts: list[parts.Part] = []
        self.counts: Counter[str] = Counter()

    def add(self, article: int, record: CheckedRecord) -> None:
        """Add the layers and the progress of a record, whose names are as the project has them, to a new article by its number."""
        known = {one.annotator: one for one in record.state.work} if record.state else {}
        people = dict.fromkeys((*record.layers, *known))
        for name in people:
            kind = record.kinds.get(name, LayerKind.PERSON)
            person = self._person(name, kind)
            layer = record.layers.get(name, ())
            if layer:
                self._layers.append((article, person, name, layer))
            self.counts["spans"] += len(layer)
            self.counts["layers"] += bool(layer)
            work = known.get(name)
            if work is None and kind is LayerKind.PERSON:
                work = PersonWork(annotator=name, status=Status.DONE)
            status, seconds = (Status.TODO, 0.0) if work is None else (work.status, float(work.seconds))
            if work is not None:
                self._work.append((person, article, status.value, work.note, seconds))
            if layer or work is not None:
                self._parts.append(
                    parts.Part(person, article, status.value, len(layer), seconds, record.article.words)
                )

    def _person(self, name: str, kind: LayerKind) -> int:
        if (name, kind) not in self._people:
            self._people[name, kind] = annotators.ensure(self._connection, name, kind)
        return self._people[name, kind]

    def write(self) -> None:
        """Write what was added since the last time."""
        if not self._layers and not self._work:
            return
        rows, added = self._rows()
        database = self._connection.database
        with triggers.dropped(database, _FOR_EACH_SPAN), triggers.without_checks(database):
            spans.insert_rows(self._connection, rows)
            spans.require_inside(self._connection, {article for _, article, *_ in rows})
            operations.insert_added(self._connection, added)
            self._connection.insert("work", self._work)
            parts.add(database, self._parts)
        self._layers, self._work, self._parts = [], [], []

    def _rows(self) -> tuple[list[spans.Row], list[operations.Added]]:
        """Return the rows of the spans, and of the operations that added them."""
        moment = now()
        at, stamp, when = moment.isoformat(), spans.stamp(moment), json_columns.text(moment)
        ids = iter(self._ids())
        rows: list[spans.Row] = []
        added: list[operations.Added] = []
        for article, person, name, layer in self._layers:
            # What all bare spans of a layer have, as `json_columns.text` writes it.
            end = f'"annotator":{self._text(name)},"created":{when},"changed":{when},"attributes":{{}}}}'
            for span in layer:
                id_ = next(ids)
                if span.id is None and span.created is None and span.changed is None and not span.attributes:
                    start, stop, label = span.start, span.end, span.label
                    rows.append((id_, article, person, start, stop, label, "{}", stamp, stamp))
                    text = f'{{"id":"{id_}","start":{start},"end":{stop},"label":{self._text(label)},{end}'
                else:
                    made = _made(id_, name, span, moment)
                    rows.append(spans.row(article, person, made))
                    text = json_columns.text(made)
                added.append((article, person, at, text, 0))
        return rows, added

    def _text(self, value: str) -> str:
        """Return a label or a name as JSON."""
        if (found := self._texts.get(value)) is None:
            found = self._texts[value] = json_columns.text(value)
        return found

    def _ids(self) -> list[str]:
        """Return the ids of the spans to be written: their own, but where that is taken."""
        own = [span.id for _, _, _, layer in self._layers for span in layer]
        fresh = span_ids(len(own))
        given = [id_ for id_ in own if id_ is not None]
        if not given:
            return fresh
        taken = spans.taken_of(self._connection, given)
        ids = []
        for id_, new in zip(own, fresh, strict=True):
            ids.append(new if id_ is None or id_ in taken else id_)
            taken.add(ids[-1])
        return ids


def _made(id_: str, name: str, span: IncomingSpan, moment: datetime) -> Span:
    return Span(
        id=id_,
        start=span.start,
        end=span.end,
        label=span.label,
        annotator=name,
        created=span.created or moment,
        changed=span.changed or span.created or moment,
        attributes=span.attributes,
    )


def span_ids(count: int) -> list[str]:
    """Return new ids of spans: UUIDs of version 7 (RFC 9562), which begin with the time, so that an index of many grows at its end."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7"
    digits = os.urandom(10 * count).hex()
    return [
        f"{head}{one[:3]}-{'89ab'[int(one[3], 16) & 3]}{one[4:7]}-{one[7:19]}"
        for one in (digits[20 * place : 20 * place + 20] for place in range(count))
    ]
