"""The rows of one article in a table that has a span a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.fields import FIELDS, article
from annotator.model import IncomingSpan

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Incoming

SPAN = ("start", "end", "label", "span", "annotator", "attributes")
"""The columns of a span; the first four are there in every table with a span a row."""


class Group:
    """An article, from the first row that has its id on. Raises InputError for fields that can't be used."""

    def __init__(self, cells: dict[str, str], path: Path, line: int) -> None:
        known = {name: cells[name] or None for name in FIELDS if name in cells}
        others = {name: value for name, value in cells.items() if name not in (*FIELDS, "metadata", *SPAN)}
        for name, value in others.items():
            reading.check_characters(value, path, line, repr(name))
        metadata = {**others, **_object(cells.get("metadata", ""), "metadata", path, line)}
        self._path = path
        self._article = article(
            {**known, "text": cells["text"]}, path, line, metadata=metadata, exported=True
        )
        self._spans: list[IncomingSpan] = []

    @property
    def incoming(self) -> Incoming:
        """The article with the spans that were added."""
        return msgspec.structs.replace(self._article, spans=tuple(self._spans))

    def has(self, cells: dict[str, str]) -> bool:
        """Say whether a row is one more of this article."""
        same = cells.get("id") == self._article.id and self._article.id is not None
        return same and cells["text"] in ("", self._article.text)

    def add(self, cells: dict[str, str], line: int) -> None:
        """Take the span of a row, if it has one. Raises InputError for one that is not in the text."""
        if not any(cells[name] for name in SPAN[:4]):
            return
        start, end = self._offset(cells, "start", line), self._offset(cells, "end", line)
        text = self._article.text
        if not 0 <= start < end <= len(text) or (cells["span"] and text[start:end] != cells["span"]):
            raise InputError(
                f"the span {cells['span']!r} is not what stands at [{start}, {end}) of the text; mend the offsets, which "
                "count code points",
                self._path,
                line,
            )
        if not cells["label"]:
            raise InputError(f"the span at [{start}, {end}) has no label; give it one", self._path, line)
        for name in SPAN[2:]:
            reading.check_characters(cells.get(name, ""), self._path, line, repr(name))
        attributes = _object(cells.get("attributes", ""), "attributes", self._path, line)
        if not all(isinstance(value, str) for value in attributes.values()):
            raise InputError("attributes has a value that is no string", self._path, line)
        self._spans.append(
            IncomingSpan(
                start=start,
                end=end,
                label=cells["label"],
                annotator=cells.get("annotator") or None,
                attributes=attributes,
            )
        )

    def _offset(self, cells: dict[str, str], name: str, line: int) -> int:
        value = cells[name]
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise InputError(f"{name} is {value!r}; it must be a whole number", self._path, line)
        return int(value)


def _object(value: str, name: str, path: Path, line: int) -> dict[str, Any]:
    if not value:
        return {}
    try:
        found = msgspec.json.decode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InputError(f"{name} is not valid JSON: {error}", path, line) from error
    if not isinstance(found, dict):
        raise InputError(f"{name} must be a JSON object, as in {{}}", path, line)
    for one in found.values():
        if isinstance(one, str):
            reading.check_characters(one, path, line, name)
    return found
