"""Tables: one article a row, or one span a row, with a column named text."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from annotator.errors import UsageError
from annotator.formats.article_fields import FIELDS
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.csv.header import (
    FIELDS_OF_TABLES,
    MARK,
    SEPARATORS,
    SPAN,
    first_names,
    separated,
)
from annotator.formats.fields import FIELDS_HELP, parse_fields
from annotator.formats.offsets import AUTO_HELP, ENDS_HELP, OFFSETS_HELP, Ends
from annotator.formats.record_spans import checked_spans
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal


COLUMNS = (*FIELDS, "metadata", *SPAN)
"""The columns of a file that is written, in order."""

_OF_ARTICLES = (
    Loss.PROVENANCE,
    Loss.IDENTITY,
    Loss.WORK,
    Loss.NOTES,
    Loss.NOTHING_FOUND,
    Loss.KINDS,
    Loss.CARD,
)

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "\\t": "\t"}


class CsvOptions(Options, frozen=True, kw_only=True):
    """The options of `csv`: what separates columns, what each of them is, and what offsets count."""

    HELP: ClassVar[dict[str, str]] = {
        "fields": FIELDS_HELP,
        "separator": "what separates the columns, where the first row does not say it: a character, or tab",
        "offsets": f"{OFFSETS_HELP}. {AUTO_HELP}",
        "ends": ENDS_HELP,
    }
    ONLY_READING: ClassVar[tuple[str, ...]] = ("fields", "separator", "offsets", "ends")

    fields: str = ""
    separator: str = ""
    offsets: Literal["auto", "code-points", "utf-16", "graphemes"] = "auto"
    ends: Ends = "exclusive"

    def __post_init__(self) -> None:
        """Check the values. Raises UsageError."""
        parse_fields(self.fields, FIELDS_OF_TABLES)
        if len(self.character) > 1 or self.character in ("\n", "\r", '"'):
            raise UsageError(
                f"--separator is {self.separator!r}; it can be one character, such as ';', or comma, semicolon, tab or bar."
            )

    @property
    def character(self) -> str:
        """The character that separates columns, an empty string where it is to be found."""
        return _SEPARATORS.get(self.separator, self.separator)


class Csv(Format, listed="csv"):
    """A row is an article. The first row names the columns: `text`, and if there `id, title, date, source, url`.

    Columns are separated by commas, semicolons, tabs or vertical bars, which the first row shows; a line ``sep=;`` before
    it, as Excel writes, says it. Other columns are metadata. The case of column names does not matter. From a quote that is
    never closed on, the rest of the file is not read.

    With columns `start, end, label` a row is a span: `span`, where it is there, is its text, and the offsets count code
    points. The rows of an article follow each other and have its id; its text is in the first of them, and may be empty in
    the others. An article without spans is a row in which these columns are empty. `metadata` and `attributes` are JSON
    objects. What differs in other columns between the rows of one article is counted, not read.
    """

    options = CsvOptions
    loses_reading = (Loss.CELLS,)
    loses_writing = (Loss.METADATA, *_OF_ARTICLES)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for a column `text` in the first row."""
        named = path.suffix.lower() in self.suffixes
        if not head:
            return 0.5 if path.suffix.lower() == self.suffixes[0] else 0.0
        first, *more = head.decode("utf-8", "ignore").splitlines()[:2] or [""]
        given = separated(first)
        if given and more:
            first = more[0]
        found = [first_names(first, one) for one in ([given] if given else SEPARATORS)]
        if not any("text" in names for names in found):
            return 0.5 * named
        return 0.9 if named or any(names >= {"text", *MARK} for names in found) else 0.3

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each row, or of each group of rows with its spans."""
        from annotator.formats.csv.places import Places
        from annotator.formats.csv.reading import read_table

        options = how.options if isinstance(how.options, CsvOptions) else CsvOptions()
        fields = parse_fields(options.fields, FIELDS_OF_TABLES)
        places = Places(given=options.offsets, ends=options.ends)
        return read_table(path, how, options.character, fields, places)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a row for each span, in UTF-8 with CRLF after each row (RFC 4180)."""
        count = 0
        table = csv.writer(_Encoded(out))
        table.writerow(COLUMNS)
        for record in records:
            spans = checked_spans(record)
            losses.add_article(record, _OF_ARTICLES)
            losses.add_empty_fields(record)
            fields = [record.title, record.date, record.source, record.url, _json(record.metadata)]
            for number, span in enumerate([*spans] or [None]):
                shown = record.text if number == 0 else ""
                table.writerow([record.id, shown, *fields, *_span(span)])
            count += 1
        return count


class _Encoded:
    """A stream of text that writes bytes, and leaves their stream open whatever happens."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, text: str, /) -> int:
        """Write text as UTF-8."""
        return self._out.write(text.encode())


def _span(span: RecordSpan | None) -> list[object]:
    if span is None:
        return [""] * len(SPAN)
    return [span.start, span.end, span.label, span.text, span.annotator, _json(span.attributes)]


def _json(fields: object) -> str:
    return msgspec.json.encode(fields).decode() if fields else ""
