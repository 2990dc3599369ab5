"""Reading a file and working on a text takes steps in proportion to its size, whatever is in it."""

from __future__ import annotations

import pytest

from tests.linear import formats, lint, people, predictions, spans, texts
from tests.linear.cases import assert_linear

SIZE = 150


@pytest.mark.parametrize("subject", formats.SUBJECTS)
def test_a_file_of_double_size_takes_double_the_steps(subject: str) -> None:
    assert_linear(formats.cases(subject), SIZE)


@pytest.mark.parametrize("name", spans.WORST)
def test_twice_as_many_spans_take_double_the_steps(name: str) -> None:
    assert_linear({name: spans.WORST[name]}, SIZE)


@pytest.mark.parametrize("name", people.WORST)
def test_twice_as_many_people_take_double_the_steps(name: str) -> None:
    assert_linear({name: people.WORST[name]}, people.SIZE)


@pytest.mark.parametrize("name", predictions.WORST)
def test_twice_as_many_rows_of_one_article_take_double_the_steps(name: str) -> None:
    assert_linear({name: predictions.WORST[name]}, SIZE)


@pytest.mark.parametrize("name", lint.WORST)
def test_a_layer_of_double_size_takes_lint_double_the_steps(name: str) -> None:
    assert_linear({name: lint.WORST[name]}, lint.SIZE)


def test_a_text_of_double_length_takes_lint_double_the_steps() -> None:
    assert_linear(texts.cases_of(lint.look), texts.SIZE)


@pytest.mark.parametrize("function", texts.FUNCTIONS)
def test_a_text_of_double_length_takes_double_the_steps(function: str) -> None:
    assert_linear(texts.cases(function), texts.SIZE)
