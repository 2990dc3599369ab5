"""Read the records that this program exported: all of them field by field, and at once those of layers as they usually are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from annotator.errors import CardError, InputError
from annotator.formats.article_fields import FIELDS, make_article
from annotator.formats.ordinary_json import Quotes
from annotator.model import Card, IncomingSpan, LayerKind, Loss, Record, RecordSpan, State, Struct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.model import Incoming

_COMPUTED = (
    "sha256",
    "offset_unit",
    "annotators",
    "spans",
    "kinds",
    "state",
    "threads",
    "card",
    "pseudonyms",
)
"""The fields of an exported record that are not metadata when it is imported again."""

_PLACE = ("article", "start", "end")
"""The fields that say which part of an article a record is; they are metadata when it is imported as an article of its own."""

PSEUDONYMS = "people are called by pseudonyms in it, so they are not known as those for whom these stand"

_MARK = b'"offset_unit":"codepoint"'
_decode = msgspec.json.Decoder(Record).decode
_NAMES_OF_RECORD, _NAMES_OF_SPAN = (
    sum(field.required for field in msgspec.structs.fields(kind)) for kind in (Record, RecordSpan)
)


def usual_exported(raw: bytes, path: Path, line: int) -> Incoming | None:
    """Return the article of an exported record, whose JSON in UTF-8 this is, if all of it is as this program writes layers.

    None for any other: what is wrong with it, or more in it, is found by `exported`.
    """
    if _MARK not in raw:
        return None
    try:
        record = _decode(raw)
        text = raw.decode()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    quotes = Quotes(text)
    rest = (record.state, record.threads, record.kinds, record.card, record.article, record.start, record.end)
    if any(one is not UNSET for one in rest) or not quotes.is_clear or "\\u0000" in text:
        return None
    spans = _usual_spans(record)
    if spans is None or record.pseudonyms is not UNSET or raw.count(b'"') != _quotes_of(record, quotes):
        return None
    fields = {name: getattr(record, name) for name in FIELDS}
    _check_hash({**fields, "sha256": record.sha256}, path, line)
    sourced = sum(span.source is not None for span in record.spans)
    return make_article(
        fields,
        path,
        line,
        metadata=record.metadata,
        spans=spans,
        lost={Loss.PROVENANCE.value: sourced} if sourced else None,
        exported=True,
    )


def _usual_spans(record: Record) -> tuple[IncomingSpan, ...] | None:
    """Return the spans of a record, None where there may be anything wrong with one."""
    text, length = record.text, len(record.text)
    found = []
    for span in record.spans:
        start, end, created = span.start, span.end, span.created
        changed = None if isinstance(span.changed, UnsetType) else span.changed
        if (
            not 0 <= start < end <= length
            or not span.label
            or span.text != text[start:end]
            or created.tzinfo is None
            or (changed is not None and changed.tzinfo is None)
            or span.share is not UNSET
        ):
            return None
        found.append(
            IncomingSpan(
                start=start,
                end=end,
                label=span.label,
                annotator=span.annotator,
                attributes=span.attributes,
                id=span.id,
                created=created,
                changed=changed,
            )
        )
    return tuple(found)


def _quotes_of(record: Record, quotes: Quotes) -> int:
    """Return how many quotes the JSON of a record has, without `state` and `kinds`, in which no field is twice; -1 as `Quotes.of`."""
    metadata = quotes.of(record.metadata) if record.metadata else 0
    if metadata < 0:
        return -1
    of_record = (
        record.id, record.text, record.sha256, record.title, record.date, record.source, record.url, record.offset_unit,
    )  # fmt: skip
    strings = _NAMES_OF_RECORD + len(of_record) - of_record.count(None) + len(record.annotators)
    values: list[str | None] = [*of_record, *record.annotators]
    for span in record.spans:
        policy = None if isinstance(span.policy, UnsetType) else span.policy
        rest = (span.annotator, span.source, span.adjudicator, span.decision, policy)
        strings += _NAMES_OF_SPAN + 5 + 5 - rest.count(None) + len(span.annotators) + 2 * len(span.attributes)
        strings += 1 if span.policy is not UNSET else 0
        strings += 2 if span.changed is not UNSET else 0
        if quotes.has_inner:
            values += (span.id, span.label, span.text, span.note, *rest, *span.annotators)
            values += (*span.attributes, *span.attributes.values())
    inner = sum(value.count('"') for value in values if value is not None) if quotes.has_inner else 0
    return metadata + 2 * strings + inner


def exported(fields: dict[str, Any], path: Path, number: int) -> Incoming:
    """Return the article of an exported record. Raises InputError."""
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
    share: float | None = None
    score: str | float | None = None


def _around(fields: dict[str, Any], path: Path, line: int) -> dict[str, Any]:
    """Return the spans, the state, the kinds of names and the losses of an exported record, as arguments of `make_article`. Raises InputError."""
    text = fields["text"]
    found = _as(fields.get("spans", []), tuple[_ExportedSpan, ...], "spans", path, line)
    if any(span.share is not None for span in found):
        raise InputError(
            "it has each distinct mark of several people (--layer marks), which is nobody's layer: import what --layer all wrote",
            path,
            line,
        )
    state = _as(fields.get("state"), State | None, "state", path, line)
    if state is not None:
        _check_times(state, path, line)
    return {
        "spans": tuple(_span(span, text, path, line) for span in found),
        "state": state,
        "lost": _lost(fields, found, path, line),
        "card": _card(fields.get("card"), path, line),
        "notes": (PSEUDONYMS,) if fields.get("pseudonyms") is True else (),
        "kinds": _as(fields.get("kinds", {}), dict[str, LayerKind], "kinds", path, line),
    }


def _card(value: object, path: Path, line: int) -> Card | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InputError("card is not an object", path, line)
    from annotator import cards

    try:
        return cards.card_of(value, path, line, "card: ")
    except CardError as error:
        raise InputError(error.reason.removesuffix("."), path, line) from error


def _lost(fields: dict[str, Any], found: Sequence[_ExportedSpan], path: Path, line: int) -> dict[str, int]:
    """Return what an exported record has that is not read, also of what another program has added to it."""
    from annotator.formats.incoming_spans import SpanCollector
    from annotator.formats.json_records.unread import unread_spans

    counts = SpanCollector("", path, line)
    counts.lose(Loss.PROVENANCE.value, sum(span.source is not None for span in found))
    threads = fields.get("threads")
    if isinstance(threads, list) and fields.get("state") is None:
        counts.lose(Loss.NOTES.value, len(threads))
    for given in fields.get("spans", ()):
        counts.lose_fields(given, (*RecordSpan.__struct_fields__, "score"), "spans")
    others = {
        name: value
        for name, value in fields.items()
        if name not in (*FIELDS, *_COMPUTED, *_PLACE, "metadata")
    }
    length = len(fields["text"]) if isinstance(fields["text"], str) else 0
    for what, count in unread_spans(others, length).items() if others else ():
        counts.lose(what, count)
    return counts.lost


def _span(span: _ExportedSpan, text: object, path: Path, line: int) -> IncomingSpan:
    from annotator.formats import text_files
    from annotator.formats.incoming_spans import score_of

    def where() -> str:
        return f"the span labelled {span.label!r} at [{span.start}, {span.end})"

    if isinstance(text, str) and not _is_there(span, text):
        raise InputError(
            f"{where()} has the text {span.text!r}, and the article has another one there", path, line
        )
    if not span.label:
        raise InputError(f"the span at [{span.start}, {span.end}) has no label; give it one", path, line)
    for moment in (span.created, span.changed):
        if moment is not None and moment.tzinfo is None:
            raise InputError(f"{where()} has a time without a zone; write 2026-03-01T12:00:00Z", path, line)
    for name, value in span.attributes.items():
        text_files.check_characters(name + value, path, line, where())
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
    moments += [note.when for note in state.notes]
    moments += [state.settled.when] if state.settled else []
    if any(moment.tzinfo is None for moment in moments):
        raise InputError("state has a time without a zone; write 2026-03-01T12:00:00Z", path, line)


def _as(value: object, kind: Any, name: str, path: Path, line: int) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise InputError(f"{name} can't be read: {error}", path, line) from error
