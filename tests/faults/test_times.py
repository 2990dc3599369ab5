"""Reading, storing and writing the worst files takes time in proportion to their size, also in code that is not Python's."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.linear import formats, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.linear.cases import Case

pytestmark = [pytest.mark.faults, pytest.mark.tried("the worst files and texts, at double the size")]

SIZE = 20_000
MOST_TIMES = 3.0
"""How many times as long an input of double size may take. Four times is what takes ever longer for each thing in it."""

AT_LEAST = 0.5
"""Seconds of the processor below which double the time is no matter: the machine's own haste is more of it."""

SECONDS = 60
"""How long the processor may take for a case of double size."""

TRIES = 3
"""So often a case that takes too long is tried again, for a machine that has much else to do."""

CASES: dict[str, Callable[[int], Case]] = {
    **formats.WORST,
    **{name: case for function in texts.FUNCTIONS for name, case in texts.cases(function).items()},
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.times(2)
def test_double_the_size_takes_about_double_the_time(name: str) -> None:
    for _ in range(TRIES):
        one, two = seconds(CASES[name](SIZE)), seconds(CASES[name](2 * SIZE))
        if two < AT_LEAST or two <= MOST_TIMES * one:
            break
    else:
        pytest.fail(f"{one:.2f} s for {SIZE:,}, {two:.2f} s for {2 * SIZE:,}")
    assert two < SECONDS


def seconds(case: Case) -> float:
    """Return the time of the processor that a case takes."""
    gc.collect()
    began = time.process_time()
    try:
        result = case.call()
        if isinstance(result, Iterator):
            deque(result, maxlen=0)
    except case.refusal:
        pass
    return time.process_time() - began
