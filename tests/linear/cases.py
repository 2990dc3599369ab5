"""What is tested for growing no faster than its input: calls of a size that can be doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.linear.steps import steps_of

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_TIMES = 2.3
"""How many times the steps an input of double size may take: twice as many, and a little for n log n."""


class Case(NamedTuple):
    """A call on an input of some size; `refusal` are the exceptions by which it may refuse the input."""

    call: Callable[[], object]
    refusal: tuple[type[Exception], ...] = ()


Worst = dict[str, "Callable[[int], Case]"]
"""By name, what makes a case of a size, in which `n` things of the input are repeated."""


def steps(case: Case) -> int:
    """Return the steps of a case."""

    def call() -> object:
        try:
            return case.call()
        except case.refusal:
            return None

    return steps_of(call)


def assert_linear(make: Callable[[int], Case], size: int) -> None:
    """Assert that a case of double size takes about double the steps."""
    steps(make(size // 8))  # imports what is imported when it is used
    one, two = steps(make(size)), steps(make(2 * size))
    assert one, "nothing of annotator was run"
    assert two <= MOST_TIMES * one, f"{one:,} steps for {size}, {two:,} for {2 * size}: {two / one:.2f} times"
