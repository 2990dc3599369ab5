"""Tables: one article a row, with a column named text."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.base import Format, Reading
from annotator.formats.fields import FIELDS, article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Incoming, Refusal


class Csv(Format):
    """A row is an article. The first row names the columns: `text`, and if there `id, title, date, source, url`.

    Other columns are kept as metadata. Column names may be in capitals. Where the quoting is broken the end of
    the record can't be known, and the rest of the file is not read.
    """

    name = "csv"
    description = "a table with a column named text, one article a row"
    reads = True
    suffixes = (".csv",)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each row."""
        encoding = how.encoding
        csv.field_size_limit(reading.LIMIT)
        try:
            rows = _rows(path, encoding)
            line, header = next(rows, (1, []))
            columns = _columns(header, encoding, path, line)
            bare = True
            for line, row in rows:
                bare = False
                try:
                    yield _incoming(row, columns, encoding, path, line)
                except InputError as error:
                    yield reading.refusal(error, path)
            if bare:
                raise InputError("has no rows below the names of the columns", path)
        except InputError as error:
            yield reading.refusal(error, path)


def _rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the line on which it starts."""
    reader = csv.reader(_lines(path, encoding), strict=True)
    start = 1
    try:
        for row in reader:
            if row:
                yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"a quote is open or out of place ({error}), so neither this row nor the rest of the file was read; "
            'put the field between quotes and write each quote in it twice ("")',
            path,
            start,
        ) from error


def _lines(path: Path, encoding: str) -> Iterator[str]:
    for number, line in reading.lines(path, encoding, newline=""):
        if line is None:
            reason = f"the line {reading.TOO_LARGE}; the rest of the file was not read"
            raise InputError(reason, path, number)
        yield line


def _columns(header: list[str], encoding: str, path: Path, line: int) -> list[str]:
    """Return the names of the columns: the known ones in small letters, the others as they stand."""
    if not header:
        raise InputError("the file is empty", path)
    for name in header:
        reading.check_line(name, encoding, path, line)
        reading.check_characters(name, path, line, "the first row")
    columns = [_column(name, number) for number, name in enumerate(header, 1)]
    if "text" not in columns:
        found = ", ".join(repr(name) for name in columns)
        hint = "; columns are separated by commas" if len(columns) == 1 else ""
        raise InputError(f'has no column "text"; its columns are: {found}{hint}', path, line)
    for name in columns:
        if columns.count(name) > 1:
            raise InputError(f"has two columns {name!r}; rename one", path, line)
    return columns


def _column(name: str, number: int) -> str:
    plain = name.strip().casefold()
    return plain if plain in FIELDS else name or f"column {number}"


def _incoming(row: list[str], columns: list[str], encoding: str, path: Path, line: int) -> Incoming:
    if len(row) != len(columns):
        raise InputError(
            f"the first row has {len(columns)} fields, this one {len(row)}; "
            "put a field with a comma in it between quotes",
            path,
            line,
        )
    for value in row:
        reading.check_line(value, encoding, path, line)
    cells = dict(zip(columns, row, strict=True))
    known = {name: cells[name] or None for name in FIELDS if name in cells}
    metadata = {name: value for name, value in cells.items() if name not in FIELDS}
    for name, value in metadata.items():
        reading.check_characters(value, path, line, repr(name))
    return article({**known, "text": cells["text"]}, path, line, metadata=metadata)
