"""Settling an article with the keys, as an adjudicator does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Edit, Incoming, Move, Operation, Span, Status, now
from annotator.project import Project
from annotator.tui.adjudicator import AdjudicatorApp, Counted
from annotator.tui.app import AnnotatorApp
from tests.tui.driving import Driven
from tests.tui.settled import SECOND, TEXT, spans
from tests.tui.test_screen_trouble import toasts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate

NADIR = [("قائد الحرس نادر السنبلاني", "actor"), ("نادر السنبلاني", "actor")]
COUNCIL = [("مجلس المنارة", "actor"), ("مجلس المنارة", "location")]
PLACE = [("مخزن حبوب", "location")]
FIELD = [("حقل", "location"), ("بحقل", "location")]
AGREED = [("طائرة مسيّرة", "weapon"), ("ميناء الغضا", "location")]


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
        settled = program.reader.gold("first").settled
        assert settled is not None
        assert settled.adjudicator == "nadia"


async def test_after_settling_comes_the_next_article_with_something_open(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "1", "1", "enter")
        assert program.adjudicating.article.id == "second"
        assert "Settled" in program.status
        await program.press("2", "enter")
        assert "No other article is left to settle" in program.status


async def test_settling_is_refused_while_something_is_open_and_goes_there(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "enter")
        assert "2" in program.status
        assert program.case == COUNCIL
        await program.until_saved()
        assert program.reader.gold("first").settled is None


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


async def test_n_and_shift_n_go_around_and_over_the_end_of_the_article(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "n", "n")
        assert program.case == FIELD
        await program.press("n")
        assert program.adjudicating.article.id == "second"
        await program.press("N")
        assert program.adjudicating.article.id == "first"
        assert program.case == FIELD
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
        await program.press("tab", "right", "enter")  # the start, one word towards the beginning
        await program.until_saved()
        assert program.gold() == [("الحرس نادر السنبلاني", "actor")]
        decision = program.reader.gold("first").decisions[0]
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


async def test_a_span_that_nobody_had_is_added_and_can_go_again(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("ctrl+home", "down", "left", "t")
        assert "Adding" in program.status
        await program.press("left", "l")
        await program.until_saved()
        added = program.reader.gold("first").decisions[0]
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
        assert [decision.note for decision in program.reader.gold("first").decisions] == ["title"]


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
        assert {decision.policy for decision in program.reader.gold("first").decisions} == {
            "majority",
            "unanimous",
        }
        await program.press("u")
        await program.until_saved()
        assert program.gold() == []


async def test_a_changed_layer_makes_stale_what_it_touches_and_only_that(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "1", "1", "enter")
        await program.until_saved()
    with Project.open(settling) as project:
        project.set_status("first", "salim", Status.DOING)
        span = project.layer("first", "salim").spans[0]
        edit = Edit(before=span, after=None)
        project.record(Operation(article="first", annotator="salim", when=now(), move=Move.DO, edit=edit))
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
        assert program.reader.gold("first").settled is not None


async def test_the_list_begins_with_the_most_open_disagreements(adjudicating: Adjudicate) -> None:
    async with adjudicating() as program:
        assert "0 of 2 settled, 5 open" in program.status
        assert program.lines[1].split()[:2] == ["1", "4"]
        assert program.lines[2].split()[:2] == ["2", "1"]
        await program.press("enter", "1", "q")
        await program.until(lambda: "4 open" in program.status, "the count")


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


async def test_an_article_that_one_person_opened_again_is_not_settled_by_the_other_alone(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating() as program:
        with Project.open(settling) as project:
            project.set_status("second", "salim", Status.DOING)
        await program.press("down", "enter")
        await program.until(lambda: "once two people have finished it" in toasts(program), "the news")
        assert not program.app.screen.query("#cards")


async def test_who_is_still_to_finish_is_told_and_enter_asks_first(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        project.assign(["huda", "salim", "maryam"], per_article=3, articles=["second"])
    async with adjudicating("second") as program:
        assert "Still to finish it: maryam" in program.status
        await program.press("1", "enter")
        assert "maryam" in program.status
        assert program.reader.gold("second").settled is None
        await program.press("enter")
        await program.until_saved()
        assert program.reader.gold("second").settled is not None


async def test_a_note_on_something_open_is_kept_over_other_articles(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("m")
        await program.type("title")
        await program.press("enter", "q", "enter")
        assert "note: title" in "\n".join(program.cards)
        await program.press("1")
        await program.until_saved()
        assert [decision.note for decision in program.reader.gold("first").decisions] == ["title"]


async def test_enter_does_not_settle_while_something_is_being_added(adjudicating: Adjudicate) -> None:
    async with adjudicating("second") as program:
        await program.press("1", "t", "left", "enter")
        assert "label's key adds it" in program.status
        assert program.adjudicating.article.id == "second"
        await program.press("escape", "enter")
        await program.until_saved()
        assert program.reader.gold("second").settled is not None


@pytest.mark.parametrize("key", ["n", "N", "1", "b", "x", "u", "A", "m", "greater_than_sign"])
async def test_no_key_drops_an_edit_silently(adjudicating: Adjudicate, key: str) -> None:
    async with adjudicating("first") as program:
        await program.press("e", "left", key)
        assert "Editing actor" in program.status
        await program.press("enter")
        await program.until_saved()
        assert [text for text, _ in program.gold()] == ["قائد الحرس نادر السنبلاني إن"]


async def test_less_than_goes_back_to_what_was_settled_and_u_takes_it_back(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "x", "1", "1", "enter")
        assert program.adjudicating.article.id == "second"
        await program.press("u")
        assert program.adjudicating.article.id == "first"
        await program.press("u")
        await program.until_saved()
        assert program.reader.gold("first").settled is None
        assert len(program.gold()) == 3  # what all agree on went back with it
        await program.press("enter", "less_than_sign")
        assert program.adjudicating.article.id == "first"


async def test_what_others_decided_meanwhile_is_passed_over(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        async with adjudicating("second", name="omar") as other:
            await other.press("1")
            await other.until_saved()
        await program.press("N")
        assert program.adjudicating.article.id == "first"
        assert "No other article" in program.status


async def test_several_of_three_versions_are_marked_and_taken_together(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        project.add_layer("second", "maryam", spans(SECOND, [("الأبيض", "actor")], "maryam"), Status.DONE)
    async with adjudicating("second", size=(100, 24)) as program:
        assert len(program.case) == 3
        await program.press("b", "a", "1", "3")
        assert "Several: numbers mark (1, 3)" in program.status
        taken = [program.case[0], program.case[2]]
        await program.press("enter")
        await program.until_saved()
        assert sorted(program.gold("second")) == sorted(taken)


async def test_the_chosen_card_is_in_sight_in_a_small_terminal(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        for place, words in enumerate(["قافلة الهلال", "الهلال", "قافلة"]):
            name = f"person-{place}"
            project.add_layer("second", name, spans(SECOND, [(words, "actor")], name), Status.DONE)
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


async def test_arabic_digits_take_versions_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("٢")
        await program.until_saved()
        assert program.gold() == [NADIR[1]]


async def test_a_layer_that_changed_while_the_article_was_open_is_read_before_it_is_settled(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("second") as program:
        await program.press("1")
        await program.until_saved()
        with Project.open(settling) as project:
            span = project.layer("second", "salim").spans[0]
            edit = Edit(before=span, after=None)
            project.record(
                Operation(article="second", annotator="salim", when=now(), move=Move.DO, edit=edit)
            )
        await program.press("enter")
        assert "A layer changed meanwhile" in program.status
        assert "1 stale" in program.status
        assert program.reader.gold("second").settled is None


async def test_why_a_span_can_not_be_added_is_told(adjudicating: Adjudicate) -> None:
    async with adjudicating("second") as program:
        await program.press("2", "ctrl+home", "left", "left", "t", "left", "a")  # what was taken just now
        assert "already" in program.status
        assert len(program.gold("second")) == 1


async def test_what_was_done_by_a_policy_is_told_when_it_is_undone(adjudicating: Adjudicate) -> None:
    async with adjudicating("first", policy="majority") as program:
        await program.press("A", "u")
        assert "6 decisions by the policy" in program.status


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
            assert [article.changed for article in reader.status().articles] == [False, True]
            await program.press("u")
            assert "settled, and its gold stands" in program.status
            await program.until_saved()
            assert [article.changed for article in reader.status().articles] == [False, False]
            await program.press("enter")
            assert "counts as changed" not in program.status
        app.close()


async def test_enter_goes_on_to_an_article_on_which_all_agree(
    settling: Path, adjudicating: Adjudicate
) -> None:
    third = "أعلنت بلدية الغضا فتح الطريق."
    with Project.open(settling) as project:
        project.add_articles([Incoming(text=third, path=settling, id="third")])
        for name in ("huda", "salim"):
            project.add_layer("third", name, spans(third, [("بلدية الغضا", "actor")], name), Status.DONE)
    async with adjudicating("second") as program:
        await program.press("1", "enter")
        assert program.adjudicating.article.id == "third", "though nothing is open there"
        assert "Settled" in program.status
        await program.press("n")
        assert program.adjudicating.article.id == "first", "where something is"
        await program.press("1", "x", "1", "1", "n")
        assert "Enter settles the article" in program.status
        await program.press("enter")
        assert program.adjudicating.article.id == "third"
        await program.press("less_than_sign", "n")
        assert program.adjudicating.article.id == "first"
        assert "1 other article is still to be settled: Enter goes on" in program.status
        await program.press("enter")
        assert program.adjudicating.article.id == "third"
        await program.press("enter")
        assert "No other article is left to settle" in program.status
        await program.until_saved()
        assert all(article.settled for article in program.reader.status().articles)


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
            project.record(operation)
        assert [article.changed for article in project.status().articles] == [False, True]
    async with adjudicating() as program:
        assert isinstance(program.app, AdjudicatorApp)
        rows = {row.id: row for row in program.app.rows()}
        assert not rows["second"].is_gold
        assert not rows["second"].open, "both agree"


async def test_a_count_may_come_while_the_list_is_made_anew(adjudicating: Adjudicate) -> None:
    async with adjudicating() as driven:
        app = driven.app
        assert isinstance(app, AdjudicatorApp)
        await driven.until(lambda: app.rows(), "the rows")
        rows = list(app.rows())
        app.change_theme()
        app.on_counted(Counted(rows))
        await driven.pilot.pause()
        await driven.until(lambda: "settled" in driven.status, "how things stand")
