"""The format of SQLite's write-ahead log and of its index, as far as it is read here.

A log is a header and frames; a frame is a header and a page of the database. See https://sqlite.org/fileformat2.html, section
4, and https://sqlite.org/walformat.html.
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
"""Bytes at the beginning of an index that hold everything that is read of it."""

_COPY = 48  # bytes of the header of an index, which is there twice
_INDEX_SUMMED = 40
_READY = 12
_PAGE_SIZE, _FRAMES, _SALTS = 14, 16, slice(32, 40)
_IN_FILE, _TRIED = 96, 128


class Header(NamedTuple):
    """The header of a log: byte order of checksummed words (< or >), page size in bytes, salts, checksum."""

    order: str
    page_size: int
    salts: bytes
    sums: Pair


class Index(NamedTuple):
    """The header of a log's index: page size in bytes, salts of the log, and numbers of frames.

    `frames` are committed; `in_file` of them were copied into the database, `tried` may have been.
    """

    page_size: int
    salts: bytes
    frames: int
    in_file: int
    tried: int

    @property
    def bytes(self) -> int:
        """The size in bytes that the log has at least."""
        return HEADER + self.frames * (FRAME + self.page_size) if self.frames else 0


def parse_header(data: bytes) -> Header | None:
    """Return the header of a log, None if it is damaged or missing."""
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
    """Return the page size in the damaged header of a log, `otherwise` if it is no valid size."""
    told = int.from_bytes(data[8:12], "big")
    return told if told in _PAGE_SIZES else otherwise


def parse_index(data: bytes) -> Index | None:
    """Return the header of an index, None if it is damaged, too short, or just being changed."""
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
    """Return the header of the index beside a database, None if there is none or it is damaged.

    A killed program leaves the index; the next one to open the database makes it anew. Not for a process that has the
    database open, because its locks would be dropped. Raises OSError.
    """
    try:
        with shm_of(path).open("rb") as file:
            return parse_index(file.read(INDEX))
    except FileNotFoundError:
        return None


def checksum(data: bytes, sums: Pair, order: str) -> Pair:
    """Return SQLite's checksum of `data`, continuing from `sums`; `order` is the byte order of words, < or >."""
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & _WORD
        second = (second + two + first) & _WORD
    return first, second
