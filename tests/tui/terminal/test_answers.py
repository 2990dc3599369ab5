"""Answers and keys come through one line: they are told apart, early or late."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.terminal.answers import LateAnswers, parse

BDSM = b"\x1b[8;1$y"
VERSION = b"\x1bP>|kitty(0.26.5)\x1b\\"
SECONDARY = b"\x1b[>1;4000;26c"
END = b"\x1b[?62;c"
ALL = BDSM + VERSION + SECONDARY + END

keys = st.sampled_from([b"a", b"\x1b[D", b"\x1b[1;2C", "ش".encode(), b"\r", b" ", b"8", b"c"])


def test_all_four_answers_are_read() -> None:
    answers = parse(ALL)
    assert (answers.bdsm, answers.version, answers.secondary) == (1, "kitty(0.26.5)", (1, 4000, 26))
    assert answers.ended
    assert answers.typed == b""


def test_nothing_answered_is_no_answer() -> None:
    answers = parse(b"")
    assert answers.bdsm is None
    assert not answers.ended


@given(st.lists(keys, min_size=5, max_size=5))
def test_keys_typed_between_answers_are_kept(typed: list[bytes]) -> None:
    data = b"".join(
        part for pair in zip(typed, (BDSM, VERSION, SECONDARY, END, b""), strict=True) for part in pair
    )
    answers = parse(data)
    assert answers.typed == b"".join(typed)
    assert answers.ended


@given(st.lists(keys, max_size=8), st.integers(0, 8), st.lists(st.integers(0, 120), max_size=6))
def test_late_answers_never_become_keys(typed: list[bytes], place: int, cuts: list[int]) -> None:
    data = b"".join(typed[:place]) + ALL + b"".join(typed[place:])
    # A key's own sequence comes in one piece; an answer may come in any.
    start = len(b"".join(typed[:place]))
    edges = sorted({start + cut for cut in cuts if cut <= len(ALL)} | {0, start, start + len(ALL), len(data)})
    late = LateAnswers()

    read = b"".join(late.feed(data[one:two]) for one, two in itertools.pairwise(edges)) + late.flush()

    assert read == b"".join(typed)
    assert late.ended


def test_the_escape_key_comes_through_when_nothing_follows_it() -> None:
    late = LateAnswers()
    assert late.feed(b"\x1b") == b""
    assert late.quiet() == b"\x1b"
    assert late.flush() == b""


def test_half_an_answer_is_not_mistaken_for_keys_by_a_pause() -> None:
    late = LateAnswers()
    assert late.feed(VERSION[:9]) + late.quiet() + late.feed(VERSION[9:]) == b""


@pytest.mark.parametrize("key", [b"\x1b[D", b"\x1bOP", b"a"])
def test_a_key_is_not_kept_back_while_answers_are_waited_for(key: bytes) -> None:
    assert LateAnswers().feed(key) == key
