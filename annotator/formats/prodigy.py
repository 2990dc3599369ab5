"""Prodigy's JSON lines, as `db-out` writes them and recipes for spans read them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.formats.base import Format, Reading, Writing
from annotator.formats.fields import article
from annotator.formats.losses import Loss
from annotator.formats.marks import Marks
from annotator.formats.objects import article_fields, flat_fields, read_lines
from annotator.formats.prodigy_tokens import prodigy_tokens
from annotator.formats.writing import checked, enter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal

_READ = ("tokens", "spans", "relations", "answer", "_annotator_id", "_session_id")
_WRITTEN = (*_READ, "text", "_input_hash", "_task_hash", "_view_id")


class Prodigy(Format):
    """A line is one person's answer to a task: `text`, `spans`, `tokens` and `answer`.

    Spans come in from answers that were accepted, and from tasks without an answer. `_annotator_id`, or else
    `_session_id`, is who gave it. Written is a line for each person who marked something in an article; the gold, which
    is nobody's, is one line. Offsets are in code points, as Prodigy takes them from spaCy.
    """

    name = "prodigy"
    description = "Prodigy's JSON lines, with spans and tokens"
    suffixes = (".jsonl",)
    reads = True
    writes = True
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY)
    loses_writing = (Loss.PROVENANCE, Loss.ATTRIBUTES, Loss.IDENTITY, Loss.WORK)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for the hashes and the names that only Prodigy gives."""
        if not head.lstrip().startswith(b"{") or b'"offset_unit"' in head:
            return 0.0
        if b'"_input_hash"' in head or b'"_task_hash"' in head:
            return 0.98
        if b'"token_start"' in head and b'"token_end"' in head:
            return 0.95
        squeezed = b"".join(head.split())
        answered = any(b'"answer":"%s"' % answer in squeezed for answer in (b"accept", b"reject", b"ignore"))
        if b'"spans":[{' in squeezed and b'"start":' in squeezed:
            return 0.9 if answered else 0.7
        return 0.8 if answered and b'"text":' in squeezed else 0.0

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each line, with its spans where the answer is accepted; blank lines are passed over."""

        def make(line: dict[str, Any], number: int) -> Incoming:
            return _incoming(line, path, number)

        return read_lines(path, how.encoding, make)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write each record, a line of UTF-8 for each person."""
        encoder = msgspec.json.Encoder()
        count = 0
        for record in records:
            spans = checked(record)
            enter(record, losses, self.loses_writing)
            for annotator in _people(spans):
                own = [span for span in spans if span.annotator == annotator]
                out.write(encoder.encode(_task(record, own, annotator)) + b"\n")
            count += 1
        return count


def _people(spans: Iterable[RecordSpan]) -> list[str | None]:
    """Return who has a line of their own, None standing for the gold or for an article that nobody marked."""
    found = {span.annotator for span in spans}
    if not found:
        return [None]
    return [*(name for name in (None,) if name in found), *sorted(name for name in found if name is not None)]


def _task(record: Record, spans: Sequence[RecordSpan], annotator: str | None) -> dict[str, Any]:
    tokens = prodigy_tokens(record.text, [(span.start, span.end) for span in spans])
    first = {token["start"]: token["id"] for token in tokens}
    last = {token["end"]: token["id"] for token in tokens}
    marks = [
        {
            "start": span.start,
            "end": span.end,
            "token_start": first[span.start],
            "token_end": last[span.end],
            "label": span.label,
        }
        for span in spans
    ]
    given = record.metadata.get("_input_hash")
    of_input = given if isinstance(given, int) else _hash("text", record.text)
    person = {"_annotator_id": annotator, "_session_id": annotator} if annotator is not None else {}
    return {
        "text": record.text,
        **flat_fields(msgspec.structs.replace(record, metadata=_rest(record)), _WRITTEN),
        "_input_hash": of_input,
        "_task_hash": _hash(of_input, [[mark["start"], mark["end"], mark["label"]] for mark in marks]),
        "tokens": tokens,
        "spans": marks,
        "_view_id": "spans_manual",
        "answer": "accept",
        **person,
    }


def _rest(record: Record) -> dict[str, Any]:
    """Return the metadata without what is made anew; what of that name Prodigy gave before stood for other spans."""
    made = ("_input_hash", "_task_hash", "_view_id")
    return {name: value for name, value in record.metadata.items() if name not in made}


def _hash(*values: object) -> int:
    """Return a signed 32-bit number, as Prodigy's hashes are, the same wherever it is computed."""
    return int.from_bytes(sha256(msgspec.json.encode(values)).digest()[:4], "big", signed=True)


def _incoming(line: dict[str, Any], path: Path, number: int) -> Incoming:
    if "text" not in line:
        found = ", ".join(line) or "none"
        raise Marks("", path, number).bad(f'has no field "text"; its fields are: {found}')
    fields, metadata = article_fields(line, _READ)
    read = article({**fields, "text": line["text"]}, path, number, metadata=metadata)
    marks = Marks(read.text, path, number)
    spans = line.get("spans")
    if spans is not None and not isinstance(spans, list):
        raise marks.bad("spans is not a list")
    answer = line.get("answer", "accept")
    if answer not in ("accept", "reject", "ignore"):
        raise marks.bad(f"the answer is {answer!r}; it must be accept, reject or ignore")
    if answer == "accept":
        person = _person(line)
        for place, entry in enumerate(spans or (), 1):
            _take(marks, f"span {place}", entry, person)
    else:
        marks.lose("answers that reject" if answer == "reject" else "answers that ignore")
        marks.lose("spans of answers that were not accepted", len(spans or ()))
    relations = line.get("relations")
    marks.lose(Loss.RELATIONS.value, len(relations) if isinstance(relations, list) else 0)
    return msgspec.structs.replace(read, spans=marks.spans, lost=marks.lost)


def _take(marks: Marks, name: str, entry: object, person: str | None) -> None:
    if not isinstance(entry, dict):
        raise marks.bad(f"{name} is not an object with start, end and label")
    marks.add(name, entry.get("start"), entry.get("end"), entry.get("label"), annotator=person)


def _person(line: dict[str, Any]) -> str | None:
    for name in ("_annotator_id", "_session_id"):
        if isinstance(found := line.get(name), str) and found:
            return found
    return None
