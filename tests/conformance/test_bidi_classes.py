"""BidiTest.txt: every sequence of up to three classes, which tries rule L1 where BidiCharacterTest.txt hardly does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.text import bidi
from annotator.text.bidi import Direction
from tests.conformance import unicode_data

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "BidiTest.txt"
CASES = 34_983
LONGEST = 3
EXAMPLES = {
    "L": "a", "R": "א", "AL": "ا", "EN": "0", "ES": "+", "ET": "#", "AN": "٠", "CS": ",", "NSM": "\u0300",
    "BN": "\u00ad", "B": "\u2029", "S": "\t", "WS": " ", "ON": "!", "LRE": "\u202a", "RLE": "\u202b",
    "PDF": "\u202c", "LRO": "\u202d", "RLO": "\u202e", "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068",
    "PDI": "\u2069",
}  # fmt: skip
DIRECTIONS = {1: Direction.AUTO, 2: Direction.LTR, 4: Direction.RTL}


class Case(NamedTuple):
    classes: list[str]
    direction: Direction
    levels: list[str]
    order: list[int]


def cases() -> Iterator[Case]:
    levels: list[str] = []
    order: list[int] = []
    for fields in unicode_data.lines(FILE):
        name, _, values = fields[0].partition(":")
        if name == "@Levels":
            levels = values.split()
        elif name == "@Reorder":
            order = [int(index) for index in values.split()]
        else:
            classes = fields[0].split()
            if len(classes) <= LONGEST:
                for bit, direction in DIRECTIONS.items():
                    if int(fields[1], 16) & bit:
                        yield Case(classes, direction, levels, order)


def test_levels_and_order_of_every_short_sequence() -> None:
    count = 0
    wrong = []
    for case in cases():
        count += 1
        analysis = bidi.analyse("".join(EXAMPLES[name] for name in case.classes), case.direction)
        levels = bidi.row_levels(analysis, 0, len(case.classes))
        kept = [index for index, level in enumerate(case.levels) if level != "x"]
        order = [kept[place] for place in bidi.visual_order([levels[index] for index in kept])]
        if ([str(levels[index]) for index in kept], order) != (
            [case.levels[index] for index in kept],
            case.order,
        ):
            wrong.append(case)
    assert wrong == []
    assert count == CASES
