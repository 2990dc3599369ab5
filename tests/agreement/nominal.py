"""Krippendorff's alpha and Scott's pi for any categories, to compare the program's own measures with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


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


def scott(table: Sequence[Sequence[float]]) -> float | None:
    """Return Scott's pi (1955) of a table as `cohen` takes it: chance goes by what both said together."""
    units = sum(map(sum, table))
    agreed = sum(row[place] for place, row in enumerate(table))
    by_chance = sum(
        ((sum(row) + sum(column)) / 2) ** 2
        for row, column in zip(table, zip(*table, strict=True), strict=True)
    )
    room = units * units - by_chance
    return (units * agreed - by_chance) / room if room else None
