"""Find the records in a JSON document: the items of a list that it is, or of lists somewhere inside."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator import limits
from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.json_documents import read_values
from annotator.formats.json_objects import decode_value, depth_of
from annotator.formats.json_records.paths import below, field_names, leads_to, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from annotator.formats.json_documents import Value
    from annotator.formats.json_records.reading import RecordReader
    from annotator.model import Incoming, Refusal

    Make = Callable[[object, str, int], Incoming]
    """Makes the article of a record, given with its JSON and its line; raises InputError."""

_LOOKED_AT = 200
"""How many values of a list, or fields of a document, are looked at to find out whether they are records."""
_LEVELS = 10
"""How deep in a document records are looked for."""
_NAMED = 5
"""How many lists of a document are named in a message."""
_AROUND = "fields of objects around articles"


class Place(NamedTuple):
    """A record in a document: the path of the list or object that has it, its key in an object, and the record."""

    path: str
    key: str
    record: Any


def places(value: Any, path: str, reader: RecordReader) -> Iterator[Place]:
    """Yield the records in a value: itself, or those in it, `_LEVELS` deep, that are in lists or, with spans, in objects."""
    yield from _listed(value, path, reader, _LEVELS)


def _listed(value: Any, path: str, reader: RecordReader, levels: int) -> Iterator[Place]:
    if reader.is_record(value):
        yield Place(path, "", value)
    elif isinstance(value, dict) and levels:
        yield from _inside(value, path, reader, levels - 1)


def _inside(value: Mapping[str, Any], path: str, reader: RecordReader, levels: int) -> Iterator[Place]:
    """Yield the records in an object that is none itself."""
    for name, (inner_path, inner) in zip(value, below(path, value), strict=True):
        if isinstance(inner, list):
            for item in inner:
                if isinstance(item, dict | list):
                    yield from _listed(item, inner_path, reader, levels)
        elif isinstance(inner, dict):
            if reader.is_record(inner) and reader.has_spans(inner):
                yield Place(path, name, inner)
            elif levels:
                yield from _inside(inner, inner_path, reader, levels - 1)


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
        seen: Counter[tuple[str, bool]] = Counter()
        for value in values:
            key = (value.field if value.listed else "", value.listed)
            seen[key] += 1
            if seen[key] > _LOOKED_AT or (decoded := _decoded(value)) is None:
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

    def is_object(self) -> bool:
        """Return whether a file that can't be decoded as a whole is an object all the same."""
        try:
            self.look(self._values())
        except InputError:
            return False
        return True

    def read(self, make: Make) -> Iterator[Incoming | Refusal]:
        """Yield the articles. Raises InputError where there is none."""
        chosen = self.look(self._values())
        if not chosen:
            for value in self._values():  # one that can't be decoded may be why there is none
                decode_value(json_of(value, self._path, self._encoding), self._path, value.line, "record")
            raise InputError(self._nothing(), self._path)
        notes: tuple[str, ...] = (_note(chosen),)
        read = _Paths(chosen)
        around = [name for name in self._others if not read.are_on(name)]
        lost = {
            f"fields of the document beside its articles ({', '.join(map(shown, around[:_NAMED]))})": len(
                around
            )
        }
        for value in self._values():
            try:
                raw = json_of(value, self._path, self._encoding)
                whole = decode_value(raw, self._path, value.line, "record")
            except InputError as error:
                yield text_files.refusal(error, self._path)
                continue
            found = [place for place in self._places(value, whole) if place.path in read.all]
            beside = _beside(whole, value.field, read) if found and found[0].record is not whole else 0
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
            f"{shown(name)} ({inner})" if inner not in ("", "none") else shown(name)
            for name, inner in self._others.items()
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
        if first.json is not None and _is_deep(first.json):
            return None
        if (decoded is not None and not isinstance(decoded, dict)) or reader.is_record(decoded):
            return None
        document = _Document(path, encoding, reader, fields=True)
        if next(values, None) is not None or (decoded is None and not document.is_object()):
            return None
        return document
    if reader.is_record(_decoded(first)) or any(
        reader.is_record(_decoded(value)) for value in islice(values, _LOOKED_AT)
    ):
        return None
    document = _Document(path, encoding, reader, fields=False)
    return document if document.look(islice(read_values(path, encoding), 1 + _LOOKED_AT)) else None


def json_of(value: Value, path: Path, encoding: str) -> str:
    """Return the JSON of a value. Raises InputError for one that is too large, and for bytes that can't be decoded."""
    if value.json is None:
        where = f"what stands in {value.field!r}" if value.field and not value.listed else "the record"
        raise InputError(f"{where} {text_files.TOO_LARGE}", path, value.line)
    text_files.check_line(value.json, encoding, path, value.line)
    return value.json


def _decoded(value: Value) -> object:
    """Return a value decoded, None where it can't be, which is told when it is read."""
    if value.json is None or _is_deep(value.json):
        return None
    try:
        return msgspec.json.decode(value.json)
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _is_deep(raw: str) -> bool:
    return bool(limits.DEPTH.fault(depth_of(raw)))


def _note(chosen: list[str]) -> str:
    names = [shown(name) or "the objects of the document" for name in chosen[:_NAMED]]
    more = f" and {len(chosen) - _NAMED} more" if len(chosen) > _NAMED else ""
    return f"read the articles in {', '.join(names)}{more}"


class _Paths:
    """The paths of the lists that are read, for looking up."""

    def __init__(self, paths: Collection[str]) -> None:
        self.all = frozenset(paths)
        self._in_order = sorted(paths)

    def are_on(self, name: str) -> bool:
        """Return whether a field of the document leads to one of the paths."""
        return "" in self.all or name in self.all or leads_to(name, self._in_order)


def _beside(whole: object, field: str, read: _Paths) -> int:
    """Return how many fields of an object with records somewhere inside lead to none."""
    if not isinstance(whole, dict):
        return 0
    before = f"{field}." if field else ""
    return sum(not read.are_on(f"{before}{name}") for name in whole)
