"""Store imported texts without spans, some thousands in a transaction."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from annotator.errors import telling
from annotator.model import ImportReport, Incoming, Refusal
from annotator.store import articles
from annotator.store.importing import beyond_limits
from annotator.store.importing.article_ids import ArticleIds, Place
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.other_fields import other_fields
from annotator.store.importing.records import CheckedRecord, check_text, refused
from annotator.store.importing.refusals import Refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.store.articles import NewArticle
    from annotator.store.file.connection import Connection
    from annotator.store.importing.reading import Reading
    from annotator.store.importing.spool import Spool

_Record = TypeVar("_Record", bound=Incoming | Refusal | CheckedRecord)

BATCH_RECORDS = 2_500
BATCH_CHARACTERS = 1_000_000
BATCH_SPANS = 20_000
NOTHING_CAME = "Nothing has come in."


def store_texts(
    connection: Connection,
    incoming: Iterable[Incoming | Refusal],
    progress: Callable[[int], None] | None = None,
    *,
    keep: bool = True,
) -> ImportReport:
    """Check and store the article of each fit record as it is read; its spans are only counted. A text that the project has already is skipped.

    Without `keep` nothing is stored, and the report is what it would be.

    `progress` is called after each batch with the number of records so far. Raises `ProjectError`, `InputError`; the batches
    before stay then, and a note on the exception says so.
    """
    storing = _TextStore(connection, Refusals(), in_batches=keep)
    lost: Counter[str] = Counter()
    notes: dict[str, None] = {}
    unread = 0
    with _all_of(storing, connection, keep=keep):
        handled = 0
        for batch in batches(enumerate(incoming)):
            storing.add(batch)
            for _, one in batch:
                if isinstance(one, Incoming):
                    unread += len(one.spans)
                    lost.update(one.lost)
                    notes |= dict.fromkeys(one.notes)
            handled += len(batch)
            if progress is not None:
                progress(handled)
    return storing.report(unread, lost, notes)


def store_checked_texts(
    connection: Connection,
    spool: Spool,
    checked: Reading,
    progress: Callable[[int], None] | None = None,
    *,
    keep: bool = True,
) -> ImportReport:
    """Store the articles of records that were read and checked, as `store_texts` does."""
    storing = _TextStore(connection, checked.refusals, in_batches=keep)
    with _all_of(storing, connection, keep=keep):
        handled = checked.refusals.count
        for batch in batches(spool.records()):
            storing.add(batch)
            handled += len(batch)
            if progress is not None:
                progress(handled)
    return storing.report(checked.unread, checked.lost, checked.notes)


@contextmanager
def _all_of(storing: _TextStore, connection: Connection, *, keep: bool) -> Iterator[None]:
    with telling(storing.stays, NOTHING_CAME), nullcontext() if keep else connection.writing(keep=False):
        yield


class _TextStore:
    """Stores batches of articles, with `in_batches` a transaction each, and counts them."""

    def __init__(self, connection: Connection, refusals: Refusals, *, in_batches: bool) -> None:
        self._connection = connection
        self._refusals = refusals
        self._in_batches = in_batches
        self._ids = ArticleIds(connection)
        self._added = 0
        self._durable = (connection.commits, 0)  # commits of the connection, and articles added by then
        self._skipped = 0
        self._former = 0
        self._other_fields: Counter[str] = Counter()

    def report(self, unread: int, lost: Counter[str], notes: Iterable[str]) -> ImportReport:
        """Return what was stored so far; the arguments are what was not read of all records, and the notes on them."""
        return ImportReport(
            added=self._added,
            skipped=self._skipped,
            refused=self._refusals.kept,
            refusals=self._refusals.count,
            unread=unread,
            lost=dict(self._other_fields + lost),
            notes=(*notes, *self._ids.notes()),
            former=self._former,
        )

    def add(self, batch: Sequence[tuple[int, Incoming | Refusal | CheckedRecord]]) -> None:
        """Store a batch in one transaction; none is begun if no record is fit."""
        fit = [
            (number, one) for number, record in batch if (one := self._checked(number, record)) is not None
        ]
        if fit:
            with self._connection.writing() if self._in_batches else nullcontext():
                self._store(fit)
            self._durable = (self._connection.commits, self._added)

    def _checked(self, number: int, record: Incoming | Refusal | CheckedRecord) -> CheckedRecord | None:
        if isinstance(record, CheckedRecord):
            return record
        if isinstance(record, Refusal):
            self._refusals.add(number, record)
            return None
        try:
            checked = check_text(record)
            beyond_limits.check_text(self._connection, checked.article)
        except UnfitError as error:
            self._refusals.add(number, refused(record, error))
            return None
        return checked

    def _store(self, records: Sequence[tuple[int, CheckedRecord]]) -> None:
        self._ids.look_up([record for _, record in records])
        new: list[NewArticle] = []
        there: list[tuple[str, CheckedRecord]] = []
        for number, record in records:
            try:
                place, article = self._ids.assign(record, record.article)
            except UnfitError as error:
                self._refusals.add(number, refused(record, error))
                continue
            if place is Place.NEW:
                new.append(article)
            elif place is Place.FORMER:
                self._former += 1
            else:
                there.append((article.id, record))
        articles.insert_many(self._connection, new)
        self._added += len(new)
        self._skipped += len(there)
        for id_, record in there:
            self._other_fields.update(other_fields(self._connection, id_, record))

    def stays(self) -> str:
        """Return the sentence on the articles that stay where the import is stopped now, "" for none."""
        commits, added = self._durable
        if self._connection.commits > commits:  # stopped after the commit, before it was noted
            added = self._added
        if not added:
            return ""
        came = "1 article had come in and stays" if added == 1 else f"{added:,} articles had come in and stay"
        return f"{came}; run the same command again to bring in the rest: what is there is skipped."


def batches(records: Iterable[tuple[int, _Record]]) -> Iterator[list[tuple[int, _Record]]]:
    """Yield numbered records in lists of at most `BATCH_RECORDS`; one ends early once its texts have `BATCH_CHARACTERS` code points, or its layers `BATCH_SPANS` spans."""
    batch: list[tuple[int, _Record]] = []
    characters = spans = 0
    for number, record in records:
        batch.append((number, record))
        if isinstance(record, CheckedRecord):
            characters += len(record.article.text)
            spans += record.given
        elif isinstance(record, Incoming):
            characters += len(record.text)
        if len(batch) >= BATCH_RECORDS or characters >= BATCH_CHARACTERS or spans >= BATCH_SPANS:
            yield batch
            batch, characters, spans = [], 0, 0
    if batch:
        yield batch
