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
    from tests.linear.cases import Case, Worst

pytestmark = [pytest.mark.faults, pytest.mark.tried("the worst files and texts, at double the size")]

SIZE = 20_000
SIZE_OF_TEXTS = 5_000
"""So often is the piece of a text repeated that each function over text is called with, and each of some ninety texts is."""

MOST_TIMES = 3.0
"""How many times as long an input of double size may take. Four times is what takes ever longer for each thing in it."""

AT_LEAST = 0.5
"""Seconds of the processor below which double the time is no matter: the machine's own haste is more of it."""

SECONDS = 60
"""How long the processor may take for a case of double size."""

TRIES = 3
"""So often a case that takes too long is tried again, for a machine that has much else to do."""


@pytest.mark.parametrize("name", formats.WORST)
@pytest.mark.times(2)
def test_a_file_of_double_size_takes_about_double_the_time(name: str) -> None:
    assert_about_double({name: formats.WORST[name]}, SIZE)


@pytest.mark.parametrize("function", texts.FUNCTIONS)
@pytest.mark.times(2)
def test_a_text_of_double_length_takes_about_double_the_time(function: str) -> None:
    assert_about_double(texts.cases(function), SIZE_OF_TEXTS)


def assert_about_double(make: Worst, size: int) -> None:
    """Assert that cases of double size take about double the time."""
    faults = []
    for name, one in make.items():
        for _ in range(TRIES):
            double = seconds(one(2 * size))
            single = double if double < AT_LEAST else seconds(one(size))
            if double <= MOST_TIMES * single:
                break
        else:
            faults.append(f"{name}: {single:.2f} s for {size:,}, {double:.2f} s for {2 * size:,}")
        if double >= SECONDS:
            faults.append(f"{name}: {double:.2f} s for {2 * size:,}")
    assert not faults, "\n".join(faults)


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
