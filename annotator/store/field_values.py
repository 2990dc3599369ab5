"""The values of a field of articles, by which they are divided."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.store import article_ranges
from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.store.file.connection import Connection

_OWN = ("title", "source", "date", "url")
_ROWS = f"SELECT id, metadata, {', '.join(_OWN)} FROM article WHERE number BETWEEN ? AND ? ORDER BY number"


class FieldValues(NamedTuple):
    """The values of a field by the ids of the articles that have any, in order; a list has several. `names` are all fields that there are."""

    values: dict[str, tuple[str, ...]]
    names: frozenset[str]


def field_values(connection: Connection, field: str, ids: Collection[str]) -> FieldValues:
    """Return the values that these articles have of a field: title, source, date, url or one that they brought with them.

    An empty value is none. Numbers are as JSON writes them, 1.0 as 1.
    """
    found: dict[str, tuple[str, ...]] = {}
    names: set[str] = set()
    with connection.as_of_now(), decoding(connection, "the metadata of an article"):
        for among in article_ranges.ranges(connection, ids):
            for id_, metadata, *own in connection.rows(_ROWS, among):
                fields = json.loads(metadata)
                fields.update((name, value) for name, value in zip(_OWN, own, strict=True) if value)
                names.update(fields)
                if values := tuple(dict.fromkeys(_plain(fields.get(field)))):
                    found[id_] = values
    return FieldValues(found, frozenset(names))


def _plain(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _plain(one)
    elif isinstance(value, str):
        if text := unicodedata.normalize("NFC", value.strip()):
            yield text
    elif value is not None:
        yield json.dumps(_whole(value), ensure_ascii=False, sort_keys=True)


def _whole(value: Any) -> Any:
    """Return a value with whole numbers as such."""
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value
