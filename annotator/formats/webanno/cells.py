r"""Texts and values in WebAnno TSV: escaping, stacked values, and the numbers of annotations.

A backslash escapes a character with a meaning, and in values also ``->``. The values of several annotations on one token
are stacked in a cell with ``|`` between them. A number in brackets after a value is that of its annotation.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NONE = "_"
"""The cell of a token without annotations."""

UNSET = "*"
"""The value of an annotation whose feature is not set."""

_LETTERS = {"\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b", "\\": "\\"}
_CONTROLS = [chr(code) for code in range(32) if not 7 < code < 14]
_TEXT = str.maketrans({char: f"\\{_LETTERS.get(char, char)}" for char in [*_LETTERS, *_CONTROLS]})
_TEXT_ESCAPE = re.compile(r"\\([tnfrb\\\x00-\x07\x0e-\x1f])")
_TEXT_MEANS = {letter: char for char, letter in _LETTERS.items()}

_VALUE = re.compile(r"->|[\\\[\]|_;*\t\n]")
_VALUE_ESCAPE = re.compile(r"\\(->|[\\\[\]|_;*tn])")
_CONTROL_LETTERS = {"\t": "t", "\n": "n"}
_CONTROL_MEANS = {"t": "\t", "n": "\n"}

_STACKED = re.compile(r"((?:[^\\|]|\\.)*+\\?)(\||$)", re.DOTALL)
_NUMBERED = re.compile(r"((?:\\.|[^\\])*?\\?)(?:\[([0-9]{1,9})\])?", re.DOTALL)


class StackedValue(NamedTuple):
    """One of the values in a cell, None where it is not set, and the number of its annotation."""

    value: str | None
    number: int | None


def escape_text(text: str) -> str:
    """Return a line of text escaped for ``#Text=``."""
    return text.translate(_TEXT)


def unescape_text(text: str) -> str:
    """Return the text that was escaped."""
    return _TEXT_ESCAPE.sub(lambda found: _TEXT_MEANS.get(found[1], found[1]), text)


def escape(value: str) -> str:
    """Return a value escaped for a cell."""
    return _VALUE.sub(lambda found: f"\\{_CONTROL_LETTERS.get(found[0], found[0])}", value)


def unescape(value: str) -> str:
    """Return the value that was escaped."""
    return _VALUE_ESCAPE.sub(lambda found: _CONTROL_MEANS.get(found[1], found[1]), value)


def split_stacked(cell: str) -> list[str]:
    """Return the values stacked in a cell, still escaped; none for a cell without annotations."""
    if cell == NONE:
        return []
    if "\\" not in cell:
        return cell.split("|")
    parts = []
    for found in _STACKED.finditer(cell):
        parts.append(found[1])
        if not found[2]:
            break
    return parts


def parse_value(part: str) -> StackedValue:
    """Return one of the values stacked in a cell, unescaped, with its number."""
    found = _NUMBERED.fullmatch(part)
    if found is None:
        return StackedValue(unescape(part), None)
    value, number = found.groups()
    return StackedValue(None if value == UNSET else unescape(value), int(number) if number else None)
