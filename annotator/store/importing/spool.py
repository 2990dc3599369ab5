"""The checked records of an import between reading and storing, so that files are read once: the first in memory, the others in a temporary database."""

from __future__ import annotations

import sqlite3
from bisect import bisect
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

import msgspec

from annotator.store.disk import failures
from annotator.store.importing.records import CheckedRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

_BLOCK_RECORDS = 100
_BLOCK_SIZE = 1_000_000
"""How large a block of records is, in code points of texts, with a hundred for each span."""
IN_MEMORY = 8_000_000
"""How large the blocks are that are kept in memory, some 30 MB: these need not be encoded and decoded again."""


class Spool:
    """Checked records by their numbers, in the order in which they were read. A context manager.

    What doesn't fit in SQLite's cache is in the folder for temporary files. It notes too which records were stored as which article.
    Raises `ProjectError` where that folder can't be used.
    """

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._places: dict[Path, int] = {}
        self._encode = msgspec.msgpack.Encoder(enc_hook=self._place_of).encode
        self._decode = msgspec.msgpack.Decoder(list[tuple[int, CheckedRecord]], dec_hook=self._path_of).decode
        self._block: list[tuple[int, CheckedRecord]] = []
        self._size = 0
        self._kept: list[list[tuple[int, CheckedRecord]]] = []
        self._kept_size = 0
        self._database = sqlite3.connect("", isolation_level=None)
        with failures.temporary():
            self._database.execute("BEGIN")
            self._database.execute("CREATE TABLE block (first INTEGER PRIMARY KEY, records BLOB)")
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
        """Add a record; numbers grow. Half a character in what is told of it is replaced, as nothing can print it."""
        if record.lost or record.notes or record.unmapped or record.renamed_spans:
            record = _printable(record)
        self._block.append((number, record))
        self._size += len(record.article.text) + 100 * record.given
        if len(self._block) >= _BLOCK_RECORDS or self._size >= _BLOCK_SIZE:
            self._write()

    def records(self) -> Iterator[tuple[int, CheckedRecord]]:
        """Yield all records with their numbers; none is added any more."""
        self._write()
        yield from chain.from_iterable(self._kept)
        with failures.temporary():
            for (block,) in self._database.execute("SELECT records FROM block ORDER BY first"):
                yield from self._decode(block)

    def note_stored(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Note the numbers of articles, each with that of the record that was stored as it."""
        with failures.temporary():
            self._database.executemany("INSERT INTO stored (article, record) VALUES (?, ?)", pairs)

    def stored_as(self, article: int) -> list[CheckedRecord]:
        """Return the records that were stored as an article, in the order of reading."""
        with failures.temporary():
            rows = self._database.execute(
                "SELECT record, (SELECT records FROM block WHERE first <= record ORDER BY first DESC LIMIT 1) "
                "FROM stored WHERE article = ? ORDER BY record",
                [article],
            ).fetchall()
        return [
            dict(self._kept_with(number) if block is None else self._decode(block))[number]
            for number, block in rows
        ]

    def _kept_with(self, number: int) -> list[tuple[int, CheckedRecord]]:
        return self._kept[bisect(self._kept, number, key=lambda block: block[0][0]) - 1]

    def _write(self) -> None:
        if not self._block:
            return
        if self._kept_size < IN_MEMORY:
            self._kept.append(self._block)
            self._kept_size += self._size
            self._block, self._size = [], 0
            return
        with failures.temporary():
            self._database.execute(
                "INSERT INTO block (first, records) VALUES (?, ?)",
                [self._block[0][0], self._encode(self._block)],
            )
        self._block, self._size = [], 0

    def _place_of(self, path: Any) -> int:
        """Return the number that stands for a path, which need not be valid Unicode."""
        if self._paths and path is self._paths[-1]:
            return len(self._paths) - 1
        if path not in self._places:
            self._places[path] = len(self._paths)
            self._paths.append(path)
        return self._places[path]

    def _path_of(self, _kind: type, place: Any) -> Path:
        return self._paths[int(place)]


def _printable(record: CheckedRecord) -> CheckedRecord:
    return msgspec.structs.replace(
        record,
        lost=_names(record.lost),
        unmapped=_names(record.unmapped),
        renamed_spans=_names(record.renamed_spans),
        notes=tuple(map(_whole, record.notes)),
    )


def _names(counts: dict[str, int]) -> dict[str, int]:
    return {_whole(name): count for name, count in counts.items()}


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
