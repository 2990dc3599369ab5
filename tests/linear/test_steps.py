"""The counter of steps notices what grows with the square of its input, and nothing else."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import regex

from tests.linear import steps as counter
from tests.linear.cases import MOST_TIMES

if TYPE_CHECKING:
    from collections.abc import Callable

_OLD_SENTENCE_END = regex.compile(r"""(?:(?<!\b\p{L})\.|[!?؟…])[.!?؟…]*["'”’]*(?=\s|$|[“«])""")
_POSSESSIVE = regex.compile(r"[!?؟…]++(?=\s|$)")


def _rest_each_turn(text: str) -> int:
    at = 0
    while text[at:]:
        at += 1
    return at


def _in_a_list(text: str) -> list[str]:
    seen: list[str] = []
    for number, _ in enumerate(text):
        if str(number) not in seen:
            seen.append(str(number))
    return seen


def _popped_in_front(text: str) -> None:
    items = list(text)
    while items:
        items.pop(0)


def _put_in_front(text: str) -> None:
    items: list[str] = []
    for one in text:
        items.insert(0, one)


def _found_from_the_start(text: str) -> int:
    return sum(text.count("!") for _ in text)


def _put_together(text: str) -> str:
    made = ""
    for one in text:
        made = made + one
    return made


def _sentence_ends(text: str) -> list[Any]:
    return list(_OLD_SENTENCE_END.finditer(text + "ا"))


def _possessive(text: str) -> list[Any]:
    return list(_POSSESSIVE.finditer(text + "ا"))


def _each_grapheme(text: str) -> list[str]:
    return list(regex.findall(r"\X", "\N{REGIONAL INDICATOR SYMBOL LETTER I}" * len(text)))


def _nested_repeats(text: str) -> object:
    return re.search(r"(?:!+,?)*;", text[:16])


def _one_pass(text: str) -> list[int]:
    return [ord(one) for one in text if one not in {"a", "b"}]


def _words(text: str) -> list[str]:
    return re.findall(r"\S++", text)


def _sorted(text: str) -> list[str]:
    return sorted(text)


QUADRATIC = [
    _rest_each_turn,
    _in_a_list,
    _popped_in_front,
    _put_in_front,
    _found_from_the_start,
    _put_together,
    _sentence_ends,
    _possessive,
    _each_grapheme,
]
LINEAR = [_one_pass, _words, _sorted]


@pytest.fixture(autouse=True)
def _functions_of_this_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counter, "FOLDER", __file__)


def _times(call: Callable[[str], object]) -> float:
    one, two = (counter.steps_of(partial(call, "!" * size)) for size in (200, 400))
    return two / one


@pytest.mark.parametrize("call", QUADRATIC)
def test_a_square_is_noticed(call: Callable[[str], object]) -> None:
    assert _times(call) > 3


@pytest.mark.parametrize("call", LINEAR)
def test_what_goes_over_its_input_once_is_not(call: Callable[[str], object]) -> None:
    assert 1.8 < _times(call) < MOST_TIMES


def test_repeats_of_repeats_are_noticed() -> None:
    few, more = (counter.steps_of(partial(_nested_repeats, "!" * size)) for size in (7, 14))
    assert more > 50 * few


def test_what_is_counted_returns_what_it_returns() -> None:
    for call in (*QUADRATIC, *LINEAR):
        expected = call("!؟.")
        with counter.counting():
            assert call("!؟.") == expected
