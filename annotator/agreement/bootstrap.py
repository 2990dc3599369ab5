"""Percentile bootstrap intervals over articles (Efron 1979).

A resample needs the sums of many counts over the articles that were drawn. All counts of an article are packed into one
large integer, each in a field wide enough for any sum, so that one addition adds all of them.
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
"""The bits of a sum of counts that are not whole numbers, about as many as a float has."""


class Block(NamedTuple):
    """The counts of some articles, 0 or more: `indices` are those of the articles, from 0, and each has a row in `rows`."""

    indices: Sequence[int]
    rows: Sequence[Sequence[float]]

    def total(self) -> list[float]:
        """Return the sum of each column."""
        return [sum(column) for column in zip(*self.rows, strict=True)]


def resamples(
    blocks: Sequence[Block], number: int, *, times: int = RESAMPLES, seed: int = SEED
) -> Iterator[list[list[float]]]:
    """Yield the sums of each block over `number` articles drawn with replacement, `times` times.

    `number` is the number of all articles. All blocks get the same draws.
    """
    chance = random.Random(seed)
    packed = [_Packed(block, number) for block in blocks]
    sparse = any(block.sparse for block in packed)
    for _ in range(times):
        drawn = chance.choices(range(number), k=number)
        weights = [0] * number
        if sparse:
            for index in drawn:
                weights[index] += 1
        yield [block.sums(drawn, weights) for block in packed]


class _Packed:
    """A block with each row packed into one integer."""

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
            for index, value in enumerate(column):
                numbers[index] |= int(value * scale) << offset
            offset += width
        self.sparse = 2 * len(block.indices) < number
        self._indices, self._numbers = block.indices, numbers
        self._at = [0] * number
        for index, packed in zip(block.indices, numbers, strict=True):
            self._at[index] = packed

    def sums(self, drawn: Sequence[int], weights: Sequence[int]) -> list[float]:
        if self.sparse:
            total = sum(map(mul, self._numbers, [weights[index] for index in self._indices]))
        else:
            total = sum(map(self._at.__getitem__, drawn))
        return [((total >> offset) & mask) * unit for offset, mask, unit in self._fields]


def interval(values: Sequence[float | None], level: float = LEVEL) -> tuple[float, float] | None:
    """Return the interval with the share `level` of the values; None where half of them or more are undefined."""
    defined = [value for value in values if value is not None]
    if len(defined) < 2 or 2 * len(defined) <= len(values):
        return None
    tails = quantiles(defined, n=round(2 / (1 - level)), method="inclusive")
    return tails[0], tails[-1]
