"""The records of an import that its first pass refused, so that the second pass leaves out exactly these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class BadRecords:
    """Which records were refused, by their numbers from 0 in the order of reading, each with a hash of what it was."""

    def __init__(self) -> None:
        self._hashes: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, number: int, record: Incoming | Refusal) -> None:
        """Note a record that is refused."""
        self._hashes[number] = record_hash(record)

    def add_hash(self, number: int, hash_: int) -> None:
        """Note a record that is refused after others were read, with the hash that `record_hash` gave for it."""
        self._hashes[number] = hash_

    def left_out(self, records: Iterable[Incoming | Refusal]) -> Iterator[Incoming | Refusal]:
        """Yield the records, read a second time, without the bad ones.

        Raises InputError where a bad record is another one now or is gone, because a file was changed since.
        """
        last = None
        seen = 0
        for number, record in enumerate(records):
            last = record
            if number not in self._hashes:
                yield record
            elif self._hashes[number] == record_hash(record):
                seen += 1
            else:
                raise _changed(record)
        if seen < len(self._hashes):
            raise _changed(last)


def record_hash(record: Incoming | Refusal) -> int:
    """Return a hash of what a record is, the same in all of one import."""
    if isinstance(record, Refusal):
        return hash((record.path, record.line, record.reason))
    spans = tuple((span.start, span.end, span.label, span.annotator) for span in record.spans)
    return hash((record.path, record.line, record.id, record.text, spans))


def _changed(record: Incoming | Refusal | None) -> InputError:
    return InputError(
        "was changed while it was read, so nothing was stored; import it again",
        None if record is None else record.path,
        None if record is None else record.line,
    )
