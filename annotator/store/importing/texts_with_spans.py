"""Import articles with their spans in one transaction, after a first pass that checks every record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

from annotator.errors import InputError, UsageError, telling
from annotator.model import ImportReport, Incoming, PersonWork, Refusal, Span, Status, Struct, now
from annotator.store import article_state, articles, operations, spans
from annotator.store.importing.duplicates import Register
from annotator.store.importing.layers import Prepared, prepare, renamed
from annotator.store.importing.texts import NOTHING_CAME, Intake, batches, refused
from annotator.store.importing.validation import UnfitError
from annotator.store.people import annotators
from annotator.text.segment import length_in_words
from annotator.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from annotator.model import ImportOptions, IncomingSpan, LabelSchema
    from annotator.store.file.connection import Connection

    Read = Callable[[], Iterable[Incoming | Refusal]]
    """Begins to read the files, from the first record on."""

KEPT = 20
"""How many refusals of an import with spans are kept to be told; all are counted."""


class _Trial(Struct, frozen=True, kw_only=True):
    """What a first reading found, with `whole`: some record has spans or a state."""

    whole: bool
    report: ImportReport


def bring(
    connection: Connection,
    schema: LabelSchema,
    read: Read,
    how: ImportOptions,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Add what `read` gives, all or nothing where any record has spans; texts alone come in as `Intake` has them.

    `read` is called twice and has to give the same. What is there already is skipped and counted. Raises `ProjectError`,
    `InputError` where the second reading gives something else than the first.
    """
    connection.require_writable()
    labels = frozenset(label.name for label in schema.labels)
    if how.spans:
        with telling(str, NOTHING_CAME):
            trial = _try(connection, read(), how, labels)
        if trial.whole:
            return trial.report if trial.report.stopped else _store(connection, read(), how, labels, progress)
    return Intake(connection).run(read(), progress)


def _try(
    connection: Connection, incoming: Iterable[Incoming | Refusal], how: ImportOptions, labels: frozenset[str]
) -> _Trial:
    kept: list[Refusal] = []
    refusals = nobodys = 0
    unmapped: Counter[str] = Counter()
    whole = False
    with Register(connection, trial=True) as register:
        for record in incoming:
            if isinstance(record, Incoming):
                whole = whole or bool(record.spans) or record.state is not None
                try:
                    prepared = prepare(record, how, labels)
                    _check_people(connection, prepared)
                    register.place(record, prepared.article)
                except UnfitError as error:
                    record = refused(record, error)
                else:
                    unmapped.update(prepared.unmapped)
                    nobodys += prepared.nobodys
            if isinstance(record, Refusal):
                refusals += 1
                kept += [record] if len(kept) < KEPT else []
    report = ImportReport(
        added=0,
        skipped=0,
        refused=tuple(kept),
        refusals=refusals,
        stopped=bool(refusals or nobodys or (unmapped and not how.skip_unmapped)),
        nobodys=nobodys,
        unmapped=dict(unmapped),
    )
    return _Trial(whole=whole, report=report)


def _check_people(connection: Connection, prepared: Prepared) -> None:
    """Raise `UnfitError` where the names of a record don't tell who of the project is meant by each."""
    meant: dict[int, str] = {}
    for spelled, name in prepared.people.items():
        try:
            people = {annotators.number(connection, one) for one in (spelled, name)}
        except UsageError as error:
            raise UnfitError(str(error)) from error
        if len(people) > 1:
            raise UnfitError(
                f"{name} can be two people here, whose names differ in how letters are composed; see: {typed('people', project=connection.path)}"
            )
        person = people.pop()
        if person is not None and meant.setdefault(person, name) != name:
            raise UnfitError(
                f"{meant[person]} and {name} are one person here, {annotators.name_of(connection, person)}; write one of them."
            )


def _store(
    connection: Connection,
    incoming: Iterable[Incoming | Refusal],
    how: ImportOptions,
    labels: frozenset[str],
    progress: Callable[[int], None] | None,
) -> ImportReport:
    storing = _Storing(connection)
    before = connection.commits

    def done() -> str:
        return "All of it has come in." if connection.commits > before else ""

    with telling(done, NOTHING_CAME), connection.writing():
        handled = 0
        for batch in batches(incoming):
            for record, prepared in _ready(batch, how, labels):
                storing.add(record, prepared)
            handled += len(batch)
            if progress is not None:
                progress(handled)
    return storing.report


def _ready(
    batch: list[Incoming | Refusal], how: ImportOptions, labels: frozenset[str]
) -> Iterator[tuple[Incoming, Prepared]]:
    for record in batch:
        if isinstance(record, Refusal):
            raise _changed(record)
        try:
            yield record, prepare(record, how, labels)
        except UnfitError as error:
            raise _changed(refused(record, error)) from error


def _changed(refusal: Refusal) -> InputError:
    return InputError(
        f"was changed while it was read, so nothing was stored ({refusal.reason}) Import it again.",
        refusal.path,
        refusal.line,
    )


class _Storing:
    """What is stored of one import, record by record, inside transactions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._register = Register(connection)
        self._counts: Counter[str] = Counter()
        self._unmapped: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    @property
    def report(self) -> ImportReport:
        """What was stored so far."""
        return ImportReport(
            added=self._counts["added"],
            skipped=self._counts["skipped"],
            refused=(),
            layers=self._counts["layers"],
            spans=self._counts["spans"],
            there=self._counts["there"],
            unmapped=dict(self._unmapped),
            lost=dict(self._lost),
        )

    def add(self, record: Incoming, prepared: Prepared) -> None:
        """Store the article, if it is new, and what came with it."""
        try:
            placed = self._register.place(record, prepared.article)
        except UnfitError as error:
            raise _changed(refused(record, error)) from error
        if placed is not None:
            articles.insert(self._connection, placed, length_in_words(placed.text))
        prepared = renamed(prepared, annotators.spelling(self._connection))
        self._counts["skipped" if placed is None else "added"] += 1
        self._unmapped.update(prepared.unmapped)
        self._lost.update(prepared.lost)
        self._counts["there"] += prepared.doubles
        id_, number = articles.with_text(self._connection, prepared.article.sha256)
        known = {one.annotator: one for one in prepared.state.work} if prepared.state else {}
        moment = now()
        for name, layer in prepared.layers.items():
            self._layer(number, name, layer, moment)
            if name not in known:
                _finish(self._connection, number, name)
        for work in known.values():
            article_state.put_work(self._connection, number, work)
        if prepared.state is not None:
            left = article_state.put_rest(
                self._connection, id_, number, prepared.state, new=placed is not None
            )
            self._lost.update({"assignments or gold of articles that have others here": left} if left else {})

    def _layer(self, number: int, name: str, layer: Iterable[IncomingSpan], moment: datetime) -> None:
        person = annotators.ensure(self._connection, name)
        here = spans.marks(self._connection, number, person)
        added = 0
        for span in layer:
            if (span.start, span.end, span.label) in here:
                self._counts["there"] += 1
                continue
            made = span.created or moment
            fresh = span.id is None or spans.taken(self._connection, span.id)
            kept = Span(
                id=str(uuid4()) if fresh or span.id is None else span.id,
                start=span.start,
                end=span.end,
                label=span.label,
                annotator=name,
                created=made,
                changed=span.changed or made,
                attributes=span.attributes,
            )
            operations.append_new(self._connection, number, person, kept, moment)
            added += 1
        self._counts["spans"] += added
        self._counts["layers"] += bool(added)


def _finish(connection: Connection, number: int, name: str) -> None:
    """Set a layer done that came in, unless its article is flagged."""
    person = annotators.ensure(connection, name)
    article_state.put_work(connection, number, PersonWork(annotator=name, status=Status.DONE))
    connection.execute(
        "UPDATE work SET status = 'done' WHERE annotator = ? AND article = ? AND status = 'doing'",
        [person, number],
    )
