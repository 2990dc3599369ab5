"""Searching in an article on the annotator."""

from __future__ import annotations

import pytest

from annotator.text import moves
from tests.tui.editors import Annotator

TEXT = "إنّ الأَمن في الـمَدينة مستتبّ.\nوالامن في الريف كذلك، قال أحمد.\nثم الأمــن مرة أخرى في 2021 و٢٠٢١."


def matched(annotator: Annotator) -> str:
    assert annotator.selected is not None
    return annotator.selected


def test_harakat_tatweel_and_forms_of_alef_do_not_matter() -> None:
    annotator = Annotator(TEXT)
    assert annotator.did(annotator.editor.search("الامن")) == "Match 1 of 3: الامن"
    assert matched(annotator) == "الأَمن"
    annotator.editor.next_match()
    assert matched(annotator) == "الامن"
    annotator.editor.next_match()
    assert matched(annotator) == "الأمــن"


def test_n_and_capital_n_go_around_the_ends() -> None:
    annotator = Annotator(TEXT)
    annotator.editor.search("في")
    assert [annotator.did(annotator.editor.next_match()) for _ in range(3)] == [
        "Match 2 of 3: في", "Match 3 of 3: في", "Match 1 of 3: في"
    ]  # fmt: skip
    assert [annotator.did(annotator.editor.previous_match()) for _ in range(3)] == [
        "Match 3 of 3: في", "Match 2 of 3: في", "Match 1 of 3: في"
    ]  # fmt: skip


def test_search_begins_at_the_caret() -> None:
    annotator = Annotator(TEXT)
    annotator.go("الريف")
    assert annotator.did(annotator.editor.search("في")) == "Match 3 of 3: في"
    annotator.editor.move(moves.article_end)
    assert annotator.did(annotator.editor.search("في")) == "Match 1 of 3: في"


def test_after_a_move_n_goes_on_from_the_caret() -> None:
    annotator = Annotator(TEXT)
    annotator.editor.search("في")
    annotator.go("الريف")
    assert annotator.did(annotator.editor.previous_match()) == "Match 2 of 3: في"
    annotator.go("الريف")
    assert annotator.did(annotator.editor.next_match()) == "Match 3 of 3: في"


def test_a_match_can_be_tagged() -> None:
    annotator = Annotator(TEXT)
    annotator.editor.search("المدينة")
    annotator.did(annotator.editor.tag("location"))
    assert annotator.spans == [("الـمَدينة", "location")]


def test_a_match_grows_word_by_word() -> None:
    text = "قصف الجيش مدينة حلب."
    for grow in (
        lambda annotator: annotator.move(moves.word_left, shift=True),
        lambda annotator: (annotator.toggle_selecting(), annotator.move(moves.word_left)),
    ):
        annotator = Annotator(text)
        annotator.editor.search("مدينة")
        grow(annotator.editor)
        annotator.did(annotator.editor.tag("location"))
        assert annotator.spans == [("مدينة حلب", "location")]


def test_a_match_of_one_word_grows_backwards_too() -> None:
    annotator = Annotator("قصف الجيش مدينة حلب.")
    annotator.editor.search("مدينة")
    annotator.editor.move(moves.word_right, shift=True)
    assert annotator.selected == "الجيش مدينة"
    annotator.editor.move(moves.word_left, shift=True)
    assert annotator.selected == "مدينة"


def test_a_match_within_a_word_is_selected_exactly() -> None:
    annotator = Annotator(TEXT)
    annotator.editor.search("امن")
    annotator.editor.next_match()
    assert matched(annotator) == "امن"


def test_both_digit_sets_are_found() -> None:
    annotator = Annotator(TEXT)
    assert annotator.did(annotator.editor.search("2021")) == "Match 1 of 2: 2021"


def test_what_is_not_there_is_said() -> None:
    annotator = Annotator(TEXT)
    annotator.go("الريف")
    assert annotator.did(annotator.editor.search("قذيفة")) == "Not found: قذيفة"
    assert annotator.at == "الريف"
    assert annotator.did(annotator.editor.next_match()) == "Not found: قذيفة"


@pytest.mark.parametrize("query", ["", " ", "\u064e", "ـ"])
def test_an_empty_query_drops_the_search(query: str) -> None:
    annotator = Annotator(TEXT)
    annotator.editor.search("في")
    annotator.editor.search(query)
    assert annotator.editor.matches == []


def test_n_without_a_search_says_how_to_search() -> None:
    assert "/" in Annotator(TEXT).editor.next_match().message


def test_after_escape_n_searches_again() -> None:
    annotator = Annotator(TEXT)
    annotator.editor.search("في")
    annotator.editor.cancel()
    annotator.editor.cancel()
    assert annotator.editor.matches == []
    assert annotator.did(annotator.editor.next_match()).startswith("Match")


def test_signs_of_patterns_are_taken_as_they_are() -> None:
    annotator = Annotator("ثمن (10.5) دولار [تقريبًا] أم 10x5؟")
    assert annotator.did(annotator.editor.search("10.5")) == "Match 1 of 1: 10.5"
    assert matched(annotator) == "10.5"
    assert annotator.did(annotator.editor.search("[")) == "Match 1 of 1: ["


def test_n_gets_past_a_match_inside_a_letter() -> None:
    family = "👨\u200d👩\u200d👧"
    annotator = Annotator(f"صورة {family} ثم 👩 وحدها")
    annotator.editor.search("👩")
    assert matched(annotator) == family, "a caret never covers part of a letter"
    annotator.editor.next_match()
    assert matched(annotator) == "👩"


@pytest.mark.parametrize("text", ["", "\n", "\n\n"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    annotator = Annotator(text)
    assert annotator.did(annotator.editor.search("خبر")) == "Not found: خبر"


def test_searching_while_editing_moves_the_edge_and_keeps_the_edit() -> None:
    annotator = Annotator(TEXT)
    annotator.tag("والامن", "actor")
    annotator.editor.edit_span()
    annotator.editor.search("مرة")
    annotator.did(annotator.editor.cancel())
    assert annotator.spans == [("والامن", "actor")]


def test_after_escape_a_match_s_word_is_at_hand_not_its_last_letter() -> None:
    for keys in (["shift"], ["v", "move"]):
        annotator = Annotator("قصف الجيش مدينة حلب.")
        annotator.editor.search("مدينة")
        annotator.editor.cancel()
        assert annotator.target == "مدينة"
        if keys == ["shift"]:
            annotator.editor.move(moves.word_left, shift=True)
        else:
            annotator.editor.toggle_selecting()
            assert annotator.selected == "مدينة"
            annotator.editor.move(moves.word_left)
        assert annotator.selected == "مدينة حلب"


def test_a_selection_goes_round_an_emoji_of_several_parts() -> None:
    text = "فيضان 👨\u200d👩\u200d👧\u200d👦 في حلب"
    annotator = Annotator(text)
    annotator.editor.move(moves.word_left, shift=True)
    assert annotator.selected == text[: text.index("في حلب") + 2]
