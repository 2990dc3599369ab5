"""Whether the files beside a database lead SQLite to other files, checked before SQLite opens them.

SQLite opens its log, the index of the log and a rollback journal with the database, for whoever opens it. The end of a journal
may name a "super-journal", which one transaction over several databases has: when SQLite rolls the journal back, it removes the
file of that name, whatever it is. This program changes one database at a time and never makes one. See
https://sqlite.org/fileformat2.html, section 3, and https://sqlite.org/atomiccommit.html, section 5.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from annotator.errors import ProjectError
from annotator.store.disk.sqlite_files import companions, journal_of

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""The bytes at the end of a journal that names a super-journal, and at the beginning of every header in it."""

_END = 16
"""Bytes at the end of such a journal: length of the name, its checksum, and the magic ones. The name stands before them."""

_LONGEST = 200
"""The most bytes of a name in a message."""


def require_own_companions(path: Path) -> None:
    """Raise `ProjectError` if a file beside the database is a link or no file, or a journal that names another file."""
    for file in companions(path):
        if what := _what_else(file, is_journal=file == journal_of(path)):
            raise ProjectError(
                f"{file}, which SQLite would use with {path}, {what}",
                "Move it to another folder, then run the command again.",
            )


def _what_else(file: Path, *, is_journal: bool) -> str:
    """Return a clause on what a companion is or names instead of holding work, "" for nothing."""
    try:
        mode = os.lstat(file).st_mode
        if stat.S_ISLNK(mode):
            return f"is a link to {os.readlink(file)}, and may only be a file"  # noqa: PTH115
        if not stat.S_ISREG(mode):
            return f"is {'a folder' if stat.S_ISDIR(mode) else 'a pipe or a device'}, and may only be a file"
        named = _named(file) if is_journal else ""
    except OSError:  # there is none; what can't be read is told of where it is needed
        return ""
    if not named:
        return ""
    return f"names {named}, a file that would be removed; this program never makes such a journal"


def _named(journal: Path) -> str:
    """Return the name at the end of a rollback journal, "" if it has none. Raises OSError."""
    with journal.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size < _END:
            return ""
        file.seek(size - _END)
        end = file.read(_END)
        if not end.endswith(_MAGIC):
            return ""
        length = min(int.from_bytes(end[:4], "big"), size - _END)
        file.seek(size - _END - length)
        name = os.fsdecode(file.read(min(length, _LONGEST)))
    return f"{name}{'…' if length > _LONGEST else ''}" if name else "another file"
