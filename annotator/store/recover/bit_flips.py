"""Repairing single flipped bits: each bit is tried, and a hash proves the right one."""

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
"""Bytes; trying the bits of longer values takes more than some seconds."""


def repair_text(stored: Value, hashes: Collection[object]) -> str | None:
    """Return the text, unchanged or with one bit flipped, that has one of the SHA-256 hashes; None if there is none."""
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
    """Return the row, unchanged or with one bit of one value flipped, that has its checksum; None if there is none."""
    if (right := checksum_matches(table, row)) is not False:
        return row if right else None
    for name, value in row.items():
        for trial in _trials(value) if name != checksums.COLUMN else ():
            changed = {**row, name: trial}
            if checksum_matches(table, changed):
                return changed
    return None


def checksum_matches(table: str, row: Mapping[str, Value]) -> bool | None:
    """Return whether the checksum of a row is right, None if it has none."""
    if row.get(checksums.COLUMN) is None:
        return None
    return (
        checksums.checksum(table, [value for name, value in row.items() if name != checksums.COLUMN])
        == row[checksums.COLUMN]
    )


def _trials(value: Value) -> Iterator[Value]:
    """Yield the value with each of its bits flipped in turn."""
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
