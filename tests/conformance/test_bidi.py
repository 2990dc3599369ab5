"""BidiCharacterTest.txt: levels, order, and the order in which a row's glyphs are drawn."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import pytest

from annotator.text import bidi, cells
from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.text.mirroring import MIRRORED
from tests.conformance import unicode_data

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "BidiCharacterTest.txt"
CASES = 91_707
DIRECTIONS = {"0": Direction.LTR, "1": Direction.RTL, "2": Direction.AUTO}


class Case(NamedTuple):
    text: str
    direction: Direction
    base: int
    levels: list[str]
    order: list[int]


def cases() -> Iterator[Case]:
    for text, direction, base, levels, order in unicode_data.lines(FILE):
        yield Case(
            unicode_data.characters(text),
            DIRECTIONS[direction],
            int(base),
            levels.split(),
            [int(index) for index in order.split()],
        )


def test_levels_and_order_of_every_case() -> None:
    count = 0
    wrong = []
    for case in cases():
        count += 1
        analysis = bidi.analyse(case.text, case.direction)
        levels = bidi.row_levels(analysis, 0, len(case.text))
        kept = [index for index, name in enumerate(analysis.classes) if name not in bidi.REMOVED]
        told = [str(level) if index in set(kept) else "x" for index, level in enumerate(levels)]
        order = [kept[place] for place in bidi.visual_order([levels[index] for index in kept])]
        if (analysis.base, told, order) != (case.base, case.levels, case.order):
            wrong.append(case)
    assert wrong == []
    assert count == CASES


@pytest.mark.parametrize("invisible", [False, True])
def test_the_glyphs_of_a_row_stand_in_the_order_of_every_case(invisible: bool) -> None:
    """Of a grapheme one place in the file's order counts; what rule X9 removes has none, also drawn as a symbol."""
    count = 0
    wrong = []
    for case in cases():
        count += 1
        ordered = set(case.order)
        layout = Layout(case.text, 8 * len(case.text), direction=case.direction, invisible=invisible)
        assert len(layout) == 1
        glyphs = layout.row_apart(0).glyphs
        owner = {offset: glyph.start for glyph in glyphs for offset in range(glyph.start, glyph.end)}
        expected = [start for start, _ in groupby(owner[index] for index in case.order if index in owner)]
        drawn = [glyph.start for glyph in glyphs if not ordered.isdisjoint(range(glyph.start, glyph.end))]
        if drawn != expected:
            wrong.append((case, drawn, expected))
    assert wrong == []
    assert count == CASES


def test_brackets_are_mirrored_as_the_standard_says() -> None:
    mirroring = {
        unicode_data.characters(character): unicode_data.characters(mirror)
        for character, mirror in unicode_data.lines("BidiMirroring.txt")
    }
    assert len(mirroring) >= 428
    assert mirroring.items() <= MIRRORED.items()
    assert all(MIRRORED[mirror] == character for character, mirror in MIRRORED.items())
    for character, mirror in mirroring.items():
        assert cells.draw(character, mirrored=True) == mirror
        assert cells.draw(character, mirrored=False) == character
        assert cells.measure(character) == cells.measure(mirror)
