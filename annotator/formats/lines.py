"""What a line of our own export holds beside the article: its spans, and how far the article is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.model import IncomingSpan, Loss, State, Struct

if TYPE_CHECKING:
    from pathlib import Path

_Kind = TypeVar("_Kind")


class _LineSpan(Struct, frozen=True, kw_only=True):
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


def first(head: bytes) -> dict[str, Any] | None:
    """Return the object on the first line that is not blank, None where there is none."""
    line = next((line for line in head.split(b"\n") if not line.isspace() and line), b"")
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def around(fields: dict[str, Any], path: Path, line: int) -> dict[str, Any]:
    """Return spans, state and what is lost, from the fields of an exported record. Raises InputError."""
    text = fields["text"]
    found = _as(fields.get("spans", []), tuple[_LineSpan, ...], "spans", path, line)
    gold = sum(span.source is not None for span in found)
    state = _as(fields.get("state"), State | None, "state", path, line)
    if state is not None:
        _check_times(state, path, line)
    return {
        "spans": tuple(_span(span, text, path, line) for span in found),
        "state": state,
        "lost": {Loss.PROVENANCE.value: gold} if gold else {},
    }


def _span(span: _LineSpan, text: object, path: Path, line: int) -> IncomingSpan:
    where = f"the span labelled {span.label!r} at [{span.start}, {span.end})"
    if span.text is not None and isinstance(text, str) and text[max(span.start, 0) : span.end] != span.text:
        raise InputError(
            f"{where} has the text {span.text!r}, and the article has another one there", path, line
        )
    if not span.label:
        raise InputError(f"the span at [{span.start}, {span.end}) has no label; give it one", path, line)
    for moment in (span.created, span.changed):
        if moment is not None and moment.tzinfo is None:
            raise InputError(f"{where} has a time without a zone; write 2026-03-01T12:00:00Z", path, line)
    for name, value in span.attributes.items():
        reading.check_characters(name + value, path, line, where)
    return IncomingSpan(
        start=span.start,
        end=span.end,
        label=span.label,
        annotator=span.annotator,
        attributes=span.attributes,
        id=span.id,
        created=span.created,
        changed=span.changed,
    )


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
