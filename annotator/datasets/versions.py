"""The version of a data set: a hash over all that makes it."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.datasets.dataset_json import DataVersion, SchemaVersion, VersionParts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.datasets.dataset_json import FileFacts
    from annotator.datasets.origin import Origin
    from annotator.model import LabelSchema

_SHOWN = 12
"""How many digits of the hash are in the version."""


def data_version(
    *,
    program: str,
    format: str,  # noqa: A002
    options: dict[str, Any],
    schema: LabelSchema,
    origin: Origin,
    described: Mapping[str, Any],
    files: Mapping[str, FileFacts],
) -> DataVersion:
    """Return the version of a data set, whose `files` are those of its splits; `described` is the rest of what dataset.json says of it."""
    parts = VersionParts(
        program=program,
        format=format,
        options=options,
        latest_change=origin.latest_change,
        schema=SchemaVersion(sha256=_hash(schema), date=origin.created),
        described=_hash(described),
        files={name: file.sha256 for name, file in sorted(files.items())},
    )
    found = _hash(parts)
    return DataVersion(version=f"{_day(origin.latest_change)}+{found[:_SHOWN]}", sha256=found, parts=parts)


def _day(change: str) -> str:
    """Return the day of a change as the first three numbers of a version."""
    if not change:
        return "0.0.0"
    day = datetime.fromisoformat(change).date()
    return f"{day.year}.{day.month}.{day.day}"


def _hash(value: object) -> str:
    """Return the hash of a value as JSON with sorted names and no white space, as the library `json` writes it."""
    made = json.dumps(msgspec.to_builtins(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(made.encode()).hexdigest()
