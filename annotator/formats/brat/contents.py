"""The spans of an annotation file, and what else is in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats.brat import lines
from annotator.formats.brat.fragments import joined
from annotator.formats.losses import Loss
from annotator.model import IncomingSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from annotator.formats.brat.lines import Bound, Line

NOTE = "AnnotatorNotes"
"""What brat calls a note that somebody wrote on an annotation, and the attribute that it becomes."""

_ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (.*))?", re.DOTALL)
_NOTE = re.compile(r"(\S+) +(\S+)[ \r]*")
_KINDS = {
    "R": Loss.RELATIONS.value,
    "*": Loss.RELATIONS.value,
    "E": "events",
    "N": "links of spans to a knowledge base",
}
_NOTES = "notes on other things than spans"
_ATTRIBUTES = "attributes of other things than spans"
_UNKNOWN = "lines of an unknown kind"


class Annotations(NamedTuple):
    """What an annotation file has, spans in its order."""

    spans: tuple[IncomingSpan, ...]
    lost: dict[str, int]


def read(
    found: Iterable[Line], text: str, path: Path, *, skip: int, label: Callable[[str], str]
) -> Annotations:
    """Return the spans that the lines have over `text`, the first `skip` characters of which are no article's.

    A span whose parts are apart is read as one span a part. `label` makes labels of types. Raises InputError.
    """
    spans: dict[str, Bound] = {}
    details: defaultdict[str, dict[str, str]] = defaultdict(dict)
    lost: Counter[str] = Counter()
    ids: set[str] = set()
    for line in found:
        if line.id in ids and line.id != "*":
            raise InputError(f"the id {line.id} is there twice; give this one another", path, line.number)
        ids.add(line.id)
        kind = line.id[0].upper()
        if kind == "T":
            spans[line.id] = lines.bound(line, text, path)
        elif kind in "AM":
            name, target, value = _fields(_ATTRIBUTE, line, path)
            details[target][name] = " ".join((value or "").split()) or "true"
        elif kind == "#":
            name, target = _fields(_NOTE, line, path)
            if name == NOTE and target.startswith("T") and line.tail:
                details[target][NOTE] = line.tail
            else:
                lost[_NOTES] += 1
        else:
            lost[_KINDS.get(kind, _UNKNOWN)] += 1
    lost[_ATTRIBUTES] = sum(len(values) for target, values in details.items() if target not in spans)
    read = tuple(
        IncomingSpan(start=start, end=end, label=label(each.type), attributes=details.get(id_, {}))
        for id_, each in spans.items()
        for start, end in _ranges(each, text, skip, lost)
    )
    return Annotations(read, {what: count for what, count in lost.items() if count})


def _ranges(each: Bound, text: str, skip: int, lost: Counter[str]) -> list[tuple[int, int]]:
    parts = [(max(start, skip), end) for start, end in each.parts]
    parts = joined(text, [(start, end) for start, end in parts if start < end])
    if not parts:
        lost[Loss.EMPTY.value] += 1
    if len(parts) > 1:
        lost[Loss.PARTS.value] += 1
    return [(start - skip, end - skip) for start, end in parts]


def _fields(form: re.Pattern[str], line: Line, path: Path) -> tuple[str, ...]:
    match = form.fullmatch(line.data)
    if match is None:
        raise InputError(
            f"{line.id} does not say what it is about, as in «Name T1»; mend or remove this line",
            path,
            line.number,
        )
    return match.groups()
