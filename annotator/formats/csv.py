"""Tables: one article a row, or one span a row, with a column named text."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.article_fields import FIELDS, make_article
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.record_spans import checked_spans
from annotator.model import IncomingSpan, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal


SPAN = ("start", "end", "label", "span", "annotator", "attributes")
"""The columns of a span; a table with a span a row has at least the first four."""

COLUMNS = (*FIELDS, "metadata", *SPAN)
"""The columns of a file that is written, in order."""

_OURS = frozenset(SPAN[:4])
"""A table with these columns has a span a row."""


class Csv(Format, listed="csv"):
    """A row is an article. The first row names the columns: `text`, and if there `id, title, date, source, url`.

    Other columns are metadata. The case of column names does not matter. From a quote that is never closed on, the rest of
    the file is not read.

    With columns `start, end, label, span` a row is a span: `span` is its text, and the offsets count code points. The
    rows of an article follow each other and have its id; its text is in the first of them, and may be empty in the others.
    An article without spans is a row in which these four columns are empty. `metadata` and `attributes` are JSON objects.
    """

    loses_writing = (Loss.PROVENANCE, Loss.IDENTITY, Loss.METADATA, Loss.WORK, Loss.KINDS)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for a column `text` in the first row."""
        named = path.suffix.lower() in self.suffixes
        first = next(iter(head.decode("utf-8", "ignore").split("\n")))
        columns = {name.strip(' "\r').casefold() for name in first.split(",")}
        if "text" not in columns:
            return 0.5 * named
        return 0.9 if named or columns >= _OURS else 0.3

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each row, or of each group of rows with its spans."""
        encoding = how.encoding
        csv.field_size_limit(text_files.LIMIT)
        group: _SpanRows | None = None
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
                        group = _SpanRows(cells, path, line)
                        group.add(cells, line)
                except InputError as error:
                    yield text_files.refusal(error, path)
            if group is not None:
                yield group.incoming
            if bare:
                raise InputError("has no rows below the names of the columns", path)
        except InputError as error:
            if group is not None:
                yield group.incoming
            yield text_files.refusal(error, path)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a row for each span, in UTF-8 with CRLF after each row (RFC 4180)."""
        count = 0
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        try:
            table = csv.writer(text)
            table.writerow(COLUMNS)
            for record in records:
                spans = checked_spans(record)
                losses.add_article(record, (Loss.PROVENANCE, Loss.IDENTITY, Loss.WORK, Loss.KINDS))
                losses.add_empty_fields(record)
                fields = [record.title, record.date, record.source, record.url, _json(record.metadata)]
                for number, span in enumerate([*spans] or [None]):
                    shown = record.text if number == 0 else ""
                    table.writerow([record.id, shown, *fields, *_span(span)])
                count += 1
        finally:
            text.detach()
        return count


def _span(span: RecordSpan | None) -> list[object]:
    if span is None:
        return [""] * len(SPAN)
    return [span.start, span.end, span.label, span.text, span.annotator, _json(span.attributes)]


def _json(fields: object) -> str:
    return msgspec.json.encode(fields).decode() if fields else ""


def _rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of the line on which it starts."""
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
    for number, line in text_files.lines(path, encoding, newline=""):
        if line is None:
            reason = f"the line {text_files.TOO_LARGE}; the rest of the file was not read"
            raise InputError(reason, path, number)
        yield line


def _columns(header: list[str], encoding: str, path: Path, line: int) -> list[str]:
    """Return the names of the columns, those of `FIELDS` in small letters."""
    if not header:
        raise InputError("the file is empty", path)
    for name in header:
        text_files.check_line(name, encoding, path, line)
        text_files.check_characters(name, path, line, "the first row")
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
        text_files.check_line(value, encoding, path, line)
    return dict(zip(columns, row, strict=True))


def _article(cells: dict[str, str], path: Path, line: int) -> Incoming:
    known = {name: cells[name] or None for name in FIELDS if name in cells}
    metadata = {name: value for name, value in cells.items() if name not in FIELDS}
    for name, value in metadata.items():
        text_files.check_characters(value, path, line, repr(name))
    return make_article({**known, "text": cells["text"]}, path, line, metadata=metadata)


class _SpanRows:
    """The rows of one article in a table with a span a row. Raises InputError for fields that can't be used."""

    def __init__(self, cells: dict[str, str], path: Path, line: int) -> None:
        known = {name: cells[name] or None for name in FIELDS if name in cells}
        others = {name: value for name, value in cells.items() if name not in (*FIELDS, "metadata", *SPAN)}
        for name, value in others.items():
            text_files.check_characters(value, path, line, repr(name))
        metadata = {**others, **_object(cells.get("metadata", ""), "metadata", path, line)}
        self._path = path
        self._article = make_article(
            {**known, "text": cells["text"]}, path, line, metadata=metadata, exported=True
        )
        self._spans: list[IncomingSpan] = []

    @property
    def incoming(self) -> Incoming:
        """The article with the spans of its rows."""
        return msgspec.structs.replace(self._article, spans=tuple(self._spans))

    def has(self, cells: dict[str, str]) -> bool:
        """Return whether a row belongs to this article."""
        same = cells.get("id") == self._article.id and self._article.id is not None
        return same and cells["text"] in ("", self._article.text)

    def add(self, cells: dict[str, str], line: int) -> None:
        """Add the span of a row, if it has one. Raises InputError for a span that is not in the text."""
        if not any(cells[name] for name in SPAN[:4]):
            return
        start, end = self._offset(cells, "start", line), self._offset(cells, "end", line)
        text = self._article.text
        if not 0 <= start < end <= len(text) or (cells["span"] and text[start:end] != cells["span"]):
            raise InputError(
                f"the span {cells['span']!r} is not what stands at [{start}, {end}) of the text; mend the offsets, which "
                "count code points",
                self._path,
                line,
            )
        if not cells["label"]:
            raise InputError(f"the span at [{start}, {end}) has no label; give it one", self._path, line)
        for name in SPAN[2:]:
            text_files.check_characters(cells.get(name, ""), self._path, line, repr(name))
        attributes = _object(cells.get("attributes", ""), "attributes", self._path, line)
        if not all(isinstance(value, str) for value in attributes.values()):
            raise InputError("attributes has a value that is no string", self._path, line)
        self._spans.append(
            IncomingSpan(
                start=start,
                end=end,
                label=cells["label"],
                annotator=cells.get("annotator") or None,
                attributes=attributes,
            )
        )

    def _offset(self, cells: dict[str, str], name: str, line: int) -> int:
        value = cells[name]
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise InputError(f"{name} is {value!r}; it must be a whole number", self._path, line)
        return int(value)


def _object(value: str, name: str, path: Path, line: int) -> dict[str, Any]:
    if not value:
        return {}
    try:
        found = msgspec.json.decode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InputError(f"{name} is not valid JSON: {error}", path, line) from error
    if not isinstance(found, dict):
        raise InputError(f"{name} must be a JSON object, as in {{}}", path, line)
    for one in found.values():
        if isinstance(one, str):
            text_files.check_characters(one, path, line, name)
    return found
