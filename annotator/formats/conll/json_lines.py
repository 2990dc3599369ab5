"""Lines that are JSON, which are no words with their tags."""

from __future__ import annotations

import msgspec

from annotator.formats.json_head import json_head


def is_object(line: str | bytes) -> bool:
    """Return whether a line is a JSON object that is not empty."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
    return isinstance(value, dict) and bool(value)


def begins_with_objects(head: bytes) -> bool:
    """Return whether a file that begins with `head` is JSON: an object, or a list of them."""
    found = json_head(head)
    return found is not None and any(found.objects)
