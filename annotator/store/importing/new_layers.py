"""The layers of articles that an import has just added: nothing is there that they could differ from, so they are written together."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import TYPE_CHECKING

from annotator.model import LayerKind, PersonWork, Span, Status, now
from annotator.store import operations, spans
from annotator.store.file import parts, triggers
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.model import IncomingSpan
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord


_FOR_EACH_SPAN = (*parts.OF_LAYERS, "span_added_is_counted")
"""Triggers that have nothing to do here: `write` adds to `part` itself, and a new article has no cases that were counted."""


class NewLayers:
    """Collects layers and how far their people are, and writes them inside a transaction.

    `counts` has layers and spans, as `ImportReport` counts them.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people: dict[tuple[str, LayerKind], int] = {}
        self._spans: list[tuple[int, int, str, IncomingSpan]] = []
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
            self._spans += [(article, person, name, span) for span in layer]
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
        if not self._spans and not self._work:
            return
        moment = now()
        made = [
            operations.NewSpan(
                article,
                person,
                0,
                Span(
                    id=id_,
                    start=span.start,
                    end=span.end,
                    label=span.label,
                    annotator=name,
                    created=span.created or moment,
                    changed=span.changed or span.created or moment,
                    attributes=span.attributes,
                ),
            )
            for id_, (article, person, name, span) in zip(self._ids(), self._spans, strict=True)
        ]
        database = self._connection.database
        with triggers.dropped(database, _FOR_EACH_SPAN), triggers.without_checks(database):
            operations.append_new(self._connection, made, moment)
            self._connection.insert("work", self._work)
            parts.add(database, self._parts)
        self._spans, self._work, self._parts = [], [], []

    def _ids(self) -> list[str]:
        """Return the ids of the spans to be written: their own, but where that is taken."""
        given = [span.id for _, _, _, span in self._spans if span.id is not None]
        taken = spans.taken_of(self._connection, given) if given else set[str]()
        fresh = iter(span_ids(len(self._spans)))
        ids = []
        for _, _, _, span in self._spans:
            id_ = next(fresh) if span.id is None or span.id in taken else span.id
            if given:
                taken.add(id_)
            ids.append(id_)
        return ids


def span_ids(count: int) -> list[str]:
    """Return new ids of spans: UUIDs of version 7 (RFC 9562), which begin with the time, so that an index of many grows at its end."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7"
    digits = os.urandom(10 * count).hex()
    return [
        f"{head}{one[:3]}-{'89ab'[int(one[3], 16) & 3]}{one[4:7]}-{one[7:19]}"
        for one in (digits[20 * place : 20 * place + 20] for place in range(count))
    ]
