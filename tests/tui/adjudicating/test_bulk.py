"""Taking many versions at once: shown first with the count, lit in the text, one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.tui.settled import COUNCIL, FIELD, NADIR, PLACE, TEXT, spans

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate
    from tests.tui.driving import Driven


def choices(program: Driven) -> list[str]:
    """Return what can be taken, without the mark of the chosen one."""
    return [" ".join(line.lstrip("▶").split()) for line in program.cards[1:] if line.strip()]


def lit(program: Driven) -> list[str]:
    editor = program.adjudicating.editor
    return [editor.article.text[start:end] for start, end in editor.lit]


async def test_all_of_one_person_are_shown_first_and_taken_in_one_step(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("f")
        assert choices(program) == [
            "1 4 all of huda",
            "2 3 all of maryam",
            "3 3 all of salim",
            "4 1 starts without the clitic",
            "5 1 starts with the clitic",
        ]
        assert lit(program) == [NADIR[0][0], PLACE[0][0], COUNCIL[0][0], FIELD[0][0]]
        assert "Enter takes 4 lit" in program.status
        assert program.gold() == []
        await program.press("enter")
        await program.until_saved()
        assert "Taken, all of huda: 4 decisions" in program.status
        assert lit(program) == []
        assert program.gold() == [NADIR[0], PLACE[0], COUNCIL[0], FIELD[0]]
        assert len(program.reader.gold.steps("first")) == 1
        await program.press("u")
        await program.until_saved()
        assert program.gold() == []


async def test_tab_a_number_and_a_click_choose_what_is_lit(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("f", "tab", "down")
        assert lit(program) == [NADIR[1][0], COUNCIL[1][0], FIELD[1][0]]
        await program.press("shift+tab", "up", "up")
        assert lit(program) == [FIELD[1][0]]
        await program.press("4")
        assert lit(program) == [FIELD[0][0]]
        line = next(y for y, text in enumerate(program.cards) if "salim" in text)
        await program.pilot.click("#cards", offset=(4, line))
        assert lit(program) == [NADIR[1][0], COUNCIL[1][0], FIELD[1][0]]
        await program.press("enter")
        await program.until_saved()
        assert program.gold() == [NADIR[1], COUNCIL[1], FIELD[1]]
        assert program.case == PLACE


async def test_what_the_caret_leaves_among_lit_places_is_painted_anew(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", size=(80, 24)) as program:
        for key in ("right", "f", "n", "n", "N", "escape", "down", "home", "f", "n", "n", "escape"):
            await program.press(key)
            assert program.stale() == [], key


@pytest.mark.parametrize("key", ["tab", "n", "left"])
async def test_while_it_is_listed_no_case_is_at_hand(adjudicating: Adjudicate, key: str) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "f")
        editor = program.adjudicating.editor
        assert editor.tones(editor.spans).loud == frozenset()
        assert program.stale() == []
        await program.press("escape")
        assert editor.tones(editor.spans).loud
        assert program.stale() == []
        await program.press("f", key)
        assert program.stale() == []


@pytest.mark.parametrize("key", ["x", "b", "A", "a", "e", ";", "u"])
async def test_while_it_is_listed_nothing_else_decides(adjudicating: Adjudicate, key: str) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "f")
        before = lit(program)
        await program.press(key)
        assert "Enter takes all that is lit" in program.text
        assert lit(program) == before
        assert program.adjudicating.editor.adjudication.tally.decided == 0


@pytest.mark.parametrize("key", ["escape", "f", "left"])
async def test_what_is_left_decides_nothing(adjudicating: Adjudicate, key: str) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "f", key)
        assert lit(program) == []
        assert program.adjudicating.editor.adjudication.tally.decided == 0
        if key != "left":
            assert program.case == PLACE
        assert "take at once" not in program.text.lower()


async def test_the_places_are_gone_through_before_they_are_taken(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        here = program.adjudicating.editor.caret
        await program.press("f", "n", "n")
        editor = program.adjudicating.editor
        assert editor.article.text[editor.caret.start :].startswith(COUNCIL[0][0])
        assert len(lit(program)) == 4
        await program.press("N")
        assert editor.article.text[editor.caret.start :].startswith(PLACE[0][0])
        await program.press("escape")
        assert editor.caret == here
        assert program.case == NADIR


async def test_what_is_decided_stays_and_what_is_about_nothing_is_not_offered(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first") as program:
        await program.press("2", "1", "1")  # all but the clitic
        await program.press("f")
        assert choices(program) == [
            "1 1 all of huda",
            "2 1 all of maryam",
            "3 1 all of salim",
            "4 1 starts without the clitic",
            "5 1 starts with the clitic",
        ]
        await program.press("5", "enter")
        await program.until_saved()
        assert NADIR[1] in program.gold()
        assert FIELD[1] in program.gold()
        await program.press("f")
        assert "Nothing open can be taken at once here" in program.status


async def test_letters_stand_for_people_in_the_list_and_sort_it(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        letters = project.people.drawn_letters()
    async with adjudicating("first", hide_names=True) as program:
        await program.press("f")
        named = [line.rpartition(" ")[2] for line in choices(program)[:3]]
        assert named == sorted(letters[name] for name in ("huda", "salim", "maryam"))
        await program.press("enter")
        assert f"all of {named[0]}" in program.status
        assert not [name for name in letters if name in program.text and name != "nadia"]


async def test_how_many_are_left_out_is_told_before_and_after(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "n", "n", "e", "left", "tab", "left", "enter")  # to a word that nobody has
        await program.until_saved()
        assert program.gold() == [("قريب", "location")]
    with Project.open(settling) as project:
        layla = spans(TEXT, [("قريب", "location"), ("ذلك", "actor")], "layla")
        project.layers.add("first", "layla", layla, Status.DONE)
    async with adjudicating("first") as program:
        await program.press("f", "2")
        assert choices(program)[1] == "2 1 all of layla"
        assert "1 left out: in gold already" in "\n".join(program.cards)
        await program.press("enter")
        assert "Left, because the span would be in gold twice: 1." in program.status


@pytest.mark.parametrize("size", [(80, 24), (60, 12)])
async def test_the_chosen_one_is_in_sight_in_a_small_terminal(
    adjudicating: Adjudicate, size: tuple[int, int]
) -> None:
    async with adjudicating("first", size=size) as program:
        await program.press("f", "up")
        assert "▶5" in "\n".join(program.cards)
        assert program.stale() == []
