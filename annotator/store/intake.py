"""Bringing articles in, some hundreds in a transaction, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import Article, ImportReport, Incoming, Refusal
from annotator.store import articles
from annotator.store.incoming import UnfitError, as_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annotator.store.connection import Connection

BATCH_RECORDS = 200
BATCH_CHARACTERS = 4_000_000


class Intake:
    """One import: what came in, what was there already and what was refused."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next_suffix: dict[str, int] = {}
        self._refused: list[Refusal] = []
        self._added = 0
        self._skipped = 0
        self._unread = 0

    def run(
        self, incoming: Iterable[Incoming | Refusal], progress: Callable[[int], None] | None = None
    ) -> ImportReport:
        """Add all records that are fit; `progress` is told the number of records dealt with so far.

        A record's text that is there already is skipped. Raises `ProjectError`; the batches before stay.
        """
        handled = 0
        for batch in batches(incoming):
            self._take(batch)
            self._unread += sum(record.unread for record in batch if isinstance(record, Incoming))
            handled += len(batch)
            if progress is not None:
                progress(handled)
        return ImportReport(
            added=self._added, skipped=self._skipped, refused=tuple(self._refused), unread=self._unread
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

    def _add(self, record: Incoming, article: Article) -> None:
        if articles.has_text(self._connection, article.sha256):
            self._skipped += 1
            return
        if not article.id:
            article = msgspec.structs.replace(article, id=self._free_id(record))
        elif articles.number(self._connection, article.id) is not None:
            reason = f"the id {article.id} belongs to an article with another text; give it another id."
            self._refused.append(_refusal(record, reason))
            return
        articles.insert(self._connection, article, len(article.text.split()))
        self._added += 1

    def _free_id(self, record: Incoming) -> str:
        """Return the file's name without its suffix, with a number behind it if it is taken."""
        stem = record.path.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        suffix = self._next_suffix.get(stem, 1)
        while (
            articles.number(self._connection, candidate := stem if suffix == 1 else f"{stem}-{suffix}")
            is not None
        ):
            suffix += 1
        self._next_suffix[stem] = suffix + 1
        return candidate


def _checked(record: Incoming | Refusal) -> tuple[Incoming, Article] | Refusal:
    if isinstance(record, Refusal):
        return record
    try:
        return record, as_article(record)
    except UnfitError as error:
        return _refusal(record, str(error))


def _refusal(record: Incoming, reason: str) -> Refusal:
    return Refusal(path=record.path, line=record.line, reason=reason)


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
