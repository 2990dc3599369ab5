"""JSON lines: one article a line, as our own export writes them and as others do."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import lines, reading
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.fields import FIELDS, article
from annotator.formats.losses import Loss
from annotator.formats.writing import damaged
from annotator.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, RecordSpan, Refusal

_COMPUTED = ("sha256", "offset_unit", "annotators", "spans", "state")
"""The fields of an exported record that are no metadata when it comes in again."""


class Jsonl(Format):
    """A line is an article: `id, text, title, date, source, url`; other fields are kept as metadata.

    Spans are read from our own export only, which says `"offset_unit": "codepoint"`: other programs mean other things by a
    field of that name.
    """

    name = "jsonl"
    description = "JSON, one article a line: our own, which holds everything, or any with a field text"
    reads = True
    suffixes = (".jsonl", ".ndjson")
    writes = True
    splits = True
    loses_reading = (Loss.PROVENANCE,)

    def sniff(self, path: Path, head: bytes) -> float:
        """Know our own export by its fields; an object with a text may be another format's too."""
        fields = lines.first(head)
        named = path.suffix.lower() in self.suffixes
        if fields is None:
            return 0.5 if named else 0.0
        if fields.get("offset_unit") == "codepoint" and isinstance(fields.get("sha256"), str):
            return 1.0
        return (0.7 if named else 0.3) if isinstance(fields.get("text"), str) else 0.5 * named

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each line, with its spans; blank lines are passed over."""
        encoding = how.encoding
        blank = True
        try:
            for number, line in reading.lines(path, encoding, newline="\n"):
                if line is not None and not line.strip():
                    continue
                blank = False
                try:
                    yield _incoming(line, encoding, path, number)
                except InputError as error:
                    yield reading.refusal(error, path)
            if blank:
                raise InputError("the file is empty", path)
        except InputError as error:
            yield reading.refusal(error, path)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write each record as one line of UTF-8, its spans sorted by start, then longest first."""
        count = 0
        encoder = msgspec.json.Encoder()
        for record in records:
            for span in record.spans:
                _check(span, record)
            spans = sorted(record.spans, key=lambda span: (span.start, -span.end, span.label, span.id))
            out.write(encoder.encode(msgspec.structs.replace(record, spans=spans)) + b"\n")
            count += 1
        return count


def record_schema() -> str:
    """Return the JSON Schema (2020-12) of an exported record, made from the types."""
    (reference,), parts = msgspec.json.schema_components([Record])
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **reference, "$defs": parts}
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2).decode() + "\n"


def _incoming(line: str | None, encoding: str, path: Path, number: int) -> Incoming:
    if line is None:
        raise InputError(f"the line {reading.TOO_LARGE}", path, number)
    reading.check_line(line, encoding, path, number)
    reading.check_characters(line, path, number, "the line")
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise InputError(f"is not valid JSON: {error}; mend or remove this line", path, number) from error
    except RecursionError as error:
        raise InputError("is JSON nested too deeply", path, number) from error
    if not isinstance(fields, dict):
        raise InputError(
            'is not a JSON object; write {"text": "..."} with the fields of one article', path, number
        )
    if "text" not in fields:
        found = ", ".join(fields) or "none"
        raise InputError(f'has no field "text"; its fields are: {found}', path, number)
    exported = fields.get("offset_unit") == "codepoint"
    if not exported:
        return article(fields, path, number, metadata=_metadata(fields, FIELDS, path, number))
    _check_hash(fields, path, number)
    metadata = _metadata(fields, (*FIELDS, *_COMPUTED), path, number)
    return article(
        fields, path, number, metadata=metadata, exported=True, **lines.around(fields, path, number)
    )


def _metadata(fields: dict[str, Any], known: tuple[str, ...], path: Path, line: int) -> dict[str, Any]:
    """Return the fields that are not known, and those in the field `metadata` with them."""
    metadata = {name: value for name, value in fields.items() if name not in known}
    if isinstance(inner := metadata.get("metadata"), dict):
        del metadata["metadata"]
        for name in inner.keys() & metadata.keys():
            raise InputError(f"has {name!r} both as a field and in its metadata; remove one", path, line)
        metadata = {**inner, **metadata}
    return metadata


def _check_hash(fields: dict[str, Any], path: Path, line: int) -> None:
    text, expected = fields["text"], fields.get("sha256")
    if isinstance(text, str) and isinstance(expected, str) and sha256(text.encode()).hexdigest() != expected:
        raise InputError("the text was changed after it was exported: its sha256 is another one", path, line)


def _check(span: RecordSpan, record: Record) -> None:
    if not 0 <= span.start < span.end <= len(record.text) or record.text[span.start : span.end] != span.text:
        raise damaged(record, span)
