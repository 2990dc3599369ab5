"""Embedding levels and visual order by the Unicode Bidirectional Algorithm (UAX #9).

Rules P2 to I2 are the library's; L1 and L2 are here, because they are applied to rows. The library has no call
that returns levels, but its debugging output holds them with the classes it used, one of each per UTF-8 byte: some 50 bytes
of text for each. So it is given, for each character, a short one of its class, and of a run only the first.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from itertools import compress, groupby
from typing import NamedTuple

from bidi import get_display


class Direction(Enum):
    """The base direction of a paragraph; AUTO looks for the first strong character (P2, P3)."""

    AUTO = None
    LTR = "L"
    RTL = "R"


class Analysis(NamedTuple):
    """A paragraph analysed: its base level, and for each code point a level and one that stands for its Bidi_Class.

    `classes` has a letter of each class; only brackets, which are told apart by rule N0, stand for themselves.
    """

    base: int
    levels: bytes
    classes: str


_LETTERS = {
    "L": "a", "R": "\u05d0", "AL": "\u0627",
    "EN": "0", "ES": "+", "ET": "#", "AN": "\u0660", "CS": ",", "NSM": "\u0300", "BN": "\xad",
    "B": "\u2029", "S": "\t", "WS": " ", "ON": "!",
    "LRE": "\u202a", "RLE": "\u202b", "PDF": "\u202c", "LRO": "\u202d", "RLO": "\u202e",
    "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
}  # fmt: skip
SEPARATOR = _LETTERS["B"]
"""What stands for a paragraph separator."""

REMOVED = frozenset(_LETTERS[name] for name in ("LRE", "RLE", "LRO", "RLO", "PDF", "BN"))
"""What stands for classes that rule X9 removes; such characters keep a level here but have no place in the order."""

_RESET_WITH_SEPARATOR = frozenset(_LETTERS[name] for name in ("WS", "FSI", "LRI", "RLI", "PDI")) | REMOVED
_SEPARATORS = frozenset(_LETTERS[name] for name in ("S", "B"))
# Characters after one of their own class: no rule counts them, so all of a run have the level of its first.
_FOLLOWING = re.compile("|".join(f"(?<={one}){one}+" for one in "a\u05d0\u06270\u0660\u0300 !"))
_NUMBER = re.compile("[0-9]+")
_VALUES = bytes(max(byte - ord("0"), 0) for byte in range(256))
_NO_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte < 58)
_PIECE = 1 << 20


class _Classes(dict[int, str]):
    """What stands for each character, looked up in the library when it is first met."""

    def __missing__(self, code: int) -> str:
        # FS, GS and RS end a paragraph for the library, not for us; US has the same width and is a segment separator.
        character = (
            "\x1f"
            if 0x1C <= code <= 0x1E
            else "\N{REPLACEMENT CHARACTER}"
            if 0xD800 <= code <= 0xDFFF
            else chr(code)
        )
        # A bracket is one or is not known to this version of Python.
        is_bracket = unicodedata.category(character) in {"Ps", "Pe", "Cn"}
        found = self[code] = character if is_bracket else _LETTERS[class_of(character)]
        return found


_CLASSES = _Classes()


def analyse(text: str, direction: Direction = Direction.AUTO) -> Analysis:
    """Return base level, levels and classes of one paragraph, given without its separator.

    Levels are those after rule I2, before L1. Text without a strong character has base level 0 (P3). A surrogate
    counts as the replacement character that is drawn for it.
    """
    if not text:
        return Analysis(1 if direction is Direction.RTL else 0, b"", "")
    classes = text.translate(_CLASSES)
    short = _FOLLOWING.sub("", classes)
    base, levels = levels_of(short, direction)
    if len(short) == len(classes):
        return Analysis(base, levels, classes)
    parts: list[bytes] = []
    place = removed = 0
    for match in _FOLLOWING.finditer(classes):
        start, end = match.span()
        parts += (
            levels[place : start - removed],
            levels[start - removed - 1 : start - removed] * (end - start),
        )
        removed += end - start
        place = end - removed
    parts.append(levels[place:])
    return Analysis(base, b"".join(parts), classes)


def class_of(character: str) -> str:
    """Return the Bidi_Class of a character by the library's table, as "AL"."""
    debugging: str = get_display(character, debug=True)
    return debugging.partition("original_classes: [")[2].split(",", 1)[0].strip()


def levels_of(text: str, direction: Direction) -> tuple[int, bytes]:
    """Return the library's base level and levels of `text`, which is not empty and is one paragraph for the library too."""
    debugging: str = get_display(text, base_dir=direction.value, debug=True)
    start = debugging.index("levels: [", debugging.index("original_classes: ["))
    end = debugging.index("paragraphs: [", start)
    base = re.search(r"level: Level\(\s*(\d+)", debugging[end:])
    data = text.encode()
    levels = bytearray()
    while (stop := debugging.find("Level(", min(start + _PIECE, end), end)) >= 0:
        levels += _numbers(debugging[start:stop])
        start = stop
    levels += _numbers(debugging[start:end])
    if base is None or len(levels) != len(data):
        raise RuntimeError(
            "this version of python-bidi reports levels in a form that annotator does not know"
        )
    if len(data) == len(text):
        return int(base[1]), bytes(levels)
    return int(base[1]), bytes(compress(levels, (byte & 0xC0 != 0x80 for byte in data)))


def _numbers(listed: str) -> bytes:
    """Return the levels in a part of the list of them."""
    digits = listed.encode().translate(_VALUES, _NO_DIGITS)
    if len(digits) == listed.count("Level("):
        return digits
    return bytes(map(int, _NUMBER.findall(listed)))


def row_levels(analysis: Analysis, start: int, end: int) -> list[int]:
    """Return the levels of the row ``[start, end)`` of a paragraph: rule L1.

    Separators, white space before them, and white space at the row's end get the base level.
    """
    base, classes = analysis.base, analysis.classes
    levels = list(analysis.levels[start:end])
    trailing = True
    for index in range(end - 1, start - 1, -1):
        name = classes[index]
        if name in _SEPARATORS:
            trailing = True
        elif name not in _RESET_WITH_SEPARATOR:
            trailing = False
        if trailing:
            levels[index - start] = base
    return levels


def visual_order(levels: list[int]) -> list[int]:
    """Return the indices of `levels` from left to right on the screen: rule L2, on runs of one level."""
    runs = []
    start = 0
    for level, members in groupby(levels):
        end = start + len(list(members))
        runs.append((level, range(start, end) if level % 2 == 0 else range(end - 1, start - 1, -1)))
        start = end
    highest = max(levels, default=0)
    lowest_odd = min((level for level, _ in runs if level % 2), default=highest + 1)
    for threshold in range(highest, lowest_odd - 1, -1):
        index = 0
        while index < len(runs):
            stop = index
            while stop < len(runs) and runs[stop][0] >= threshold:
                stop += 1
            runs[index:stop] = runs[index:stop][::-1]
            index = stop + 1
    return [index for _, run in runs for index in run]
