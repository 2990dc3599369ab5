"""What is tested for growing no faster than its input: calls of a size that can be doubled."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tests.linear.steps import counting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_TIMES = 2.3
"""How many times the steps an input of double size may take: twice as many, and a little for n log n."""


class Case(NamedTuple):
    """A call on an input of some size; `refusal` are the exceptions by which it may refuse the input."""

    call: Callable[[], object]
    refusal: tuple[type[Exception], ...] = ()


Worst = dict[str, "Callable[[int], Case]"]
"""By name, what makes a case of a size, in which `n` things of the input are repeated."""


def assert_linear(make: Mapping[str, Callable[[int], Case]], size: int) -> None:
    """Assert that cases of double size take about double the steps.

    More at one size alone, where something else begins to be done, is no growth: it counts if it is so at double the size, too.
    """
    faults = []
    for one in make.values():
        _run(one(size // 8))  # imports what is imported when it is used
    with counting() as steps:
        for name, one in make.items():
            single, double = (steps.of(partial(_run, one(times * size))) for times in (1, 2))
            if double > MOST_TIMES * single:
                single, double = double, steps.of(partial(_run, one(4 * size)))
            if not single:
                faults.append(f"{name}: nothing of annotator was run")
            elif double > MOST_TIMES * single:
                faults.append(
                    f"{name}: {single:,} steps, {double:,} for double the size: {double / single:.2f} times"
                )
    assert not faults, "\n".join(faults)


def _run(case: Case) -> object:
    try:
        result = case.call()
        if isinstance(result, Iterator):
            return list(result)
    except case.refusal:
        return None
    return result
