"""Searching in an article on the desk."""

from __future__ import annotations

import pytest

from tests.tui.desks import Annotator

TEXT = "إنّ الأَمن في الـمَدينة مستتبّ.\nوالامن في الريف كذلك، قال أحمد.\nثم الأمــن مرة أخرى في 2021 و٢٠٢١."


def matched(desk: Annotator) -> str:
    assert desk.selected is not None
    return desk.selected


def test_harakat_tatweel_and_forms_of_alef_do_not_matter() -> None:
    desk = Annotator(TEXT)
    assert desk.did(desk.desk.search("الامن")) == "Match 1 of 3: الامن"
    assert matched(desk) == "الأَمن"
    desk.desk.step(1)
    assert matched(desk) == "الامن"
    desk.desk.step(1)
    assert matched(desk) == "الأمــن"


def test_n_and_capital_n_go_around_the_ends() -> None:
    desk = Annotator(TEXT)
    desk.desk.search("في")
    assert [desk.did(desk.desk.step(1)) for _ in range(3)] == [
        "Match 2 of 3: في", "Match 3 of 3: في", "Match 1 of 3: في"
    ]  # fmt: skip
    assert [desk.did(desk.desk.step(-1)) for _ in range(3)] == [
        "Match 3 of 3: في", "Match 2 of 3: في", "Match 1 of 3: في"
    ]  # fmt: skip


def test_search_begins_at_the_caret() -> None:
    desk = Annotator(TEXT)
    desk.go("الريف")
    assert desk.did(desk.desk.search("في")) == "Match 3 of 3: في"
    desk.desk.move("article_end")
    assert desk.did(desk.desk.search("في")) == "Match 1 of 3: في"


def test_after_a_move_n_goes_on_from_the_caret() -> None:
    desk = Annotator(TEXT)
    desk.desk.search("في")
    desk.go("الريف")
    assert desk.did(desk.desk.step(-1)) == "Match 2 of 3: في"
    desk.go("الريف")
    assert desk.did(desk.desk.step(1)) == "Match 3 of 3: في"


def test_a_match_can_be_tagged() -> None:
    desk = Annotator(TEXT)
    desk.desk.search("المدينة")
    desk.did(desk.desk.tag("location"))
    assert desk.spans == [("الـمَدينة", "location")]


def test_a_match_grows_word_by_word() -> None:
    text = "قصف الجيش مدينة حلب."
    for grow in (
        lambda desk: desk.move("word_left", shift=True),
        lambda desk: (desk.toggle_selecting(), desk.move("word_left")),
    ):
        desk = Annotator(text)
        desk.desk.search("مدينة")
        grow(desk.desk)
        desk.did(desk.desk.tag("location"))
        assert desk.spans == [("مدينة حلب", "location")]


def test_a_match_of_one_word_grows_backwards_too() -> None:
    desk = Annotator("قصف الجيش مدينة حلب.")
    desk.desk.search("مدينة")
    desk.desk.move("word_right", shift=True)
    assert desk.selected == "الجيش مدينة"
    desk.desk.move("word_left", shift=True)
    assert desk.selected == "مدينة"


def test_a_match_within_a_word_is_selected_exactly() -> None:
    desk = Annotator(TEXT)
    desk.desk.search("امن")
    desk.desk.step(1)
    assert matched(desk) == "امن"


def test_both_digit_sets_are_found() -> None:
    desk = Annotator(TEXT)
    assert desk.did(desk.desk.search("2021")) == "Match 1 of 2: 2021"


def test_what_is_not_there_is_said() -> None:
    desk = Annotator(TEXT)
    desk.go("الريف")
    assert desk.did(desk.desk.search("قذيفة")) == "Not found: قذيفة"
    assert desk.at == "الريف"
    assert desk.did(desk.desk.step(1)) == "Not found: قذيفة"


@pytest.mark.parametrize("query", ["", " ", "\u064e", "ـ"])
def test_an_empty_query_drops_the_search(query: str) -> None:
    desk = Annotator(TEXT)
    desk.desk.search("في")
    desk.desk.search(query)
    assert desk.desk.matches == []


def test_n_without_a_search_says_how_to_search() -> None:
    assert "/" in Annotator(TEXT).desk.step(1).message


def test_after_escape_n_searches_again() -> None:
    desk = Annotator(TEXT)
    desk.desk.search("في")
    desk.desk.cancel()
    desk.desk.cancel()
    assert desk.desk.matches == []
    assert desk.did(desk.desk.step(1)).startswith("Match")


def test_signs_of_patterns_are_taken_as_they_are() -> None:
    desk = Annotator("ثمن (10.5) دولار [تقريبًا] أم 10x5؟")
    assert desk.did(desk.desk.search("10.5")) == "Match 1 of 1: 10.5"
    assert matched(desk) == "10.5"
    assert desk.did(desk.desk.search("[")) == "Match 1 of 1: ["


def test_n_gets_past_a_match_inside_a_letter() -> None:
    family = "👨\u200d👩\u200d👧"
    desk = Annotator(f"صورة {family} ثم 👩 وحدها")
    desk.desk.search("👩")
    assert matched(desk) == family, "a caret never covers part of a letter"
    desk.desk.step(1)
    assert matched(desk) == "👩"


@pytest.mark.parametrize("text", ["", "\n", "\n\n"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    desk = Annotator(text)
    assert desk.did(desk.desk.search("خبر")) == "Not found: خبر"


def test_searching_while_editing_moves_the_edge_and_keeps_the_edit() -> None:
    desk = Annotator(TEXT)
    desk.tag("والامن", "actor")
    desk.desk.edit_span()
    desk.desk.search("مرة")
    desk.did(desk.desk.cancel())
    assert desk.spans == [("والامن", "actor")]


def test_after_escape_a_match_s_word_is_at_hand_not_its_last_letter() -> None:
    for keys in (["shift"], ["v", "move"]):
        desk = Annotator("قصف الجيش مدينة حلب.")
        desk.desk.search("مدينة")
        desk.desk.cancel()
        assert desk.target == "مدينة"
        if keys == ["shift"]:
            desk.desk.move("word_left", shift=True)
        else:
            desk.desk.toggle_selecting()
            assert desk.selected == "مدينة"
            desk.desk.move("word_left")
        assert desk.selected == "مدينة حلب"


def test_a_selection_goes_round_an_emoji_of_several_parts() -> None:
    text = "فيضان 👨\u200d👩\u200d👧\u200d👦 في حلب"
    desk = Annotator(text)
    desk.desk.move("word_left", shift=True)
    assert desk.selected == text[: text.index("في حلب") + 2]
