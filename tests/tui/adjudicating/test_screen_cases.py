"""What an adjudicator sees: cards, names or letters, the list of articles, in terminals of every size, and what a click does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Status
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp, Counted
from tests.tui.settled import SECOND, TEXT, spans

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate


async def test_the_cards_tell_who_marked_what_and_who_did_not(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        cards = "\n".join(program.cards)
        assert "The edges differ" in cards
        assert "1  actor huda, maryam" in cards
        assert "2  actor salim" in cards
        await program.press("n")
        cards = "\n".join(program.cards)
        assert "Not everybody has it" in cards
        assert "not marked by: maryam, salim" in cards
        await program.press("n", "n")
        assert "by a clitic" in "\n".join(program.cards)


async def test_names_can_be_hidden(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", hide_names=True) as program:
        first = program.cards
        for _ in range(4):
            assert not [name for name in ("huda", "salim", "maryam") if name in program.text]
            await program.press("n")
    async with adjudicating("first", hide_names=True) as program:
        assert program.cards == first  # the same letters each time


async def test_the_list_begins_with_the_most_open_disagreements(adjudicating: Adjudicate) -> None:
    async with adjudicating() as program:
        assert "0 of 2 settled, 5 open" in program.status
        assert program.lines[1].split()[:2] == ["1", "4"]
        assert program.lines[2].split()[:2] == ["2", "1"]
        await program.press("enter", "1", "q")
        await program.until(lambda: "4 open" in program.status, "the count")


async def test_who_adjudicates_an_own_layer_is_told_so(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", name="huda") as program:
        assert "One of the layers is yours" in program.status


@pytest.mark.parametrize("size", [(120, 32), (70, 24), (40, 12)])
async def test_what_is_painted_is_what_should_be_after_every_key(
    adjudicating: Adjudicate, size: tuple[int, int]
) -> None:
    async with adjudicating("first", size=size) as program:
        for key in (
            "n",
            "1",
            "u",
            "U",
            "e",
            "left",
            "enter",
            "b",
            "t",
            "left",
            "w",
            "N",
            "x",
            "A",
            "left",
            "enter",
        ):
            await program.press(key)
            assert program.stale() == [], key


async def test_the_case_at_hand_is_shown_in_a_narrow_terminal_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", size=(60, 24)) as program:
        assert "The edges differ" in program.text
        assert "huda, maryam" in program.text


async def test_a_click_makes_a_case_the_one_at_hand(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        column, line = program.find(TEXT.index("ميناء"))
        await program.pilot.click("#article", offset=(column, line))
        assert program.case == [("ميناء الغضا", "location")]
        assert "All agree" in "\n".join(program.cards)
        await program.press("a")  # also what all agree on can be decided otherwise
        await program.until_saved()
        assert program.gold() == [("ميناء الغضا", "actor")]


async def test_the_chosen_card_is_in_sight_in_a_small_terminal(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        for place, words in enumerate(["قافلة الهلال", "الهلال", "قافلة"]):
            name = f"person-{place}"
            project.layers.add("second", name, spans(SECOND, [(words, "actor")], name), Status.DONE)
    async with adjudicating("second", size=(60, 14)) as program:
        count = len(program.case)
        assert count > 2
        await program.press("shift+tab")
        assert f"▶{count}" in "\n".join(program.cards)


async def test_a_click_on_a_card_chooses_it(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        line = next(y for y, text in enumerate(program.cards) if "salim" in text)
        await program.pilot.click("#cards", offset=(4, line))
        assert "▶2" in "\n".join(program.cards)


async def test_hidden_names_are_hidden_in_policy_and_filter_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", hide_names=True, policy="adjudicator:huda") as program:
        await program.press("A", "N", "ctrl+home", "left", "left")
        assert "adjudicated" not in program.text
        assert "huda" not in program.text
        await program.press("q")
        await program.type("huda")
        assert program.lines[1].strip() == ""


async def test_a_count_may_come_while_the_list_is_made_anew(adjudicating: Adjudicate) -> None:
    async with adjudicating() as driven:
        app = driven.app
        assert isinstance(app, AdjudicatorApp)
        app.change_theme()
        app.on_counted(Counted(""))
        await driven.pilot.pause()
        await driven.until(lambda: "settled" in driven.status, "how things stand")
