"""SQLite's write-ahead log as a file: what of it can be read.

SQLite passes over what follows the first frame that can't be read, also where it was committed and told as saved. The format
is in https://sqlite.org/fileformat2.html, section 4. A log is a header and frames; a frame is a header of its own and a page
of the database. A frame counts when it has the salts of the log's header, and checksums that go on from the frame before.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from annotator.store import lineage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADER = struct.Struct(
    ">8I"
)  # magic, version, page size, number of the checkpoint, two salts, two checksums
_FRAME = struct.Struct(">6I")  # page, pages of the database after a commit (else 0), two salts, two checksums
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_VERSION = 3007000
_PAGE_SIZES = frozenset(1 << power for power in range(9, 17))
_USUAL_PAGE = 4096
COUNTER = slice(24, 28)
"""Where the change counter is in the first page of a database."""
_HALF = 0xFFFFFFFF

_Pair = tuple[int, int]


class Log(NamedTuple):
    """What there is in a log.

    `commits` can be read. `lost` can't: they come after a header or a frame that is damaged. What a crash leaves of a
    transaction that it cut off is neither. `counters` are the first and the last change counter of the database in what can
    be read, None where its first page is not in it; `pages` is how many pages it has after the last commit, 0 without one.
    """

    commits: int = 0
    lost: int = 0
    pages: int = 0
    counters: _Pair | None = None
    frames: int = 0
    ids: frozenset[bytes] = frozenset()
    salts: bytes = b""


class _Frame(NamedTuple):
    page: int
    pages: int  # of the database after a commit, else 0
    salts: _Pair
    sums: _Pair
    data: bytes  # what the checksum is of


def look_at(file: BinaryIO) -> Log:
    """Return what there is in a log that is read from its start. Raises OSError."""
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return Log()
    magic, version, size, _, *rest = _HEADER.unpack(header)
    salts, sums = (rest[0], rest[1]), (rest[2], rest[3])
    order = ">" if magic == _BIG else "<"
    known = magic in {_LITTLE, _BIG} and version == _VERSION and size in _PAGE_SIZES
    if not known or checksum(header[:24], (0, 0), order) != sums:
        frames = list(_frames(file, size if size in _PAGE_SIZES else _USUAL_PAGE))
        return Log(lost=_committed(frames, frames[0].salts) if frames else 0)
    log, seen, ids = Log(salts=header[16:24]), list[int](), set[bytes]()
    frames_left = _frames(file, size)
    for count, frame in enumerate(frames_left, 1):
        sums = checksum(frame.data, sums, order)
        if frame.salts != salts or frame.sums != sums:
            after = _committed(frames_left, salts)
            return log._replace(lost=after and after + _committed([frame], salts))
        if frame.page == 1:
            seen.append(int.from_bytes(frame.data[8:][COUNTER], "big"))
        ids |= lineage.in_page(frame.data[8:])
        if frame.pages:
            counters = (seen[0], seen[-1]) if seen else None
            log = Log(log.commits + 1, 0, frame.pages, counters, count, frozenset(ids), log.salts)
    return log


def _frames(file: BinaryIO, size: int) -> Iterator[_Frame]:
    while len(read := file.read(_FRAME.size + size)) == _FRAME.size + size:
        page, pages, salt, other_salt, first, second = _FRAME.unpack_from(read)
        if page:
            data = read[:8] + read[_FRAME.size :]
            yield _Frame(page, pages, (salt, other_salt), (first, second), data)


def _committed(frames: Iterable[_Frame], salts: _Pair) -> int:
    return sum(frame.pages > 0 and frame.salts == salts for frame in frames)


def checksum(data: bytes, sums: _Pair, order: str) -> _Pair:
    """Return SQLite's checksum of some bytes, which goes on from `sums`; `order` is that of the bytes in a word, < or >."""
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & _HALF
        second = (second + two + first) & _HALF
    return first, second
