"""A range of a text in its context, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.text import layout
from annotator.text.context import context
from tests.text.strategies import texts

if TYPE_CHECKING:
    from annotator.text.context import Run

SENTENCE = "قالت الوزارة إن القوات استعادت السيطرة على حقل العمر النفطي بعد معارك استمرت أياما مع المسلحين."


def drawn(text: str) -> str:
    """A text as it is on the screen."""
    return layout.line(text, 200, rtl=True).text.strip()


def at(text: str, words: str, width: int, **settings: bool) -> tuple[Run, ...]:
    start = text.index(words)
    return context(text, start, start + len(words), width, **settings)


def whole(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def inside(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.inside)


def test_the_range_is_in_the_middle_with_the_words_before_it_at_its_right() -> None:
    runs = at(SENTENCE, "حقل", 41)
    assert inside(runs) == drawn("حقل")
    assert drawn("السيطرة على حقل العمر النفطي") in whole(runs)
    before = whole(runs).index(inside(runs))
    assert abs(before - (41 - before - 3)) <= 1


def test_a_word_that_has_no_room_is_left_out_and_one_that_has_is_not() -> None:
    assert whole(at(SENTENCE, "حقل", 11)).split() == drawn("على حقل").split()


def test_the_rest_of_a_word_whose_clitic_is_outside_keeps_its_joined_letters() -> None:
    text = "بدأ الحريق بحقل قريب"
    start = text.index("حقل")
    runs = context(text, start, start + 3, 30)
    assert drawn("بحقل") in whole(runs)
    assert inside(runs) == drawn("بحقل")[:3]


def test_a_lam_alef_at_the_edge_is_drawn_apart() -> None:
    text = "قال لأحمد"
    start = text.index("أحمد")
    assert len(inside(context(text, start, start + 4, 30))) == 4


@pytest.mark.parametrize("words", ["NATO", "(NATO forces)"])
def test_latin_words_stand_in_their_order_in_an_arabic_line(words: str) -> None:
    text = f"قالت قوات {words} إنها انسحبت"
    assert words in whole(at(text, words, 40))


def test_the_direction_is_the_paragraphs_also_where_a_part_of_it_is_seen() -> None:
    text = f"{SENTENCE} BBC News said that the {'very ' * 30}old field is quiet"
    runs = at(text, "old field", 40)
    alone = at(text[text.index("BBC") :], "old field", 40)
    assert "old field" in whole(runs)
    assert inside(runs) == inside(alone) == "old field"


def test_a_long_range_shows_both_of_its_ends() -> None:
    claim = " ".join(f"كلمة{number}" for number in range(100))
    text = f"قال إن {claim} انتهى"
    shown = whole(at(text, claim, 60))
    assert "…" in shown
    assert drawn("كلمة1 كلمة2") in shown


def test_nothing_of_another_paragraph_is_seen() -> None:
    shown = whole(at("سطر أول\nحقل العمر\nسطر ثالث", "حقل", 60))
    assert drawn("أول") not in shown
    assert drawn("ثالث") not in shown


def test_without_width_there_is_nothing() -> None:
    assert context("حقل", 0, 3, 0) == ()


@given(texts, st.data(), st.integers(1, 90), st.booleans())
def test_any_range_of_any_text_fills_the_cells(
    text: str, data: st.DataObject, width: int, logical: bool
) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    runs = context(text, start, end, width, logical=logical)
    assert sum(cell_len(run.text) for run in runs) == width
    assert not any("\n" in run.text for run in runs)
