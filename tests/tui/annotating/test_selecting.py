"""Selecting words, sentences and paragraphs on the desk, by keys and by the mouse."""

from __future__ import annotations

import pytest

from annotator.text.navigation import MOVES
from tests.tui.desks import TEXT, Annotator

FIRST, SECOND, THIRD = (
    "أعلنت وزارة الدفاع إصابة ناقلة في مرفأ الغضا.",
    "ونفى المجلس ذلك.",
    "ووصلت القافلة مساء أمس.",
)


def test_the_caret_begins_on_the_first_word() -> None:
    assert Annotator().at == "أعلنت"
    assert Annotator("\n\n  خبر").at == "خبر"


def test_shift_selects_whole_words_in_reading_order() -> None:
    desk = Annotator()
    desk.desk.move("word_left")
    desk.desk.move("word_left", shift=True)
    assert desk.selected == "وزارة الدفاع"
    desk.desk.move("word_left", shift=True)
    assert desk.selected == "وزارة الدفاع إصابة"
    desk.desk.move("word_right", shift=True)
    assert desk.selected == "وزارة الدفاع"


def test_a_selection_may_grow_to_the_other_side() -> None:
    desk = Annotator()
    desk.go("الدفاع")
    desk.desk.move("word_right", shift=True)
    assert desk.selected == "وزارة الدفاع"
    desk.desk.move("word_left", shift=True)
    assert desk.selected == "الدفاع"
    desk.desk.move("word_left", shift=True)
    assert desk.selected == "الدفاع إصابة"


def test_a_plain_move_drops_the_selection() -> None:
    desk = Annotator()
    desk.desk.move("word_left", shift=True)
    desk.desk.move("word_left")
    assert desk.selected is None


def test_v_selects_with_plain_moves_until_v_or_escape() -> None:
    desk = Annotator()
    assert desk.desk.toggle_selecting().message.startswith("Selecting")
    assert desk.selected == "أعلنت"
    desk.desk.move("word_left")
    desk.desk.toggle_selecting()
    assert desk.selected == "أعلنت وزارة"
    desk.desk.move("word_left")
    assert desk.selected is None

    desk.desk.toggle_selecting()
    desk.desk.move("word_left")
    desk.desk.cancel()
    assert desk.selected is None
    desk.desk.move("word_left")
    assert desk.selected is None


def test_tagging_ends_selecting() -> None:
    desk = Annotator()
    desk.desk.toggle_selecting()
    desk.desk.move("word_left")
    desk.did(desk.desk.tag("actor"))
    assert desk.spans == [("أعلنت وزارة", "actor")]
    desk.desk.move("word_left")
    assert desk.selected is None


def test_s_selects_the_sentence_and_capital_s_grows_it_over_paragraphs() -> None:
    desk = Annotator()
    desk.go("الدفاع")
    desk.desk.select_sentence()
    assert desk.selected == FIRST
    desk.desk.grow_sentence()
    assert desk.selected == f"{FIRST} {SECOND}"
    desk.desk.grow_sentence()
    assert desk.selected == TEXT
    assert desk.desk.grow_sentence().message == "No sentence follows."
    assert desk.selected == TEXT


def test_capital_s_without_a_selection_selects_the_sentence() -> None:
    desk = Annotator()
    desk.go("المجلس")
    desk.desk.grow_sentence()
    assert desk.selected == SECOND


def test_capital_s_fills_up_a_sentence_that_is_selected_in_part() -> None:
    desk = Annotator()
    desk.select("وزارة الدفاع")
    desk.desk.grow_sentence()
    assert desk.selected == FIRST[FIRST.index("وزارة") :]


def test_p_selects_the_paragraph() -> None:
    desk = Annotator()
    desk.go("المجلس")
    desk.desk.select_paragraph()
    assert desk.selected == f"{FIRST} {SECOND}"
    desk.go("القافلة")
    desk.desk.select_paragraph()
    assert desk.selected == THIRD


@pytest.mark.parametrize("select", ["sentence", "paragraph"])
@pytest.mark.parametrize("text", ["", "\n", " ", "\n\n\n", "\u2029\u2028\r\n"])
def test_where_there_is_no_sentence_or_paragraph_it_is_said(text: str, select: str) -> None:
    desk = Annotator(text).desk
    outcome = desk.select_sentence() if select == "sentence" else desk.select_paragraph()
    assert outcome.message
    assert desk.caret.selection is None
    assert desk.grow_sentence().message


@pytest.mark.parametrize("text", ["", "\n\n", " ", "…"])
def test_no_move_fails_where_there_is_nothing(text: str) -> None:
    desk = Annotator(text).desk
    for action in MOVES:
        desk.move(action)
        desk.move(action, shift=True)
    desk.point(0, selecting=False)
    desk.point(0, selecting=True, word=True)
    desk.toggle_selecting()
    desk.cancel()


def test_a_click_puts_the_caret_on_a_letter_and_a_drag_selects() -> None:
    desk = Annotator()
    place = TEXT.index("ناقلة")
    desk.desk.point(place, selecting=False)
    assert (desk.at, desk.selected) == ("ن", None)
    desk.desk.point(place + 2, selecting=True)
    assert desk.selected == "ناق"
    desk.desk.point(place - 2, selecting=True)
    assert desk.selected == "ة ن"
    desk.desk.point(0, selecting=False)
    assert desk.selected is None


def test_a_double_click_selects_the_word() -> None:
    desk = Annotator()
    desk.desk.point(TEXT.index("ناقلة") + 3, selecting=False, word=True)
    assert desk.selected == "ناقلة"


def test_escape_leaves_selection_and_search_one_by_one() -> None:
    desk = Annotator()
    desk.desk.search("الدفاع")
    assert desk.selected == "الدفاع"
    desk.desk.cancel()
    assert desk.selected is None
    assert desk.desk.matches
    desk.desk.cancel()
    assert not desk.desk.matches


def test_letters_are_added_to_a_selected_word_at_the_side_of_the_arrow() -> None:
    desk = Annotator()
    desk.go("الدفاع")
    for expected in ("الدفاع ", "الدفاع إ", "الدفاع إص"):
        desk.desk.move("letter_left", shift=True)
        assert desk.selected == expected
    desk.go("الدفاع")
    for expected in (" الدفاع", "ة الدفاع"):
        desk.desk.move("letter_right", shift=True)
        assert desk.selected == expected


def test_letters_are_added_to_a_latin_word_in_an_arabic_row_at_the_side_of_the_arrow() -> None:
    desk = Annotator("أطلقت طائرة MQ-9 صاروخًا")
    desk.go("MQ")
    desk.desk.move("letter_right", shift=True)
    assert desk.selected == " MQ-9", "to the right of its 9 stands the space before it"
    desk.go("MQ")
    desk.desk.move("letter_left", shift=True)
    assert desk.selected == "MQ-9 "
