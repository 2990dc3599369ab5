"""Percentile intervals from drawing articles again and again (Efron 1979).

A resample needs the sums of many counts over the articles that were drawn. All counts of an article stand in one large
whole number, each in a field that is wide enough for any sum, so that one addition adds them all.
"""

from __future__ import annotations

import random
from operator import mul
from statistics import quantiles
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RESAMPLES = 2_000
SEED = 1
LEVEL = 0.95
_FRACTION_BITS = 50
"""How many bits a sum has of counts that are no whole numbers: close to what a float has, where they are not tiny."""


class Block(NamedTuple):
    """Counts, 0 or more, of some of the articles: a row of the same length for each article at `places`, from 0."""

    places: Sequence[int]
    rows: Sequence[Sequence[float]]

    def total(self) -> list[float]:
        """Return the sum of each column."""
        return [sum(column) for column in zip(*self.rows, strict=True)]


def resamples(
    blocks: Sequence[Block], number: int, *, times: int = RESAMPLES, seed: int = SEED
) -> Iterator[list[list[float]]]:
    """Yield, `times` times, the sums of each block over as many articles as there are, drawn with replacement.

    `number` is how many articles there are; all blocks see the same draw.
    """
    chance = random.Random(seed)
    packed = [_Packed(block, number) for block in blocks]
    sparse = any(block.sparse for block in packed)
    for _ in range(times):
        drawn = chance.choices(range(number), k=number)
        weights = [0] * number
        if sparse:
            for place in drawn:
                weights[place] += 1
        yield [block.sums(drawn, weights) for block in packed]


class _Packed:
    """A block with each row in one whole number."""

    def __init__(self, block: Block, number: int) -> None:
        self._fields: list[tuple[int, int, float]] = []
        numbers = [0] * len(block.rows)
        offset = 0
        for column in zip(*block.rows, strict=True):
            highest = int(max(column) * number) + 1
            whole = all(value == int(value) for value in column)
            scale = 1.0 if whole else 2.0 ** (_FRACTION_BITS - highest.bit_length())
            width = highest.bit_length() if whole else _FRACTION_BITS + 1
            self._fields.append((offset, (1 << width) - 1, 1 / scale))
            for place, value in enumerate(column):
                numbers[place] |= int(value * scale) << offset
            offset += width
        self.sparse = 2 * len(block.places) < number
        self._places, self._numbers = block.places, numbers
        self._at = [0] * number
        for place, packed in zip(block.places, numbers, strict=True):
            self._at[place] = packed

    def sums(self, drawn: Sequence[int], weights: Sequence[int]) -> list[float]:
        if self.sparse:
            total = sum(map(mul, self._numbers, [weights[place] for place in self._places]))
        else:
            total = sum(map(self._at.__getitem__, drawn))
        return [((total >> offset) & mask) * unit for offset, mask, unit in self._fields]


def interval(values: Sequence[float | None], level: float = LEVEL) -> tuple[float, float] | None:
    """Return between which values that share of the resamples lies; None where half of them or more are undefined."""
    defined = [value for value in values if value is not None]
    if len(defined) < 2 or 2 * len(defined) <= len(values):
        return None
    tails = quantiles(defined, n=round(2 / (1 - level)), method="inclusive")
    return tails[0], tails[-1]
