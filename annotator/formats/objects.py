"""Lines that are each a JSON object, as most tools write their data, and the fields of an article in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.fields import FIELDS, is_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from annotator.model import Incoming, Record, Refusal


def read_lines(
    path: Path, encoding: str, make: Callable[[dict[str, Any], int], Incoming]
) -> Iterator[Incoming | Refusal]:
    """Yield what `make` makes of the object on each line and the line's number; its InputError refuses that line alone.

    Blank lines are passed over.
    """
    blank = True
    try:
        for number, line in reading.lines(path, encoding, newline="\n"):
            if line is not None and not line.strip():
                continue
            blank = False
            try:
                if line is None:
                    raise InputError(f"the line {reading.TOO_LARGE}", path, number)
                reading.check_line(line, encoding, path, number)
                yield make(decode(line, path, number), number)
            except InputError as error:
                yield reading.refusal(error, path)
        if blank:
            raise InputError("the file is empty", path)
    except InputError as error:
        yield reading.refusal(error, path)


def decode(data: str, path: Path, line: int, what: str = "the line") -> dict[str, Any]:
    """Return the JSON object that `data` is. Raises InputError."""
    reading.check_characters(data, path, line, what)
    try:
        found = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise InputError(f"is not valid JSON: {error}; mend or remove {what}", path, line) from error
    except RecursionError as error:
        raise InputError("is JSON nested too deeply", path, line) from error
    if not isinstance(found, dict):
        raise InputError("is not a JSON object with the fields of one article", path, line)
    return found


def article_fields(
    given: dict[str, Any], used: Collection[str] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of an article among `given`, and the rest of them as its metadata, `used` and `text` left out.

    A known field whose value is of another kind than ours is metadata, too: what `date` is in the data of another tool is
    not for us to say. What is in an object `metadata` stands beside the rest where nothing else has its name.
    """
    fields: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    for name, value in given.items():
        if name in used or name == "text":
            continue
        if name in FIELDS and _fits(name, value):
            fields[name] = value
        else:
            metadata[name] = value
    inner = metadata.get("metadata")
    if isinstance(inner, dict) and not inner.keys() & (metadata.keys() - {"metadata"}):
        del metadata["metadata"]
        metadata |= inner
    return fields, metadata


def flat_fields(record: Record, reserved: Collection[str]) -> dict[str, Any]:
    """Return the fields of a record beside its text as `article_fields` reads them back, those that are empty left out.

    Metadata whose names are `reserved` by the format, or would be read as fields, are in an object `metadata`.
    """
    fields = {
        name: value for name in FIELDS if name != "text" and (value := getattr(record, name)) is not None
    }
    taken = {*FIELDS, *reserved, "metadata"}
    fields |= {name: value for name, value in record.metadata.items() if name not in taken}
    if inner := {name: value for name, value in record.metadata.items() if name in taken}:
        fields["metadata"] = inner
    return fields


def _fits(name: str, value: object) -> bool:
    if value is None:
        return True
    if name == "id" and isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, str) and (name != "id" or is_id(value))
