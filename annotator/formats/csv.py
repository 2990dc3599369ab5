"""Tables: one article a row, or one span a row, with a column named text."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.fields import FIELDS, article
from annotator.formats.losses import Loss
from annotator.formats.rows import SPAN, Group
from annotator.formats.writing import checked, enter, enter_empty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal

COLUMNS = (*FIELDS, "metadata", *SPAN)
"""The columns of what is written, in their order."""

_OURS = frozenset(SPAN[:4])
"""The columns by which a table is known to have a span a row."""


class Csv(Format):
    """A row is an article. The first row names the columns: `text`, and if there `id, title, date, source, url`.

    Other columns are kept as metadata. Column names may be in capitals. Where the quoting is broken the end of
    the record can't be known, and the rest of the file is not read.

    With columns `start, end, label, span` a row is a span: `span` is its text, and the offsets count code points. The
    rows of an article follow each other and have its id; its text stands in the first of them, and may be empty in the
    others. An article without spans is a row in which these four are empty. `metadata` and `attributes` are objects of
    JSON.
    """

    name = "csv"
    description = "a table with a column named text, one article or one span a row"
    reads = True
    writes = True
    suffixes = (".csv",)
    loses_writing = (Loss.PROVENANCE, Loss.IDENTITY, Loss.METADATA, Loss.WORK)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for a column named text in the first row."""
        named = path.suffix.lower() in self.suffixes
        first = next(iter(head.decode("utf-8", "ignore").split("\n")))
        columns = {name.strip(' "\r').casefold() for name in first.split(",")}
        if "text" not in columns:
            return 0.5 * named
        return 0.9 if named or columns >= _OURS else 0.3

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each row, or of the rows that follow each other with its spans."""
        encoding = how.encoding
        csv.field_size_limit(reading.LIMIT)
        group: Group | None = None
        try:
            rows = _rows(path, encoding)
            line, header = next(rows, (1, []))
            columns = _columns(header, encoding, path, line)
            spans = set(columns) >= _OURS
            bare = True
            for line, row in rows:
                bare = False
                try:
                    cells = _cells(row, columns, encoding, path, line)
                    if not spans:
                        yield _article(cells, path, line)
                    elif group is not None and group.has(cells):
                        group.add(cells, line)
                    else:
                        last, group = group, None
                        if last is not None:
                            yield last.incoming
                        group = Group(cells, path, line)
                        group.add(cells, line)
                except InputError as error:
                    yield reading.refusal(error, path)
            if group is not None:
                yield group.incoming
            if bare:
                raise InputError("has no rows below the names of the columns", path)
        except InputError as error:
            if group is not None:
                yield group.incoming
            yield reading.refusal(error, path)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a row a span, in UTF-8 with rows that end in CRLF, as RFC 4180 has them."""
        count = 0
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        try:
            table = csv.writer(text)
            table.writerow(COLUMNS)
            for record in records:
                spans = checked(record)
                _enter(record, losses)
                fields = [record.title, record.date, record.source, record.url, _json(record.metadata)]
                for place, span in enumerate([*spans] or [None]):
                    shown = record.text if place == 0 else ""
                    table.writerow([record.id, shown, *fields, *_span(span)])
                count += 1
        finally:
            text.detach()
        return count


def _enter(record: Record, losses: Losses) -> None:
    enter(record, losses, (Loss.PROVENANCE, Loss.IDENTITY, Loss.WORK))
    enter_empty(record, losses)


def _span(span: RecordSpan | None) -> list[object]:
    if span is None:
        return [""] * len(SPAN)
    return [span.start, span.end, span.label, span.text, span.annotator, _json(span.attributes)]


def _json(fields: object) -> str:
    return msgspec.json.encode(fields).decode() if fields else ""


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


def _cells(row: list[str], columns: list[str], encoding: str, path: Path, line: int) -> dict[str, str]:
    if len(row) != len(columns):
        raise InputError(
            f"the first row has {len(columns)} fields, this one {len(row)}; "
            "put a field with a comma in it between quotes",
            path,
            line,
        )
    for value in row:
        reading.check_line(value, encoding, path, line)
    return dict(zip(columns, row, strict=True))


def _article(cells: dict[str, str], path: Path, line: int) -> Incoming:
    known = {name: cells[name] or None for name in FIELDS if name in cells}
    metadata = {name: value for name, value in cells.items() if name not in FIELDS}
    for name, value in metadata.items():
        reading.check_characters(value, path, line, repr(name))
    return article({**known, "text": cells["text"]}, path, line, metadata=metadata)
