"""What SQLite's write-ahead log and its index begin with, and the checksum that both have.

A log is a header and frames; a frame is a header of its own and a page of the database. See
https://sqlite.org/fileformat2.html, section 4, and https://sqlite.org/walformat.html.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from annotator.store.disk.sqlite_files import shm_of

if TYPE_CHECKING:
    from pathlib import Path

Pair = tuple[int, int]

HEADER, FRAME = 32, 24
"""Bytes of the header of a log, and of the header of a frame."""

_SUMMED = 24
_ORDERS = {0x377F0682: "<", 0x377F0683: ">"}
_VERSION = 3007000
_PAGE_SIZES = frozenset(1 << power for power in range(9, 17))
_WORD = 0xFFFFFFFF

INDEX = 132
"""Bytes at the beginning of an index that tell all that is read of it."""

_COPY = 48  # bytes of the header of an index, which is there twice
_INDEX_SUMMED = 40
_READY = 12
_PAGE_SIZE, _FRAMES, _SALTS = 14, 16, slice(32, 40)
_IN_FILE, _TRIED = 96, 128


class Header(NamedTuple):
    """The header of a log: the order of the bytes in the words that are summed (< or >), bytes of a page, salts, checksum."""

    order: str
    page_size: int
    salts: bytes
    sums: Pair


class Index(NamedTuple):
    """What the index of a log says: bytes of a page, the salts of the log's header, and numbers of frames.

    `frames` were committed; `in_file` of them are in the database's file as well, `tried` may be there.
    """

    page_size: int
    salts: bytes
    frames: int
    in_file: int
    tried: int

    @property
    def bytes(self) -> int:
        """How many bytes the log must have."""
        return HEADER + self.frames * (FRAME + self.page_size) if self.frames else 0


def parse_header(data: bytes) -> Header | None:
    """Return the header that a log begins with, None where it is damaged or there is none."""
    if len(data) < HEADER:
        return None
    magic, version, page_size, *_, one, two = struct.unpack(">8I", data[:HEADER])
    order = _ORDERS.get(magic)
    if order is None or version != _VERSION or page_size not in _PAGE_SIZES:
        return None
    if checksum(data[:_SUMMED], (0, 0), order) != (one, two):
        return None
    return Header(order, page_size, data[16:24], (one, two))


def parse_page_size(data: bytes, otherwise: int) -> int:
    """Return the bytes of a page that a damaged header of a log tells, `otherwise` where they make no sense."""
    told = int.from_bytes(data[8:12], "big")
    return told if told in _PAGE_SIZES else otherwise


def parse_index(data: bytes) -> Index | None:
    """Return what the beginning of an index says, None where it is damaged, is just being changed, or is too short."""
    header = data[:_COPY]
    if len(data) < INDEX or header != data[_COPY : 2 * _COPY] or header[_READY] != 1:
        return None
    order = "<" if struct.pack("=H", 1) == struct.pack("<H", 1) else ">"
    if checksum(header[:_INDEX_SUMMED], (0, 0), order) != struct.unpack("=2I", header[_INDEX_SUMMED:]):
        return None
    (page_size,) = struct.unpack_from("=H", data, _PAGE_SIZE)
    frames, in_file, tried = (
        struct.unpack_from("=I", data, place)[0] for place in (_FRAMES, _IN_FILE, _TRIED)
    )
    return Index(65536 if page_size == 1 else page_size, header[_SALTS], frames, in_file, tried)


def read_index(path: Path) -> Index | None:
    """Return what the index beside a database says; None where there is none, or it is not whole.

    A program that is killed leaves it; whoever opens the database next makes it anew from what can be read of the log. Closing it
    drops the locks that this process has on it, so it must have none. Raises OSError.
    """
    try:
        with shm_of(path).open("rb") as file:
            return parse_index(file.read(INDEX))
    except FileNotFoundError:
        return None


def checksum(data: bytes, sums: Pair, order: str) -> Pair:
    """Return SQLite's checksum of some bytes, which goes on from `sums`; `order` is that of the bytes in a word, < or >."""
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & _WORD
        second = (second + two + first) & _WORD
    return first, second
