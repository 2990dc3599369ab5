"""Costs by the number of articles, and tables in which each is a row: its figures by size, and how it grows."""

from __future__ import annotations

from math import log10
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.table import Cell, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_TIMES, ENOUGH = 5, 4.0
"""How often something is measured at most, and the seconds after which it is not measured again."""


class Cost:
    """A cost: values by number of articles, measured in turn, and memory in MB where it is told."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.values: dict[int, list[float]] = {}
        self.memory: dict[int, float] = {}

    def add(self, number: int, value: float, memory: float = 0.0) -> None:
        """Take in a value."""
        self.values.setdefault(number, []).append(value)
        if memory:
            self.memory[number] = max(memory, self.memory.get(number, 0.0))

    def at(self, number: int) -> float | None:
        """Return the median; None where it was not measured."""
        return median(self.values[number]) if number in self.values else None

    def to_smallest(self, number: int) -> float | None:
        """Return the ratio to the smallest size, value by value."""
        if number not in self.values:
            return None
        return ratio(self.values[number], self.values[min(self.values)])

    @property
    def largest(self) -> int:
        """The largest number of articles that it was measured with."""
        return max(self.values)

    @property
    def times(self) -> str:
        """How often it was measured in each size; once if that was the same in all."""
        often = [len(values) for _, values in sorted(self.values.items())]
        return str(often[0]) if len(set(often)) == 1 else ", ".join(map(str, often))

    @property
    def factor(self) -> float | None:
        """How many times as much ten times as many articles cost, from the second largest size to the largest."""
        sizes = sorted(self.values)[-2:]
        if len(sizes) < 2:
            return None
        less, more = (median(self.values[number]) for number in sizes)
        return float((more / less) ** (1 / log10(sizes[1] / sizes[0])))


def turns(cost: Cost, numbers: Sequence[int], *, once: bool) -> Iterator[int]:
    """Yield which number of articles to measure a cost in seconds with, all in turn, until each was often or long enough."""
    for turn in range(1 if once else MOST_TIMES):
        for number in numbers:
            if not turn or sum(cost.values[number]) < ENOUGH:
                yield number


def ratios_head(numbers: Sequence[int], unit: str) -> tuple[str, ...]:
    """Return the columns of `ratio_row`."""
    return (
        *("what", "times"),
        *(named(number, unit) for number in numbers),
        *(f"{number:,} to {numbers[0]:,}" for number in numbers[1:]),
    )


def ratios_row(cost: Cost, numbers: Sequence[int]) -> tuple[Cell, ...]:
    """Return a row with the median of each size, and the ratios to the smallest one."""
    return (
        *(cost.what, cost.times),
        *(cost.at(number) for number in numbers),
        *(cost.to_smallest(number) for number in numbers[1:]),
    )


def factor_head(numbers: Sequence[int], unit: str) -> tuple[str, ...]:
    """Return the columns of `factor_row`."""
    return (
        *("what", "times"),
        *(named(number, unit) for number in numbers),
        "factor for ten times as many",
        *(named(number, "MB") for number in (numbers[0], numbers[-1])),
    )


def factor_row(cost: Cost, numbers: Sequence[int]) -> tuple[Cell, ...]:
    """Return a row with the median of each size, the factor, and the most memory of the smallest and of the largest."""
    return (
        *(cost.what, cost.times),
        *(cost.at(number) for number in numbers),
        cost.factor,
        *(cost.memory.get(number) for number in (numbers[0], numbers[-1])),
    )


def named(number: int, unit: str) -> str:
    """Return the name of the column for a number of articles."""
    return f"{number:,}: {unit}"


def at_largest(costs: Iterable[Cost]) -> dict[str, float]:
    """Return the median of each cost in its largest size, by the name of both."""
    return {f"{cost.what}, {cost.largest:,}": median(cost.values[cost.largest]) for cost in costs}


def at_each(costs: Iterable[Cost]) -> dict[str, float]:
    """Return the median of each cost in each size, by the name of both."""
    return {
        f"{cost.what}, {number:,}": median(values) for cost in costs for number, values in cost.values.items()
    }


def growths(costs: Iterable[Cost]) -> dict[str, float]:
    """Return the ratio to the smallest size of each cost in each other size, by the name of both."""
    return {
        f"{cost.what}, {number:,}": ratio(values, cost.values[min(cost.values)])
        for cost in costs
        for number, values in cost.values.items()
        if number != min(cost.values)
    }
