"""The fields of a record whose article is in the project already, with other fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord

_LOST = "fields of articles that are there already without them or with others"


def other_fields(connection: Connection, article: str, record: CheckedRecord) -> dict[str, int]:
    """Return how many fields of the record its article, by its id, does not have, by the words for that; {} for none.

    What is in the project stays, so they are not stored.
    """
    row = connection.row("SELECT title, date, source, url, metadata FROM article WHERE id = ?", [article])
    assert row is not None
    *fields, metadata = row
    with decoding(connection, "the metadata of an article"):
        there = {} if metadata == "{}" else json.loads(metadata)
    new = record.article
    given = (new.title if record.has_title else "", new.date or "", new.source or "", new.url or "")
    count = sum(bool(value.strip()) and value != stored for value, stored in zip(given, fields, strict=True))
    if new.metadata != metadata:
        count += sum(
            key not in there or there[key] != value for key, value in json.loads(new.metadata).items()
        )
    return {_LOST: count} if count else {}
