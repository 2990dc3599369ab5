"""The lists in a record that have its spans, and those that look as if they had some."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.formats.json_records.paths import below, flatten, is_cut, plain, shown, values_at
from annotator.formats.json_records.span_fields import (
    ENDS,
    LABELS,
    LENGTHS,
    SCORES,
    STARTS,
    SURFACES,
    SpanFields,
    has_unknown_label,
    is_number,
    is_pair,
    label_fields,
    named_range,
    number,
    range_fields,
)
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWN = ""
"""The path of the span that a record is itself."""

TEXTS = ("text", "content", "document", "sentence")
"""Usual names of the field with the text."""

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

_OBJECTS = KNOWN | {"span", "entity", "mention"}
"""Usual names of fields that have spans in objects: one, several by their ids, or a list for each of their fields."""

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
    """A list in a record: its path, what it is, and its length; `inner` where it is within another list.

    `of_others` says whether it is within objects that have a text of their own, which its offsets may count from.
    """

    path: str
    kind: Kind
    count: int
    inner: bool = False
    of_others: bool = False

    @property
    def known(self) -> bool:
        """Whether its name is one that lists of spans have."""
        return plain(self.path) in KNOWN

    @property
    def shown(self) -> str:
        """Its path, for messages."""
        return "the record itself" if self.path == OWN else shown(self.path)

    @property
    def phrase(self) -> str:
        """What it is, for messages."""
        if self.kind is Kind.RANGES:
            return f"ranges in {shown(self.path)} without a label of their own"
        of = " of the texts there" if self.of_others else ""
        return f"things in {shown(self.path)} that look like spans{of}"

    @property
    def unread(self) -> str:
        """What is told of it where it is not read, with the option that reads it."""
        if self.kind is Kind.RANGES or self.of_others or self.path != shown(self.path):
            return self.phrase
        if self.inner and self.kind is Kind.LIKE_SPANS:
            return f"{self.phrase}, without a label of their own"
        fields = "" if self.kind is Kind.SPANS else ",start=FIELD,end=FIELD,label=FIELD"
        return f"things in {self.path} that look like spans (--fields spans={self.path}{fields} reads them)"

    @property
    def aside(self) -> bool:
        """Whether it is read only where the user says so."""
        return self.inner or is_cut(self.path) or any(plain(part) in ASIDE for part in self.path.split("."))


def span_lists(record: dict[str, Any], length: int) -> list[SpanList]:
    """Return the lists in a record that have spans or look like that, in their order. `length` is that of the text, in code points.

    Lists within other lists that have one path are counted as one.
    """
    found: dict[str, SpanList] = {}
    for field in _fields(record):
        known = plain(field.path) in (KNOWN if field.is_list else _OBJECTS)
        if (kind := kind_of(field.items, length, known=known)) is Kind.OTHER:
            continue
        if kind is Kind.SPANS and not known and not field.is_list:
            kind = Kind.UNCLEAR
        before = found.get(field.path)
        found[field.path] = SpanList(
            path=field.path,
            kind=kind if before is None else max(kind, before.kind, key=lambda one: one.value),
            count=len(field.items) + (before.count if before else 0),
            inner=field.inner,
            of_others=field.of_others,
        )
    return list(found.values())


class _Field(NamedTuple):
    path: str
    items: list[Any]
    is_list: bool
    inner: bool
    of_others: bool


def _fields(record: dict[str, Any]) -> Iterator[_Field]:
    """Yield the fields of a record that may have spans; not those within lists of spans' own fields."""
    stack: list[tuple[Iterator[tuple[str, object]], bool, bool]] = [(iter(record.items()), False, False)]
    while stack:
        fields, inner, of_others = stack[-1]
        if (found := next(fields, None)) is None:
            stack.pop()
            continue
        path, value = found
        if isinstance(value, dict):
            if (items := items_of(value)) is not None:
                yield _Field(path, items, False, inner, of_others)
                continue
            others = of_others or (inner and own_text(value) is not None)
            stack.append((below(path, value), inner, others))
        elif isinstance(value, list):
            if any(isinstance(one, dict | list) for one in value):
                yield _Field(path, value, True, inner, of_others)
            if not _is_range(value):
                nested = (one for one in value if isinstance(one, dict | list))
                stack.append((zip(repeat(path), nested), True, of_others))


def items_of(value: object) -> list[Any] | None:
    """Return the spans that the value of a field has, None where it has none.

    These are the items of a list, the objects of an object that has them by their ids, the object itself, or the rows of an
    object that has a list for each field of a span.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if not value:
        return []
    if all(isinstance(one, list) for one in value.values()):
        lists = list(value.values())
        names = [{name: 0} for name in value]
        if len({len(one) for one in lists}) == 1 and range_fields(names):
            return [dict(zip(value, row, strict=True)) for row in zip(*lists, strict=True)]
        return None
    if all(isinstance(one, dict) and range_fields([flatten(one)]) for one in value.values()):
        return [{"id": name, **one} for name, one in value.items()]
    own = {name: one for name, one in value.items() if not isinstance(one, dict)}
    return [value] if range_fields([own]) else None


def own_text(value: Mapping[str, Any]) -> str | None:
    """Return the text that an object within a record has, None where it has none."""
    return next(
        (one for name, one in value.items() if plain(name) in TEXTS and isinstance(one, str) and one), None
    )


def may_count_from_others(record: Mapping[str, Any], path: str) -> bool:
    """Return whether the spans at a path are within objects with texts of their own, and all fit into these."""
    before, _, last = path.rpartition(".")
    others = [
        one for value in values_at(record, before) for one in items_of(value) or () if isinstance(one, dict)
    ]
    texts = [(text, items_of(one.get(last)) or []) for one in others if (text := own_text(one)) is not None]
    ends = [
        (end, len(text))
        for text, items in texts
        for flat in map(flatten, items)
        for fields in range_fields([flat])
        if isinstance(end := SpanFields(label="", **fields).range_of(flat)[1], int)
    ]
    return bool(ends) and all(end <= length for end, length in ends)


def own_span(record: Mapping[str, Any], length: int) -> dict[str, Any] | None:
    """Return the fields of the one span that a record is itself, beside its text; None where it is none."""
    own = {name: one for name, one in record.items() if not isinstance(one, dict | list)}
    labels = [name for name in label_fields([own]) if plain(name) in LABELS[0] | LABELS[1]]
    if not labels or not any(end <= length and end - start < length for start, end in _own_ranges(own)):
        return None  # a span that has its own text ends after it, or is all of it
    names = {*STARTS, *ENDS, *LENGTHS, *map(plain, labels), *SURFACES, *SCORES}
    return {name: one for name, one in own.items() if plain(name) in names}


def has_own_range(record: Mapping[str, Any], length: int) -> bool:
    """Return whether a record has a start and an end itself, beside its text, that fit into a text of `length`."""
    return any(_fits(start, end, length) for start, end in _own_ranges(record))


def _own_ranges(record: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    own = {
        name: one
        for name, one in record.items()
        if isinstance(one, int | str) and plain(name) not in ("from", "to")
    }
    for fields in range_fields([own]):
        start, end = SpanFields(label="", **fields).range_of(own)
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            yield start, end


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
        if known and named_range(flats):
            return Kind.UNCLEAR
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
