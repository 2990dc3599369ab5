"""The articles of a table: one a row, or one of several rows with a span each."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.command_line import quoted
from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.article_fields import FIELDS, make_article
from annotator.formats.csv.header import IN_SPANS, MARK, SEPARATORS, SPAN, find_header, plain, table_rows
from annotator.formats.csv.places import EVERY_WAY, WHOLE
from annotator.formats.incoming_spans import score_of
from annotator.formats.json_records import JsonOptions
from annotator.formats.json_records.reading import RecordReader
from annotator.formats.json_records.unread import unread_spans
from annotator.formats.offsets import UNIT_NAMES, UnsaidOffsets, to_code_points
from annotator.limits import FILE, OFFSET, SPANS
from annotator.model import IncomingSpan, Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from annotator.formats.base import Reading
    from annotator.formats.csv.header import Header
    from annotator.formats.csv.places import Places
    from annotator.formats.offsets import Unit
    from annotator.model import Incoming, Refusal

_LIST = re.compile(r"\s*\[\s*[\[{\]]")
_IN_A_CELL = re.compile(
    r"""\s*\[\s*(?:[\[(]\s*\d+\s*,\s*\d+\s*,\s*["']|\{[^\]]*["'](?:start|begin|end)\w*["'])""", re.ASCII
)

_TAG = r"""[^\W\d_][^\s,'"\]]*+"""
_TAGS_OF_WORDS = re.compile(
    rf"""[\s\[('"]*+(?:(?:O[\s,'"]++)++[BIELSU]|[BI])-{_TAG}(?:[\s,'"]++(?:O|[BIELSU]-{_TAG}))*+[\s\])'"]*+"""
)


def read_table(
    path: Path, how: Reading, separator: str, fields: Mapping[str, str], places: Places
) -> Iterator[Incoming | Refusal]:
    """Yield the article of each row, or of each group of rows with its spans, and a refusal for each bad row.

    An article with a bad span is left out; with `how.skip_bad` only that row is.
    """
    csv.field_size_limit(FILE.most)
    groups: _Groups | None = None
    try:
        header = find_header(path, how.encoding, separator, fields)
        rows = table_rows(path, how.encoding, header.separator, header.lines)
        next(rows, None)
        in_cells = _InCells(path, header, places)
        groups = _Groups(header, places, skip_bad=how.skip_bad)
        bare = True
        for line, row in rows:
            bare = False
            try:
                cells = _Cells(row, header, how.encoding, path, line)
            except InputError as error:
                yield from groups.pass_over()
                yield text_files.refusal(error, path)
                continue
            try:
                if header.has_spans:
                    yield from groups.add(cells)
                else:
                    yield _article(cells, in_cells)
            except InputError as error:
                yield text_files.refusal(error, path)
        yield from groups.end()
        if bare:
            raise InputError("has no rows below the names of the columns", path)
    except InputError as error:
        if groups is not None:
            yield from groups.end()
        yield text_files.refusal(error, path)


class _Groups:
    """The rows of a table with a span a row, an article at a time."""

    def __init__(self, header: Header, places: Places, *, skip_bad: bool) -> None:
        self._has_ids = "id" in header.known
        self._places = places
        self._skip_bad = skip_bad
        self._now: _SpanRows | None = None
        self._whole = True

    def add(self, cells: _Cells) -> Iterator[Incoming]:
        """Add a row, and yield the article before it where it begins another. Raises InputError for a bad row."""
        if self._now is None or not self._now.has(cells):
            yield from self.end()
            self._now = _SpanRows(cells, self._places)
        try:
            self._now.add(cells)
        except InputError:
            self._whole = False
            raise

    def pass_over(self) -> Iterator[Incoming]:
        """Pass over a row that can't be taken apart, and yield the article before it where rows have no ids.

        For nobody can say then whether the next row without a text goes on with that article.
        """
        if not self._has_ids:
            yield from self.end()

    def end(self) -> Iterator[Incoming]:
        """Yield the article whose rows have come to their end, if there is one that is whole."""
        if self._now is not None and (self._whole or self._skip_bad):
            yield self._now.incoming
        self._now = None
        self._whole = True


class _Cells:
    """The cells of a row: those of known columns by their names, and the others. Raises InputError for a row of another width."""

    def __init__(self, row: list[str], header: Header, encoding: str, path: Path, line: int) -> None:
        if len(row) != header.width:
            raise InputError(_other_width(row, header), path, line)
        for value in row:
            text_files.check_line(value, encoding, path, line)
        self.path = path
        self.line = line
        self.said = header.said
        self.known = {name: row[column] for name, column in header.known.items()}
        self.others = {name: row[column] for column, name in header.others.items()}
        self.lookalikes = {mark: (header.others[at], row[at]) for mark, at in header.lookalikes.items()}
        for name, value in self.others.items():
            text_files.check_characters(value, path, line, repr(name))

    def get(self, name: str) -> str:
        """Return the cell of a known column, an empty string where the table has no such column."""
        return self.known.get(name, "")

    @property
    def fields(self) -> dict[str, str | None]:
        """The fields of the article."""
        return {**{name: self.get(name) or None for name in FIELDS}, "text": self.get("text")}

    def bad(self, reason: str) -> InputError:
        """Return an error about this row."""
        return InputError(reason, self.path, self.line)


def _other_width(row: list[str], header: Header) -> str:
    name = SEPARATORS.get(header.separator, header.separator)
    what = f"the first row has {header.width} fields, this one {len(row)}; put a field with a {name} in it between quotes"
    if header.width == 1:
        what += ", or say --separator tab, with which a table of one column has none in its texts"
    return what


def _article(cells: _Cells, in_cells: _InCells) -> Incoming:
    found = in_cells.article(cells)
    if found is not None:
        return found
    return make_article(
        cells.fields, cells.path, cells.line, metadata=dict(cells.others), lost=_unread(cells)
    )


class _InCells:
    """Reads rows in which a cell has the list of all spans of the article in JSON."""

    def __init__(self, path: Path, header: Header, places: Places) -> None:
        self._column = header.spans
        said = {name: field for name, field in header.said.items() if header.spans and name in IN_SPANS}
        said |= {"spans": header.spans} if header.spans else {}
        fields = ",".join(f"{name}={field}" for name, field in said.items())
        self._reader = RecordReader(path, JsonOptions(fields=fields, offsets=places.given, ends=places.ends))

    def article(self, cells: _Cells) -> Incoming | None:
        """Return the article of a row, None where it has no such cell. Raises InputError for spans that can't be read."""
        lists = {name: found for name, cell in cells.others.items() if (found := _list_in(cell)) is not None}
        if self._column is not None and self._column not in lists:
            if cells.others[self._column].strip():
                raise cells.bad(f"the column {self._column!r} has no list of spans in JSON")
            lists[self._column] = []
        if not lists:
            return None
        fields = {name: value for name, value in cells.fields.items() if value is not None}
        record = {**cells.others, **lists, **fields}
        if self._column is None and not self._reader.is_marked(record):
            return None
        return self._reader.article(record, msgspec.json.encode(record).decode(), cells.line)


def _list_in(cell: str) -> list[Any] | None:
    """Return the list of objects or lists that a cell has in JSON, None where it has something else."""
    if not _LIST.match(cell):
        return None
    try:
        found = msgspec.json.decode(cell)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _unread(cells: _Cells) -> dict[str, int]:
    """Count what looks like spans in other columns: in two or three of them, or in one as JSON or as tags."""
    lost: dict[str, int] = {}
    if what := _like_a_span(cells):
        lost[what] = 1
    for name, value in cells.others.items():
        is_object = value.lstrip()[:1] == "{"
        if _IN_A_CELL.match(value) or (is_object and unread_spans({name: value}, len(cells.get("text")))):
            lost[
                f"cells of the column {name[:40]!r} that look like spans and are no list of them in JSON"
            ] = 1
        elif _TAGS_OF_WORDS.fullmatch(value):
            lost[
                f"cells of the column {name[:40]!r} that look like tags of words; they are read with --format conll from a "
                "file with a word and its tag in each line"
            ] = 1
    return lost


def _like_a_span(cells: _Cells) -> str | None:
    """Return what is told of a row that has a range in columns that are not read, None where it has none."""
    found = {name: value for name, (_, value) in cells.lookalikes.items()}
    columns = {name: column for name, (column, _) in cells.lookalikes.items()}
    start, *others = (found[name] for name in ("start", "end", "length") if name in found) if found else ("",)
    if not all(WHOLE.fullmatch(value) for value in (start, *others)):
        return None
    if "end" in found and found.get("label"):
        read_by = {**cells.said, **{mark: columns[mark] for mark in MARK}}
        pairs = ",".join(
            f"{name}={column.strip()}" for name, column in read_by.items() if name != plain(column)
        )
        return f"rows that look like spans; if they are, say --fields {quoted(pairs)}"
    if max(int(float(value)) for value in (start, *others)) > 2 * len(cells.get("text")):
        return None
    if "end" not in found:
        length = columns["length"][:40]
        return f"rows that may be spans with a length (column {length!r}); to have them read, write a column with their ends"
    if "label" not in found:
        first, last = columns["start"][:40], columns["end"][:40]
        return f"rows that may be spans (columns {first!r} and {last!r}) and have no label"
    return None


class _SpanRows:
    """The rows of one article in a table with a span a row. Raises InputError for fields that can't be used."""

    def __init__(self, cells: _Cells, places: Places) -> None:
        metadata = {**cells.others, **_object(cells, "metadata")}
        self._first = cells
        self._article = make_article(
            cells.fields, cells.path, cells.line, metadata=metadata, lost=_unread(cells), exported=True
        )
        self._places = places
        self._convert = to_code_points(self._article.text, places.unit)
        self._converters: dict[Unit, Callable[[int], int]] = {places.unit: self._convert}
        self._spans: list[IncomingSpan] = []
        self._lost: Counter[str] = Counter()
        self._unsaid = UnsaidOffsets(self._article.text) if places.given == "auto" else None

    @property
    def incoming(self) -> Incoming:
        """The article with the spans of its rows."""
        lost = {**self._article.lost, **self._lost}
        notes = self._unsaid.notes if self._unsaid else ()
        return msgspec.structs.replace(self._article, spans=tuple(self._spans), lost=lost, notes=notes)

    def has(self, cells: _Cells) -> bool:
        """Return whether a row belongs to this article: it has the same id, and the same text or none.

        A row with neither goes on with the article before it.
        """
        same = cells.get("id") == self._first.get("id")
        bare = not cells.get("id") and not cells.get("text")
        return bare or (same and cells.get("text") in ("", self._article.text))

    def add(self, cells: _Cells) -> None:
        """Add the span of a row, if it has one. Raises InputError for a span that is not in the text."""
        self._count_others(cells)
        if not any(cells.get(name) for name in (*MARK, "span")):
            return
        start, end = self._offset(cells, "start"), self._offset(cells, "end")
        text, surface = self._article.text, cells.get("span")
        if start >= end:
            raise cells.bad(f"the span at [{start}, {end}) has no letter in it; mend the offsets")
        if surface and not _is_at(text, start, end, surface):
            raise cells.bad(
                f"the span {surface!r} is not what stands at [{start}, {end}) of the text; {self._remedy(cells)}"
            )
        if not cells.get("label"):
            raise cells.bad(f"the span at [{start}, {end}) has no label; give it one")
        for name in SPAN[2:]:
            text_files.check_characters(cells.get(name), cells.path, cells.line, repr(name))
        if self._unsaid:
            self._unsaid.add(start, end, surface)
        attributes = _object(cells, "attributes")
        if not all(isinstance(value, str) for value in attributes.values()):
            raise cells.bad("attributes has a value that is no string")
        score = score_of(cells.get("score"))
        if cells.get("score") and score is None:
            self._lost["scores that are no numbers"] += 1
        if fault := SPANS.fault(len(self._spans) + 1):
            raise cells.bad(f"the article {fault}; split it")
        self._spans.append(
            IncomingSpan(
                start=start,
                end=end,
                label=cells.get("label"),
                annotator=cells.get("annotator") or None,
                attributes=attributes,
                score=score,
            )
        )

    def _offset(self, cells: _Cells, name: str) -> int:
        value = cells.get(name)
        if value.isdigit() and (fault := OFFSET.fault(len(value))):
            raise cells.bad(f"{name} {fault}; mend it")
        if not WHOLE.fullmatch(value):
            raise cells.bad(
                f"{name} is {value!r}; it must be a whole number (columns with start, end and label are spans: name one "
                "otherwise if they are none)"
            )
        try:
            return self._convert(self._places.number(name, value))
        except ValueError as error:
            what = f"the {name} of the span {cells.get('span')!r}: {error}; {self._remedy(cells)}"
            raise cells.bad(what) from error

    def _remedy(self, cells: _Cells) -> str:
        """Return what to do about a span that is not in its place: say what the offsets count, or mend them."""
        text = self._article.text
        surface = cells.get("span")
        for places in EVERY_WAY if surface else ():
            if places.unit not in self._converters:
                self._converters[places.unit] = to_code_points(text, places.unit)
            convert = self._converters[places.unit]
            try:
                start, end = (convert(places.number(name, cells.get(name))) for name in MARK[:2])
            except ValueError:
                continue
            if _is_at(text, start, end, surface):
                return f"if all offsets are like this one, say --offsets {places.unit} --ends {places.ends}"
        return f"mend the offsets, which count {UNIT_NAMES[self._places.unit]}"

    def _count_others(self, cells: _Cells) -> None:
        """Count what the row has of the article that differs from the article's first row, and is not read."""
        if cells is self._first:
            return
        fields = ("title", "date", "source", "url", "metadata")
        first = {name: self._first.get(name) for name in fields} | self._first.others
        for name, value in ({name: cells.get(name) for name in fields} | cells.others).items():
            if value and value != first[name]:
                self._lost[f"{Loss.CELLS.value} (column {name[:40]!r})"] += 1


def _is_at(text: str, start: int, end: int, surface: str) -> bool:
    """Return whether ``[start, end)`` of the text is `surface`, without a copy of a range that is longer."""
    return end - start == len(surface) and text.startswith(surface, start)


def _object(cells: _Cells, name: str) -> dict[str, Any]:
    value = cells.get(name)
    if not value:
        return {}
    try:
        found = msgspec.json.decode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise cells.bad(f"{name} is not valid JSON: {error}") from error
    if not isinstance(found, dict):
        raise cells.bad(f"{name} must be a JSON object, as in {{}}")
    for one in found.values():
        if isinstance(one, str):
            text_files.check_characters(one, cells.path, cells.line, name)
    return found
