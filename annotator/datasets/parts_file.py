"""The file of a data set that says in which part each article is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.model import Record

PARTS = "parts.json"


class PartsFile:
    """Writes the file: a JSON object with the parts, each with the ids of its articles and the hashes of their texts, a line each."""

    def __init__(self, out: BinaryIO | None) -> None:
        self._out = out
        self._before = "{"

    def listed(self, part: str, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records of a part, each one listed."""
        if self._out is None:
            yield from records
            return
        encode = msgspec.json.encode
        self._out.write(f'{self._before}"{part}": '.encode())
        before = b"{\n"
        for record in records:
            self._out.write(b"%s%s: %s" % (before, encode(record.id), encode(record.sha256)))
            before = b",\n"
            yield record
        self._out.write(b"\n}" if before != b"{\n" else b"{}")
        self._before = ",\n"

    def end(self) -> None:
        """Write the end."""
        if self._out is not None:
            self._out.write(b"}\n" if self._before != "{" else b"{}\n")


@contextmanager
def parts_file(folder: Path, *, wanted: bool) -> Iterator[PartsFile]:
    """Give what writes the file of a data set in this folder; unless `wanted`, it writes none."""
    if not wanted:
        yield PartsFile(None)
        return
    with (folder / PARTS).open("wb") as out:
        found = PartsFile(out)
        yield found
        found.end()
