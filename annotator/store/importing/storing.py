"""Store imported records: texts alone some hundreds in a transaction, texts with spans all in one."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from annotator.errors import InputError, telling
from annotator.model import Article, ImportReport, Incoming, LayerKind, PersonWork, Refusal, Status
from annotator.store import article_state, articles
from annotator.store.importing import beyond_limits
from annotator.store.importing.article_ids import ArticleIds, Place
from annotator.store.importing.correcting import correct
from annotator.store.importing.equal_texts import EqualTexts
from annotator.store.importing.layers import Layers
from annotator.store.importing.other_fields import other_fields
from annotator.store.importing.records import UnfitError, as_article, check_record, refused
from annotator.store.people import annotators
from annotator.text.length import length_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annotator.model import Corrected, ImportOptions
    from annotator.store.file.connection import Connection

BATCH_RECORDS = 200
BATCH_CHARACTERS = 4_000_000
NOTHING_CAME = "Nothing has come in."


# --- texts with spans ---


def store_with_spans(
    connection: Connection,
    incoming: Iterable[Incoming | Refusal],
    how: ImportOptions,
    labels: frozenset[str],
    progress: Callable[[int], None] | None,
    *,
    keep: bool = True,
) -> ImportReport:
    """Store records that a first pass found fit: all of them or none; none without `keep`.

    None where a layer has ranges of the files under other labels, and `how` does not say what to do: the report has them. Raises `ProjectError`, and `InputError` for a record that is not fit, because the file was changed since the first pass.
    """
    storing = _RecordStore(connection, how, labels)
    before = connection.commits

    def done() -> str:
        return "All of it has come in." if connection.commits > before else ""

    with suppress(_ConflictsError), telling(done, NOTHING_CAME), connection.writing(keep=keep):
        handled = 0
        for batch in batches(incoming):
            for record in batch:
                storing.add(record)
            handled += len(batch)
            if progress is not None:
                progress(handled)
        storing.require_no_conflicts()
    return storing.report


class _ConflictsError(Exception):
    """Rolls the transaction back: layers have other labels for ranges of the files."""


class _RecordStore:
    """Stores records with their spans and state, inside a transaction, and counts what was stored."""

    def __init__(self, connection: Connection, how: ImportOptions, labels: frozenset[str]) -> None:
        self._connection = connection
        self._how = how
        self._labels = labels
        self._ids = ArticleIds(connection, update=how.update)
        self._corrected: list[Corrected] = []
        self._counts: Counter[str] = Counter()
        self._records = EqualTexts(connection)
        self._layers = Layers(connection, how.same_text, self._records)
        self._unmapped: Counter[str] = Counter()
        self._renamed: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._notes: dict[str, None] = {}

    def require_no_conflicts(self) -> None:
        """Raise `_ConflictsError` if a layer has other labels for ranges of the files, and no option says what to do."""
        if self._layers.all_conflicts:
            raise _ConflictsError

    @property
    def report(self) -> ImportReport:
        """What was stored so far; nothing where there are conflicts."""
        if self._layers.all_conflicts:
            return ImportReport(
                added=0,
                skipped=0,
                refused=(),
                stopped=True,
                conflicts=tuple(self._layers.conflicts),
                all_conflicts=self._layers.all_conflicts,
            )
        counts = self._layers.counts
        return ImportReport(
            added=self._counts["added"],
            skipped=self._counts["skipped"],
            refused=(),
            layers=counts["layers"],
            spans=counts["spans"],
            there=counts["there"] + self._counts["doubles"],
            changed_since=counts["changed_since"],
            kept=counts["kept"],
            replaced=counts["replaced"],
            unread=self._counts["unread"],
            unmapped=dict(self._unmapped),
            renamed_spans=dict(self._renamed),
            lost=dict(self._lost + self._layers.lost),
            notes=(*self._notes, *self._ids.notes()),
            corrected=tuple(self._corrected),
            former=self._counts["former"],
            equal_texts=self._records.differing,
        )

    def add(self, record: Incoming | Refusal) -> None:
        """Store one record: its article unless the project has that text or had it, its layers, then its state."""
        if isinstance(record, Refusal):
            raise _changed(record)
        try:
            checked = check_record(record, self._how, self._labels)
            beyond_limits.check(self._connection, checked)
            place, article = self._ids.assign(record, checked.article)
        except UnfitError as error:
            raise _changed(refused(record, error)) from error
        if not self._how.spans:
            self._counts["unread"] += len(record.spans)
        if place is Place.FORMER:
            self._counts["former"] += 1
            self._counts["unread"] += len(record.spans) if self._how.spans else 0
            return
        if place is Place.NEW:
            articles.insert_many(
                self._connection, [articles.NewArticle.of(article, length_in_words(article.text))]
            )
            self._counts["added"] += 1
        elif place is Place.THERE:
            self._counts["skipped"] += 1
        number = articles.require_number(self._connection, article.id)
        if place is not Place.NEW:
            self._lost.update(other_fields(self._connection, article.id, record))
        if place is Place.CORRECTED:
            self._corrected.append(correct(self._connection, number, article.text))
        checked = checked.renamed(annotators.spelling(self._connection))
        self._unmapped.update(checked.unmapped)
        self._renamed.update(checked.renamed_spans)
        self._lost.update(checked.lost)
        self._notes |= dict.fromkeys(record.notes)
        self._counts["doubles"] += checked.doubles
        self._records.add(number, record, checked)
        known = {one.annotator: one for one in checked.state.work} if checked.state else {}
        for name, layer in checked.layers.items():
            kind = checked.kinds.get(name, LayerKind.PERSON)
            changed = self._layers.add(article, number, name, layer, kind=kind, new=place is Place.NEW)
            if name not in known and kind is LayerKind.PERSON:
                self._set_done(number, name, changed=bool(changed))
        for work in known.values():
            article_state.add_progress(self._connection, number, work)
        if checked.state is not None:
            left = article_state.add_assignments_and_gold(
                self._connection, article.id, number, checked.state, new=place is Place.NEW
            )
            self._lost.update({"assignments or gold of articles that have others here": left} if left else {})

    def _set_done(self, number: int, name: str, *, changed: bool) -> None:
        """Set the status of an imported layer to done, unless the article is flagged, or begun and the layer not `changed`."""
        person = annotators.ensure(self._connection, name)
        article_state.add_progress(self._connection, number, PersonWork(annotator=name, status=Status.DONE))
        if changed:
            self._connection.execute(
                "UPDATE work SET status = 'done' WHERE annotator = ? AND article = ? AND status = 'doing'",
                [person, number],
            )


def _changed(refusal: Refusal) -> InputError:
    return InputError(
        f"was changed while it was read, so nothing was stored ({refusal.reason}) Import it again.",
        refusal.path,
        refusal.line,
    )


# --- texts alone ---


def store_texts(
    connection: Connection,
    incoming: Iterable[Incoming | Refusal],
    progress: Callable[[int], None] | None = None,
    *,
    keep: bool = True,
) -> ImportReport:
    """Store the article of each fit record; its spans are only counted. A text that the project has already is skipped.

    Without `keep` nothing is stored, and the report is what it would be.

    `progress` is called after each batch with the number of records so far. Raises `ProjectError`, `InputError`; the batches
    before stay then, and a note on the exception says so.
    """
    storing = _TextStore(connection, in_batches=keep)
    whole = nullcontext() if keep else connection.writing(keep=False)
    with telling(storing.stays, NOTHING_CAME), whole:
        handled = 0
        for batch in batches(incoming):
            storing.add(batch)
            handled += len(batch)
            if progress is not None:
                progress(handled)
    return storing.report


class _TextStore:
    """Stores batches of articles, with `in_batches` a transaction each, and counts them."""

    def __init__(self, connection: Connection, *, in_batches: bool) -> None:
        self._connection = connection
        self._in_batches = in_batches
        self._ids = ArticleIds(connection)
        self._refused: list[Refusal] = []
        self._added = 0
        self._durable = (connection.commits, 0)  # commits of the connection, and articles added by then
        self._skipped = 0
        self._former = 0
        self._spans = 0
        self._lost: Counter[str] = Counter()
        self._notes: dict[str, None] = {}

    @property
    def report(self) -> ImportReport:
        """What was stored so far."""
        return ImportReport(
            added=self._added,
            skipped=self._skipped,
            refused=tuple(self._refused),
            refusals=len(self._refused),
            unread=self._spans,
            lost=dict(self._lost),
            notes=(*self._notes, *self._ids.notes()),
            former=self._former,
        )

    def add(self, batch: list[Incoming | Refusal]) -> None:
        """Store a batch in one transaction; none is begun if no record is fit."""
        checked = [self._checked(record) for record in batch]
        if all(isinstance(record, Refusal) for record in checked):
            self._refused.extend(record for record in checked if isinstance(record, Refusal))
        else:
            with self._connection.writing() if self._in_batches else nullcontext():
                for record in checked:
                    if isinstance(record, Refusal):
                        self._refused.append(record)
                    else:
                        self._add(*record)
            self._durable = (self._connection.commits, self._added)
        for one in batch:
            if isinstance(one, Incoming):
                self._spans += len(one.spans)
                self._lost.update(one.lost)
                self._notes |= dict.fromkeys(one.notes)

    def _checked(self, record: Incoming | Refusal) -> tuple[Incoming, Article] | Refusal:
        if isinstance(record, Refusal):
            return record
        try:
            article = as_article(record)
            beyond_limits.check_text(self._connection, article)
        except UnfitError as error:
            return refused(record, error)
        return record, article

    def _add(self, record: Incoming, article: Article) -> None:
        try:
            place, article = self._ids.assign(record, article)
        except UnfitError as error:
            self._refused.append(refused(record, error))
            return
        if place is Place.NEW:
            articles.insert_many(
                self._connection, [articles.NewArticle.of(article, length_in_words(article.text))]
            )
            self._added += 1
        elif place is Place.FORMER:
            self._former += 1
        else:
            self._skipped += 1
            self._lost.update(other_fields(self._connection, article.id, record))

    def stays(self) -> str:
        """Return the sentence on the articles that stay where the import is stopped now, "" for none."""
        commits, added = self._durable
        if self._connection.commits > commits:  # stopped after the commit, before it was noted
            added = self._added
        if not added:
            return ""
        came = "1 article had come in and stays" if added == 1 else f"{added:,} articles had come in and stay"
        return f"{came}; run the same command again to bring in the rest: what is there is skipped."


def batches(incoming: Iterable[Incoming | Refusal]) -> Iterator[list[Incoming | Refusal]]:
    """Yield the records in lists of at most `BATCH_RECORDS`; one ends early once its texts have `BATCH_CHARACTERS` code points."""
    batch: list[Incoming | Refusal] = []
    characters = 0
    for record in incoming:
        batch.append(record)
        characters += len(record.text) if isinstance(record, Incoming) else 0
        if len(batch) >= BATCH_RECORDS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
