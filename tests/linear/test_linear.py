"""Reading a file and working on a text takes steps in proportion to its size, whatever is in it."""

from __future__ import annotations

import pytest

from tests.linear import formats, texts
from tests.linear.cases import assert_linear

SIZE = 300


@pytest.mark.parametrize("name", formats.WORST)
def test_a_file_of_double_size_takes_double_the_steps(name: str) -> None:
    assert_linear({name: formats.WORST[name]}, SIZE)


@pytest.mark.parametrize("function", texts.FUNCTIONS)
def test_a_text_of_double_length_takes_double_the_steps(function: str) -> None:
    assert_linear(texts.cases(function), texts.SIZE)
