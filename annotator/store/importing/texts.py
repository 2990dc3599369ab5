"""Bringing articles in, some hundreds in a transaction, however many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.errors import telling
from annotator.model import Article, ImportReport, Incoming, Refusal
from annotator.store import articles
from annotator.store.importing.duplicates import Register
from annotator.store.importing.validation import UnfitError, as_article
from annotator.text.segment import length_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annotator.store.file.connection import Connection

BATCH_RECORDS = 200
BATCH_CHARACTERS = 4_000_000


class Intake:
    """One import of texts: what came in, what was there already and what was refused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._register = Register(connection)
        self._refused: list[Refusal] = []
        self._added = 0
        self._durable = (connection.commits, 0)  # transactions, and articles added by then
        self._skipped = 0
        self._unread = 0
        self._lost: Counter[str] = Counter()

    def run(
        self, incoming: Iterable[Incoming | Refusal], progress: Callable[[int], None] | None = None
    ) -> ImportReport:
        """Add all records that are fit; `progress` is told the number of records dealt with so far.

        A record's text that is there already is skipped. Spans are passed over and counted. Raises `ProjectError`,
        `InputError`; the batches before stay, and whatever stops it has a note that says so.
        """
        with telling(self._stays, NOTHING_CAME):
            return self._run(incoming, progress)

    def _run(
        self, incoming: Iterable[Incoming | Refusal], progress: Callable[[int], None] | None
    ) -> ImportReport:
        handled = 0
        for batch in batches(incoming):
            self._take(batch)
            for record in batch:
                if isinstance(record, Incoming):
                    self._unread += len(record.spans)
                    self._lost.update(record.lost)
            handled += len(batch)
            if progress is not None:
                progress(handled)
        return ImportReport(
            added=self._added,
            skipped=self._skipped,
            refused=tuple(self._refused),
            refusals=len(self._refused),
            unread=self._unread,
            lost=dict(self._lost),
        )

    def _take(self, batch: list[Incoming | Refusal]) -> None:
        checked = [_checked(record) for record in batch]
        if all(isinstance(record, Refusal) for record in checked):
            self._refused.extend(record for record in checked if isinstance(record, Refusal))
            return
        with self._connection.writing():
            for record in checked:
                if isinstance(record, Refusal):
                    self._refused.append(record)
                else:
                    self._add(*record)
        self._durable = (self._connection.commits, self._added)

    def _stays(self) -> str:
        commits, added = self._durable
        return stays(self._added if self._connection.commits > commits else added)

    def _add(self, record: Incoming, article: Article) -> None:
        try:
            placed = self._register.place(record, article)
        except UnfitError as error:
            self._refused.append(refused(record, error))
            return
        if placed is None:
            self._skipped += 1
            return
        articles.insert(self._connection, placed, length_in_words(placed.text))
        self._added += 1


def _checked(record: Incoming | Refusal) -> tuple[Incoming, Article] | Refusal:
    if isinstance(record, Refusal):
        return record
    try:
        return record, as_article(record)
    except UnfitError as error:
        return refused(record, error)


NOTHING_CAME = "Nothing has come in."


def stays(added: int) -> str:
    """Return the sentence on so many articles that came in before an import was stopped; empty for none."""
    if not added:
        return ""
    came = "1 article had come in and stays" if added == 1 else f"{added:,} articles had come in and stay"
    return f"{came}; run the same command again to bring in the rest: what is there is skipped."


def refused(record: Incoming, error: UnfitError) -> Refusal:
    """Return a record that can't come in, with the reason."""
    return Refusal(path=record.path, line=record.line, reason=str(error))


def batches(incoming: Iterable[Incoming | Refusal]) -> Iterator[list[Incoming | Refusal]]:
    """Cut a stream of records into batches of bounded size; nothing is read before it is asked for."""
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
