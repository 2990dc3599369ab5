"""JSON lines: one article a line, as this program writes them and as others do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.json_records import JsonOptions
from annotator.formats.record_spans import checked_spans
from annotator.model import IncomingSpan, LayerKind, Loss, Record, RecordSpan, State, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.json_records.reading import RecordReader
    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Refusal


_COMPUTED = ("sha256", "offset_unit", "annotators", "spans", "kinds", "state")
"""The fields of an exported record that are not metadata when it is imported again."""


class Jsonl(Format, listed="jsonl"):
    """A line is an article: `id, text, title, date, source, url`; other fields are kept as metadata.

    What this program exported, which says `"offset_unit": "codepoint"`, is read exactly. Any other record is read as the
    format `json` reads it: with its spans, if it has some by start, end and label, or with tokens and tags.
    """

    options = JsonOptions
    loses_reading = (Loss.PROVENANCE, Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY, Loss.SPACES)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 1 for what this program exported; an object with a text may be of another format too."""
        from annotator.formats.json_records.detecting import lines_score

        return lines_score(path, head, named=path.suffix.lower() in self.suffixes)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each line with its spans; blank lines are skipped."""
        from annotator.formats.json_objects import decode_value, read_json_lines
        from annotator.formats.json_records.reading import RecordReader

        options = how.options if isinstance(how.options, JsonOptions) else JsonOptions()
        reader = RecordReader(path, options)

        def make(line: str, number: int) -> Incoming:
            return article_of(decode_value(line, path, number), line, reader, path, number)

        return read_json_lines(path, how.encoding, make, reader.usual_article)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write each record as one line of UTF-8, its spans sorted by start, then longest first."""
        count = 0
        encoder = msgspec.json.Encoder()
        for record in records:
            spans = checked_spans(record)
            out.write(encoder.encode(msgspec.structs.replace(record, spans=spans)) + b"\n")
            count += 1
        return count


def article_of(record: object, raw: str, reader: RecordReader, path: Path, line: int) -> Incoming:
    """Return the article of a record, of our own exports or of another tool, whose JSON is `raw`. Raises InputError."""
    if isinstance(record, dict) and record.get("offset_unit") == "codepoint" and "text" in record:
        return _exported(record, path, line)
    return reader.article(record, raw, line)


def record_schema() -> str:
    """Return the JSON Schema (2020-12) of an exported record, generated from `Record`."""
    (reference,), parts = msgspec.json.schema_components([Record])
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **reference, "$defs": parts}
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2).decode() + "\n"


def _exported(fields: dict[str, Any], path: Path, number: int) -> Incoming:
    from annotator.formats.article_fields import FIELDS, make_article

    _check_hash(fields, path, number)
    metadata = _metadata(fields, (*FIELDS, *_COMPUTED), path, number)
    return make_article(
        fields, path, number, metadata=metadata, exported=True, **_around(fields, path, number)
    )


def _metadata(fields: dict[str, Any], known: tuple[str, ...], path: Path, line: int) -> dict[str, Any]:
    """Return the fields that are not `known`, with those of the field `metadata` among them."""
    metadata = {name: value for name, value in fields.items() if name not in known}
    if isinstance(inner := metadata.get("metadata"), dict):
        del metadata["metadata"]
        for name in inner.keys() & metadata.keys():
            raise InputError(f"has {name!r} both as a field and in its metadata; remove one", path, line)
        metadata = {**inner, **metadata}
    return metadata


def _check_hash(fields: dict[str, Any], path: Path, line: int) -> None:
    from hashlib import sha256

    text, expected = fields["text"], fields.get("sha256")
    if isinstance(text, str) and isinstance(expected, str) and sha256(text.encode()).hexdigest() != expected:
        raise InputError("the text was changed after it was exported: its sha256 is another one", path, line)


class _ExportedSpan(Struct, frozen=True, kw_only=True):
    """A span as it stands in an exported record."""

    start: int
    end: int
    label: str
    text: str | None = None
    annotator: str | None = None
    attributes: dict[str, str] = {}  # noqa: RUF012  msgspec makes a fresh copy of an empty default
    id: str | None = None
    created: datetime | None = None
    changed: datetime | None = None
    source: str | None = None
    score: str | float | None = None


def _around(fields: dict[str, Any], path: Path, line: int) -> dict[str, Any]:
    """Return the spans, the state, the kinds of names and the losses of an exported record, as arguments of `make_article`. Raises InputError."""
    text = fields["text"]
    found = _as(fields.get("spans", []), tuple[_ExportedSpan, ...], "spans", path, line)
    state = _as(fields.get("state"), State | None, "state", path, line)
    if state is not None:
        _check_times(state, path, line)
    return {
        "spans": tuple(_span(span, text, path, line) for span in found),
        "state": state,
        "lost": _lost(fields, found, path, line),
        "kinds": _as(fields.get("kinds", {}), dict[str, LayerKind], "kinds", path, line),
    }


def _lost(fields: dict[str, Any], found: Sequence[_ExportedSpan], path: Path, line: int) -> dict[str, int]:
    """Return what an exported record has that is not read, also of what another program has added to it."""
    from annotator.formats.article_fields import FIELDS
    from annotator.formats.incoming_spans import SpanCollector
    from annotator.formats.json_records.unread import unread_spans

    counts = SpanCollector("", path, line)
    counts.lose(Loss.PROVENANCE.value, sum(span.source is not None for span in found))
    for given in fields.get("spans", ()):
        counts.lose_fields(given, (*RecordSpan.__struct_fields__, "score"), "spans")
    others = {name: value for name, value in fields.items() if name not in (*FIELDS, *_COMPUTED, "metadata")}
    length = len(fields["text"]) if isinstance(fields["text"], str) else 0
    for what, count in unread_spans(others, length).items() if others else ():
        counts.lose(what, count)
    return counts.lost


def _span(span: _ExportedSpan, text: object, path: Path, line: int) -> IncomingSpan:
    from annotator.formats import text_files
    from annotator.formats.incoming_spans import score_of

    where = f"the span labelled {span.label!r} at [{span.start}, {span.end})"
    if isinstance(text, str) and not _is_there(span, text):
        raise InputError(
            f"{where} has the text {span.text!r}, and the article has another one there", path, line
        )
    if not span.label:
        raise InputError(f"the span at [{span.start}, {span.end}) has no label; give it one", path, line)
    for moment in (span.created, span.changed):
        if moment is not None and moment.tzinfo is None:
            raise InputError(f"{where} has a time without a zone; write 2026-03-01T12:00:00Z", path, line)
    for name, value in span.attributes.items():
        text_files.check_characters(name + value, path, line, where)
    return IncomingSpan(
        start=span.start,
        end=span.end,
        label=span.label,
        annotator=span.annotator,
        attributes=span.attributes,
        id=span.id,
        created=span.created,
        changed=span.changed,
        score=score_of(span.score),
    )


def _is_there(span: _ExportedSpan, text: str) -> bool:
    """Return whether a span has no text of its own, or that of the article."""
    if span.text is None:
        return True
    start, end = max(span.start, 0), min(span.end, len(text))
    return end - start == len(span.text) and text.startswith(span.text, start)


def _check_times(state: State, path: Path, line: int) -> None:
    moments = [moment for one in state.assignments for moment in (one.given, one.touched)]
    moments += [one.when for one in state.decisions]
    moments += [m for one in state.decisions for span in one.sources for m in (span.created, span.changed)]
    moments += [state.settled.when] if state.settled else []
    if any(moment.tzinfo is None for moment in moments):
        raise InputError("state has a time without a zone; write 2026-03-01T12:00:00Z", path, line)


def _as(value: object, kind: Any, name: str, path: Path, line: int) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise InputError(f"{name} can't be read: {error}", path, line) from error
