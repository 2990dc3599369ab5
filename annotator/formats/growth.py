"""How much may come out of a file for its size: what stands in it once can go to each of its articles or spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.limits import GROWTH, GROWTH_AT_LEAST
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


def bounded(records: Iterator[Incoming | Refusal], size: int) -> Iterator[Incoming | Refusal]:
    """Yield the records of a file as long as there is not far more in them than in the file, which has `size` bytes.

    The characters of texts, of metadata with the names in it, and of the attributes of spans are counted. The record that has too
    many is refused, with the rest of the file.
    """
    left = GROWTH.most * size + GROWTH_AT_LEAST
    for record in records:
        if isinstance(record, Incoming):
            left -= _characters_of(record, left)
            if left < 0:
                reason = (
                    f"more than {GROWTH.most} {GROWTH.unit} comes out of the file up to here: a long name, note or attribute "
                    "in it goes to each of many articles or spans; shorten it, or leave it out"
                )
                yield Refusal(path=record.path, line=record.line, reason=f"{reason}.", rest=True)
                return
        yield record


def _characters_of(record: Incoming, most: int) -> int:
    """Return the characters of an article and its spans; of spans no more are counted when there are `most`."""
    size = len(record.text) + len(record.title or "") + len(record.source or "") + len(record.url or "")
    if record.metadata:
        size += _characters(record.metadata)
    for span in record.spans:
        if span.attributes:
            size += _characters(span.attributes)
            if size > most:
                break
    return size


def _characters(value: object) -> int:
    """Return the characters of the strings in a value, with the names of fields; whatever else is in it counts as one."""
    match value:
        case str():
            return len(value)
        case dict():
            return sum(len(name) + _characters(one) for name, one in value.items())
        case list() | tuple():
            return sum(map(_characters, value))
    return 1
