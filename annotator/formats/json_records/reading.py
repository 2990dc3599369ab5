"""Read one record as an article with its spans."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats.article_fields import FIELDS, fit_article, make_article, split_fields
from annotator.formats.incoming_spans import SpanCollector
from annotator.formats.json_records.paths import (
    MISSING,
    field_names,
    plain,
    shown,
    value_at,
    values_at,
    without,
)
from annotator.formats.json_records.span_lists import (
    OWN,
    SPAN_NAMES,
    TEXTS,
    Kind,
    SpanList,
    items_of,
    kind_of,
    may_count_from_others,
    own_span,
    span_lists,
)
from annotator.formats.json_records.spans import SpansReader
from annotator.formats.json_records.tokens import Tokens, find_tokens, place_tokens, runs_of
from annotator.formats.json_records.unread import unread_spans
from annotator.formats.json_records.usual import usual_record
from annotator.model import IncomingSpan, Loss

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from annotator.formats.json_records import JsonOptions
    from annotator.model import Incoming

EMPTY_LISTS = frozenset(["spans", "entities", "ents", "spanannotations", "label", "labels", "annotations"])
"""Fields that have no spans where they are empty lists, and are not kept then."""


class RecordReader:
    """Reads the records of one file."""

    def __init__(self, path: Path, options: JsonOptions) -> None:
        self._path = path
        self._given = options.names()
        self._tag_names = options.tags()
        self._spans = SpansReader(options, self._given, self._tag_names)
        self._before: SpanList | None = None
        """Where the spans of the records before are."""
        self._tagged: str | None = None
        """The field of the tags that were read in the records before."""

    def usual_article(self, raw: bytes, line: int) -> Incoming | None:
        """Return the article of a record, whose JSON in UTF-8 this is, if it has the usual shape; else None. Raises InputError."""
        if self._given or (found := usual_record(raw)) is None:
            return None
        where, before = found.where, self._before
        if where is None:
            if before is not None and (before.path in found.metadata or before.path in found.fields):
                return None
        elif (
            self._tagged is not None
            or not (before is None or before.path == where)
            or not self._spans.takes_usual(is_alike=found.is_alike)
        ):
            return None
        else:
            self._before = SpanList(path=where, kind=Kind.SPANS, count=len(found.spans))
        notes = () if where is None else self._note("text", where, {})
        make = fit_article if found.is_fit else make_article
        return make(found.fields, self._path, line, metadata=found.metadata, spans=found.spans, notes=notes)

    def article(self, value: object, raw: str, line: int) -> Incoming:
        """Return the article of a record, whose JSON is `raw`. Raises InputError."""
        record = as_object(value)
        if record is None:
            raise self._bad(
                line, 'is not a JSON object; write {"text": "..."} with the fields of one article'
            )
        counts = SpanCollector("", self._path, line)
        tokens = find_tokens(record, self._given, counts)
        key = self.text_field(record, line, needed=tokens is None)
        text = None if key is None else value_at(record, key)
        rest = record if key is None else without(record, key)
        found_at = self._spans_list(rest, len(text), counts) if isinstance(text, str) else None
        where = found_at.path if found_at else None
        if tokens is not None and ("tokens" in self._given or where is None):
            if self._before is not None and "tokens" not in self._given:
                raise counts.bad(
                    f"has tags in {tokens.tags_field}, and the records before have spans in {self._before.shown}: put these "
                    "records into a file of their own"
                )
            self._tagged = tokens.tags_field
            return self._of_tokens(rest, tokens, text, counts, line)
        if found_at is not None:
            if self._tagged is not None:
                raise counts.bad(
                    f"has spans in {found_at.shown}, and the records before have tags in {self._tagged}: put these records into "
                    "a file of their own"
                )
            self._before = found_at
        items = None if where is None else self._items(rest, where, counts)
        left = rest if where is None or items is None else self._without(rest, where)
        if isinstance(text, str):
            for what, count in unread_spans(left, len(text), hints=True).items():
                counts.lose(what, count)
        if where is None or items is None:
            return self._plain(rest, text, counts, line)
        fields, metadata = self._split(left, counts)
        read = make_article({**fields, "text": text}, self._path, line, metadata={})
        if not items:
            return msgspec.structs.replace(read, metadata=metadata, lost=counts.lost)

        def exact() -> list[object]:
            again = as_object(msgspec.json.Decoder(float_hook=str).decode(raw)) or {}
            return self._items(again if key is None else without(again, key), where, counts) or []

        found = self._spans.read(read, items, where, record, exact)
        if found.annotator:
            metadata = without(metadata, found.annotator)
        notes = (*self._note(key, where, found.renamed), *found.notes)
        if (lists_read := len(values_at(rest, where))) > 1:
            notes = (
                *notes,
                f"read the spans of several lists in {shown(where)} as those of one ({lists_read} in an article)",
            )
        return msgspec.structs.replace(
            read,
            metadata=metadata,
            spans=found.spans,
            lost=dict(Counter(counts.lost) + Counter(found.lost)),
            notes=notes,
        )

    def is_record(self, value: object) -> bool:
        """Return whether a value is a record: it has a text or tokens, and is no span or token itself."""
        record = as_object(value)
        if record is None:
            return False
        try:
            has_tokens = find_tokens(record, self._given, SpanCollector("", self._path, 1)) is not None
            key = self.text_field(record, 1, needed=False)
        except InputError:
            return True  # what is wrong with it is told when it is read
        if not has_tokens and (key is None or not isinstance(value_at(record, key), str)):
            return False
        return has_tokens or kind_of([record], 0, known=True) is Kind.OTHER or self.has_spans(record)

    def has_spans(self, record: object) -> bool:
        """Return whether a record has a list of spans, or a field that has them usually."""
        found = as_object(record)
        if found is None:
            return False
        if "spans" in self._given:
            return bool(values_at(found, self._given["spans"]))
        if any(plain(name) in EMPTY_LISTS and items_of(one) is not None for name, one in found.items()):
            return True
        return self.is_marked(record)

    def is_marked(self, record: object) -> bool:
        """Return whether a record surely has spans, or tokens with tags."""
        found = as_object(record)
        if found is None:
            return False
        counts = SpanCollector("", self._path, 1)
        try:
            if find_tokens(found, self._given, counts) is not None:
                return True
            key = self.text_field(found, 1, needed=False)
            text = None if key is None else value_at(found, key)
            return (
                isinstance(text, str)
                and self._spans_list(without(found, key or ""), len(text), counts) is not None
            )
        except InputError:
            return True

    def text_field(self, record: Mapping[str, Any], line: int, *, needed: bool = True) -> str | None:
        """Return the path of the text. Raises InputError where it is not clear, and, where it is `needed`, where there is none."""
        if (given := self._given.get("text")) is not None:
            if value_at(record, given) is not MISSING:
                return given
            if needed:
                raise self._bad(line, f"has no field {given!r}; its fields are: {field_names(record)}")
            return None
        if "text" in record:
            return "text"
        found = [name for name in record if plain(name) in TEXTS and isinstance(record[name], str)]
        if len(found) > 1:
            raise self._bad(
                line,
                f"has several fields that may be the text, {' and '.join(found)}; say which with --fields text={found[0]}",
            )
        if not found and needed:
            raise self._bad(
                line,
                f'has no field "text"; its fields are: {field_names(record)}; say which one has the text with '
                "--fields text=FIELD",
            )
        return found[0] if found else None

    def _spans_list(self, rest: Mapping[str, Any], length: int, counts: SpanCollector) -> SpanList | None:
        """Return where the spans are, None where there are none; `rest` is a record without its text, of this `length`.

        A field that had the spans of the records before has those of this one. Raises InputError where it is not clear.
        """
        if "spans" in self._given:
            return SpanList(path=self._given["spans"], kind=Kind.SPANS, count=0)
        lists = span_lists(dict(rest), length)
        found = [one for one in lists if one.kind is Kind.SPANS and not one.aside]
        empty = [
            SpanList(path=name, kind=Kind.SPANS, count=0)
            for name, one in rest.items()
            if plain(name) in SPAN_NAMES and (one is None or items_of(one) == [])
        ]
        known = [one for one in (*found, *empty) if one.known]
        if any(one.count for one in known):
            known = [one for one in known if one.count or rest[one.path] is not None]
        if len(known) == 1 or (known and not found):
            found = known[:1]
        elif known:
            found = known
        if not found:
            found = [one for one in lists if one.kind is Kind.UNCLEAR and one.known and not one.aside]
        if not found and (one := self._own_span(rest, length)):
            found = [SpanList(path=OWN, kind=Kind.SPANS, count=len(one))]
        before = self._before
        if before is not None and all(one.path != before.path for one in found):
            there = value_at(rest, before.path)
            if there is not MISSING and (before.known or not found):
                return before
            if found and found[0].count:
                raise counts.bad(
                    f"has spans in {found[0].shown}, and the records before have theirs in {before.shown}: say which field to read "
                    f"with --fields spans={before.path or found[0].path}, or put these records into a file of their own"
                )
        if before is not None and any(one.path == before.path for one in found) and before.known:
            named = [one for one in found if one.known and one.count]
            found = found if len(named) > 1 else [one for one in found if one.path == before.path]
        if len(found) > 1:
            several = " and ".join(f"{one.path} ({one.count})" for one in found)
            raise counts.bad(
                f"has several fields that look like spans, {several}; say which one to read with --fields spans={found[0].path}"
            )
        return found[0] if found else None

    def _own_span(self, rest: Mapping[str, Any], length: int) -> dict[str, Any] | None:
        """Return the fields of the one span that a record is itself, None where it is none."""
        given = {name: self._given[name] for name in ("start", "end", "label") if name in self._given}
        if "start" in given and all(path in rest for path in given.values()):
            return {path: rest[path] for path in given.values()}
        return own_span(rest, length)

    def _without(self, rest: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return a record without its spans."""
        if where != OWN:
            left: dict[str, Any] = without(rest, where)
            return left
        read = self._own_span(rest, sys.maxsize) or {}
        return {name: one for name, one in rest.items() if name not in read}

    def _items(self, rest: Mapping[str, Any], where: str, counts: SpanCollector) -> list[object] | None:
        """Return the spans at a path, None where a record has no such field."""
        if where == OWN:
            return [self._own_span(rest, sys.maxsize)]
        values = values_at(rest, where)
        if not values:
            counts.lose(f"articles without the field {where}, which --fields names")
            return None
        if may_count_from_others(rest, where):
            before = where.rpartition(".")[0]
            raise counts.bad(
                f"has texts in {before} with spans in {where}, whose offsets may count from the beginnings of these texts; "
                f"write a record for each of these texts"
            )
        items: list[object] = []
        for value in values:
            if (found := items_of(value)) is not None:
                items += found
            elif value is not None:
                raise counts.bad(f"{where} is not a list of spans")
        return items

    def _split(self, rest: Mapping[str, Any], counts: SpanCollector) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the fields of an article and the metadata."""
        given, left = self._given_fields(rest, counts)
        names = {name for name, one in left.items() if is_empty_list(name, one)}
        fields, metadata = split_fields(left, {*names, *given})
        return {**fields, **given}, metadata

    def _given_fields(
        self, rest: Mapping[str, Any], counts: SpanCollector
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the fields of an article that --fields names, and the record without them."""
        found: dict[str, Any] = {}
        left = dict(rest)
        for name in FIELDS:
            if name == "text" or name not in self._given:
                continue
            path = self._given[name]
            if (value := value_at(rest, path)) is MISSING:
                raise counts.bad(f"has no field {path!r}; its fields are: {field_names(rest)}")
            found[name] = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            left = without(left, path)
        return found, left

    def _plain(self, rest: Mapping[str, Any], text: object, counts: SpanCollector, line: int) -> Incoming:
        """Return the article of a record without spans, whose fields must be of their types."""
        given, left = self._given_fields(rest, counts)
        metadata = {
            name: one for name, one in left.items() if name not in FIELDS and not is_empty_list(name, one)
        }
        inner = metadata.get("metadata")
        if isinstance(inner, dict):
            del metadata["metadata"]
            for name in inner.keys() & metadata.keys():
                raise counts.bad(f"has {name!r} both as a field and in its metadata; remove one")
            metadata = {**inner, **metadata}
        fields = {**left, **given, "text": text}
        if "text" in left:
            metadata["text"] = left["text"]
        return make_article(fields, self._path, line, metadata=metadata, lost=counts.lost)

    def _of_tokens(
        self, rest: Mapping[str, Any], tokens: Tokens, given: object, counts: SpanCollector, line: int
    ) -> Incoming:
        text, ranges = place_tokens(tokens, given if isinstance(given, str) else None, counts)
        left = without(without(dict(rest), tokens.field), tokens.tags_field)
        for what, count in unread_spans(left, len(text)).items():
            counts.lose(what, count)
        fields, metadata = self._split(left, counts)
        read = make_article({**fields, "text": text}, self._path, line, metadata=metadata)
        runs, notes = runs_of(tokens, self._tag_names, counts)
        spans = tuple(
            IncomingSpan(start=ranges[run.first][0], end=ranges[run.last - 1][1], label=run.label)
            for run in runs
        )
        if not isinstance(given, str) and len(ranges) > 1:
            counts.lose(Loss.SPACES.value)
        return msgspec.structs.replace(read, spans=spans, lost=counts.lost, notes=notes)

    def _note(self, key: str | None, where: str, renamed: Mapping[str, str]) -> tuple[str, ...]:
        """Return a note on fields that were read under other names than ours, but those that the user named."""
        if where == OWN:
            return ("read each record as one span (the fields of a span are beside the text)",)
        names = {"text": key or "text", "spans": where, **renamed}
        told = [
            f"{shown(field)} as {name}"
            for name, field in names.items()
            if field != name and name not in self._given
        ]
        return (f"read {', '.join(told)} (--fields says otherwise)",) if told else ()

    def _bad(self, line: int, reason: str) -> InputError:
        return InputError(reason, self._path, line)


def is_empty_list(name: str, value: object) -> bool:
    """Return whether a field of a record is a list of spans that has none."""
    return value in ([], None) and plain(name) in EMPTY_LISTS


def as_object(value: object) -> dict[str, Any] | None:
    """Return a record as an object, None where it is none.

    spaCy's form for training, ``[text, {"entities": [...]}]``, becomes an object with the text as `text`.
    """
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
        text, other = value
        if isinstance(other, dict) and "text" not in other:
            return {"text": text, **other}
    return None
