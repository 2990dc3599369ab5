"""Which characters of a text stay in a corrected one."""

from __future__ import annotations

import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.correction import Correction, kept_runs

LETTERS = st.text(st.sampled_from("اب ت.\nَ🚑"), max_size=60)


@given(LETTERS, LETTERS)
def test_what_stays_is_the_same_in_both_and_in_order(old: str, new: str) -> None:
    at = new_at = 0
    for run in kept_runs(old, new):
        assert run.length > 0
        assert run.old >= at
        assert run.new >= new_at
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        at, new_at = run.old + run.length, run.new + run.length


@given(LETTERS.filter(bool), st.data())
def test_in_the_same_text_nothing_moves(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Correction(text, text).moved(start, end) == (start, end)


@given(LETTERS, LETTERS.filter(bool), LETTERS, st.data())
def test_what_is_put_before_and_after_moves_a_range_with_its_characters(
    before: str, text: str, after: str, data: st.DataObject
) -> None:
    """Whatever repeats: a range inside of what stays ends up on the same characters, or falls away."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = Correction(text, before + text + after).moved(start, end)
    if found is not None:
        assert 0 <= found[0] < found[1] <= len(before + text + after)


@pytest.mark.parametrize(
    ("old", "new", "marked", "found"),
    [
        ("وصل وفد المجلس.", "وصل أمس وفد المجلس.", "وفد المجلس", "وفد المجلس"),
        ("وصل وفد المجلس.", "وصل وفد المجلص.", "وفد المجلس", "وفد المجلص"),
        ("زار لمجلس أمس", "زار المجلس أمس", "لمجلس", "المجلس"),
        ("زار المجلس أمس", "زار المجلسَ أمس", "المجلس", "المجلسَ"),
        ("زار المجلس أمس", "زار المجلس، أمس", "المجلس", "المجلس"),
        ("إلى ميناء الغضا أمس.", "إلى ميناء الغضى.", "ميناء الغضا", "ميناء الغضى"),
        ("وصل وفد المجلس.", "وصل رئيس الحكومة.", "وفد المجلس", None),
        ("وصل وفد المجلس.", "وصل.", "وفد المجلس", None),
        ("وفد المجلس وصل", "وفد طويل جدا من أعضاء المجلس وصل", "وفد المجلس", None),
        ("أ\nوفد المجلس وصل\nب", "وفد المجلس وصل\nأ\nب", "وفد المجلس", "وفد المجلس"),
    ],
)
def test_where_a_range_is_in_the_corrected_text(old: str, new: str, marked: str, found: str | None) -> None:
    start = old.index(marked)
    moved = Correction(old, new).moved(start, start + len(marked))
    assert (None if moved is None else new[moved[0] : moved[1]]) == found


def test_a_clitic_keeps_its_edge_inside_the_word() -> None:
    moved = Correction("والمجلس", "قال والمجلس").moved(1, 7)
    assert moved == (5, 11)


def test_texts_of_a_megabyte_that_have_nothing_in_common_are_compared() -> None:
    made = random.Random(1)
    old, new = ("\n".join("".join(made.choices("ابتث ", k=300)) for _ in range(3000)) for _ in range(2))
    correction = Correction(old, new)
    assert correction.kept < len(old)
    assert correction.moved(0, 300) is None


def test_characters_are_not_compared_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    class Counted(difflib.SequenceMatcher[str]):
        def __init__(self, junk: None, one: str, other: str, *, autojunk: bool) -> None:
            super().__init__(junk, one, other, autojunk)
            compared.append(len(one) * len(other))

    monkeypatch.setattr(difflib, "SequenceMatcher", Counted)
    old = "".join(f"{number}\n{'ا' * 400}\n" for number in range(50))
    new = "".join(f"{number}\n{'با' * 200}\n" for number in range(50))
    runs = kept_runs(old, new)
    assert sum(compared) < 1_000_000
    assert sum(run.length for run in runs) >= 50 * 2
