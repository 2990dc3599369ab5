"""Prodigy's JSON lines, as `prodigy db-out` writes them and recipes for spans read them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypedDict

import msgspec

from annotator.formats.article_fields import flat_fields, make_article, split_fields
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.incoming_spans import SpanCollector, other_tokens, score_of, surface_at
from annotator.formats.json_head import json_head
from annotator.formats.json_objects import read_lines
from annotator.formats.json_records.unread import unread_spans
from annotator.formats.record_spans import add_silent, checked_spans, people_of
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal


class ProdigyToken(TypedDict):
    """A token ``[start, end)`` in code points; `ws` says that it is followed by a space that is in no token."""

    text: str
    start: int
    end: int
    id: int
    ws: bool


_LOST = (Loss.PROVENANCE, Loss.ATTRIBUTES, Loss.IDENTITY, Loss.WORK, Loss.NOTES, Loss.KINDS, Loss.CARD)
_PERSON = ("_annotator_id", "_session_id")
_CHOICES = ("options", "accept")
_READ = ("text", "tokens", "spans", "relations", "answer", *_PERSON, *_CHOICES)
_WRITTEN = (*_READ, "_input_hash", "_task_hash", "_view_id")
_OF_SPANS = ("start", "end", "label", "token_start", "token_end", "text", "score", "answer")
_OF_TOKENS = frozenset(ProdigyToken.__annotations__)
_ANSWERS = ("accept", "reject", "ignore")


class Prodigy(Format, listed="prodigy"):
    """A line is one person's answer to a task: `text`, `spans`, `tokens` and `answer`. Offsets are in code points.

    Read: the spans of accepted answers, and of tasks without an answer, but for spans that have an answer of their own and
    were not accepted. The annotator is `_annotator_id`, or else `_session_id`.

    Written: a line for each person of an article, also for those who marked nothing, and one for gold.
    """

    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.TOKENS, Loss.NOTHING_FOUND)
    loses_writing = (*_LOST, Loss.NOTHING_FOUND)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for the hashes and the names of fields that only Prodigy has."""
        found = json_head(head)
        if found is None or found.listed:
            return 0.0
        return _score(next(found.objects, {}))

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each line, with its spans where the answer is accepted; blank lines are skipped."""

        def make(line: dict[str, Any], number: int) -> Incoming:
            return _incoming(line, path, number)

        return read_lines(path, how.encoding, make)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write a line of UTF-8 for each person of each record, or one for gold."""
        encoder = msgspec.json.Encoder()
        count = 0
        for record in records:
            spans = checked_spans(record)
            losses.add_article(record, _LOST)
            add_silent(record, how.layers, losses)
            for annotator in people_of(record, spans, how.layers):
                own = [span for span in spans if span.annotator == annotator]
                out.write(encoder.encode(_task(record, own, annotator)) + b"\n")
            count += 1
        return count


def _score(record: dict[str, Any]) -> float:
    if not isinstance(record.get("text"), str) or "offset_unit" in record:
        return 0.0
    if any(isinstance(record.get(name), int) for name in ("_input_hash", "_task_hash")):
        return 0.98
    spans = record.get("spans")
    if isinstance(spans, list) and any(
        isinstance(span, dict) and {"token_start", "token_end"} <= span.keys() for span in spans
    ):
        return 0.95
    if record.get("answer") in _ANSWERS:
        return 0.95
    return 0.5 if spans and isinstance(spans, list) and isinstance(spans[0], dict) else 0.0


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
    if answer not in _ANSWERS:
        raise collected.bad(f"the answer is {answer!r}; it must be accept, reject or ignore")
    person = _person(line)
    if answer == "accept":
        for index, entry in enumerate(spans or (), 1):
            _add_span(collected, f"span {index}", entry, person)
        if person is not None and not collected.spans:
            collected.lose(Loss.NOTHING_FOUND.value)
    else:
        collected.lose("answers that reject" if answer == "reject" else "answers that ignore")
        collected.lose("spans of answers that were not accepted", len(spans or ()))
    _count_others(line, collected, person)
    for what, count in unread_spans(metadata, len(read.text)).items():
        collected.lose(what, count)
    return msgspec.structs.replace(read, spans=collected.spans, lost=collected.lost)


def _add_span(collected: SpanCollector, name: str, entry: object, person: str | None) -> None:
    if not isinstance(entry, dict):
        raise collected.bad(f"{name} is not an object with start, end and label")
    answer = entry.get("answer", "accept")
    if answer not in _ANSWERS:
        raise collected.bad(f"the answer of {name} is {answer!r}; it must be accept, reject or ignore")
    if answer != "accept":
        collected.lose("spans that were not accepted")
        return
    score = score_of(entry.get("score"))
    collected.add(
        name,
        entry.get("start"),
        entry.get("end"),
        entry.get("label"),
        annotator=person,
        score=score,
        surface=entry.get("text"),
    )
    known = (field for field in _OF_SPANS if field != "score" or score is not None)
    collected.lose_fields(entry, tuple(known), "spans")


def _count_others(line: dict[str, Any], collected: SpanCollector, person: str | None) -> None:
    """Count what else a line has and is neither an article's nor a span's."""
    relations = line.get("relations")
    collected.lose(Loss.RELATIONS.value, len(relations) if isinstance(relations, list) else bool(relations))
    collected.lose("choices", any(line.get(name) for name in _CHOICES))
    collected.lose_fields(
        {name: line[name] for name in _PERSON if line.get(name) != person and name in line}, (), "articles"
    )
    tokens = line.get("tokens")
    edges = {edge for span in collected.spans for edge in (span.start, span.end)}
    if isinstance(tokens, list):
        ranges = [(one["start"], one["end"]) for one in tokens if _is_plain(one, collected.text)]
        collected.lose(
            Loss.TOKENS.value, len(tokens) - len(ranges) + other_tokens(collected.text, ranges, edges)
        )
    else:
        collected.lose(Loss.TOKENS.value, bool(tokens))


def _is_plain(token: object, text: str) -> bool:
    """Return whether a token says nothing but its place and its text."""
    if not isinstance(token, dict) or not token.keys() <= _OF_TOKENS:
        return False
    start, end = token.get("start"), token.get("end")
    return (
        isinstance(start, int)
        and isinstance(end, int)
        and 0 <= start < end <= len(text)
        and token.get("text") in (None, surface_at(text, start, end, token.get("text")))
    )


def _person(line: dict[str, Any]) -> str | None:
    for name in _PERSON:
        if isinstance(person := line.get(name), str) and person:
            return person
    return None


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
