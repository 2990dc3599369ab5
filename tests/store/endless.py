"""Files whose pages lead to each other, so that a small file has rows without end."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def endless_tree(path: Path, table: str) -> None:
    """Let each of twelve pages lead to the next one a hundred times, so that a table has 10^24 rows."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        size, pages = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count")
        )
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
    data = bytearray(path.read_bytes())
    leaf = data[(root - 1) * size : root * size]
    chain = [root, *range(pages + 1, pages + 12)]
    data += bytes(size * 12)
    for page, child in zip(chain, [*chain[1:], pages + 12], strict=True):
        cells = [struct.pack(">I", child) + bytes([place]) for place in range(1, 101)]
        start = size - 5 * len(cells)
        header = struct.pack(">BHHHBI", 5, 0, len(cells), start, 0, child)
        pointers = b"".join(struct.pack(">H", start + 5 * place) for place in range(len(cells)))
        made = bytearray(size)
        made[: len(header) + len(pointers)] = header + pointers
        made[start:] = b"".join(cells)
        data[(page - 1) * size : page * size] = made
    data[(pages + 11) * size : (pages + 12) * size] = leaf
    data[28:32] = struct.pack(">I", pages + 12)
    data[18:20] = b"\2\2"  # it has a log again
    path.write_bytes(data)
