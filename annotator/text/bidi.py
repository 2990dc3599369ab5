"""Embedding levels and visual order by the Unicode Bidirectional Algorithm (UAX #9).

Rules P2 to I2 are the library's; L1 and L2 are here, because they are applied to rows. The library has no call
that returns levels, but its debugging output holds them with the classes it used, one of each per UTF-8 byte.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from bidi import get_display


class Direction(Enum):
    """The base direction of a paragraph; AUTO looks for the first strong character (P2, P3)."""

    AUTO = None
    LTR = "L"
    RTL = "R"


class Analysis(NamedTuple):
    """A paragraph analysed: its base level, and a level and a Bidi_Class for each code point."""

    base: int
    levels: list[int]
    classes: list[str]


REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
"""Classes that rule X9 removes; such characters keep a level here but have no place in the order."""

_RESET_WITH_SEPARATOR = frozenset({"WS", "FSI", "LRI", "RLI", "PDI"}) | REMOVED
_SEPARATORS = frozenset({"S", "B"})
_LEVEL = re.compile(r"Level\(\s*(\d+),\s*\)")
_CLASS = re.compile(r"[A-Z]+")
# FS, GS and RS end a paragraph for the library, not for us; US has the same width and is a segment separator.
_ONE_PARAGRAPH = {0x1C: 0x1F, 0x1D: 0x1F, 0x1E: 0x1F}


def analyse(text: str, direction: Direction = Direction.AUTO) -> Analysis:
    """Return base level, levels and classes of one paragraph, given without its separator.

    Levels are those after rule I2, before L1. Text without a strong character has base level 0 (P3).
    """
    if not text:
        return Analysis(1 if direction is Direction.RTL else 0, [], [])
    plain = text.translate(_ONE_PARAGRAPH)
    report = get_display(plain, base_dir=direction.value, debug=True)
    classes_at = report.index("original_classes: [")
    levels_at = report.index("levels: [", classes_at)
    paragraphs_at = report.index("paragraphs: [", levels_at)
    data = plain.encode()
    levels = [int(level) for level in _LEVEL.findall(report, levels_at, paragraphs_at)]
    classes = _CLASS.findall(report, classes_at + len("original_classes: ["), levels_at)
    base = _LEVEL.search(report, paragraphs_at)
    if base is None or len(levels) != len(data) or len(classes) != len(data):
        raise RuntimeError(
            "this version of python-bidi reports levels in a form that annotator does not know"
        )
    if len(data) != len(text):
        starts = [byte & 0xC0 != 0x80 for byte in data]
        levels = [level for level, first in zip(levels, starts, strict=True) if first]
        classes = [name for name, first in zip(classes, starts, strict=True) if first]
    return Analysis(int(base[1]), levels, classes)


def row_levels(analysis: Analysis, start: int, end: int) -> list[int]:
    """Return the levels of the row ``[start, end)`` of a paragraph: rule L1.

    Separators, white space before them, and white space at the row's end get the base level.
    """
    base, classes = analysis.base, analysis.classes
    levels = analysis.levels[start:end]
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
    """Return the indices of `levels` from left to right on the screen: rule L2."""
    order = list(range(len(levels)))
    odd = [level for level in levels if level % 2]
    if not odd:
        return order
    for threshold in range(max(levels), min(odd) - 1, -1):
        index = 0
        while index < len(order):
            if levels[order[index]] < threshold:
                index += 1
                continue
            stop = index
            while stop < len(order) and levels[order[stop]] >= threshold:
                stop += 1
            order[index:stop] = order[index:stop][::-1]
            index = stop
    return order
