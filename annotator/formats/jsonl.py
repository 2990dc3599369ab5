"""JSON lines: one article a line, as this program writes them and as others do."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

import msgspec
from msgspec import UNSET

from annotator.formats.base import Format, Reading, Writing
from annotator.formats.json_records import JsonOptions
from annotator.formats.record_spans import checked_spans
from annotator.formats.rows import HELP as ROWS
from annotator.formats.rows import Rows, row_id, rows_of
from annotator.model import Loss, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.json_records.reading import RecordReader
    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Refusal


class JsonlOptions(JsonOptions, frozen=True, kw_only=True):
    """The options of `jsonl`: those of reading JSON, and what a line is."""

    rows: Rows = "article"

    HELP: ClassVar[dict[str, str]] = {**JsonOptions.HELP, "rows": ROWS}


class Jsonl(Format, listed="jsonl"):
    """A line is an article: `id, text, title, date, source, url`; other fields are kept as metadata.

    What this program exported, which says `"offset_unit": "codepoint"`, is read exactly. Any other record is read as the
    format `json` reads it: with its spans, if it has some by start, end and label, or with tokens and tags. A line with a sentence
    or a paragraph of an article is an article of its own when it is read.
    """

    options = JsonlOptions
    loses_by_rows = (Loss.WORK, Loss.NOTES, Loss.JOINED)
    loses_reading = (Loss.PROVENANCE, Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY, Loss.SPACES)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 1 for what this program exported; an object with a text may be of another format too."""
        from annotator.formats.json_records.detecting import lines_score

        return lines_score(path, head, named=path.suffix.lower() in self.suffixes)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each line with its spans; blank lines are skipped."""
        from annotator.formats.exported_records import usual_exported
        from annotator.formats.json_objects import decode_value, read_json_lines
        from annotator.formats.json_records.reading import RecordReader

        options = how.options if isinstance(how.options, JsonOptions) else JsonOptions()
        reader = RecordReader(path, options)

        def make(line: str, number: int) -> Incoming:
            return article_of(decode_value(line, path, number), line, reader, path, number)

        def usual(line: bytes, number: int) -> Incoming | None:
            return usual_exported(line, path, number) or reader.usual_article(line, number)

        return read_json_lines(path, how.encoding, make, usual)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write each record, or each row of it, as one line of UTF-8, its spans sorted by start, then longest first."""
        rows: Rows = how.options.rows if isinstance(how.options, JsonlOptions) else "article"
        count = 0
        encoder = msgspec.json.Encoder()
        for record in records:
            spans = checked_spans(record)
            whole = msgspec.structs.replace(record, spans=spans)
            lines = [whole] if rows == "article" else _parts(whole, rows, losses)
            out.writelines(encoder.encode(line) + b"\n" for line in lines)
            losses.add_rows(len(lines))
            losses.add_written("spans", (span.label for span in spans))
            count += 1
        return count


def _parts(record: Record, rows: Rows, losses: Losses) -> list[Record]:
    """Return the rows of an article as records. How far people are and what was decided is of all of it, and is lost.

    The card of the data set, which the first record has, is in its first row.
    """
    losses.add_article(record, (Loss.WORK, Loss.NOTES))
    return [
        msgspec.structs.replace(
            record,
            id=row_id(record, row, rows),
            text=row.text,
            sha256=sha256(row.text.encode()).hexdigest(),
            spans=row.spans,
            state=UNSET,
            threads=UNSET,
            card=UNSET if number else record.card,
            article=record.id,
            start=row.start,
            end=row.end,
        )
        for number, row in enumerate(rows_of(record, record.spans, rows, losses))
    ]


def article_of(record: object, raw: str, reader: RecordReader, path: Path, line: int) -> Incoming:
    """Return the article of a record, of our own exports or of another tool, whose JSON is `raw`. Raises InputError."""
    if isinstance(record, dict) and record.get("offset_unit") == "codepoint" and "text" in record:
        from annotator.formats.exported_records import exported

        return exported(record, path, line)
    return reader.article(record, raw, line)


def record_schema() -> str:
    """Return the JSON Schema (2020-12) of an exported record, generated from `Record`."""
    (reference,), parts = msgspec.json.schema_components([Record])
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **reference, "$defs": parts}
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2).decode() + "\n"
