"""Records of the usual shape, read at once as `RecordReader` would read them step by step.

That is: a text, fields of an article, other fields that are no lists, objects or parts of spans, and at most one list of spans, objects with start, end, label,
annotator and their text. Whatever is or may be anything else is left to `RecordReader`, and so is every fault.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator import limits
from annotator.formats.article_fields import FIELDS, is_id
from annotator.formats.json_records.marks import NOT_ALIKE, WIDE
from annotator.formats.json_records.paths import plain
from annotator.formats.json_records.span_fields import ENDS, LENGTHS, STARTS
from annotator.formats.json_records.span_lists import SPAN_NAMES
from annotator.formats.json_records.spans import UNIT_FIELDS
from annotator.formats.json_records.unread import in_string
from annotator.model import IncomingSpan

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEANING = STARTS | ENDS | LENGTHS | SPAN_NAMES | {"offset", "annotator", *UNIT_FIELDS}
"""Names of fields that mean something beside a text, or beside its spans, whatever their values are."""

_MAY_BE_TAGS = re.compile(r"[BIESLUMW][-_]")
_OPENING = ("[", "{", "(")
_FIELDS = frozenset(FIELDS)
_SMALL = 10**15
_SPAN_FIELDS = frozenset(("start", "end", "label", "annotator", "text"))
_decode = msgspec.json.Decoder().decode


class UsualRecord(NamedTuple):
    """The fields of an article with its text, its metadata, and its spans; `where` is the field of these, None where there is none.

    `is_fit`: the fields have the types that they have there, and no string a NUL or a lone surrogate.
    """

    fields: dict[str, Any]
    metadata: dict[str, Any]
    where: str | None
    spans: tuple[IncomingSpan, ...]
    is_fit: bool
    is_alike: bool
    """Whether offsets are the same places in the text, whatever they count."""


def usual_record(raw: bytes) -> UsualRecord | None:
    """Return the record of this JSON in UTF-8, None for one that has or may have another shape, or isn't valid."""
    try:
        record = _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    text = record.get("text") if type(record) is dict else None
    if type(text) is not str:
        return None
    is_plain = record.keys() <= _FIELDS
    fields: dict[str, Any] = record if is_plain else {}
    metadata: dict[str, Any] = {}
    where = None
    items: list[Any] = []
    others: list[str] = []
    strings = len(record) + 1
    for name, value in record.items():
        kind = type(value)
        if kind is str:
            if name != "text":
                others.append(value)
        elif kind is list:
            if where is not None or not value or plain(name) not in SPAN_NAMES:
                return None
            where, items = name, value
            continue
        elif not (
            kind is bool or (value is None and name in _FIELDS) or (kind is int and -_SMALL < value < _SMALL)
        ):
            return None
        if is_plain:
            continue
        if name in _FIELDS:
            fields[name] = value
        elif _has_meaning(name):
            return None
        else:
            metadata[name] = value
    if not _say_nothing(others) and not all(
        _says_nothing(name, value, len(text))
        for name, value in record.items()
        if type(value) is str and name != "text"
    ):
        return None
    strings += len(others)
    found: tuple[IncomingSpan, ...] = ()
    is_alike = True
    is_fit = _fit(fields)
    if where is not None:
        if not is_fit:
            return None
        is_alike = NOT_ALIKE.search(text) is None
        read = _spans(items, text, is_alike=is_alike)
        if read is None:
            return None
        found, of_spans = read
        strings += of_spans
    # As many quotes as these strings have: none is escaped, and no field is twice in an object.
    if raw.count(b'"') != 2 * strings:
        return None
    # What msgspec decodes has no lone surrogates, and a NUL only where it is escaped.
    is_fit = is_fit and b"\\u0000" not in raw
    return UsualRecord(fields, metadata, where, found, is_fit, is_alike)


def _say_nothing(values: list[str]) -> bool:
    """Return whether none of these strings can be spans or tags, or look like that; False where one might."""
    joined = "\n".join(values)
    return not (
        "[" in joined or "{" in joined or "(" in joined or _MAY_BE_TAGS.search(joined)
    )  # seldom in what is short


def _says_nothing(name: str, value: str, length: int) -> bool:
    """Return whether a string neither is spans or tags nor looks like that."""
    if not (_MAY_BE_TAGS.search(value) or value.lstrip().startswith(_OPENING)):
        return True
    return not in_string(name, value, length)


@lru_cache(1_000)
def _has_meaning(name: str) -> bool:
    return plain(name) in _MEANING or limits.FIELD_NAME.fault(len(name)) != "" or "." in name


def _fit(fields: Mapping[str, Any]) -> bool:
    """Return whether all fields of an article have the types that they have there."""
    for name, value in fields.items():
        kind = type(value)
        if kind is str:
            if name == "id" and not is_id(value):
                return False
        elif not (value is None or (kind is int and name == "id")):
            return False
    return True


def _spans(items: list[Any], text: str, *, is_alike: bool) -> tuple[tuple[IncomingSpan, ...], int] | None:
    """Return the spans, and how many strings they have in JSON; None where they are not all of the usual shape."""
    if len(items) > limits.SPANS.most or (not is_alike and WIDE.search(text)):
        return None
    length = len(text)
    strings = 0
    found = []
    for one in items:
        if type(one) is not dict or not one.keys() <= _SPAN_FIELDS:
            return None
        start, end, label, annotator = (
            one.get("start"),
            one.get("end"),
            one.get("label"),
            one.get("annotator"),
        )
        if type(start) is not int or type(end) is not int or type(label) is not str or not label:
            return None
        if not 0 <= start < end <= length:
            return None
        if annotator is None:
            if "annotator" in one:
                return None
        elif type(annotator) is not str or not annotator:
            return None
        else:
            strings += 1
        if "text" in one:
            if not is_alike or one["text"] != text[start:end]:
                return None
            strings += 1
        strings += len(one) + 1
        found.append(IncomingSpan(start=start, end=end, label=label, annotator=annotator))
    return tuple(found), strings
