"""Single bits that a disk flipped: found by trying each, where a hash proves the right one."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING

from annotator.store.file import checksums

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from annotator.store.recover.btree import Value
    from annotator.store.recover.tables import Row

_LONGEST_TEXT = 16_384
_LONGEST_VALUE = 8_192
"""Bytes: longer ones would take more than some seconds."""


def repair_text(stored: Value, hashes: Collection[object]) -> str | None:
    """Return the text, with one bit changed or none, that has one of the SHA-256 sums; None where there is no such text."""
    if not isinstance(stored, str | bytes):
        return None
    data = stored.encode() if isinstance(stored, str) else stored
    if hashlib.sha256(data).hexdigest() in hashes:
        return data.decode()
    if len(data) > _LONGEST_TEXT or not any(isinstance(one, str) for one in hashes):
        return None
    before = hashlib.sha256()
    for place, byte in enumerate(data):
        rest = data[place + 1 :]
        for bit in range(8):
            trial = before.copy()
            changed = bytes([byte ^ 1 << bit])
            trial.update(changed + rest)
            if trial.hexdigest() in hashes:
                return (data[:place] + changed + rest).decode()
        before.update(data[place : place + 1])
    return None


def repair_row(table: str, row: Row) -> Row | None:
    """Return the row, with one bit of one value changed or none, that has its checksum; None where there is no such row."""
    if (right := checksum_matches(table, row)) is not False:
        return row if right else None
    for name, value in row.items():
        for trial in _trials(value) if name != checksums.COLUMN else ():
            changed = {**row, name: trial}
            if checksum_matches(table, changed):
                return changed
    return None


def checksum_matches(table: str, row: Mapping[str, Value]) -> bool | None:
    """Say whether the checksum of a row is right, None where it has none."""
    if row.get(checksums.COLUMN) is None:
        return None
    return (
        checksums.checksum(table, [value for name, value in row.items() if name != checksums.COLUMN])
        == row[checksums.COLUMN]
    )


def _trials(value: Value) -> Iterator[Value]:
    """Yield what a value is with one bit changed."""
    if isinstance(value, float):
        (bits,) = struct.unpack(">Q", struct.pack(">d", value))
        for bit in range(64):
            yield struct.unpack(">d", struct.pack(">Q", bits ^ 1 << bit))[0]
    elif isinstance(value, int):
        for bit in range(63):
            yield value ^ 1 << bit
    elif isinstance(value, str | bytes):
        data = value.encode() if isinstance(value, str) else value
        for place in range(len(data) if len(data) <= _LONGEST_VALUE else 0):
            for bit in range(8):
                changed = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
                try:
                    yield changed.decode()
                except UnicodeDecodeError:
                    continue
