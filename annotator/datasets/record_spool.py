"""The records of an export in a temporary file, until the split of each article is known."""

from __future__ import annotations

import tempfile
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from annotator.datasets.near_duplicates import shingles
from annotator.model import Record, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType


class _FileRange(NamedTuple):
    """The range of a record in the file, in bytes."""

    start: int
    size: int


class _Text(Struct, frozen=True):
    """What of a record near duplicates are found by."""

    text: str


class RecordSpool:
    """Records on the disk; `labels` counts the spans of each article by label, in the order of the records."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.labels: dict[str, Counter[str]] = {}
        self._ranges: dict[str, _FileRange] = {}
        self._texts = msgspec.json.Decoder(_Text)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by __exit__
        try:
            self._fill(records)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ranges)

    def records(self, ids: Iterable[str]) -> Iterator[Record]:
        """Yield the records with these ids."""
        decoder = msgspec.json.Decoder(Record)
        for id_ in ids:
            yield decoder.decode(self._read(id_))

    def shingles(self, id_: str) -> set[int]:
        """Return the shingles of an article's text."""
        return shingles(self._texts.decode(self._read(id_)).text)

    def _read(self, id_: str) -> bytes:
        start, size = self._ranges[id_]
        self._file.seek(start)
        return self._file.read(size)

    def _fill(self, records: Iterable[Record]) -> None:
        encoder = msgspec.json.Encoder()
        start = 0
        for record in records:
            data = encoder.encode(record)
            self._file.write(data)
            self._ranges[record.id] = _FileRange(start, len(data))
            start += len(data)
            self.labels[record.id] = Counter(span.label for span in record.spans)
