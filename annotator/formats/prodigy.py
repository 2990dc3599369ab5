"""Prodigy's JSON lines, as `prodigy db-out` writes them and recipes for spans read them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypedDict

import msgspec

from annotator.formats.article_fields import flat_fields, make_article, split_fields
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.incoming_spans import SpanCollector
from annotator.formats.json_objects import read_lines
from annotator.formats.record_spans import checked_spans
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal


_READ = ("tokens", "spans", "relations", "answer", "_annotator_id", "_session_id")
_WRITTEN = (*_READ, "text", "_input_hash", "_task_hash", "_view_id")


class Prodigy(Format, listed="prodigy"):
    """A line is one person's answer to a task: `text`, `spans`, `tokens` and `answer`. Offsets are in code points.

    Read: the spans of accepted answers, and of tasks without an answer. The annotator is `_annotator_id`, or else
    `_session_id`.

    Written: a line for each person who marked something in an article, and one for gold.
    """

    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY)
    loses_writing = (Loss.PROVENANCE, Loss.ATTRIBUTES, Loss.IDENTITY, Loss.WORK, Loss.KINDS)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for the hashes and the names of fields that only Prodigy has."""
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
        """Yield the article of each line, with its spans where the answer is accepted; blank lines are skipped."""

        def make(line: dict[str, Any], number: int) -> Incoming:
            return _incoming(line, path, number)

        return read_lines(path, how.encoding, make)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a line of UTF-8 for each person of each record."""
        encoder = msgspec.json.Encoder()
        count = 0
        for record in records:
            spans = checked_spans(record)
            losses.add_article(record, self.loses_writing)
            for annotator in _people(spans):
                own = [span for span in spans if span.annotator == annotator]
                out.write(encoder.encode(_task(record, own, annotator)) + b"\n")
            count += 1
        return count


def _people(spans: Iterable[RecordSpan]) -> list[str | None]:
    """Return the people to write a line for; None stands for gold, or for an article without spans."""
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
    """Return the metadata without Prodigy's hashes and view: they are written anew, because they depend on the spans."""
    made = ("_input_hash", "_task_hash", "_view_id")
    return {name: value for name, value in record.metadata.items() if name not in made}


def _hash(*values: object) -> int:
    """Return a hash like Prodigy's: a signed 32-bit number, the same on every machine."""
    return int.from_bytes(sha256(msgspec.json.encode(values)).digest()[:4], "big", signed=True)


def _incoming(line: dict[str, Any], path: Path, number: int) -> Incoming:
    if "text" not in line:
        names = ", ".join(line) or "none"
        raise SpanCollector("", path, number).bad(f'has no field "text"; its fields are: {names}')
    fields, metadata = split_fields(line, _READ)
    read = make_article({**fields, "text": line["text"]}, path, number, metadata=metadata)
    collected = SpanCollector(read.text, path, number)
    spans = line.get("spans")
    if spans is not None and not isinstance(spans, list):
        raise collected.bad("spans is not a list")
    answer = line.get("answer", "accept")
    if answer not in ("accept", "reject", "ignore"):
        raise collected.bad(f"the answer is {answer!r}; it must be accept, reject or ignore")
    if answer == "accept":
        person = _person(line)
        for index, entry in enumerate(spans or (), 1):
            _add_span(collected, f"span {index}", entry, person)
    else:
        collected.lose("answers that reject" if answer == "reject" else "answers that ignore")
        collected.lose("spans of answers that were not accepted", len(spans or ()))
    relations = line.get("relations")
    collected.lose(Loss.RELATIONS.value, len(relations) if isinstance(relations, list) else 0)
    return msgspec.structs.replace(read, spans=collected.spans, lost=collected.lost)


def _add_span(collected: SpanCollector, name: str, entry: object, person: str | None) -> None:
    if not isinstance(entry, dict):
        raise collected.bad(f"{name} is not an object with start, end and label")
    collected.add(name, entry.get("start"), entry.get("end"), entry.get("label"), annotator=person)


def _person(line: dict[str, Any]) -> str | None:
    for name in ("_annotator_id", "_session_id"):
        if isinstance(person := line.get(name), str) and person:
            return person
    return None


class ProdigyToken(TypedDict):
    """A token ``[start, end)`` in code points; `ws` says that it is followed by a space that is in no token."""

    text: str
    start: int
    end: int
    id: int
    ws: bool


def prodigy_tokens(text: str, spans: Sequence[tuple[int, int]]) -> list[ProdigyToken]:
    """Return the tokens of a text as Prodigy and spaCy have them, cut at the edges of spans.

    They are all of the text but single spaces after tokens. Other white space is a token, and so is a space that a span
    begins or ends with.
    """
    from annotator.text.segment import tokens

    starts = {start for start, _ in spans}
    ends = {end for _, end in spans}
    edges = starts | ends
    found: list[ProdigyToken] = []
    end = 0
    for start, stop in (*tokens(text, edges), (len(text), len(text))):
        if found and end < start and text[end] == " " and end not in starts and end + 1 not in ends:
            found[-1]["ws"] = True
            end += 1
        while end < start:
            first = end
            end = next((offset for offset in range(first + 1, start) if offset in edges), start)
            found.append(_token(text, first, end, len(found)))
        if start < stop:
            found.append(_token(text, start, stop, len(found)))
        end = stop
    return found


def _token(text: str, start: int, end: int, number: int) -> ProdigyToken:
    return {"text": text[start:end], "start": start, "end": end, "id": number, "ws": False}
