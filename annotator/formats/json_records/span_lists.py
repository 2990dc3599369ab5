"""The lists in a record that have its spans, and those that look as if they had some."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotator.formats.json_records.paths import flatten, plain, shown
from annotator.formats.json_records.span_fields import (
    SpanFields,
    has_unknown_label,
    is_number,
    is_pair,
    label_fields,
    number,
    range_fields,
)
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = frozenset(
    [
        "spans",
        "entities",
        "ents",
        "annotations",
        "annotation",
        "labels",
        "label",
        "spanannotations",
        "mentions",
        "ner",
        "tags",
        "nertags",
        "result",
    ]
)
"""Usual names of lists of spans."""

SPAN_NAMES = frozenset(["spans", "entities", "ents", "annotations", "spanannotations", "mentions"])
"""Names of fields that have spans and nothing else."""

ASIDE = frozenset(
    [
        "tokens",
        "words",
        "predictions",
        "prediction",
        "suggestions",
        "drafts",
        "history",
        "relations",
        "sentences",
        "sents",
    ]
)
"""Names of lists that are read as spans only where the user says so."""

PARTS = frozenset(["tokens", "words", "sentences", "sents"])
"""Lists of parts of the text, which are no spans where they have no labels."""

_LOOKED_AT = 200
"""How many items of a list are looked at to find out what it is."""


class Kind(Enum):
    """What a list is: spans; spans, but which of their fields is which is not clear; something like them; ranges; anything else."""

    SPANS = 5
    UNCLEAR = 4
    LIKE_SPANS = 3
    RANGES = 2
    OTHER = 1


class SpanList(Struct, frozen=True, kw_only=True):
    """A list in a record: its path, what it is, and its length; `inner` where it is within another list."""

    path: str
    kind: Kind
    count: int
    inner: bool = False

    @property
    def known(self) -> bool:
        """Whether its name is one that lists of spans have."""
        return plain(self.path) in KNOWN

    @property
    def phrase(self) -> str:
        """What it is, for messages."""
        if self.kind is Kind.RANGES:
            return f"ranges in {shown(self.path)} without a label of their own"
        return f"things in {shown(self.path)} that look like spans"

    @property
    def unread(self) -> str:
        """What is told of it where it is not read, with the option that reads it."""
        if self.kind is Kind.RANGES or self.path != shown(self.path):
            return self.phrase
        fields = "" if self.kind is Kind.SPANS else ",start=FIELD,end=FIELD,label=FIELD"
        return f"things in {self.path} that look like spans (--fields spans={self.path}{fields} reads them)"

    @property
    def aside(self) -> bool:
        """Whether it is read only where the user says so."""
        return self.inner or any(plain(part) in ASIDE for part in self.path.split("."))


def span_lists(record: dict[str, Any], length: int) -> list[SpanList]:
    """Return the lists in a record that have spans or look like that, in their order. `length` is that of the text, in code points.

    Lists within other lists that have one path are counted as one.
    """
    found: dict[str, SpanList] = {}
    for path, items, inner in _lists(record):
        if (kind := kind_of(items, length, known=plain(path) in KNOWN)) is Kind.OTHER:
            continue
        before = found.get(path)
        found[path] = SpanList(
            path=path,
            kind=kind if before is None else max(kind, before.kind, key=lambda one: one.value),
            count=len(items) + (before.count if before else 0),
            inner=inner,
        )
    return list(found.values())


def _lists(record: dict[str, Any]) -> Iterator[tuple[str, list[Any], bool]]:
    """Yield the lists of objects and of lists in a record, with their paths; not those within lists of spans' own fields."""
    stack: list[tuple[str, object, bool]] = [(name, value, False) for name, value in reversed(record.items())]
    while stack:
        path, value, inner = stack.pop()
        if isinstance(value, dict):
            stack += [(f"{path}.{name}", one, inner) for name, one in reversed(value.items())]
        elif isinstance(value, list):
            if any(isinstance(one, dict | list) for one in value):
                yield path, value, inner
            if not _is_range(value):
                stack += [(path, one, True) for one in reversed(value) if isinstance(one, dict | list)]


def _is_range(items: list[Any]) -> bool:
    """Return whether a list has the spans itself, so that lists within them are parts of spans."""
    return any(
        range_fields([flatten(one)]) if isinstance(one, dict) else _is_triple(one) for one in items[:3]
    )


def kind_of(items: list[Any], length: int, *, known: bool = False) -> Kind:
    """Return what a list is. Where its name is not `known`, one of its ranges at least has to fit into a text of `length`."""
    looked_at = items[:_LOOKED_AT]
    objects = [flatten(one) for one in looked_at if isinstance(one, dict)]
    if objects:
        return _of_objects(objects, length, known=known)
    lists = [one for one in looked_at if isinstance(one, list) and one]
    if not lists:
        return Kind.OTHER
    if any(_is_triple(one) and (known or _fits(one[0], one[1], length)) for one in lists):
        return Kind.SPANS
    if known and all(len(one) == 3 and all(map(is_number, one)) for one in lists):
        return Kind.SPANS  # with labels that are numbers
    if any(_has_range(one, length) for one in lists):
        numbers = all(all(map(is_number, one)) for one in lists)
        return Kind.RANGES if numbers else Kind.UNCLEAR
    return Kind.OTHER


def _of_objects(flats: list[dict[str, Any]], length: int, *, known: bool) -> Kind:
    ranges = range_fields(flats)
    if not ranges:
        return (
            Kind.LIKE_SPANS if any(_has_range(list(flat.values()), length) for flat in flats) else Kind.OTHER
        )
    fields = SpanFields(label="", **ranges[0])
    if not known and not any(_fits(*fields.range_of(flat), length) for flat in flats):
        return Kind.OTHER
    if label_fields(flats, {fields.start, fields.end}):
        return Kind.SPANS
    return Kind.UNCLEAR if has_unknown_label(flats) else Kind.LIKE_SPANS


def _is_triple(item: object) -> bool:
    """Return whether an item is a list of start, end and label."""
    return (
        isinstance(item, list)
        and len(item) >= 3
        and is_number(item[0])
        and is_number(item[1])
        and (
            isinstance(item[2], str)
            or (isinstance(item[2], list) and bool(item[2]) and isinstance(item[2][0], str))
        )
    )


def _has_range(values: list[Any], length: int) -> bool:
    """Return whether two of some values can be a range of a text."""
    numbers = [one for one in map(number, values[:20]) if isinstance(one, int) and not isinstance(one, bool)]
    if any(_fits(one, other, length) for one, other in pairwise(numbers)):
        return True
    return any(is_pair(one) and _has_range(one[0] if len(one) == 1 else one, length) for one in values[:20])


def _fits(start: object, end: object, length: int) -> bool:
    """Return whether a range can be one of a text of `length` code points, whatever its offsets count."""
    start, end = number(start), number(end)
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= 2 * length
