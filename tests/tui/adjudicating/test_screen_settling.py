"""DecisionEditor an article with the keys, going on to the next one, and what makes an article stale or changed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Edit, Incoming, Move, Operation, Span, Status, now
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp
from annotator.tui.annotating.app import AnnotatorApp
from tests.adding import add_articles
from tests.tui.driving import Driven
from tests.tui.screens.test_trouble import toasts
from tests.tui.settled import AGREED, COUNCIL, FIELD, NADIR, PLACE, spans

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate


async def test_an_article_is_settled_with_a_key_for_each_disagreement_and_enter(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first") as program:
        assert program.case == NADIR
        await program.press("1")
        assert program.case == PLACE
        await program.press("x")
        assert program.case == COUNCIL
        await program.press("1")
        assert program.case == FIELD
        await program.press("1")
        assert "Nothing is open" in program.status
        await program.press("enter")
        await program.until_saved()
        assert program.gold() == [NADIR[0], *AGREED, COUNCIL[0], FIELD[0]]
        settled = program.reader.gold.get("first").settled
        assert settled is not None
        assert settled.adjudicator == "nadia"


async def test_after_settling_comes_the_next_article_with_something_open(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "1", "1", "enter")
        assert program.adjudicating.article.id == "second"
        assert "Settled" in program.status
        await program.until_counted()
        await program.press("2", "enter")
        assert "No other article is left to settle" in program.status


async def test_settling_is_refused_while_something_is_open_and_goes_there(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "enter")
        assert "2" in program.status
        assert program.case == COUNCIL
        await program.until_saved()
        assert program.reader.gold.get("first").settled is None


async def test_a_changed_layer_makes_stale_what_it_touches_and_only_that(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "1", "1", "enter")
        await program.until_saved()
    with Project.open(settling) as project:
        project.work.set_status("first", "salim", Status.DOING)
        span = project.layers.get("first", "salim").spans[0]
        edit = Edit(before=span, after=None)
        project.layers.record(
            Operation(article="first", annotator="salim", when=now(), move=Move.DO, edit=edit)
        )
    async with adjudicating() as program:
        assert any("! changed" in line and " first " not in line for line in program.lines)
        await program.type("changed")
        await program.press("enter")
        assert "1 stale" in program.status
        assert "STALE" in "\n".join(program.cards)
        assert program.case[0] == NADIR[0]
        await program.until_saved()
        assert program.gold() == [NADIR[0], *AGREED, COUNCIL[0], FIELD[0]]  # kept
        await program.press("1", "enter")
        await program.until_saved()
        assert program.reader.gold.get("first").settled is not None


async def test_an_article_that_one_person_opened_again_is_not_settled_by_the_other_alone(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating() as program:
        with Project.open(settling) as project:
            project.work.set_status("second", "salim", Status.DOING)
        await program.press("down", "enter")
        await program.until(lambda: "once two people have finished it" in toasts(program), "the news")
        assert not program.app.screen.query("#cards")


async def test_who_is_still_to_finish_is_told_and_enter_asks_first(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        project.assignments.assign(["huda", "salim", "maryam"], per_article=3, articles=["second"])
    async with adjudicating("second") as program:
        assert "Still to finish it: maryam" in program.status
        await program.press("1", "enter")
        assert "maryam" in program.status
        assert program.reader.gold.get("second").settled is None
        await program.press("enter")
        await program.until_saved()
        assert program.reader.gold.get("second").settled is not None


async def test_enter_does_not_settle_while_something_is_being_added(adjudicating: Adjudicate) -> None:
    async with adjudicating("second") as program:
        await program.press("1", "t", "left", "enter")
        assert "label's key adds it" in program.status
        assert program.adjudicating.article.id == "second"
        await program.press("escape", "enter")
        await program.until_saved()
        assert program.reader.gold.get("second").settled is not None


async def test_less_than_goes_back_to_what_was_settled_and_u_takes_it_back(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "1", "1", "enter")
        assert program.adjudicating.article.id == "second"
        await program.press("u")
        assert program.adjudicating.article.id == "first"
        await program.press("u")
        await program.until_saved()
        assert program.reader.gold.get("first").settled is None
        assert len(program.gold()) == 3  # what all agree on went back with it
        await program.press("enter", "less_than_sign")
        assert program.adjudicating.article.id == "first"


async def test_a_layer_that_changed_while_the_article_was_open_is_read_before_it_is_settled(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("second") as program:
        await program.press("1")
        await program.until_saved()
        with Project.open(settling) as project:
            span = project.layers.get("second", "salim").spans[0]
            edit = Edit(before=span, after=None)
            project.layers.record(
                Operation(article="second", annotator="salim", when=now(), move=Move.DO, edit=edit)
            )
        await program.press("enter")
        assert "A layer changed meanwhile" in program.status
        assert "1 stale" in program.status
        assert program.reader.gold.get("second").settled is None


async def test_who_changes_a_settled_article_is_told_what_that_means(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("second") as program:
        await program.press("1", "enter")
        await program.until_saved()
    with Project.open(settling) as reader:
        app = AnnotatorApp(reader, "huda", article="second")
        async with app.run_test(size=(120, 32)) as pilot:
            await pilot.pause()
            program = Driven(app, pilot)
            await program.press("a")
            assert "settled: its gold counts as changed" in program.status
            await program.until_saved()
            assert [article.changed for article in reader.work.status().articles] == [False, True]
            await program.press("u")
            assert "settled, and its gold stands" in program.status
            await program.until_saved()
            assert [article.changed for article in reader.work.status().articles] == [False, False]
            await program.press("enter")
            assert "counts as changed" not in program.status
        app.close()


async def test_enter_goes_on_to_an_article_on_which_all_agree(
    settling: Path, adjudicating: Adjudicate
) -> None:
    third = "أعلنت بلدية الغضا فتح الطريق."
    with Project.open(settling) as project:
        add_articles(project, [Incoming(text=third, path=settling, id="third")])
        for name in ("huda", "salim"):
            project.layers.add("third", name, spans(third, [("بلدية الغضا", "actor")], name), Status.DONE)
    async with adjudicating("second") as program:
        await program.press("1", "enter")
        assert program.adjudicating.article.id == "third", "though nothing is open there"
        assert "Settled" in program.status
        await program.press("n")
        assert program.adjudicating.article.id == "first", "where something is"
        await program.until_counted()
        await program.press("1", "x", "1", "1", "n")
        assert "Enter settles the article" in program.status
        await program.press("enter")
        assert program.adjudicating.article.id == "third"
        await program.press("less_than_sign")
        await program.until_counted()
        await program.press("n")
        assert program.adjudicating.article.id == "first"
        assert "1 other article is still to be settled: Enter goes on" in program.status
        await program.press("enter")
        assert program.adjudicating.article.id == "third"
        await program.until_counted()
        await program.press("enter")
        assert "No other article is left to settle" in program.status
        await program.until_saved()
        assert all(article.settled for article in program.reader.work.status().articles)


async def test_the_list_calls_changed_what_status_calls_changed(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("second") as program:
        await program.press("1", "enter")
        await program.until_saved()
    with Project.open(settling) as project:
        added = [Span.new(0, 4, "claim", name) for name in ("huda", "salim")]
        for span in added:
            edit = Edit(before=None, after=span)
            operation = Operation(
                article="second", annotator=span.annotator, when=now(), move=Move.DO, edit=edit
            )
            project.layers.record(operation)
        assert [article.changed for article in project.work.status().articles] == [False, True]
    async with adjudicating() as program:
        assert isinstance(program.app, AdjudicatorApp)
        second = program.app.reader.cases.row(program.app.policy, "second")
        assert second is not None
        assert not second.is_gold
        assert not second.open, "both agree"


async def test_an_article_of_two_people_says_that_a_majority_of_them_is_both(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("second", policy="majority") as program:
        assert "A majority of two people is both." in program.status
    async with adjudicating("first", policy="majority") as program:
        assert "majority" not in program.status
    async with adjudicating("second") as program:
        assert "majority" not in program.status
