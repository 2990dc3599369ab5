"""Selecting words, sentences and paragraphs on the annotator, by keys and by the mouse."""

from __future__ import annotations

import pytest

from annotator.text import moves
from tests.every_move import MOVES
from tests.tui.editors import TEXT, Annotator

FIRST, SECOND, THIRD = (
    "أعلنت وزارة الدفاع إصابة ناقلة في مرفأ الغضا.",
    "ونفى المجلس ذلك.",
    "ووصلت القافلة مساء أمس.",
)


def test_the_caret_begins_on_the_first_word() -> None:
    assert Annotator().at == "أعلنت"
    assert Annotator("\n\n  خبر").at == "خبر"


def test_shift_selects_whole_words_in_reading_order() -> None:
    annotator = Annotator()
    annotator.editor.move(moves.word_left)
    annotator.editor.move(moves.word_left, shift=True)
    assert annotator.selected == "وزارة الدفاع"
    annotator.editor.move(moves.word_left, shift=True)
    assert annotator.selected == "وزارة الدفاع إصابة"
    annotator.editor.move(moves.word_right, shift=True)
    assert annotator.selected == "وزارة الدفاع"


def test_a_selection_may_grow_to_the_other_side() -> None:
    annotator = Annotator()
    annotator.go("الدفاع")
    annotator.editor.move(moves.word_right, shift=True)
    assert annotator.selected == "وزارة الدفاع"
    annotator.editor.move(moves.word_left, shift=True)
    assert annotator.selected == "الدفاع"
    annotator.editor.move(moves.word_left, shift=True)
    assert annotator.selected == "الدفاع إصابة"


def test_a_plain_move_drops_the_selection() -> None:
    annotator = Annotator()
    annotator.editor.move(moves.word_left, shift=True)
    annotator.editor.move(moves.word_left)
    assert annotator.selected is None


def test_v_selects_with_plain_moves_until_v_or_escape() -> None:
    annotator = Annotator()
    assert annotator.editor.toggle_selecting().message.startswith("Selecting")
    assert annotator.selected == "أعلنت"
    annotator.editor.move(moves.word_left)
    annotator.editor.toggle_selecting()
    assert annotator.selected == "أعلنت وزارة"
    annotator.editor.move(moves.word_left)
    assert annotator.selected is None

    annotator.editor.toggle_selecting()
    annotator.editor.move(moves.word_left)
    annotator.editor.cancel()
    assert annotator.selected is None
    annotator.editor.move(moves.word_left)
    assert annotator.selected is None


def test_tagging_ends_selecting() -> None:
    annotator = Annotator()
    annotator.editor.toggle_selecting()
    annotator.editor.move(moves.word_left)
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.spans == [("أعلنت وزارة", "actor")]
    annotator.editor.move(moves.word_left)
    assert annotator.selected is None


def test_s_selects_the_sentence_and_capital_s_grows_it_over_paragraphs() -> None:
    annotator = Annotator()
    annotator.go("الدفاع")
    annotator.editor.select_sentence()
    assert annotator.selected == FIRST
    annotator.editor.grow_sentence()
    assert annotator.selected == f"{FIRST} {SECOND}"
    annotator.editor.grow_sentence()
    assert annotator.selected == TEXT
    assert annotator.editor.grow_sentence().message == "No sentence follows."
    assert annotator.selected == TEXT


def test_capital_s_without_a_selection_selects_the_sentence() -> None:
    annotator = Annotator()
    annotator.go("المجلس")
    annotator.editor.grow_sentence()
    assert annotator.selected == SECOND


def test_capital_s_fills_up_a_sentence_that_is_selected_in_part() -> None:
    annotator = Annotator()
    annotator.select("وزارة الدفاع")
    annotator.editor.grow_sentence()
    assert annotator.selected == FIRST[FIRST.index("وزارة") :]


def test_p_selects_the_paragraph() -> None:
    annotator = Annotator()
    annotator.go("المجلس")
    annotator.editor.select_paragraph()
    assert annotator.selected == f"{FIRST} {SECOND}"
    annotator.go("القافلة")
    annotator.editor.select_paragraph()
    assert annotator.selected == THIRD


@pytest.mark.parametrize("select", ["sentence", "paragraph"])
@pytest.mark.parametrize("text", ["", "\n", " ", "\n\n\n", "\u2029\u2028\r\n"])
def test_where_there_is_no_sentence_or_paragraph_it_is_said(text: str, select: str) -> None:
    annotator = Annotator(text).editor
    outcome = annotator.select_sentence() if select == "sentence" else annotator.select_paragraph()
    assert outcome.message
    assert annotator.caret.selection is None
    assert annotator.grow_sentence().message


@pytest.mark.parametrize("text", ["", "\n\n", " ", "…"])
def test_no_move_fails_where_there_is_nothing(text: str) -> None:
    annotator = Annotator(text).editor
    for action in MOVES:
        annotator.move(action)
        annotator.move(action, shift=True)
    annotator.point(0, selecting=False)
    annotator.point(0, selecting=True, word=True)
    annotator.toggle_selecting()
    annotator.cancel()


def test_a_click_puts_the_caret_on_a_letter_and_a_drag_selects() -> None:
    annotator = Annotator()
    place = TEXT.index("ناقلة")
    annotator.editor.point(place, selecting=False)
    assert (annotator.at, annotator.selected) == ("ن", None)
    annotator.editor.point(place + 2, selecting=True)
    assert annotator.selected == "ناق"
    annotator.editor.point(place - 2, selecting=True)
    assert annotator.selected == "ة ن"
    annotator.editor.point(0, selecting=False)
    assert annotator.selected is None


def test_a_double_click_selects_the_word() -> None:
    annotator = Annotator()
    annotator.editor.point(TEXT.index("ناقلة") + 3, selecting=False, word=True)
    assert annotator.selected == "ناقلة"


def test_escape_leaves_selection_and_search_one_by_one() -> None:
    annotator = Annotator()
    annotator.editor.search("الدفاع")
    assert annotator.selected == "الدفاع"
    annotator.editor.cancel()
    assert annotator.selected is None
    assert annotator.editor.matches
    annotator.editor.cancel()
    assert not annotator.editor.matches


def test_letters_are_added_to_a_selected_word_at_the_side_of_the_arrow() -> None:
    annotator = Annotator()
    annotator.go("الدفاع")
    for expected in ("الدفاع ", "الدفاع إ", "الدفاع إص"):
        annotator.editor.move(moves.letter_left, shift=True)
        assert annotator.selected == expected
    annotator.go("الدفاع")
    for expected in (" الدفاع", "ة الدفاع"):
        annotator.editor.move(moves.letter_right, shift=True)
        assert annotator.selected == expected


def test_letters_are_added_to_a_latin_word_in_an_arabic_row_at_the_side_of_the_arrow() -> None:
    annotator = Annotator("أطلقت طائرة MQ-9 صاروخًا")
    annotator.go("MQ")
    annotator.editor.move(moves.letter_right, shift=True)
    assert annotator.selected == " MQ-9", "to the right of its 9 stands the space before it"
    annotator.go("MQ")
    annotator.editor.move(moves.letter_left, shift=True)
    assert annotator.selected == "MQ-9 "
