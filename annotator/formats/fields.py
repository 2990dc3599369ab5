"""The fields that an article has in every format with fields, and the article they make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.errors import InputError
from annotator.formats import reading
from annotator.model import Incoming

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import IncomingSpan, State

FIELDS = ("id", "text", "title", "date", "source", "url")
"""What is known of an article; anything else is metadata."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def is_id(value: str) -> bool:
    """Say whether a string can be an article's id: not blank, and without control characters, as in a project."""
    return bool(value.strip()) and not _CONTROL.search(value)


def article(
    fields: dict[str, Any],
    path: Path,
    line: int | None,
    *,
    metadata: dict[str, Any],
    spans: tuple[IncomingSpan, ...] = (),
    state: State | None = None,
    lost: dict[str, int] | None = None,
    exported: bool = False,
) -> Incoming:
    """Return the article that the fields make. Raises InputError for a field of the wrong kind.

    `exported`: they are of our own export, whose ids are a project's already.
    """
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError(f"text is {_kind(text)}; it must be a string", path, line)
    reading.check_text(text, path, line)
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
        lost=lost or {},
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
    reading.check_characters(value, path, line, name)
    return value


def _kind(value: object) -> str:
    """Return what JSON calls a value."""
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
