"""The lines of an annotation file, by the rules of brat's own reader.

An id, a tab, what there is, and for text-bound annotations a tab and their text. Offsets are in code points of the text
file as brat decodes it, a byte order mark and each character of a line's end counted.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats.brat.fragments import Range, reference
from annotator.text.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

_BOUND = re.compile(r"(\S+) ([0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*)[ \r]*")
_ID = re.compile(r"(?:[A-Za-z]++|#[A-Za-z]*+)[0-9]{1,18}+\S{0,40}+|\*")


class Line(NamedTuple):
    """A line: its number from 1, its id, what stands between the tabs, and what comes after the second one."""

    number: int
    id: str
    data: str
    tail: str | None


class Bound(NamedTuple):
    """A text-bound annotation: its id, its type and its parts, sorted."""

    id: str
    type: str
    parts: list[Range]


def parse(text: str, path: Path, number: int) -> Line:
    """Return what a line that is not blank says. Raises InputError where it is no annotation."""
    id_, tab, rest = text.partition("\t")
    if not tab or not _ID.fullmatch(id_):
        raise InputError(
            "is no annotation: it must begin with an id such as T1 and a tab; mend or remove this line",
            path,
            number,
        )
    data, tab, tail = rest.partition("\t")
    return Line(number, id_, data, tail if tab else None)


def bound(line: Line, text: str, path: Path) -> Bound:
    """Return the text-bound annotation of a line. Raises InputError unless its offsets and its text are `text`'s."""
    found = _BOUND.fullmatch(line.data)
    if found is None:
        raise InputError(
            f"{line.id} has no type and offsets as in «Person 10 15», with single spaces; mend or remove this line",
            path,
            line.number,
        )
    kind, offsets = found.groups()
    given = [_range(each) for each in offsets.split(";")]
    parts = sorted(given)
    for start, end in parts:
        if start > end:
            raise InputError(f"{line.id} ends before it begins, at {start} {end}; mend it", path, line.number)
        if end > len(text):
            reason = (
                f"{line.id} ends at {end}, and the text has {len(text)} characters; mend or remove this line"
            )
            raise InputError(reason, path, line.number)
    if any(start < end_before for (_, end_before), (start, _) in pairwise(parts)):
        raise InputError(f"the parts of {line.id} overlap; mend or remove this line", path, line.number)
    _check_text(line, text, given, path)
    return Bound(line.id, kind, parts)


def _range(offsets: str) -> Range:
    start, end = offsets.split(" ")
    return int(start), int(end)


def _check_text(line: Line, text: str, parts: list[Range], path: Path) -> None:
    """Raise InputError where the line has another text than its offsets; without any it is the offsets' own.

    Before version 1.3 brat put no space between parts, and some programs write a line's end as a space.
    """
    if not line.tail or line.tail.isspace():
        return
    expected = reference(text, parts)
    for form in (expected, _spaced(expected), "".join(text[start:end] for start, end in parts)):
        rest = line.tail[len(form) :]
        if line.tail.startswith(form) and (not rest or rest[0].isspace()):
            return
    raise InputError(
        f"{line.id} is «{_short(line.tail)}» here and «{_short(expected)}» in the text at its offsets; "
        "they are counted in characters of the text file as it is, \\r\\n as two; mend them",
        path,
        line.number,
    )


def _spaced(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


def _short(text: str) -> str:
    return plain(text if len(text) <= 60 else f"{text[:59]}…")
