"""Tagging, untagging and visiting spans on the desk."""

from __future__ import annotations

from tests.tui.desks import TEXT, Annotator


def test_without_a_selection_the_word_under_the_caret_is_tagged() -> None:
    desk = Annotator()
    desk.go("الدفاع")
    assert desk.did(desk.desk.tag("actor")) == "actor: الدفاع"
    assert desk.spans == [("الدفاع", "actor")]
    assert desk.desk.counts["actor"] == 1


def test_the_word_is_tagged_too_where_the_caret_is_on_one_of_its_letters() -> None:
    desk = Annotator()
    desk.desk.point(TEXT.index("فاع"), selecting=False)
    assert desk.at == "ف"
    desk.did(desk.desk.tag("actor"))
    assert desk.spans == [("الدفاع", "actor")]


def test_the_same_key_on_the_same_range_untags() -> None:
    desk = Annotator()
    desk.go("الدفاع")
    desk.did(desk.desk.tag("actor"))
    assert desk.did(desk.desk.tag("actor")) == "Removed actor: الدفاع"
    assert desk.spans == []
    assert desk.desk.counts["actor"] == 0
    assert desk.at == "الدفاع"


def test_a_selection_is_tagged_whole_and_its_colour_is_seen() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    assert desk.spans == [("وزارة الدفاع", "actor")]
    assert not desk.desk.selection_shown
    assert desk.current == ("وزارة الدفاع", "actor")


def test_a_label_s_key_again_untags_a_selection_of_several_words() -> None:
    desk = Annotator()
    desk.go("وزارة")
    desk.desk.move("word_left", shift=True)
    caret = desk.desk.caret
    desk.did(desk.desk.tag("actor"))
    assert desk.desk.caret == caret
    assert desk.did(desk.desk.tag("actor")) == "Removed actor: وزارة الدفاع"
    assert desk.spans == []
    desk.did(desk.desk.tag("location"))
    assert desk.spans == [("وزارة الدفاع", "location")]


def test_another_label_s_key_tags_the_same_range_until_the_caret_moves() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    desk.did(desk.desk.tag("claim"))
    assert desk.spans == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "claim")]
    assert desk.current == ("وزارة الدفاع", "claim"), "the new one, for x and e"
    desk.did(desk.desk.undo())
    desk.did(desk.desk.tag("weapon"))
    assert desk.spans == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "weapon")]
    desk.desk.move("word_left")
    desk.did(desk.desk.tag("claim"))
    assert desk.spans[-1] == ("إصابة", "claim")


def test_x_and_e_take_the_span_just_tagged_around_another_one() -> None:
    desk = Annotator()
    desk.tag("الدفاع", "location")
    desk.tag("وزارة الدفاع", "actor")
    desk.desk.edit_span()
    assert desk.selected == "وزارة الدفاع"
    desk.desk.cancel()
    desk.tag("أعلنت وزارة الدفاع", "claim")
    desk.did(desk.desk.remove_span())
    assert desk.spans == [("وزارة الدفاع", "actor"), ("الدفاع", "location")]


def test_on_white_space_there_is_nothing_to_tag() -> None:
    desk = Annotator()
    desk.desk.point(TEXT.index(" وزارة"), selecting=False)
    assert desk.did(desk.desk.tag("actor")) == "There is no word under the caret to tag."
    assert desk.saved == []


def test_nested_crossing_and_same_range_spans_stand_beside_one_another() -> None:
    desk = Annotator()
    desk.tag("أعلنت وزارة الدفاع إصابة ناقلة", "claim")
    desk.tag("وزارة الدفاع", "actor")
    desk.tag("الدفاع", "location")
    desk.tag("الدفاع إصابة", "weapon")
    desk.tag("وزارة الدفاع", "claim")
    assert desk.spans == [
        ("أعلنت وزارة الدفاع إصابة ناقلة", "claim"),
        ("وزارة الدفاع", "actor"),
        ("وزارة الدفاع", "claim"),
        ("الدفاع إصابة", "weapon"),
        ("الدفاع", "location"),
    ]
    desk.go("الدفاع")
    assert [span.end - span.start for span in desk.desk.here()] == [6, 12, 12, 12, 30]
    assert desk.current == ("الدفاع", "location")


def test_untagging_one_of_two_on_the_same_range_leaves_the_other() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    desk.tag("وزارة الدفاع", "location")
    desk.tag("وزارة الدفاع", "actor")
    assert desk.spans == [("وزارة الدفاع", "location")]


def test_remove_takes_the_current_span_which_is_the_innermost() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    desk.tag("الدفاع", "location")
    desk.go("الدفاع")
    assert desk.did(desk.desk.remove_span()) == "Removed location: الدفاع"
    assert desk.did(desk.desk.remove_span()) == "Removed actor: وزارة الدفاع"
    assert desk.did(desk.desk.remove_span()) == "There is no span at the caret."
    assert desk.spans == []


def test_tab_visits_spans_that_start_together_the_longest_first() -> None:
    desk = Annotator()
    nested = ["وزارة", "وزارة الدفاع", "وزارة الدفاع إصابة", "أعلنت", "المجلس"]
    for words in nested:
        desk.tag(words, "actor")
    desk.desk.move("article_start")
    assert desk.current == ("أعلنت", "actor")
    seen = []
    while desk.desk.next_span().message == "":
        seen.append(desk.current)
    assert seen == [(words, "actor") for words in ("وزارة الدفاع إصابة", "وزارة الدفاع", "وزارة", "المجلس")]
    assert desk.desk.next_span().message == "No span follows."
    back = []
    while desk.desk.previous_span().message == "":
        back.append(desk.current)
    assert back == [*reversed(seen[:-1]), ("أعلنت", "actor")]
    assert desk.desk.previous_span().message == "No span comes before."


def test_tab_visits_two_spans_on_the_same_range_one_after_the_other() -> None:
    desk = Annotator()
    for label in ("claim", "actor"):
        desk.tag("وزارة الدفاع", label)
    desk.go("أعلنت")
    visited = []
    for _ in range(2):
        desk.desk.next_span()
        visited.append(desk.current)
    assert visited == [("وزارة الدفاع", "actor"), ("وزارة الدفاع", "claim")]
    desk.did(desk.desk.remove_span())
    assert desk.spans == [("وزارة الدفاع", "actor")], "the one that was visited goes, not the other"


def test_from_within_a_span_shift_tab_goes_to_the_one_before_it() -> None:
    desk = Annotator()
    desk.tag("أعلنت", "claim")
    desk.tag("وزارة الدفاع", "actor")
    desk.go("الدفاع")
    desk.desk.previous_span()
    assert desk.current == ("أعلنت", "claim")


def test_between_spans_tab_and_shift_tab_go_to_their_sides() -> None:
    desk = Annotator()
    desk.tag("أعلنت", "claim")
    desk.tag("المجلس", "actor")
    desk.go("ناقلة")
    desk.desk.next_span()
    assert desk.current == ("المجلس", "actor")
    desk.go("ناقلة")
    desk.desk.previous_span()
    assert desk.current == ("أعلنت", "claim")


def test_a_move_forgets_which_span_was_visited() -> None:
    desk = Annotator()
    desk.tag("وزارة الدفاع", "actor")
    desk.tag("وزارة", "claim")
    desk.desk.move("article_start")
    desk.desk.next_span()
    assert desk.current == ("وزارة الدفاع", "actor")
    desk.desk.move("word_right")
    desk.desk.move("word_left")
    assert desk.current == ("وزارة", "claim")


def test_a_long_text_is_cut_in_what_is_said() -> None:
    desk = Annotator()
    said = desk.tag(TEXT, "claim")
    assert said.startswith("claim: أعلنت وزارة")
    assert said.endswith("…")
    assert len(said) <= 50


def test_a_text_without_letters_has_nothing_to_tag() -> None:
    for text in ("", "\n", "\n\n\r\n", "   ", "…"):
        desk = Annotator(text)
        for _ in range(3):
            desk.did(desk.desk.tag("actor"))
        desk.did(desk.desk.remove_span())
        desk.did(desk.desk.edit_span())
        desk.did(desk.desk.next_span())
        desk.did(desk.desk.previous_span())
        assert desk.spans == []
        assert desk.saved == []
