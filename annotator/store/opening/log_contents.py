"""What can be read of a write-ahead log.

SQLite ignores everything behind the first damaged frame, even if it was committed. A frame is valid if it has the salts of
the log's header and its checksum continues that of the frame before.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from annotator.store.disk.wal import HEADER, Pair, checksum, parse_header, parse_page_size
from annotator.store.file import state_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FRAME = struct.Struct(">6I")  # page, pages of the database after a commit (else 0), two salts, two checksums
_USUAL_PAGE = 4096
COUNTER = slice(24, 28)
"""The position of the change counter in the first page of a database."""


class LogContents(NamedTuple):
    """What is in a log.

    `commits` can be read, `lost` commits are behind damage; a transaction that a crash cut off is neither. `counters`: the
    first and last change counter of the database, None if its first page isn't in the log. `pages`: the number of pages after
    the last commit, 0 without one.
    """

    commits: int = 0
    lost: int = 0
    pages: int = 0
    counters: Pair | None = None
    frames: int = 0
    ids: frozenset[bytes] = frozenset()
    salts: bytes = b""


class _Frame(NamedTuple):
    page: int
    pages: int  # of the database after a commit, else 0
    salts: bytes
    sums: Pair
    data: bytes  # what the checksum is of


def read_log(file: BinaryIO) -> LogContents:
    """Return the contents of a log that is open at its start. Raises OSError."""
    data = file.read(HEADER)
    if len(data) < HEADER:
        return LogContents()
    header = parse_header(data)
    if header is None:
        frames = list(_frames(file, parse_page_size(data, _USUAL_PAGE)))
        return LogContents(lost=_committed(frames, frames[0].salts) if frames else 0)
    log, seen, ids, sums = LogContents(salts=header.salts), list[int](), set[bytes](), header.sums
    frames_left = _frames(file, header.page_size)
    for count, frame in enumerate(frames_left, 1):
        sums = checksum(frame.data, sums, header.order)
        if frame.salts != header.salts or frame.sums != sums:
            after = _committed(frames_left, header.salts)
            return log._replace(lost=after and after + _committed([frame], header.salts))
        if frame.page == 1:
            seen.append(int.from_bytes(frame.data[8:][COUNTER], "big"))
        ids |= state_id.parse_page(frame.data[8:])
        if frame.pages:
            counters = (seen[0], seen[-1]) if seen else None
            log = LogContents(log.commits + 1, 0, frame.pages, counters, count, frozenset(ids), log.salts)
    return log


def _frames(file: BinaryIO, size: int) -> Iterator[_Frame]:
    while len(read := file.read(_FRAME.size + size)) == _FRAME.size + size:
        page, pages, *_, first, second = _FRAME.unpack_from(read)
        if page:
            data = read[:8] + read[_FRAME.size :]
            yield _Frame(page, pages, read[8:16], (first, second), data)


def _committed(frames: Iterable[_Frame], salts: bytes) -> int:
    return sum(frame.pages > 0 and frame.salts == salts for frame in frames)
