"""Embedding levels and visual order by the Unicode Bidirectional Algorithm (UAX #9).

Rules P2 to I2 are the library's; L1 and L2 are here, because they are applied to rows. The library has no call
that returns levels, but its debugging output holds them with the classes it used, one of each per UTF-8 byte.
"""

from __future__ import annotations

import re
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
    """A paragraph analysed: its base level, and a level and a Bidi_Class for each code point."""

    base: int
    levels: list[int]
    classes: list[str]


REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
"""Classes that rule X9 removes; such characters keep a level here but have no place in the order."""

_RESET_WITH_SEPARATOR = frozenset({"WS", "FSI", "LRI", "RLI", "PDI"}) | REMOVED
_SEPARATORS = frozenset({"S", "B"})
# Letters after a letter of their own class: no rule counts them, so all of a run have the level of its first.
_FOLLOWING = re.compile("(?<=[ء-غف-ي])[ء-غف-ي]+|(?<=[A-Za-z])[A-Za-z]+")
# FS, GS and RS end a paragraph for the library, not for us; US has the same width and is a segment separator.
_INFORMATION_SEPARATORS = re.compile("[\x1c-\x1e]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def analyse(text: str, direction: Direction = Direction.AUTO) -> Analysis:
    """Return base level, levels and classes of one paragraph, given without its separator.

    Levels are those after rule I2, before L1. Text without a strong character has base level 0 (P3). A surrogate
    counts as the replacement character that is drawn for it.
    """
    if not text:
        return Analysis(1 if direction is Direction.RTL else 0, [], [])
    plain = _INFORMATION_SEPARATORS.sub("\x1f", text)
    if not plain.isascii():
        plain = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", plain)
    short = report(_FOLLOWING.sub("", plain), direction)
    if len(short.levels) == len(plain):
        return short
    levels: list[int] = []
    classes: list[str] = []
    removed = 0
    for match in _FOLLOWING.finditer(plain):
        start, end = match.span()
        levels += short.levels[len(levels) - removed : start - removed]
        classes += short.classes[len(classes) - removed : start - removed]
        levels += levels[-1:] * (end - start)
        classes += classes[-1:] * (end - start)
        removed += end - start
    levels += short.levels[len(levels) - removed :]
    classes += short.classes[len(classes) - removed :]
    return Analysis(short.base, levels, classes)


def report(text: str, direction: Direction) -> Analysis:
    """Return the library's analysis of `text`, which is not empty and is one paragraph for the library too."""
    debugging = get_display(text, base_dir=direction.value, debug=True)
    classes_at = debugging.index("original_classes: [")
    levels_at = debugging.index("levels: [", classes_at)
    paragraphs_at = debugging.index("paragraphs: [", levels_at)
    classes = debugging[classes_at + len("original_classes: [") : levels_at].replace(",", " ").split()[:-1]
    levels = debugging[levels_at + len("levels: [") : paragraphs_at].split()[1:-1:3]
    base = re.search(r"level: Level\(\s*(\d+)", debugging[paragraphs_at:])
    data = text.encode()
    if base is None or len(levels) != len(data) or len(classes) != len(data):
        raise RuntimeError(
            "this version of python-bidi reports levels in a form that annotator does not know"
        )
    if len(data) != len(text):
        starts = [byte & 0xC0 != 0x80 for byte in data]
        levels = list(compress(levels, starts))
        classes = list(compress(classes, starts))
    numbers = {level: int(level.rstrip(",")) for level in set(levels)}
    return Analysis(int(base[1]), [numbers[level] for level in levels], classes)


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
