"""The pages in a write-ahead log. Unlike SQLite, frames behind a damaged one are read, too."""

from __future__ import annotations

import struct
import sys
from typing import NamedTuple

from annotator.store.disk.wal import FRAME, HEADER, Header, checksum, parse_header

_WORD = 0xFFFFFFFF
_LOGS = 1 << 16


class LogPages(NamedTuple):
    """The committed pages of a log by number; `total` is the number of pages of the database with them.

    `stale` are pages whose latest version is in a damaged frame. `damaged` counts damaged frames, and one more if the log
    ends within a transaction.
    """

    page_size: int
    pages: dict[int, bytes]
    total: int
    stale: frozenset[int]
    damaged: int


def read_pages(data: bytes, page_size: int) -> LogPages | None:
    """Return the pages of a log, None if it has none. `page_size` in bytes is used if the log's header is damaged."""
    header = parse_header(data)
    if header is None:
        if len(data) < HEADER + FRAME + page_size:
            return None
        # As this machine writes it, and as its first frame has it.
        order = "<" if sys.byteorder == "little" else ">"
        header = Header(order, page_size, data[HEADER + 8 : HEADER + 16], (0, 0))
    order, size, salts, seed = header
    pages: dict[int, bytes] = {}
    stale: set[int] = set()
    total = damaged = 0
    pending: dict[int, bytes] = {}
    pending_stale: set[int] = set()
    pending_damaged = 0
    for at in range(HEADER, len(data) - FRAME - size + 1, FRAME + size):
        frame, page = data[at : at + FRAME], data[at + FRAME : at + FRAME + size]
        number, pages_then, *_, one, two = struct.unpack(">6I", frame)
        whole = (one, two) == checksum(page, checksum(frame[:8], seed, order), order)
        own = frame[8:16] == salts
        if not own and _is_older(frame, salts) and not _goes_on(data, at, FRAME + size, salts):
            break  # what a log before this one left
        seed = one, two
        if whole and own:
            pending[number] = page
            pending_stale.discard(number)
        else:
            pending_damaged += 1
            pages_then = 0
            if own:
                pending.pop(number, None)
                pending_stale.add(number)
        if pages_then:
            pages.update(pending)
            stale = (stale - pending.keys()) | pending_stale
            for lost in stale:
                pages.pop(lost, None)
            total, damaged = pages_then, damaged + pending_damaged
            pending, pending_stale, pending_damaged = {}, set(), 0
    else:
        pending_damaged += bool(pending) or (len(data) - HEADER) % (FRAME + size) >= FRAME
    damaged += pending_damaged
    if not pages and not damaged:
        return None
    return LogPages(size, pages, total, frozenset(stale), damaged)


def _is_older(frame: bytes, salts: bytes) -> bool:
    """Return whether a frame is of an earlier log: the first salt of each log is one more than of the last."""
    ours, other = (int.from_bytes(one, "big") for one in (salts[:4], frame[8:12]))
    return 0 < (ours - other) & _WORD < _LOGS


def _goes_on(data: bytes, at: int, step: int, salts: bytes) -> bool:
    """Return whether any frame after the one at an offset is of this log."""
    return any(
        data[place + 8 : place + 16] == salts for place in range(at + step, len(data) - step + 1, step)
    )
