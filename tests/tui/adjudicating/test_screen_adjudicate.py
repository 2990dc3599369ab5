"""Deciding what people differ in with the keys, as an adjudicator does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.tui.settled import AGREED, COUNCIL, FIELD, NADIR, PLACE, SECOND, spans

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate


async def test_n_and_shift_n_go_around_the_ends_of_the_article(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "n", "n")
        assert program.case == FIELD
        await program.press("n")
        assert program.case == NADIR
        assert "back to the first" in program.status
        await program.press("N")
        assert program.case == FIELD
        assert "back to the last" in program.status
        await program.press("N")
        assert program.case == COUNCIL


async def test_both_of_two_versions_are_taken_with_one_key(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "n", "b")
        await program.until_saved()
        assert program.gold() == COUNCIL


async def test_edges_are_edited_with_the_annotation_keys(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("tab", "e")
        assert "Editing actor" in program.status
        await program.press(
            "right", "enter"
        )  # the start, where the versions differ, a word towards the beginning
        await program.until_saved()
        assert program.gold() == [("الحرس نادر السنبلاني", "actor")]
        decision = program.reader.gold.get("first").decisions[0]
        assert decision.choice.value == "edited"
        assert {span.annotator for span in decision.sources} == {"huda", "salim", "maryam"}
        assert program.case == PLACE


async def test_an_edit_can_be_left(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("e", "left", "escape")
        await program.press("u")
        assert "Nothing is left to undo" in program.status
        assert program.gold() == []
        assert program.case == NADIR


async def test_a_label_key_takes_the_chosen_version_with_that_label(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "a")
        await program.until_saved()
        assert program.gold() == [("مخزن حبوب", "actor")]


async def test_adding_what_somebody_has_takes_their_version(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("ctrl+home", "down", "left", "t", "left", "l")
        await program.until_saved()
        (decision,) = program.reader.gold.get("first").decisions
        assert decision.choice.value == "taken"
        assert {span.annotator for span in decision.sources} == {"huda", "maryam", "salim"}
        assert program.gold() == [COUNCIL[1]]


async def test_a_span_that_nobody_had_is_added_and_can_go_again(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("ctrl+home", "down", "left", "t")
        assert "Adding" in program.status
        await program.press("left", "w")
        await program.until_saved()
        added = program.reader.gold.get("first").decisions[0]
        assert added.choice.value == "added"
        assert added.sources == ()
        assert len(program.gold()) == 1
        await program.press("u")
        await program.until_saved()
        assert program.gold() == []


async def test_a_note_goes_with_the_decision(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("m")
        await program.type("title")
        await program.press("enter")
        assert "note: title" in "\n".join(program.cards)
        await program.press("1")
        await program.until_saved()
        assert [decision.note for decision in program.reader.gold.get("first").decisions] == ["title"]


async def test_undo_and_redo_work_in_a_later_run_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "1")
        await program.until_saved()
    async with adjudicating("first") as program:
        assert "2 open" in program.status
        await program.press("u", "u")
        assert program.case == NADIR
        await program.press("U")
        await program.until_saved()
        assert program.gold() == [NADIR[0]]


async def test_the_policy_decides_all_that_it_would_in_one_step(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", policy="majority") as program:
        await program.press("A")
        await program.until_saved()
        assert program.gold() == [NADIR[0], *AGREED, COUNCIL[0], FIELD[0]]
        assert {decision.policy for decision in program.reader.gold.get("first").decisions} == {
            "majority",
            "unanimous",
        }
        await program.press("u")
        await program.until_saved()
        assert program.gold() == []


async def test_two_adjudicators_do_not_overwrite_each_other(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        async with adjudicating("first", name="omar") as other:
            await other.press("2")
            await other.until_saved()
        await program.press("1")
        await program.until(
            lambda: "Your last change was not made" in " ".join(program.status.split()), "the news"
        )
        assert program.gold() == [NADIR[1]]
        assert program.case == PLACE


async def test_a_note_on_something_open_is_kept_over_other_articles(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("m")
        await program.type("title")
        await program.press("enter", "q", "enter")
        assert "note: title" in "\n".join(program.cards)
        await program.press("1")
        await program.until_saved()
        assert [decision.note for decision in program.reader.gold.get("first").decisions] == ["title"]


@pytest.mark.parametrize("key", ["n", "N", "1", "b", "x", "u", "A", "m", "greater_than_sign"])
async def test_no_key_drops_an_edit_silently(adjudicating: Adjudicate, key: str) -> None:
    async with adjudicating("first") as program:
        await program.press("e", "left", key)
        assert "Editing actor" in program.status
        await program.press("enter")
        await program.until_saved()
        assert [text for text, _ in program.gold()] == ["الحرس نادر السنبلاني"]


async def test_what_others_decided_meanwhile_is_passed_over(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        async with adjudicating("second", name="omar") as other:
            await other.press("1")
            await other.until_saved()
        await program.press("1", "x", "1", "1", "enter", "n")
        assert program.adjudicating.article.id == "second", "which is still to be settled"
        await program.until_saved()
        await program.press("n")
        assert program.adjudicating.article.id == "second"
        assert "Enter settles the article" in program.status


async def test_several_of_three_versions_are_marked_and_taken_together(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        project.layers.add("second", "maryam", spans(SECOND, [("الأبيض", "actor")], "maryam"), Status.DONE)
    async with adjudicating("second", size=(100, 24)) as program:
        assert len(program.case) == 3
        await program.press("b", "a", "1", "3")
        assert "Several: numbers mark (1, 3)" in program.status
        taken = [program.case[0], program.case[2]]
        await program.press("enter")
        await program.until_saved()
        assert sorted(program.gold("second")) == sorted(taken)


async def test_arabic_digits_take_versions_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("٢")
        await program.until_saved()
        assert program.gold() == [NADIR[1]]


async def test_why_a_span_can_not_be_added_is_told(adjudicating: Adjudicate) -> None:
    async with adjudicating("second") as program:
        await program.press("2", "ctrl+home", "left", "left", "t", "left", "a")  # what was taken just now
        assert "already" in program.status
        assert len(program.gold("second")) == 1


async def test_what_was_done_by_a_policy_is_told_when_it_is_undone(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", policy="majority") as program:
        await program.press("A", "u")
        assert "6 decisions by the policy" in program.status
