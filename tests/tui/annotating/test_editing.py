"""Moving the edges of a span on the desk, by words and by letters, and giving it another label."""

from __future__ import annotations

import pytest

from tests.tui.desks import Annotator

CLITICS = "وبالجيش نلتحق، قال القائد لأحمد إنهم للأمم سند."


def editing(words: str, text: str | None = None) -> Annotator:
    """A desk on which the span `words`, an actor, is being edited."""
    desk = Annotator() if text is None else Annotator(text)
    desk.tag(words, "actor")
    desk.desk.edit_span()
    assert desk.selected == words
    return desk


def test_arrows_move_the_end_and_enter_keeps() -> None:
    desk = editing("وزارة")
    desk.desk.move("word_left")
    assert desk.selected == "وزارة الدفاع"
    assert desk.spans == [("وزارة", "actor")], "not before Enter"
    assert desk.did(desk.desk.keep_edit()) == "actor: وزارة الدفاع"
    assert desk.spans == [("وزارة الدفاع", "actor")]
    assert desk.desk.editing is None
    assert desk.target == "وزارة الدفاع"
    assert not desk.desk.selection_shown


def test_escape_leaves_the_span_as_it_was() -> None:
    desk = editing("وزارة")
    desk.desk.move("word_left")
    desk.did(desk.desk.tag("claim"))
    assert desk.did(desk.desk.cancel()) == "Left as it was."
    assert desk.spans == [("وزارة", "actor")]
    assert len(desk.saved) == 1
    assert desk.desk.editing is None
    assert desk.current == ("وزارة", "actor")


@pytest.mark.parametrize("switch", ["edit_span", "next_span", "previous_span", "other_edge"])
def test_the_other_edge_moves_after_tab_or_e(switch: str) -> None:
    desk = editing("وزارة الدفاع")
    getattr(desk.desk, switch)()
    desk.desk.move("word_left")
    assert desk.selected == "الدفاع"
    desk.desk.move("word_right")
    desk.desk.move("word_right")
    assert desk.selected == "أعلنت وزارة الدفاع"
    getattr(desk.desk, switch)()
    desk.desk.move("word_left")
    assert desk.selected == "أعلنت وزارة الدفاع إصابة"
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [("أعلنت وزارة الدفاع إصابة", "actor")]


def test_the_end_shrinks_by_words() -> None:
    desk = editing("وزارة الدفاع إصابة")
    desk.desk.move("word_right")
    assert desk.selected == "وزارة الدفاع"
    desk.desk.move("word_right")
    assert desk.selected == "وزارة"


@pytest.mark.parametrize(
    ("word", "letters", "name"), [("وبالجيش", 2, "الجيش"), ("وبالجيش", 4, "جيش"), ("لأحمد", 1, "أحمد")]
)
def test_a_clitic_is_left_out_letter_by_letter(word: str, letters: int, name: str) -> None:
    desk = editing(word, CLITICS)
    desk.desk.other_edge()
    for _ in range(letters):
        desk.desk.move("letter_left")
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [(name, "actor")]


def test_an_edge_between_lam_and_alef_draws_the_two_apart() -> None:
    desk = editing("لأحمد", CLITICS)
    place = CLITICS.index("لأحمد")
    joined = desk.desk.layout.row(0)
    assert joined.column_of(place) == joined.column_of(place + 1)
    desk.desk.other_edge()
    desk.desk.move("letter_left")
    assert place + 1 in desk.desk.apart
    apart = desk.desk.layout.row(0, desk.desk.apart)
    assert apart.column_of(place) != apart.column_of(place + 1)


def test_letters_move_the_end_into_a_word() -> None:
    desk = editing("وزارة الدفاع")
    for _ in range(3):
        desk.desk.move("letter_right")
    assert desk.selected == "وزارة الد"
    desk.desk.move("letter_left")
    assert desk.selected == "وزارة الدف"
    desk.desk.move("word_left")
    assert desk.selected == "وزارة الدفاع"


def test_an_edge_never_makes_the_span_empty() -> None:
    desk = editing("وزارة")
    for _ in range(8):
        desk.desk.move("letter_right")
        assert desk.selected
    desk.did(desk.desk.keep_edit())
    ((text, _),) = desk.spans
    assert text


def test_a_label_s_key_gives_the_span_another_label() -> None:
    desk = editing("وزارة الدفاع")
    assert desk.did(desk.desk.tag("location")).startswith("Will be location")
    assert desk.spans == [("وزارة الدفاع", "actor")]
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [("وزارة الدفاع", "location")]
    assert (desk.desk.counts["actor"], desk.desk.counts["location"]) == (0, 1)


def test_range_and_label_change_in_one_and_are_undone_in_one() -> None:
    desk = editing("وزارة")
    desk.desk.move("word_left")
    desk.desk.tag("claim")
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [("وزارة الدفاع", "claim")]
    desk.did(desk.desk.undo())
    assert desk.spans == [("وزارة", "actor")]


def test_an_edit_that_changes_nothing_saves_nothing() -> None:
    desk = editing("وزارة")
    desk.desk.move("word_left")
    desk.desk.move("word_right")
    assert desk.did(desk.desk.keep_edit()) == "Nothing changed."
    assert len(desk.saved) == 1


def test_an_edit_onto_another_span_of_that_label_is_refused_and_goes_on() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    desk.tag("وزارة", "actor")
    desk.desk.edit_span()
    desk.desk.move("word_left")
    assert "already" in desk.did(desk.desk.keep_edit())
    assert desk.desk.editing is not None
    assert desk.selected == "وزارة الدفاع"
    desk.desk.tag("location")
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "location")]


def test_the_span_chosen_with_tab_is_edited_not_the_innermost() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    desk.tag("وزارة", "location")
    desk.desk.move("article_start")
    desk.desk.next_span()
    desk.desk.edit_span()
    assert desk.selected == "وزارة الدفاع"


def test_the_mouse_moves_the_edge_too() -> None:
    desk = editing("وزارة")
    place = desk.text.index("ناقلة")
    desk.desk.point(place + 4, selecting=False)
    assert desk.selected == "وزارة الدفاع إصابة ناقلة"
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [("وزارة الدفاع إصابة ناقلة", "actor")]


def test_x_while_editing_removes_the_span() -> None:
    desk = editing("وزارة الدفاع")
    desk.desk.move("word_right")
    assert desk.did(desk.desk.remove_span()) == "Removed actor: وزارة الدفاع"
    assert desk.desk.editing is None
    assert desk.spans == []
    assert desk.selected is None


def test_undo_waits_for_the_edit_to_end() -> None:
    desk = editing("وزارة")
    said = desk.did(desk.desk.undo())
    assert "Enter keeps" in said
    assert desk.did(desk.desk.redo()) == said
    assert desk.spans == [("وزارة", "actor")]


def test_home_end_and_rows_move_the_edge() -> None:
    desk = editing("القافلة")
    desk.desk.move("row_end")
    assert desk.selected == "القافلة مساء أمس."
    desk.desk.move("article_start")
    assert desk.selected is not None
    assert desk.selected.startswith("أعلنت")


def test_selecting_a_sentence_while_editing_makes_it_the_range() -> None:
    desk = editing("المجلس")
    desk.desk.select_sentence()
    desk.did(desk.desk.keep_edit())
    assert desk.spans == [("ونفى المجلس ذلك.", "actor")]


def test_without_a_span_there_is_nothing_to_edit() -> None:
    desk = Annotator()
    assert desk.did(desk.desk.edit_span()) == "There is no span at the caret to edit."
    assert desk.desk.editing is None
