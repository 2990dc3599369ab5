"""The checked records of an import between reading and storing, in a temporary database, so that files are read once."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from annotator.store.disk import failures
from annotator.store.importing.records import CheckedRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

_AT_ONCE = 500


class Spool:
    """Checked records by their numbers, in the order in which they were read. A context manager.

    What doesn't fit in SQLite's cache is in the folder for temporary files. It notes too which records were stored as which article.
    Raises `ProjectError` where that folder can't be used.
    """

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._places: dict[Path, int] = {}
        self._encode = msgspec.json.Encoder(enc_hook=self._place_of).encode
        self._decode = msgspec.json.Decoder(CheckedRecord, dec_hook=self._path_of).decode
        self._waiting: list[tuple[int, bytes]] = []
        self._database = sqlite3.connect("", isolation_level=None)
        with failures.temporary():
            self._database.execute("BEGIN")
            self._database.execute("CREATE TABLE record (number INTEGER PRIMARY KEY, value BLOB)")
            self._database.execute(
                "CREATE TABLE stored (article INTEGER, record INTEGER, PRIMARY KEY (article, record)) WITHOUT ROWID"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, number: int, record: CheckedRecord) -> None:
        """Add a record; numbers grow."""
        self._waiting.append((number, self._encode(record)))
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def records(self) -> Iterator[tuple[int, CheckedRecord]]:
        """Yield all records with their numbers."""
        self._write()
        with failures.temporary():
            found = self._database.execute("SELECT number, value FROM record ORDER BY number")
            while rows := found.fetchmany(_AT_ONCE):
                for number, value in rows:
                    yield number, self._decode(value)

    def note_stored(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Note the numbers of articles, each with that of the record that was stored as it."""
        with failures.temporary():
            self._database.executemany("INSERT OR IGNORE INTO stored (article, record) VALUES (?, ?)", pairs)

    def stored_as(self, article: int) -> list[CheckedRecord]:
        """Return the records that were stored as an article, in the order of reading."""
        with failures.temporary():
            rows = self._database.execute(
                "SELECT value FROM stored JOIN record ON number = record WHERE article = ? ORDER BY record",
                [article],
            ).fetchall()
        return [self._decode(value) for (value,) in rows]

    def _write(self) -> None:
        with failures.temporary():
            self._database.executemany("INSERT INTO record (number, value) VALUES (?, ?)", self._waiting)
        self._waiting = []

    def _place_of(self, path: Any) -> int:
        """Return the number that stands for a path, which need not be valid Unicode."""
        if self._paths and path is self._paths[-1]:
            return len(self._paths) - 1
        if path not in self._places:
            self._places[path] = len(self._paths)
            self._paths.append(path)
        return self._places[path]

    def _path_of(self, kind: type, place: Any) -> Path:
        assert kind is Path
        return self._paths[place]
