"""Agreement on categories: Krippendorff's alpha, Cohen's kappa and Scott's pi, all nominal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    Table = Sequence[Sequence[float]]


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Return Krippendorff's alpha (2004, ch. 11) of units, each with what each person said of it, None for nothing.

    None where it is undefined: no unit of which two people said something, or nothing but one value.
    """
    totals: Counter[Hashable] = Counter()
    agreed = 0.0
    for unit in units:
        said = Counter(value for value in unit if value is not None)
        people = said.total()
        if people > 1:
            totals.update(said)
            agreed += sum(times * (times - 1) for times in said.values()) / (people - 1)
    values = totals.total()
    apart_by_chance = values * (values - 1) - sum(times * (times - 1) for times in totals.values())
    return 1 - (values - agreed) * (values - 1) / apart_by_chance if apart_by_chance else None


def cohen(table: Table) -> float | None:
    """Return Cohen's kappa (1960) of a square table of how often one person said row and the other column.

    None where it is undefined: no unit, or both said one and the same value throughout.
    """
    return _beyond_chance(table, sum(row * column for row, column in _margins(table)))


def scott(table: Table) -> float | None:
    """Return Scott's pi (1955) of a table as `cohen` takes it: chance goes by what both said together."""
    return _beyond_chance(table, sum(((row + column) / 2) ** 2 for row, column in _margins(table)))


def _margins(table: Table) -> list[tuple[float, float]]:
    return list(zip(map(sum, table), map(sum, zip(*table, strict=True)), strict=True))


def _beyond_chance(table: Table, by_chance: float) -> float | None:
    """Return what is agreed beyond chance of what could be; `by_chance` is times the number of units, squared."""
    units = sum(map(sum, table))
    agreed = sum(row[place] for place, row in enumerate(table))
    room = units * units - by_chance
    return (units * agreed - by_chance) / room if room else None
