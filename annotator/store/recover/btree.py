"""SQLite's B-trees of tables and indexes, read from pages. Damage is skipped and yielded as a gap.

See https://sqlite.org/fileformat2.html#b_tree_pages. No page of a tree is read twice, so every walk ends.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.recover.pages import Pages

    Value = int | float | str | bytes | None

INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_KINDS = {INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF}
_DEEPEST = 20
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_LARGEST = 1 << 30


class UnreadableError(ValueError):
    """A part of a page is not valid."""


class Cell(NamedTuple):
    """A row of a table, or an entry of an index, which has no rowid. Invalid UTF-8 is returned as bytes."""

    rowid: int | None
    values: list[Value]


class Gap(NamedTuple):
    """Rows that can't be read: in a table those with ``low < rowid <= high``; None means no bound."""

    low: int | None
    high: int | None
    page: int


class Tree:
    """The tree whose root is a page. `pages` are those that the last walk visited, with overflow pages."""

    def __init__(self, pages: Pages, root: int, *, index: bool) -> None:
        self._pages = pages
        self._root = root
        self._leaf, self._interior = (INDEX_LEAF, INDEX_INTERIOR) if index else (TABLE_LEAF, TABLE_INTERIOR)
        self.pages: set[int] = set()

    def walk(self) -> Iterator[Cell | Gap]:
        """Yield cells and gaps in order."""
        self.pages = set()
        yield from self._page(self._root, None, None, 0)

    def _page(self, number: int, low: int | None, high: int | None, depth: int) -> Iterator[Cell | Gap]:
        page = self._pages.page(number)
        if page is None or number in self.pages or depth > _DEEPEST:
            yield Gap(low, high, number)
            return
        try:
            kind, cells, last = _outline(page, number, self._pages.usable)
        except UnreadableError:
            yield Gap(low, high, number)
            return
        if kind == self._leaf:
            self.pages.add(number)
            if kind == TABLE_LEAF:
                yield from self._rows(number, page, cells, low, high)
            else:
                yield from (self._entry(number, page, at) for at in cells)
        elif kind == self._interior:
            self.pages.add(number)
            yield from self._inside(number, page, cells, last, low, high, depth)
        else:
            yield Gap(low, high, number)

    def _inside(
        self,
        number: int,
        page: bytes,
        cells: list[int],
        last: int,
        low: int | None,
        high: int | None,
        depth: int,
    ) -> Iterator[Cell | Gap]:
        for at in cells:
            try:
                child = _number(page, at)
                if self._interior == INDEX_INTERIOR:
                    yield from self._page(child, None, None, depth + 1)
                    yield self._entry(number, page, at + 4)
                    continue
                key = _signed(varint(page, at + 4)[0])
            except UnreadableError:
                yield Gap(low, high, number)
                return
            if not _between(low, key, high):
                yield Gap(low, high, number)  # the bounds on this page can't be trusted from here on
                return
            yield from self._page(child, low, key, depth + 1)
            low = key
        yield from self._page(last, low, high, depth + 1)

    def _rows(
        self, number: int, page: bytes, cells: list[int], low: int | None, high: int | None
    ) -> Iterator[Cell | Gap]:
        keys = [_rowid(page, at) for at in cells]
        for place, (key, at) in enumerate(zip(keys, cells, strict=True)):
            following = next((one for one in keys[place + 1 :] if one is not None), None)
            if following is not None and not _between(low, following, high):
                following = None
            if key is None or not _between(low, key, high) or (following is not None and key >= following):
                yield Gap(low, high if following is None else following - 1, number)
                continue
            try:
                size, start = varint(page, at)
                _, start = varint(page, start)
                yield Cell(key, record(self._payload(page, size, start)))
            except UnreadableError:
                yield Gap(key - 1, key, number)
            low = key

    def _entry(self, number: int, page: bytes, at: int) -> Cell | Gap:
        try:
            size, start = varint(page, at)
            return Cell(None, record(self._payload(page, size, start)))
        except UnreadableError:
            return Gap(None, None, number)

    def _payload(self, page: bytes, size: int, start: int) -> bytes:
        """Return the payload that begins at `start` of a page, with its overflow pages."""
        usable = self._pages.usable
        smallest = (usable - 12) * 32 // 255 - 23
        largest = usable - 35 if self._leaf == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if size > _LARGEST:
            raise UnreadableError
        here = size
        if size > largest:
            here = smallest + (size - smallest) % (usable - 4)
            here = here if here <= largest else smallest
        found = bytearray(page[start : start + here])
        if len(found) < here:
            raise UnreadableError
        if here < size:
            following = _number(page, start + here)
            while len(found) < size:
                more = self._pages.page(following)
                if more is None or following in self.pages:
                    raise UnreadableError
                self.pages.add(following)
                found += more[4 : min(usable, 4 + size - len(found))]
                following = _number(more, 0)
        return bytes(found)


def leaf(pages: Pages, number: int) -> tuple[bool, list[Cell], set[int]] | None:
    """Return whether a page is a leaf of an index, its cells, and the pages read; None if it is no leaf."""
    page = pages.page(number)
    if page is None or page[0] not in {INDEX_LEAF, TABLE_LEAF}:
        return None
    index = page[0] == INDEX_LEAF
    tree = Tree(pages, number, index=index)
    return index, [one for one in tree.walk() if isinstance(one, Cell)], tree.pages


def _outline(page: bytes, number: int, usable: int) -> tuple[int, list[int], int]:
    """Return the type of a page, the offsets of its cells, and its last child."""
    header = 100 if number == 1 else 0
    kind = page[header]
    if kind not in _KINDS:
        raise UnreadableError
    (count,) = struct.unpack(">H", page[header + 3 : header + 5])
    interior = kind in {INDEX_INTERIOR, TABLE_INTERIOR}
    begin = header + (12 if interior else 8)
    if begin + 2 * count > usable:
        raise UnreadableError
    cells = struct.unpack(f">{count}H", page[begin : begin + 2 * count])
    last = struct.unpack(">I", page[header + 8 : header + 12])[0] if interior else 0
    return kind, list(cells), last


def _rowid(page: bytes, at: int) -> int | None:
    try:
        return _signed(varint(page, varint(page, at)[1])[0])
    except UnreadableError:
        return None


def _between(low: int | None, key: int, high: int | None) -> bool:
    return (low is None or low < key) and (high is None or key <= high)


def _number(page: bytes, at: int) -> int:
    found: int = struct.unpack(">I", _exactly(page, at, 4))[0]
    return found


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the integer at an offset and the offset after it. Raises `UnreadableError`."""
    if at < len(data) and data[at] < 0x80:
        return data[at], at + 1
    value = 0
    for place in range(9):
        if at + place >= len(data):
            raise UnreadableError
        byte = data[at + place]
        if place == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise UnreadableError


def record(payload: bytes) -> list[Value]:
    """Return the values of a record. Raises `UnreadableError` if its parts don't add up to its length."""
    size, at = varint(payload, 0)
    if size > len(payload):
        raise UnreadableError
    kinds = []
    while at < size:
        kind, at = varint(payload, at)
        kinds.append(kind)
    if at != size:
        raise UnreadableError
    values = []
    for kind in kinds:
        length = _length(kind)
        values.append(_value(kind, _exactly(payload, at, length)))
        at += length
    if at != len(payload):
        raise UnreadableError
    return values


def _length(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind in {10, 11}:
        raise UnreadableError
    return 8 if kind == 7 else _INTEGERS.get(kind, 0)


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind in {8, 9}:
        return kind - 8
    if kind == 7:
        value: float = struct.unpack(">d", data)[0]
        return value
    if kind < 12:
        return int.from_bytes(data, "big", signed=True)
    if kind % 2 == 0:
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _exactly(data: bytes, at: int, length: int) -> bytes:
    found = data[at : at + length]
    if len(found) < length:
        raise UnreadableError
    return found
