"""Edges that differ by nothing but clitics."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import similarity
from annotator.text import clitics
from annotator.text.clitics import apart_by_clitic, is_chain


@pytest.mark.parametrize("chain", ["و", "ال", "وال", "وبال", "فلل", "بـ", "وَال", "كالـ", "وَٱلْ", "اْل", "لِلْ"])
def test_a_chain_of_clitics_is_one(chain: str) -> None:
    assert is_chain(chain)


@pytest.mark.parametrize("other", ["", "ا", "م", "وم", "و ", "لا"])
def test_anything_else_is_none(other: str) -> None:
    assert not is_chain(other)


@pytest.mark.parametrize(
    ("word", "first", "second"), [("بحقل", 0, 1), ("وبالميناء", 0, 4), ("وبالميناء", 1, 2), ("للأمم", 0, 2)]
)
def test_edges_around_clitics_differ_by_them(word: str, first: int, second: int) -> None:
    text = f"قال أمس {word} اليوم"
    assert apart_by_clitic(text, 8 + first, 8 + second)
    assert apart_by_clitic(text, 8 + second, 8 + first)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("سماء", 1, 2),  # not a clitic
        ("مكتب", 2, 3),  # inside the word
        ("وب الميناء", 0, 2),  # nothing of the word is left
        ("بحقل", 1, 1),
        ("و قال", 0, 2),
    ],
)
def test_other_edges_do_not(text: str, first: int, second: int) -> None:
    assert not apart_by_clitic(text, first, second)


@given(st.text("وفبلكاٱسمعـ\u064b\u0651\u0670\u06e1 «1.", max_size=8))
def test_a_chain_is_the_same_with_and_without_the_tables_of_unicode(text: str) -> None:
    assert is_chain(text) == (clitics._CHAIN.fullmatch(text) is not None)


def test_letters_marks_and_digits_are_those_of_the_tables_of_unicode() -> None:
    """Python's tables may be older than those of regex, which decide on what Python does not know yet."""
    characters = [chr(code) for code in range(sys.maxunicode + 1)]
    run = [character for character in characters if clitics._is_in_run(character)]
    outer = [character for character in characters if similarity._is_outer(character)]
    assert run == [character for character in characters if clitics._IN_RUN.match(character)]
    assert outer == [character for character in characters if similarity._OUTER.match(character)]
