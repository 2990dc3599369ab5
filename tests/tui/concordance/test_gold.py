"""The concordance as an adjudicator has it: all gold of decisions, changed by decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Choice
from annotator.project import Project
from annotator.tui.adjudicating.library import CaseLibraryScreen
from tests.tui.concordance.reading import rows, screen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate
    from tests.tui.driving import Driven


async def settle(program: Driven, *articles: str) -> None:
    """Settle articles in which all agree."""
    for article in articles:
        program.app.open_article(article)  # type: ignore[attr-defined]
        await program.press("enter")
        await program.until_counted()
    await program.press("q")
    await program.until_counted()


def gold_of(program: Driven, article: str) -> list[tuple[str, str]]:
    return program.gold(article)


async def test_gold_is_listed_once_decisions_gave_it(adjudicating: Adjudicate) -> None:
    async with adjudicating() as program:
        await program.press("ctrl+k")
        assert "No gold spans yet" in program.status
        await program.press("escape")
        await settle(program, "one", "two")
        await program.press("ctrl+k")
        assert rows(program)[0] == (4, "actor", "أحمد")
        assert "10 gold spans in 5 groups" in program.status


async def test_a_label_is_changed_by_a_decision_that_opens_what_was_settled_and_undo_settles_it(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating() as program:
        await settle(program, "one", "two")
        await program.press("ctrl+k", "ctrl+e", "c")
        assert "settled, and are open then until they are settled again: 2." in program.text
        await program.press("enter")
        await program.until_saved()
        assert "Relabelled 4 gold spans in 2 articles" in program.status
        assert gold_of(program, "two")[0] == ("أحمد", "claim")
        assert not program.reader.gold.is_settled("one")
        decisions = program.reader.gold.get("two").decisions
        relabelled = [one for one in decisions if one.spans[0].label == "claim" and one.choice]
        assert Choice.RELABELLED in {one.choice for one in relabelled}
        assert len(program.reader.gold.steps("one")) == 2
        await program.press("ctrl+y")
        await program.until_saved()
        assert "Taken back in 2 articles." in program.status
        assert gold_of(program, "two")[0] == ("أحمد", "actor")
        assert program.reader.gold.is_settled("one")
        assert program.reader.gold.is_settled("two")


async def test_removing_leaves_a_decision_for_none_and_undo_in_the_article_takes_back_one_step(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating() as program:
        await settle(program, "one", "two")
        await program.press("ctrl+k", "delete", "enter")
        await program.until_saved()
        assert "Removed 4 gold spans in 2 articles." in program.status
        assert [text for text, _ in gold_of(program, "one")].count("أحمد") == 0
        assert Choice.NONE in {one.choice for one in program.reader.gold.get("one").decisions}
        await program.press("escape")
        program.app.open_article("one")  # type: ignore[attr-defined]
        await program.press("u")
        await program.until_saved()
        assert [text for text, _ in gold_of(program, "one")].count("أحمد") == 2
        assert program.reader.gold.is_settled("one")


async def test_enter_goes_to_the_case_of_the_gold_span_and_q_and_escape_go_back(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating() as program:
        await settle(program, "one", "two")
        await program.press("ctrl+k", "down", "tab", "down")
        place = screen(program).places.selected
        assert place is not None
        await program.press("enter")
        case = program.adjudicating.editor.case
        assert case is not None
        assert (case.start, case.end) == (place.start, place.end)
        await program.press("K")
        assert screen(program).places.selected == place
        await program.press("escape")
        assert isinstance(program.app.screen, CaseLibraryScreen)


async def test_it_goes_back_to_the_article_in_which_something_was_being_decided(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("one") as program:
        await program.press("K", "escape")
        assert program.adjudicating.article.id == "one"
        await program.press("t", "K")
        assert "First end what you have begun" in program.status


async def test_a_stale_decision_is_left_to_be_looked_at(settling: Path, adjudicating: Adjudicate) -> None:
    async with adjudicating() as program:
        await settle(program, "one", "two")
        with Project.open(settling) as other:
            found = next(one for one in other.layers.get("two", "huda").spans if one.label == "actor")
            from annotator.model import Edit
            from tests.store.helpers import operation

            other.layers.record(operation(Edit(before=found, after=None), article="two"))
        await program.press("ctrl+k", "ctrl+e", "c", "enter")
        await program.until_saved()
        assert "Relabelled 3 gold spans in 1 article" in program.status
        assert "1 span left" in program.status
        assert gold_of(program, "two")[0] == ("أحمد", "actor")
