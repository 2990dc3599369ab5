"""The fields of articles, for formats that have fields: an imported article made of them, and the fields of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.model import Incoming

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from annotator.model import Card, IncomingSpan, LayerKind, Record, State


FIELDS = ("id", "text", "title", "date", "source", "url")
"""The fields that an article has; any other field is metadata."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def is_id(value: str) -> bool:
    """Return whether a string can be the id of an article: it is not blank and has no control characters."""
    return bool(value.strip()) and (value.isprintable() or not _CONTROL.search(value))


def make_article(
    fields: dict[str, Any],
    path: Path,
    line: int | None,
    *,
    metadata: dict[str, Any],
    spans: tuple[IncomingSpan, ...] = (),
    state: State | None = None,
    lost: dict[str, int] | None = None,
    kinds: dict[str, LayerKind] | None = None,
    notes: tuple[str, ...] = (),
    card: Card | None = None,
    exported: bool = False,
) -> Incoming:
    """Return the article with these fields. Raises InputError for a field of the wrong type, and for a text that can't be used.

    With `exported` they are from an export of this program: the id is not checked, because a project has it already.
    """
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError(f"text is {_kind(text)}; it must be a string", path, line)
    text_files.check_text(text, path, line)
    return Incoming(
        text=text,
        path=path,
        line=line,
        id=_identity(fields.get("id"), path, line, exported=exported),
        title=_optional(fields, "title", path, line),
        date=_optional(fields, "date", path, line),
        source=_optional(fields, "source", path, line),
        url=_optional(fields, "url", path, line),
        metadata=metadata,
        spans=spans,
        state=state,
        card=card,
        lost=lost or {},
        kinds=kinds or {},
        notes=notes,
    )


def fit_article(
    fields: dict[str, Any],
    path: Path,
    line: int | None,
    *,
    metadata: dict[str, Any],
    spans: tuple[IncomingSpan, ...] = (),
    notes: tuple[str, ...] = (),
) -> Incoming:
    """Return what `make_article` does, for fields of the right types without a NUL or a lone surrogate. Raises InputError for a blank text."""
    text, id_ = fields["text"], fields.get("id")
    if not text or text.isspace():
        text_files.check_text(text, path, line)
    return Incoming(
        text=text,
        path=path,
        line=line,
        id=str(id_) if type(id_) is int else id_,
        title=fields.get("title"),
        date=fields.get("date"),
        source=fields.get("source"),
        url=fields.get("url"),
        metadata=metadata,
        spans=spans,
        notes=notes,
    )


def _identity(value: object, path: Path, line: int | None, *, exported: bool) -> str | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"id is {_kind(value)}; it must be a string or a whole number", path, line)
    if not value or not (exported or is_id(value)):
        raise InputError("id is empty or has control characters; write another", path, line)
    return value


def _optional(fields: dict[str, Any], name: str, path: Path, line: int | None) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name} is {_kind(value)}; it must be a string or null", path, line)
    text_files.check_characters(value, path, line, name)
    return value


def _kind(value: object) -> str:
    """Return the name of a value's type in JSON."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"


def split_fields(given: dict[str, Any], used: Collection[str] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the fields of another tool's record into those of an article and metadata; those `used` are left out.

    A field such as `date` whose value has another type than an article's goes into the metadata, because it may mean
    something else. The fields of an object `metadata` go into the metadata directly, unless a name is there already.
    """
    fields: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    for name, value in given.items():
        if name in used:
            continue
        if name in FIELDS and name != "text" and _fits(name, value):
            fields[name] = value
        else:
            metadata[name] = value
    inner = metadata.get("metadata")
    if isinstance(inner, dict) and not inner.keys() & (metadata.keys() - {"metadata"}):
        del metadata["metadata"]
        metadata |= inner
    return fields, metadata


def flat_fields(record: Record, reserved: Collection[str]) -> dict[str, Any]:
    """Return the fields of a record beside its text as `split_fields` reads them back, those that are empty left out.

    Metadata whose names are `reserved` by the format, or would be read as fields, are in an object `metadata`.
    """
    fields = {
        name: value for name in FIELDS if name != "text" and (value := getattr(record, name)) is not None
    }
    reserved_names = {*FIELDS, *reserved, "metadata"}
    fields |= {name: value for name, value in record.metadata.items() if name not in reserved_names}
    if inner := {name: value for name, value in record.metadata.items() if name in reserved_names}:
        fields["metadata"] = inner
    return fields


def _fits(name: str, value: object) -> bool:
    if value is None:
        return True
    if name == "id" and isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, str) and (name != "id" or is_id(value))
