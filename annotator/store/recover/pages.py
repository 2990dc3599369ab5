"""The pages of a database, from its file and its log."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.store.recover.log_pages import LogPages

MAGIC = b"SQLite format 3\0"
USUAL = 4096
"""SQLite's default page size in bytes."""


class Pages:
    """The pages of a database, numbered from 1. `page_size` and `usable` are in bytes."""

    def __init__(self, main: bytes, log: LogPages | None, page_size: int) -> None:
        self._main = main
        self._pages = log.pages if log else {}
        self._stale = log.stale if log else frozenset()
        self.page_size = page_size
        first = self.page(1) or b""
        self.header = first[:100] if first.startswith(MAGIC) else None
        reserved = self.header[20] if self.header else 0
        self.usable = page_size - reserved if reserved <= 32 else page_size
        self.there = max(len(main) // page_size, *(self._pages or {0: b""}))
        told = struct.unpack(">I", self.header[28:32])[0] if self.header else 0
        self.count = max(self.there, told if told <= 4 * self.there + 64 else 0)

    def page(self, number: int) -> bytes | None:
        """Return the bytes of a page, None if it is missing."""
        if number in self._pages:
            return self._pages[number]
        end = number * self.page_size
        if number < 1 or number in self._stale or end > len(self._main):
            return None
        return self._main[end - self.page_size : end]

    def free(self) -> set[int]:
        """Return the numbers of the pages in the free list."""
        found: set[int] = set()
        trunk = struct.unpack(">I", self.header[32:36])[0] if self.header else 0
        while trunk and trunk not in found:
            found.add(trunk)
            page = self.page(trunk)
            if page is None:
                break
            trunk, leaves = struct.unpack(">2I", page[:8])
            if leaves > self.usable // 4 - 2:
                break
            found.update(struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves]))
        return found


def page_size_of(main: bytes) -> int:
    """Return the page size in bytes that a file's header gives, the default if it gives none."""
    if not main.startswith(MAGIC) or len(main) < 100:
        return USUAL
    told: int = struct.unpack(">H", main[16:18])[0]
    size = 65536 if told == 1 else told
    return size if 512 <= size <= 65536 and size & (size - 1) == 0 else USUAL
