"""The index of a write-ahead log (-shm), which says how many of its frames were committed: see https://sqlite.org/walformat.html.

A program that is killed leaves it. It is read before anybody opens the database, which makes it anew from what can be read of the log.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from annotator.store.log import checksum

if TYPE_CHECKING:
    from pathlib import Path

_COPY = 48  # bytes of the header, which is there twice
_SUMMED = 40
_READY = 12
_FRAMES, _SALTS = slice(16, 20), slice(32, 40)
_IN_FILE = slice(96, 100)


class Index(NamedTuple):
    """How many frames of the log were committed, how many of them are in the file as well, and the salts of its header."""

    frames: int
    in_file: int
    salts: bytes


def index_beside(path: Path) -> Path:
    """Return where the index of a database's log is."""
    return path.with_name(f"{path.name}-shm")


def index_of(path: Path) -> Index | None:
    """Return what the index beside a database says; None where there is none, or it is not whole.

    Closing it drops the locks that this process has on it, so it must have none. Raises OSError.
    """
    try:
        with index_beside(path).open("rb") as file:
            data = file.read(_IN_FILE.stop)
    except FileNotFoundError:
        return None
    header = data[:_COPY]
    if len(data) < _IN_FILE.stop or header != data[_COPY : 2 * _COPY] or header[_READY] != 1:
        return None
    order = "<" if struct.pack("=H", 1) == struct.pack("<H", 1) else ">"
    if checksum(header[:_SUMMED], (0, 0), order) != struct.unpack("=2I", header[_SUMMED:]):
        return None
    frames, in_file = (struct.unpack("=I", data[place])[0] for place in (_FRAMES, _IN_FILE))
    return Index(frames, in_file, header[_SALTS])
