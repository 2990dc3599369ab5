"""Seeing at little cost that the main file still has the project: the pages with the project's row are as they were.

Reading that row anew means opening the file and parsing all that it defines, after each checkpoint. The row changes only with
the label schema, so its pages are kept when SQLite has found the row in them, and compared byte by byte from then on, together
with what the header of the file says. Where anything differs, SQLite has to look again.

See https://www.sqlite.org/fileformat2.html, sections 1.3, 1.5 and 1.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.store.replaced.handles import OpenFile

if TYPE_CHECKING:
    import sqlite3

    from annotator.store.disk.sqlite_files import Identity

_HEADER = 72
_FIXED, _APPLICATION_ID = slice(0, 24), slice(68, 72)
_TABLE_LEAF, _ONE_CELL = b"\x0d", b"\0\1"
_MOST_PAGES = 1_000


class RowPages(NamedTuple):
    """What the header says of the kind of the file, and the pages with the row, by number."""

    header: bytes
    pages: dict[int, bytes]


class OwnRow:
    """The project's row in the main file with this identity, which `database` has open."""

    def __init__(self, database: sqlite3.Connection, main: Identity | None) -> None:
        self._main = OpenFile(main)
        (self._page_size,) = database.execute("PRAGMA page_size").fetchone()
        sql = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'project'"
        found = database.execute(sql).fetchone()
        self._root = 0 if found is None else int(found[0])
        self._kept: RowPages | None = None

    def is_as_kept(self) -> bool:
        """Return whether the header and the row's pages are those that were kept last."""
        kept = self._kept
        return (
            kept is not None
            and self._header() == kept.header
            and all(self._page(number) == page for number, page in kept.pages.items())
        )

    def read(self) -> RowPages | None:
        """Return what is there now; None if it can't be read, or the row isn't where it was."""
        header, root = self._header(), self._page(self._root)
        if header is None or root is None or root[:1] != _TABLE_LEAF or root[3:5] != _ONE_CELL:
            return None
        pages = {self._root: root}
        following = _overflow(root, self._page_size - header[20])
        while following:
            page = self._page(following)
            if page is None or following in pages or len(pages) > _MOST_PAGES:
                return None
            pages[following] = page
            following = int.from_bytes(page[:4], "big")
        return RowPages(header, pages)

    def keep(self, seen: RowPages | None) -> None:
        """Keep what was read before SQLite found the project's row, if it is still there."""
        if seen is not None and self.read() == seen:
            self._kept = seen

    def _header(self) -> bytes | None:
        found = self._main.read(_HEADER, 0)
        return found[_FIXED] + found[_APPLICATION_ID] if found is not None and len(found) == _HEADER else None

    def _page(self, number: int) -> bytes | None:
        if number < 1:
            return None
        found = self._main.read(self._page_size, (number - 1) * self._page_size)
        return found if found is not None and len(found) == self._page_size else None


def _overflow(page: bytes, usable: int) -> int:
    """Return the number of the page on which the payload of a leaf's one cell goes on, 0 if it ends here."""
    size, at = _varint(page, int.from_bytes(page[8:10], "big"))
    _, at = _varint(page, at)
    largest, smallest = usable - 35, (usable - 12) * 32 // 255 - 23
    if size <= largest:
        return 0
    here = smallest + (size - smallest) % (usable - 4)
    end = at + (here if here <= largest else smallest)
    return int.from_bytes(page[end : end + 4], "big")


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """Return a variable-length integer of up to 8 bytes and the offset after it."""
    value = 0
    for end in range(at, min(at + 8, len(page))):
        value = value << 7 | page[end] & 0x7F
        if page[end] < 0x80:
            return value, end + 1
    return 0, at
