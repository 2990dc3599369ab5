"""Find the records in a JSON document: the items of a list that it is, or of lists somewhere inside."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.json_documents import read_values
from annotator.formats.json_objects import decode_value
from annotator.formats.json_records.paths import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from annotator.formats.json_documents import Value
    from annotator.formats.json_records.reading import RecordReader
    from annotator.model import Incoming, Refusal

    Make = Callable[[object, str, int], Incoming]
    """Makes the article of a record, given with its JSON and its line; raises InputError."""

_LOOKED_AT = 50
"""How many values of a list are looked at to find out whether they are records."""
_NAMED = 5
"""How many lists of a document are named in a message."""
_AROUND = "fields of objects around articles"


class Place(NamedTuple):
    """A record in a document: the path of the list or object that has it, its key in an object, and the record."""

    path: str
    key: str
    record: Any


def places(value: Any, path: str, reader: RecordReader) -> Iterator[Place]:
    """Yield the records in a value: itself, or those in it at any depth that are in lists or, with spans, in objects."""
    stack: list[tuple[str, str, Any, bool]] = [(path, "", value, True)]
    while stack:
        path, key, one, listed = stack.pop()
        if reader.is_record(one) and (listed or reader.has_spans(one)):
            yield Place(path, key, one)
        elif isinstance(one, dict):
            for name, inner in reversed(one.items()):
                below = f"{path}.{name}" if path else name
                if isinstance(inner, list):
                    stack += [
                        (below, "", item, True) for item in reversed(inner) if isinstance(item, dict | list)
                    ]
                elif isinstance(inner, dict):
                    is_record = reader.is_record(inner) and reader.has_spans(inner)
                    stack.append((path if is_record else below, name, inner, False))


class _Document:
    """A document whose records are in lists; `fields` says whether it is an object, so that its fields have them."""

    def __init__(self, path: Path, encoding: str, reader: RecordReader, *, fields: bool) -> None:
        self._path = path
        self._encoding = encoding
        self._reader = reader
        self._fields = fields
        self._with_spans: dict[str, None] = {}
        self._with_texts: dict[str, None] = {}
        self._others: dict[str, str] = {}
        """The fields in which no record was found, with those of the first object there."""

    def look(self, values: Iterable[Value]) -> list[str]:
        """Return the paths of the lists to read: those in which some records have spans, or else the only one with texts."""
        seen: Counter[str] = Counter()
        self._with_spans.clear()
        self._with_texts.clear()
        self._others.clear()
        for value in values:
            if value.listed:
                seen[value.field] += 1
            if seen[value.field] > _LOOKED_AT or (decoded := _decoded(value)) is None:
                continue
            none = True
            for place in self._places(value, decoded):
                if self._reader.has_spans(place.record):
                    none = False
                    self._with_spans[place.path] = None
                elif self._fields and place.record is decoded and value.listed:
                    none = False
                    self._with_texts[place.path] = None
            if none and len(self._others) < _LOOKED_AT:
                self._others.setdefault(
                    value.field, field_names(decoded) if isinstance(decoded, dict) else ""
                )
        if self._with_spans:
            return list(self._with_spans)
        return list(self._with_texts) if len(self._with_texts) == 1 else []

    def has_records(self) -> bool:
        """Return whether an object that can't be decoded as a whole has records that can."""
        try:
            return bool(self.look(self._values()))
        except InputError:
            return False

    def read(self, make: Make) -> Iterator[Incoming | Refusal]:
        """Yield the articles. Raises InputError where there is none."""
        chosen = self.look(self._values())
        if not chosen:
            raise InputError(self._nothing(), self._path)
        notes: tuple[str, ...] = (_note(chosen),)
        around = [name for name in self._others if not any(_is_on(name, path) for path in chosen)]
        lost = {f"fields of the document beside its articles ({', '.join(around[:_NAMED])})": len(around)}
        for value in self._values():
            try:
                raw = json_of(value, self._path, self._encoding)
                whole = decode_value(raw, self._path, value.line, "record")
            except InputError as error:
                yield text_files.refusal(error, self._path)
                continue
            found = [place for place in self._places(value, whole) if place.path in chosen]
            beside = _beside(whole, value.field, chosen) if found and found[0].record is not whole else 0
            for place in found:
                text = raw if place.record is whole else msgspec.json.encode(place.record).decode()
                try:
                    one = make(place.record, text, value.line)
                except InputError as error:
                    yield text_files.refusal(error, self._path)
                    continue
                counts = Counter(one.lost) + Counter(lost) + Counter({_AROUND: beside})
                yield msgspec.structs.replace(
                    one,
                    id=one.id or place.key or None,
                    metadata={"list": place.path, **one.metadata} if len(chosen) > 1 else one.metadata,
                    notes=(*notes, *one.notes),
                    lost=dict(+counts),
                )
                notes, lost, beside = (), {}, 0

    def _values(self) -> Iterator[Value]:
        return read_values(self._path, self._encoding, fields=self._fields)

    def _places(self, value: Value, decoded: object) -> Iterator[Place]:
        if self._fields and not value.listed:
            if isinstance(decoded, dict):
                yield from places({value.field: decoded}, "", self._reader)
        else:
            yield from places(decoded, value.field, self._reader)

    def _nothing(self) -> str:
        if self._with_texts:
            names = " and ".join(list(self._with_texts)[:_NAMED])
            return f"has several lists of texts without spans, {names}; put the one to import into a file of its own"
        found = [
            f"{name} ({inner})" if inner not in ("", "none") else name for name, inner in self._others.items()
        ]
        return (
            f"is JSON in which no records with a text are known; its fields are: {', '.join(found[:20]) or 'none'}; say which "
            "are which with --fields text=FIELD,spans=FIELD,start=FIELD,end=FIELD,label=FIELD"
        )


def read_document(
    path: Path, encoding: str, reader: RecordReader, make: Make
) -> Iterator[Incoming | Refusal]:
    """Yield what `make` returns for each record, called with the record, its JSON and its line.

    An InputError of `make` refuses that record alone.
    """
    try:
        if (document := _document(path, encoding, reader)) is not None:
            yield from document.read(make)
            return
        for value in read_values(path, encoding):
            try:
                raw = json_of(value, path, encoding)
                yield make(decode_value(raw, path, value.line, "record"), raw, value.line)
            except InputError as error:
                yield text_files.refusal(error, path)
    except InputError as error:
        yield text_files.refusal(error, path)


def _document(path: Path, encoding: str, reader: RecordReader) -> _Document | None:
    """Return the document, None where the values of the file are records themselves."""
    values = read_values(path, encoding)
    if (first := next(values, None)) is None:
        raise InputError("is an empty list, without an article", path)
    if not first.listed:
        decoded = _decoded(first)
        if (decoded is not None and not isinstance(decoded, dict)) or reader.is_record(decoded):
            return None
        document = _Document(path, encoding, reader, fields=True)
        if next(values, None) is not None or (decoded is None and not document.has_records()):
            return None
        return document
    beginning = [first, *islice(values, _LOOKED_AT)]
    if any(reader.is_record(_decoded(value)) for value in beginning):
        return None
    document = _Document(path, encoding, reader, fields=False)
    return document if document.look(beginning) else None


def json_of(value: Value, path: Path, encoding: str) -> str:
    """Return the JSON of a value. Raises InputError for one that is too large, and for bytes that can't be decoded."""
    if value.json is None:
        where = f"what stands in {value.field!r}" if value.field and not value.listed else "the record"
        raise InputError(f"{where} {text_files.TOO_LARGE}", path, value.line)
    text_files.check_line(value.json, encoding, path, value.line)
    return value.json


def _decoded(value: Value) -> object:
    """Return a value decoded, None where it can't be, which is told when it is read."""
    try:
        return msgspec.json.decode(value.json or "")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _note(chosen: list[str]) -> str:
    names = [name or "the objects of the document" for name in chosen[:_NAMED]]
    more = f" and {len(chosen) - _NAMED} more" if len(chosen) > _NAMED else ""
    return f"read the articles in {', '.join(names)}{more}"


def _is_on(name: str, path: str) -> bool:
    """Return whether a field of the document leads to a path."""
    return not path or path == name or path.startswith(f"{name}.")


def _beside(whole: object, field: str, chosen: list[str]) -> int:
    """Return how many fields of an object with records somewhere inside lead to none."""
    if not isinstance(whole, dict):
        return 0
    before = f"{field}." if field else ""
    return sum(not any(_is_on(f"{before}{name}", path) for path in chosen) for name in whole)
