"""The articles of an export, kept in a temporary file until it is known which split each one goes to."""

from __future__ import annotations

import tempfile
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from annotator.datasets.near import Sketch, sketch
from annotator.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType


class _Place(NamedTuple):
    """Where an article is in the file, in bytes."""

    start: int
    size: int


class Pile:
    """Of each article, by its id, in the order in which they came: `labels` counts its spans by label.

    `sketches` tell which are nearly the same. Texts and spans are on the disk, as they were when they came.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self.labels: dict[str, Counter[str]] = {}
        self.sketches: dict[str, Sketch] = {}
        self._places: dict[str, _Place] = {}
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
        return len(self._places)

    def records(self, ids: Iterable[str]) -> Iterator[Record]:
        """Yield the articles with these ids."""
        decoder = msgspec.json.Decoder(Record)
        for id_ in ids:
            start, size = self._places[id_]
            self._file.seek(start)
            yield decoder.decode(self._file.read(size))

    def _fill(self, records: Iterable[Record]) -> None:
        encoder = msgspec.json.Encoder()
        start = 0
        for record in records:
            data = encoder.encode(record)
            self._file.write(data)
            self._places[record.id] = _Place(start, len(data))
            start += len(data)
            self.labels[record.id] = Counter(span.label for span in record.spans)
            self.sketches[record.id] = sketch(record.text)
