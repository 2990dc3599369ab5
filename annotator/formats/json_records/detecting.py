"""Scores for files that may be JSON of other tools, by the fields of their first records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.json_head import JsonHead, json_head
from annotator.formats.json_records import JsonOptions
from annotator.formats.json_records.documents import places
from annotator.formats.json_records.reading import RecordReader, as_object

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LINES = (".jsonl", ".ndjson")
SPANS = 0.75
"""The score for records with spans; a format that has fields of its own there gives itself more."""
NAMED = 0.7
PERHAPS = 0.3
UNKNOWN = 0.5
"""The score of JSON whose records are not known, where the file's name fits: reading it says which fields there are."""


def is_export(value: object) -> bool:
    """Return whether a value is a record that this program exported."""
    return (
        isinstance(value, dict)
        and value.get("offset_unit") == "codepoint"
        and isinstance(value.get("sha256"), str)
    )


def lines_score(path: Path, head: bytes, *, named: bool) -> float:
    """Return the score of a file as records of which each has a line."""
    found = json_head(head)
    if found is None:
        return UNKNOWN if named else 0.0
    kind = _kind(found.values, path)
    if not _is_lines(found, kind, path, named=named):
        return 0.0
    if is_export(found.values[0]):
        return 1.0
    named = named or (found.several and path.suffix.lower() == ".json")
    if kind == "spans":
        return SPANS
    if kind == "text":
        return NAMED if named else PERHAPS
    return UNKNOWN if named else PERHAPS


def document_score(path: Path, head: bytes, *, named: bool) -> float:
    """Return the score of a file as one document."""
    found = json_head(head)
    if found is None:
        return (UNKNOWN if head.strip() else NAMED) if named else 0.0
    kind = _kind(found.values, path)
    if _is_lines(found, kind, path, named=path.suffix.lower() in LINES):
        return 0.0
    if found.values and is_export(found.values[0]):
        return 1.0
    if kind == "spans" or _has_inner_spans(found.values, path):
        return SPANS
    if kind == "text":
        return NAMED if named else PERHAPS
    return UNKNOWN if named and (found.listed or _has_list(found.values)) else PERHAPS


def _is_lines(found: JsonHead, kind: str, path: Path, *, named: bool) -> bool:
    """Return whether the values of a file are lines of it. One value is a line where it is a record, unless the name says otherwise."""
    if not found.by_lines:
        return False
    if found.several or is_export(found.values[0]):
        return True
    if kind == "none":
        return named and not _has_inner_spans(found.values, path)
    return path.suffix.lower() != ".json"


def _kind(values: Iterable[Any], path: Path) -> str:
    """Return "spans" where a value is a record with spans or tags, "text" where one is a record, else "none"."""
    reader = RecordReader(path, JsonOptions())
    records = [value for value in values if reader.is_record(value)]
    if any(reader.is_marked(record) for record in records):
        return "spans"
    return "text" if records else "none"


def _has_inner_spans(values: Iterable[Any], path: Path) -> bool:
    reader = RecordReader(path, JsonOptions())
    return any(reader.has_spans(place.record) for value in values for place in places(value, "", reader))


def _has_list(values: Iterable[Any]) -> bool:
    """Return whether a value has a list of objects, in a field or in that of an object in it."""
    for value in values:
        record = as_object(value) or {}
        inner = [one for field in record.values() if isinstance(field, dict) for one in field.values()]
        if any(
            isinstance(one, list) and one and isinstance(one[0], dict) for one in (*record.values(), *inner)
        ):
            return True
    return False
