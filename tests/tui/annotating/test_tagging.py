"""Tagging, untagging and visiting spans on the annotator."""

from __future__ import annotations

from annotator.text import moves
from tests.tui.editors import TEXT, Annotator


def test_without_a_selection_the_word_under_the_caret_is_tagged() -> None:
    annotator = Annotator()
    annotator.go("الدفاع")
    assert annotator.did(annotator.editor.tag("actor")) == "actor: الدفاع"
    assert annotator.spans == [("الدفاع", "actor")]
    assert annotator.editor.counts["actor"] == 1


def test_the_word_is_tagged_too_where_the_caret_is_on_one_of_its_letters() -> None:
    annotator = Annotator()
    annotator.editor.point(TEXT.index("فاع"), selecting=False)
    assert annotator.at == "ف"
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.spans == [("الدفاع", "actor")]


def test_the_same_key_on_the_same_range_untags() -> None:
    annotator = Annotator()
    annotator.go("الدفاع")
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.did(annotator.editor.tag("actor")) == "Removed actor: الدفاع"
    assert annotator.spans == []
    assert annotator.editor.counts["actor"] == 0
    assert annotator.at == "الدفاع"


def test_a_selection_is_tagged_whole_and_its_colour_is_seen() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    assert annotator.spans == [("وزارة الدفاع", "actor")]
    assert not annotator.editor.selection_shown
    assert annotator.current == ("وزارة الدفاع", "actor")


def test_a_label_s_key_again_untags_a_selection_of_several_words() -> None:
    annotator = Annotator()
    annotator.go("وزارة")
    annotator.editor.move(moves.word_left, shift=True)
    caret = annotator.editor.caret
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.editor.caret == caret
    assert annotator.did(annotator.editor.tag("actor")) == "Removed actor: وزارة الدفاع"
    assert annotator.spans == []
    annotator.did(annotator.editor.tag("location"))
    assert annotator.spans == [("وزارة الدفاع", "location")]


def test_another_label_s_key_tags_the_same_range_until_the_caret_moves() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    annotator.did(annotator.editor.tag("claim"))
    assert annotator.spans == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "claim")]
    assert annotator.current == ("وزارة الدفاع", "claim"), "the new one, for x and e"
    annotator.did(annotator.editor.undo())
    annotator.did(annotator.editor.tag("weapon"))
    assert annotator.spans == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "weapon")]
    annotator.editor.move(moves.word_left)
    annotator.did(annotator.editor.tag("claim"))
    assert annotator.spans[-1] == ("إصابة", "claim")


def test_x_and_e_take_the_span_just_tagged_around_another_one() -> None:
    annotator = Annotator()
    annotator.tag("الدفاع", "location")
    annotator.tag("وزارة الدفاع", "actor")
    annotator.editor.edit_span()
    assert annotator.selected == "وزارة الدفاع"
    annotator.editor.cancel()
    annotator.tag("أعلنت وزارة الدفاع", "claim")
    annotator.did(annotator.editor.remove_span())
    assert annotator.spans == [("وزارة الدفاع", "actor"), ("الدفاع", "location")]


def test_on_white_space_there_is_nothing_to_tag() -> None:
    annotator = Annotator()
    annotator.editor.point(TEXT.index(" وزارة"), selecting=False)
    assert annotator.did(annotator.editor.tag("actor")) == "There is no word under the caret to tag."
    assert annotator.saved == []


def test_nested_crossing_and_same_range_spans_stand_beside_one_another() -> None:
    annotator = Annotator()
    annotator.tag("أعلنت وزارة الدفاع إصابة ناقلة", "claim")
    annotator.tag("وزارة الدفاع", "actor")
    annotator.tag("الدفاع", "location")
    annotator.tag("الدفاع إصابة", "weapon")
    annotator.tag("وزارة الدفاع", "claim")
    assert annotator.spans == [
        ("أعلنت وزارة الدفاع إصابة ناقلة", "claim"),
        ("وزارة الدفاع", "actor"),
        ("وزارة الدفاع", "claim"),
        ("الدفاع إصابة", "weapon"),
        ("الدفاع", "location"),
    ]
    annotator.go("الدفاع")
    assert [span.end - span.start for span in annotator.editor.spans_at_caret()] == [6, 12, 12, 12, 30]
    assert annotator.current == ("الدفاع", "location")


def test_untagging_one_of_two_on_the_same_range_leaves_the_other() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    annotator.tag("وزارة الدفاع", "location")
    annotator.tag("وزارة الدفاع", "actor")
    assert annotator.spans == [("وزارة الدفاع", "location")]


def test_remove_takes_the_current_span_which_is_the_innermost() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    annotator.tag("الدفاع", "location")
    annotator.go("الدفاع")
    assert annotator.did(annotator.editor.remove_span()) == "Removed location: الدفاع"
    assert annotator.did(annotator.editor.remove_span()) == "Removed actor: وزارة الدفاع"
    assert annotator.did(annotator.editor.remove_span()) == "There is no span at the caret."
    assert annotator.spans == []


def test_tab_visits_spans_that_start_together_the_longest_first() -> None:
    annotator = Annotator()
    nested = ["وزارة", "وزارة الدفاع", "وزارة الدفاع إصابة", "أعلنت", "المجلس"]
    for words in nested:
        annotator.tag(words, "actor")
    annotator.editor.move(moves.article_start)
    assert annotator.current == ("أعلنت", "actor")
    seen = []
    while annotator.editor.next_span().message == "":
        seen.append(annotator.current)
    assert seen == [(words, "actor") for words in ("وزارة الدفاع إصابة", "وزارة الدفاع", "وزارة", "المجلس")]
    assert annotator.editor.next_span().message == "No span follows."
    back = []
    while annotator.editor.previous_span().message == "":
        back.append(annotator.current)
    assert back == [*reversed(seen[:-1]), ("أعلنت", "actor")]
    assert annotator.editor.previous_span().message == "No span comes before."


def test_tab_visits_two_spans_on_the_same_range_one_after_the_other() -> None:
    annotator = Annotator()
    for label in ("claim", "actor"):
        annotator.tag("وزارة الدفاع", label)
    annotator.go("أعلنت")
    visited = []
    for _ in range(2):
        annotator.editor.next_span()
        visited.append(annotator.current)
    assert visited == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "claim")]
    annotator.did(annotator.editor.remove_span())
    assert annotator.spans == [("وزارة الدفاع", "actor")], "the one that was visited goes, not the other"


def test_from_within_a_span_shift_tab_goes_to_the_one_before_it() -> None:
    annotator = Annotator()
    annotator.tag("أعلنت", "claim")
    annotator.tag("وزارة الدفاع", "actor")
    annotator.go("الدفاع")
    annotator.editor.previous_span()
    assert annotator.current == ("أعلنت", "claim")


def test_between_spans_tab_and_shift_tab_go_to_their_sides() -> None:
    annotator = Annotator()
    annotator.tag("أعلنت", "claim")
    annotator.tag("المجلس", "actor")
    annotator.go("ناقلة")
    annotator.editor.next_span()
    assert annotator.current == ("المجلس", "actor")
    annotator.go("ناقلة")
    annotator.editor.previous_span()
    assert annotator.current == ("أعلنت", "claim")


def test_a_move_forgets_which_span_was_visited() -> None:
    annotator = Annotator()
    annotator.tag("وزارة الدفاع", "actor")
    annotator.tag("وزارة", "claim")
    annotator.editor.move(moves.article_start)
    annotator.editor.next_span()
    assert annotator.current == ("وزارة الدفاع", "actor")
    annotator.editor.move(moves.word_right)
    annotator.editor.move(moves.word_left)
    assert annotator.current == ("وزارة", "claim")


def test_a_long_text_is_cut_in_what_is_said() -> None:
    annotator = Annotator()
    said = annotator.tag(TEXT, "claim")
    assert said.startswith("claim: أعلنت وزارة")
    assert said.endswith("…")
    assert len(said) <= 50


def test_a_text_without_letters_has_nothing_to_tag() -> None:
    for text in ("", "\n", "\n\n\r\n", "   ", "…"):
        annotator = Annotator(text)
        for _ in range(3):
            annotator.did(annotator.editor.tag("actor"))
        annotator.did(annotator.editor.remove_span())
        annotator.did(annotator.editor.edit_span())
        annotator.did(annotator.editor.next_span())
        annotator.did(annotator.editor.previous_span())
        assert annotator.spans == []
        assert annotator.saved == []
