"""Moving the edges of a span on the annotator, by words and by letters, and giving it another label."""

from __future__ import annotations

import pytest

from annotator.text import moves
from tests.tui.editors import Annotator

CLITICS = "وبالجيش نلتحق، قال القائد لأحمد إنهم للأمم سند."


def editing(words: str, text: str | None = None) -> Annotator:
    """A annotator on which the span `words`, an actor, is being edited."""
    annotator = Annotator() if text is None else Annotator(text)
    annotator.tag(words, "actor")
    annotator.editor.edit_span()
    assert annotator.selected == words
    return annotator


def test_arrows_move_the_end_and_enter_keeps() -> None:
    annotator = editing("وزارة")
    annotator.editor.move(moves.word_left)
    assert annotator.selected == "وزارة الدفاع"
    assert annotator.spans == [("وزارة", "actor")], "not before Enter"
    assert annotator.did(annotator.editor.keep_edit()) == "actor: وزارة الدفاع"
    assert annotator.spans == [("وزارة الدفاع", "actor")]
    assert annotator.editor.editing is None
    assert annotator.target == "وزارة الدفاع"
    assert not annotator.editor.selection_shown


def test_escape_leaves_the_span_as_it_was() -> None:
    annotator = editing("وزارة")
    annotator.editor.move(moves.word_left)
    annotator.did(annotator.editor.tag("claim"))
    assert annotator.did(annotator.editor.cancel()) == "Left as it was."
    assert annotator.spans == [("وزارة", "actor")]
    assert len(annotator.saved) == 1
    assert annotator.editor.editing is None
    assert annotator.current == ("وزارة", "actor")


@pytest.mark.parametrize("switch", ["edit_span", "next_span", "previous_span", "other_edge"])
def test_the_other_edge_moves_after_tab_or_e(switch: str) -> None:
    annotator = editing("وزارة الدفاع")
    getattr(annotator.editor, switch)()
    annotator.editor.move(moves.word_left)
    assert annotator.selected == "الدفاع"
    annotator.editor.move(moves.word_right)
    annotator.editor.move(moves.word_right)
    assert annotator.selected == "أعلنت وزارة الدفاع"
    getattr(annotator.editor, switch)()
    annotator.editor.move(moves.word_left)
    assert annotator.selected == "أعلنت وزارة الدفاع إصابة"
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [("أعلنت وزارة الدفاع إصابة", "actor")]


def test_the_end_shrinks_by_words() -> None:
    annotator = editing("وزارة الدفاع إصابة")
    annotator.editor.move(moves.word_right)
    assert annotator.selected == "وزارة الدفاع"
    annotator.editor.move(moves.word_right)
    assert annotator.selected == "وزارة"


@pytest.mark.parametrize(
    ("word", "letters", "name"), [("وبالجيش", 2, "الجيش"), ("وبالجيش", 4, "جيش"), ("لأحمد", 1, "أحمد")]
)
def test_a_clitic_is_left_out_letter_by_letter(word: str, letters: int, name: str) -> None:
    annotator = editing(word, CLITICS)
    annotator.editor.other_edge()
    for _ in range(letters):
        annotator.editor.move(moves.letter_left)
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [(name, "actor")]


def test_an_edge_between_lam_and_alef_draws_the_two_apart() -> None:
    annotator = editing("لأحمد", CLITICS)
    place = CLITICS.index("لأحمد")
    joined = annotator.editor.layout.row(0)
    assert joined.column_of(place) == joined.column_of(place + 1)
    annotator.editor.other_edge()
    annotator.editor.move(moves.letter_left)
    assert place + 1 in annotator.editor.boundaries
    apart = annotator.editor.layout.row(0, annotator.editor.boundaries)
    assert apart.column_of(place) != apart.column_of(place + 1)


def test_letters_move_the_end_into_a_word() -> None:
    annotator = editing("وزارة الدفاع")
    for _ in range(3):
        annotator.editor.move(moves.letter_right)
    assert annotator.selected == "وزارة الد"
    annotator.editor.move(moves.letter_left)
    assert annotator.selected == "وزارة الدف"
    annotator.editor.move(moves.word_left)
    assert annotator.selected == "وزارة الدفاع"


def test_an_edge_never_makes_the_span_empty() -> None:
    annotator = editing("وزارة")
    for _ in range(8):
        annotator.editor.move(moves.letter_right)
        assert annotator.selected
    annotator.did(annotator.editor.keep_edit())
    ((text, _),) = annotator.spans
    assert text


def test_a_label_s_key_gives_the_span_another_label() -> None:
    annotator = editing("وزارة الدفاع")
    assert annotator.did(annotator.editor.tag("location")).startswith("Will be location")
    assert annotator.spans == [("وزارة الدفاع", "actor")]
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [("وزارة الدفاع", "location")]
    assert (annotator.editor.counts["actor"], annotator.editor.counts["location"]) == (0, 1)


def test_range_and_label_change_in_one_and_are_undone_in_one() -> None:
    annotator = editing("وزارة")
    annotator.editor.move(moves.word_left)
    annotator.editor.tag("claim")
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [("وزارة الدفاع", "claim")]
    annotator.did(annotator.editor.undo())
    assert annotator.spans == [("وزارة", "actor")]


def test_an_edit_that_changes_nothing_saves_nothing() -> None:
    annotator = editing("وزارة")
    annotator.editor.move(moves.word_left)
    annotator.editor.move(moves.word_right)
    assert annotator.did(annotator.editor.keep_edit()) == "Nothing changed."
    assert len(annotator.saved) == 1


def test_an_edit_onto_another_span_of_that_label_is_refused_and_goes_on() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    annotator.tag("وزارة", "actor")
    annotator.editor.edit_span()
    annotator.editor.move(moves.word_left)
    assert "already" in annotator.did(annotator.editor.keep_edit())
    assert annotator.editor.editing is not None
    assert annotator.selected == "وزارة الدفاع"
    annotator.editor.tag("location")
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "location")]


def test_the_span_chosen_with_tab_is_edited_not_the_innermost() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    annotator.tag("وزارة", "location")
    annotator.editor.move(moves.article_start)
    annotator.editor.next_span()
    annotator.editor.edit_span()
    assert annotator.selected == "وزارة الدفاع"


def test_the_mouse_moves_the_edge_too() -> None:
    annotator = editing("وزارة")
    place = annotator.text.index("ناقلة")
    annotator.editor.point(place + 4, selecting=False)
    assert annotator.selected == "وزارة الدفاع إصابة ناقلة"
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [("وزارة الدفاع إصابة ناقلة", "actor")]


def test_x_while_editing_removes_the_span() -> None:
    annotator = editing("وزارة الدفاع")
    annotator.editor.move(moves.word_right)
    assert annotator.did(annotator.editor.remove_span()) == "Removed actor: وزارة الدفاع"
    assert annotator.editor.editing is None
    assert annotator.spans == []
    assert annotator.selected is None


def test_undo_waits_for_the_edit_to_end() -> None:
    annotator = editing("وزارة")
    said = annotator.did(annotator.editor.undo())
    assert "Enter keeps" in said
    assert annotator.did(annotator.editor.redo()) == said
    assert annotator.spans == [("وزارة", "actor")]


def test_home_end_and_rows_move_the_edge() -> None:
    annotator = editing("القافلة")
    annotator.editor.move(moves.row_end)
    assert annotator.selected == "القافلة مساء أمس."
    annotator.editor.move(moves.article_start)
    assert annotator.selected is not None
    assert annotator.selected.startswith("أعلنت")


def test_selecting_a_sentence_while_editing_makes_it_the_range() -> None:
    annotator = editing("المجلس")
    annotator.editor.select_sentence()
    annotator.did(annotator.editor.keep_edit())
    assert annotator.spans == [("ونفى المجلس ذلك.", "actor")]


def test_without_a_span_there_is_nothing_to_edit() -> None:
    annotator = Annotator()
    assert annotator.did(annotator.editor.edit_span()) == "There is no span at the caret to edit."
    assert annotator.editor.editing is None
