"""SQLite's write-ahead log as a file: what of it can be read.

SQLite passes over what follows the first frame that can't be read, also where it was committed and told as saved. A frame counts when it has the salts of the log's header, and checksums that go on from the frame before.
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
"""Where the change counter is in the first page of a database."""


class LogContents(NamedTuple):
    """What there is in a log.

    `commits` can be read. `lost` can't: they come after a header or a frame that is damaged. What a crash leaves of a
    transaction that it cut off is neither. `counters` are the first and the last change counter of the database in what can
    be read, None where its first page is not in it; `pages` is how many pages it has after the last commit, 0 without one.
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
    """Return what there is in a log that is read from its start. Raises OSError."""
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
