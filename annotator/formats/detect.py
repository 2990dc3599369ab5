"""Detect the format of a file by its first bytes and its name."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from annotator.errors import InputError, UsageError
from annotator.formats.text_files import encoding_of_bytes, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.formats.base import Format

HEAD = 8 * 1024
"""How many bytes of a file formats look at."""

LINE = 1024 * 1024
"""How many more bytes are read of a first line that is longer than that."""

ENOUGH = 0.5
"""The least score with which a format is chosen."""

CERTAIN = 1.0
"""The score for a file that can't have another format."""

AHEAD = 0.2
"""How far the score of the chosen format must be above the next one."""

_BINARY = (
    (b"PK\x03\x04", "is a ZIP archive; unpack it and import what is in it"),
    (b"\x1f\x8b", "is compressed (gzip); unpack it first"),
    (b"BZh", "is compressed (bzip2); unpack it first"),
    (b"\xfd7zXZ\0", "is compressed (xz); unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is compressed (zstd); unpack it first"),
    (b"SQLite format 3\0", "is a database, not a file of articles; export what is in it first"),
    (b"PAR1", "is a Parquet file, which can't be imported; convert it to JSON lines"),
    (b"%PDF-", "is a PDF, not text; convert it first"),
    *(
        (
            b"\x80" + bytes([protocol]),
            "is a pickle of Python, which is never opened: it could run anything; export it as text",
        )
        for protocol in range(2, 6)
    ),
)


def head(path: Path, encoding: str | None = None) -> bytes:
    """Return the first bytes of a file, recoded in UTF-8, without a byte order mark.

    `encoding` is what `text_files.encoding_of` is given. Raises InputError as that does, for a file that can't be read, and
    for binary files such as archives, PDF and pickles.
    """
    try:
        if not path.is_file():
            what = "is a pipe or a device; save what comes from it in a file first"
            raise InputError(what if path.exists() else "there is no such file or folder", path)
        with path.open("rb") as file:
            data = file.read(HEAD)
            if len(data) == HEAD and b"\n" not in data and b"\0" not in data:
                data += file.readline(LINE)
    except OSError as error:
        raise unreadable(error, path) from error
    if (binary := _binary(data)) is not None:
        raise InputError(binary, path)
    return _in_utf8(data, encoding_of_bytes(data, path, encoding))


def scores(path: Path, data: bytes, kinds: Iterable[Format]) -> list[tuple[float, Format]]:
    """Return the scores that formats which read give a file, highest first, without those of 0."""
    found = [(round(kind.sniff(path, data), 2), kind) for kind in kinds]
    return sorted((one for one in found if one[0] > 0), key=lambda one: -one[0])


def best(found: list[tuple[float, Format]]) -> Format | None:
    """Return the format whose score is high enough and far enough above the next, None where there is none.

    A score of `CERTAIN` need only be above the next one.
    """
    if not found or found[0][0] < ENOUGH:
        return None
    next_best = found[1][0] if len(found) > 1 else 0.0
    if found[0][0] == CERTAIN > next_best:
        return found[0][1]
    return found[0][1] if round(found[0][0] - next_best, 2) >= AHEAD else None


def ambiguous(path: Path, found: list[tuple[float, Format]]) -> UsageError:
    """Return the error for a file that may have several formats."""
    likely = [kind.name for score, kind in found if score > found[0][0] - AHEAD]
    *some, last = likely
    names = f"{', '.join(some)} or {last}" if some else last
    return UsageError(f"{path} may be {names}; say which with --format. Nothing was stored.")


def _binary(data: bytes) -> str | None:
    """Return the message for a file that is not text, None for any other."""
    what = next((what for magic, what in _BINARY if data.startswith(magic)), None)
    if what is None or b"\0" in data:
        return what
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return what
    return None


def _in_utf8(data: bytes, encoding: str) -> bytes:
    name = codecs.lookup(encoding).name
    if name not in ("utf-8", "utf-8-sig"):
        try:
            data = codecs.getincrementaldecoder(encoding)("ignore").decode(data).encode("utf-8", "ignore")
        except (UnicodeError, LookupError):  # some codecs know no "ignore", or can't decode by parts
            return b""
    return data.removeprefix(codecs.BOM_UTF8)
