"""Going through an article with n, N and r, as an adjudicator does: what they stop at, where they cross over, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.settled import AGREED, COUNCIL, FIELD, NADIR, PLACE

if TYPE_CHECKING:
    from tests.tui.conftest import Adjudicate
    from tests.tui.driving import Driven

DIFFERENT = [NADIR, PLACE, COUNCIL, FIELD]
"""The disagreements of the first article, in the order of the text."""


async def _seen(program: Driven, key: str, times: int) -> list[list[tuple[str, str]]]:
    """Return the cases that a key goes to, one after the other."""
    found = []
    for _ in range(times):
        await program.press(key)
        found.append(program.case)
    return found


async def test_n_goes_around_the_end_of_the_article_and_says_so(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        assert await _seen(program, "n", 3) == DIFFERENT[1:]
        assert "first" not in program.status.split("saved")[-1]
        await program.press("n")
        assert program.case == NADIR
        assert "back to the first" in program.status
        await program.press("N")
        assert program.case == FIELD
        assert "back to the last" in program.status
        assert program.adjudicating.article.id == "first"


async def test_after_the_last_decision_n_stays_and_says_what_settles_and_what_walks(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first") as program:
        await program.press("x", "x", "x", "x")
        for key in ("n", "N", "n"):
            await program.press(key)
            assert program.adjudicating.article.id == "first"
            assert "Enter settles" in program.status
            assert "r and n" in program.status


async def test_r_walks_through_what_is_decided_and_then_through_all(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("x", "1")  # the commander is none, the store is a place
        await program.press("r")
        assert "decided" in program.status
        assert await _seen(program, "n", 4) == [NADIR, PLACE, NADIR, PLACE]
        await program.press("r")
        assert "every place" in program.status
        every = await _seen(program, "n", 6)
        assert sorted(every) == sorted([*DIFFERENT, *([one] for one in AGREED)])
        await program.press("r")
        assert "open" in program.status
        assert await _seen(program, "n", 2) in ([COUNCIL, FIELD], [FIELD, COUNCIL])


async def test_what_was_decided_for_none_is_found_by_r_and_n_and_decided_otherwise_there(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first") as program:
        await program.press("x", "r", "n")
        assert program.case == NADIR
        assert "none by nadia" in "\n".join(program.cards)
        await program.press("2")
        await program.until_saved()
        assert program.gold() == [NADIR[1]]


async def test_what_n_goes_through_is_open_again_in_another_article(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("r", "r")
        assert "of 6 in all" in program.status
        await program.press("greater_than_sign")
        assert program.adjudicating.article.id == "second"
        assert "in all" not in program.status
        assert "1 open" in program.status


@pytest.mark.parametrize("back", ["u", "less_than_sign"])
async def test_where_n_crosses_into_another_article_it_is_told_and_leads_back(
    adjudicating: Adjudicate, back: str
) -> None:
    async with adjudicating("first") as program:
        await program.press("x", "x", "x", "x", "enter")
        await program.until_counted()
        assert program.adjudicating.article.id == "second"
        await program.press("1", "enter")
        await program.until_counted()
        # all is settled: undoing opens one again, and n of the settled one crosses over
        await program.press("u", "u")
        await program.until_counted()
        assert program.adjudicating.article.id == "second"
        await program.press("less_than_sign")
        assert program.adjudicating.article.id == "first"
        await program.press("r", "n", "n")
        there = program.case
        await program.press("r", "r", "n")
        assert program.adjudicating.article.id == "second"
        assert "Another article: u or < leads back" in program.status
        decided = program.decided
        await program.press(back)
        assert program.adjudicating.article.id == "first"
        assert program.case == there
        await program.until_saved()
        assert program.gold("second") == decided  # nothing was undone there


async def test_u_undoes_again_once_something_was_decided_after_crossing(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("x", "x", "x", "x", "enter")
        await program.until_counted()
        assert program.adjudicating.article.id == "second"
        await program.press("x", "u")
        assert program.adjudicating.article.id == "second"
        assert program.adjudicating.editor.adjudication.tally.open == 1
        await program.press("u")
        assert program.adjudicating.article.id == "second"


async def test_which_place_this_is_and_how_many_articles_are_left_is_in_sight(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first", size=(80, 24)) as program:
        assert "1 of 4 open, 1 article left" in program.status
        await program.press("n")
        assert "2 of 4 open, 1 article left" in program.status
        await program.press("x")
        assert "2 of 3 open" in program.status
        await program.press("n", "x", "x", "x", "enter")
        await program.until_counted()
        assert program.adjudicating.article.id == "second"
        assert "1 of 1 open" in program.status
        assert "left" not in program.status.split("saved")[0]


async def test_the_count_of_articles_is_not_read_with_each_key(
    adjudicating: Adjudicate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with adjudicating("first") as program:
        await program.press("n")
        app = program.adjudicating.program
        monkeypatch.setattr(app, "totals", lambda: pytest.fail("the articles are counted"))
        await program.press("n", "N", "n", "r", "n", "left", "right", "1", "u")
