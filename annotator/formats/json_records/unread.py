"""Fields of a record that look like spans, or like tags of tokens, in shapes that are not read."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.formats.json_records.paths import below, flatten, leads_to, plain, shown
from annotator.formats.json_records.span_fields import label_fields
from annotator.formats.json_records.span_lists import (
    KNOWN,
    PARTS,
    SPAN_NAMES,
    Kind,
    has_own_range,
    span_lists,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_TAG = re.compile(r"[BIESLUMW][-_]\S.*", re.DOTALL)
_LOOKS = re.compile(r"\d\s*+,\s*+\d|['\"](start|end|label)\w*+['\"]")
_OPENING = ("[", "{", "(")
OWN_RANGE = "articles with a start and end of their own"
_ROOM = 1_000_000
"""How long a string may be, in characters, to be looked into."""


def unread_spans(fields: Mapping[str, Any], length: int, *, hints: bool = False) -> dict[str, int]:
    """Return what looks like spans or tags in `fields`, which are kept as metadata: phrases for messages, with counts.

    `length` is that of the text, in code points. With `hints` phrases name the option `--fields` where it reads the spans.
    """
    counts: Counter[str] = Counter()
    read = set()
    for one in span_lists(dict(fields), length):
        if one.kind is Kind.SPANS or plain(one.path) not in PARTS:
            counts[one.unread if hints else one.phrase] += one.count
            read.add(one.path)
    in_order = sorted(read)
    for path, value in _values(fields, read):
        if isinstance(value, str):
            counts += Counter(in_string(path, value, length))
        elif leads_to(path, in_order):
            continue
        elif isinstance(value, list) and (found := _in_list(path, value)):
            counts += Counter(found)
        elif isinstance(value, list | dict) and value and plain(path) in SPAN_NAMES:
            counts[f"things in {shown(path)} that look like spans"] += len(value)
    if has_own_range(fields, length):
        counts[OWN_RANGE] += 1
    return dict(+counts)


def _values(fields: Mapping[str, Any], read: Collection[str]) -> Iterator[tuple[str, object]]:
    """Yield the values of a record and of the objects in it, with their paths, but what is told already."""
    stack: list[Iterator[tuple[str, object]]] = [iter(fields.items())]
    while stack:
        if (found := next(stack[-1], None)) is None:
            stack.pop()
            continue
        path, value = found
        if path in read:
            continue
        yield path, value
        if isinstance(value, dict):
            stack.append(below(path, value))


def in_string(path: str, value: str, length: int) -> dict[str, int]:
    """Return what looks like spans or tags in a string, as `unread_spans` does."""
    words = value[:_ROOM].split()
    if len(words) > 1 and _are_tags(words):
        return {f"tags in {shown(path)}": len(words)}
    if not value.lstrip().startswith(_OPENING):
        return {}
    try:
        decoded = msgspec.json.decode(value[:_ROOM])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        decoded = None
    what = f"strings in {shown(path)} that look like spans"
    if isinstance(decoded, list | dict):
        if span_lists({path: decoded}, length) or (isinstance(decoded, list) and _in_list(path, decoded)):
            return {what: 1}
        return {}
    return {what: 1} if plain(path) in KNOWN and _LOOKS.search(value[:_ROOM]) else {}


def _in_list(path: str, items: list[Any]) -> dict[str, int]:
    if _are_tags(items) or (plain(path).endswith("nertags") and all(isinstance(one, int) for one in items)):
        return {f"tags in {shown(path)}": len(items)} if items else {}
    flats = [flatten(one) for one in items if isinstance(one, dict)]
    if tagged := sum(any(_is_tag(value) for value in flat.values()) for flat in flats):
        return {f"tokens with tags in {shown(path)}": tagged}
    if plain(path) not in KNOWN:
        return {}
    if labelled := [flat for flat in flats if label_fields([flat])]:
        return {f"things in {shown(path)} with a label, and without start and end": len(labelled)}
    return {}


def _are_tags(value: object) -> bool:
    """Return whether a value is a list of tags such as O and B-label, of which one at least is not O."""
    if not isinstance(value, list) or not any(map(_is_tag, value)):
        return False
    return all(_is_tag(one) or one in ("O", "o", "_", "", None) for one in value)


def _is_tag(value: object) -> bool:
    return isinstance(value, str) and _TAG.fullmatch(value) is not None
