"""Simple text is treated as the tables of Unicode have it: each class of characters is compared with them."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size

from annotator.text import cells, segment, shaping, simple, wrap

ALL = [chr(code) for code in range(sys.maxunicode + 1)]
SIMPLE = [character for character in ALL if simple.is_simple(f"ب{character}", 0, 2)]
MARKS = [character for character in SIMPLE if re.match(f"[{simple.MARKS}]", character)]
BASES = [character for character in SIMPLE if character not in MARKS]
JOINING = {
    "both": (simple.TO_BOTH, r"[\p{jt=D}\p{jt=C}]"),
    "previous": (simple.TO_PREVIOUS, r"\p{jt=R}"),
    "marks": (simple.MARKS, r"\p{jt=T}"),
}


@pytest.mark.parametrize("name", JOINING)
def test_letters_join_as_their_joining_type_says(name: str) -> None:
    ours, theirs = JOINING[name]
    assert [c for c in SIMPLE if re.match(f"[{ours}]", c)] == [c for c in SIMPLE if regex.match(theirs, c)]


def test_no_other_simple_character_joins() -> None:
    letters = f"[{simple.LETTERS}{simple.MARKS}]"
    joining = r"[\p{jt=D}\p{jt=R}\p{jt=L}\p{jt=C}\p{jt=T}]"
    assert [c for c in SIMPLE if regex.match(joining, c) and not re.match(letters, c)] == []


def test_each_is_a_grapheme_in_one_cell_and_marks_belong_to_the_one_before() -> None:
    text = "".join(BASES)
    assert regex.findall(r"\X", text) == BASES
    assert [c for c in BASES if get_character_cell_size(c) != 1] == []
    for mark in MARKS:
        assert regex.findall(r"\X", "".join(base + mark for base in BASES)) == [base + mark for base in BASES]
        assert get_character_cell_size(mark) == 0


def test_it_is_drawn_as_any_other_text() -> None:
    shaped = [c for c in ALL if simple.is_simple_grapheme(c)]
    assert {*BASES} <= {*shaped}
    for character in shaped:
        if unicodedata.category(character) == "Zs":
            continue
        for grapheme in (character, character + MARKS[0], character + "".join(MARKS) * 2):
            for mirrored in (False, True):
                assert cells.draw(grapheme, mirrored) == cells._cluster(grapheme, mirrored, False), grapheme


WORDS = st.one_of(
    st.text(st.sampled_from([*BASES, *MARKS, "\u2068", "\u2069"]), max_size=30),
    st.text(st.sampled_from("لاب\u064e\u0651ـ3٣.,:-–/'’&_ aB\n"), max_size=30),
)


@given(WORDS)
def test_graphemes_forms_and_joints_are_those_of_the_tables(text: str) -> None:
    # What is not simple is beside it, so that the whole is looked up in the tables.
    strange = text + " \u0904"
    assert [*segment.graphemes(text)] == [found.span() for found in regex.finditer(r"\X", text)]
    assert [*segment.words(text)] == [word for word in segment.words(strange) if word[1] <= len(text)]
    assert [*segment.tokens(text)] == [found.span() for found in segment._TOKEN.finditer(text)]
    assert shaping.shape(text) == shaping.shape(strange)[: len(text)]
    assert shaping.joints(text, 0, len(text)) == shaping.joints(strange, 0, len(strange))


@given(WORDS, st.integers(1, 12))
def test_rows_are_those_of_clusters(text: str, width: int) -> None:
    assert wrap.break_rows(text, 0, len(text), width) == wrap._break_clusters(
        text, 0, len(text), width, False
    )
