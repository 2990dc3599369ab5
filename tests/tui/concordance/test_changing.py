"""Relabelling and removing many spans at once, and taking that back in the article and in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.events import Key

from annotator.model import Edit, Status
from annotator.project import Project
from annotator.tui.concordance.changing import planned
from annotator.tui.screens.question import Question
from tests.store.helpers import operation
from tests.tui.concordance.conftest import TEXTS, span
from tests.tui.concordance.reading import labels_of, rows

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


def actors(project: Project) -> list[tuple[str, str]]:
    """Text and label of every span of a name in any article."""
    return [
        (text, label)
        for article in ("one", "two", "three")
        for text, label in labels_of(project, article)
        if text in {"أحمد", "احمد"}
    ]


async def relabelled(program: Driven, *keys: str) -> None:
    """Press keys, then relabel as claim, and wait until that is saved."""
    await program.press(*keys, "ctrl+e", "c", "enter")
    await program.until_saved()


async def test_the_group_at_the_cursor_gets_another_label_after_it_was_asked(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "ctrl+e")
        assert "Relabel 4 spans:" in program.text
        await program.press("c")
        assert isinstance(program.app.screen, Question)
        assert "Relabel 4 spans in 2 articles as" in program.text
        assert labels_of(program.reader, "two")[0][1] == "actor"
        await program.press("enter")
        await program.until_saved()
        assert "Relabelled 4 spans in 2 articles" in program.status
        assert rows(program)[0] == (4, "claim", "أحمد")
        assert {label for _, label in actors(program.reader)} == {"claim"}
        assert "11 spans in 6 groups" in program.status


async def test_escape_at_either_question_changes_nothing(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "ctrl+e", "escape")
        assert "No label was chosen" in program.status
        await program.press("ctrl+e", "c", "escape", "delete", "escape")
        assert len(rows(program)) == 6
        assert {label for _, label in actors(program.reader)} == {"actor"}
        assert not program.app.unsaved


async def test_marked_groups_and_places_are_changed_and_nothing_else(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "ctrl+t", "tab", "down", "ctrl+t")
        assert "5 marked" in program.status
        await program.press("delete")
        assert "Remove 5 spans in 2 articles?" in program.text
        await program.press("enter")
        await program.until_saved()
        assert "Removed 5 spans" in program.status
        assert actors(program.reader) == []
        assert [text for text, _ in labels_of(program.reader, "one")].count("حقل العمر") == 1
        assert "حقل العمر" not in [text for text, _ in labels_of(program.reader, "two")]
        assert "6 spans in 5 groups" in program.status


async def test_all_that_is_shown_is_marked_and_again_none(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        await program.type("حقل")
        await program.press("ctrl+a")
        assert "4 marked" in program.status
        await program.press("ctrl+a")
        assert "marked" not in program.status
        await program.press("ctrl+a", "escape")
        assert "4 marked" in program.status
        await program.press("escape")
        assert "marked" not in program.status
        await program.press("escape")
        assert program.in_library


async def test_a_label_is_chosen_by_its_name_too_and_with_the_arabic_layout_on(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "ctrl+e", "down", "down", "enter")
        assert "as \u2068weapon" in program.text or "as weapon" in program.text
        await program.press("escape", "ctrl+e")
        program.app.post_message(Key("other", "ؤ"))  # the key of c
        await program.press()
        assert "as claim" in program.text.replace("\u2068", "").replace("\u2069", "")
        await program.press("escape", "ctrl+e", "a")
        assert "already" in program.status


async def test_one_key_takes_it_back_in_all_articles_step_by_step(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        before = rows(program)
        await relabelled(program)
        await program.press("end", "delete", "enter")
        await program.until_saved()
        await program.press("ctrl+y")
        await program.until_saved()
        assert "Taken back in 1 article." in program.status
        assert "11 spans" in program.status
        await program.press("ctrl+y")
        await program.until_saved()
        assert "Taken back in 2 articles." in program.status
        assert sorted(rows(program)) == sorted(before)
        assert {label for _, label in actors(program.reader)} == {"actor"}
        await program.press("ctrl+y")
        assert "Nothing that was done here is left" in program.status


async def test_undo_in_the_article_takes_all_of_it_back_there_at_once(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        await relabelled(program)
        await program.press("enter")
        assert program.annotating.article.id == "one"
        assert [label for text, label in labels_of(program.reader, "one") if "حمد" in text] == ["claim"] * 3
        await program.press("u")
        await program.until_saved()
        assert [label for text, label in labels_of(program.reader, "one") if "حمد" in text] == ["actor"] * 3
        await program.press("q")
        await program.settle()
        assert (3, "actor", "أحمد") in rows(program)
        assert (1, "claim", "أحمد") in rows(program)
        await program.press("ctrl+y")
        await program.until_saved()
        assert "1 article was changed since" in program.status
        assert {label for _, label in actors(program.reader)} == {"actor"}


async def test_an_article_that_was_worked_on_since_is_not_taken_back(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        await relabelled(program)
        await program.press("enter", "ctrl+home", "w", "q")
        await program.until_saved()
        await program.settle()
        await program.press("ctrl+y")
        await program.until_saved()
        assert "Taken back in 1 article." in program.status
        assert "1 article was changed since" in program.status
        assert [label for text, label in labels_of(program.reader, "one") if "حمد" in text] == ["claim"] * 3
        assert "weapon" in [label for _, label in labels_of(program.reader, "one")]


async def test_a_range_that_has_the_label_already_is_left_and_told(path: Path, running: Open) -> None:
    with Project.open(path) as project:
        project.layers.add("two", "huda", [span("two", "أحمد", "claim")], Status.DOING)
    async with running() as program:
        await program.press("ctrl+k")
        await relabelled(program)
        assert "Relabelled 3 spans in 1 article" in program.status
        assert "1 span left: the same range has that label already" in program.status
        assert sorted(label for text, label in labels_of(program.reader, "two") if text == "أحمد") == [
            "actor",
            "claim",
        ]


async def test_it_is_told_which_articles_are_done_or_settled(path: Path, running: Open) -> None:
    with Project.open(path) as project:
        project.layers.add("two", "huda", [], Status.DONE)
    async with running() as program:
        await program.press("ctrl+k", "delete")
        assert "that are done, and stay so: 1." in program.text


async def test_what_another_program_changes_before_it_is_saved_is_refused_whole_and_told(
    path: Path, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        save = program.app.save

        def late(change: object) -> None:
            with Project.open(path) as other:
                layer = other.layers.get("one", "huda")
                if len(layer.spans) == 6:
                    first = next(one for one in layer.spans if one.label == "actor")
                    other.layers.record(operation(Edit(before=first, after=None), article="one"))
            save(change)  # type: ignore[arg-type]

        monkeypatch.setattr(program.app, "save", late)
        await relabelled(program)
        await program.until(lambda: "because of changes made elsewhere" in program.status, "the refusal")
        await program.settle()
        assert "1 article was left as before" in program.status
        assert [label for text, label in labels_of(program.reader, "one") if "حمد" in text] == ["actor"] * 2
        assert (1, "claim", "أحمد") in rows(program)
        assert (2, "actor", "احمد") in rows(program)


async def test_what_another_program_changed_before_is_left(path: Path, running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        with Project.open(path) as other:
            first = other.layers.get("two", "huda").spans[0]
            other.layers.record(operation(Edit(before=first, after=None), article="two"))
        await relabelled(program)
        assert "Relabelled 3 spans in 1 article" in program.status
        assert "1 span left" in program.status


async def test_an_article_can_not_be_opened_as_it_was_before_what_is_not_saved_yet(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        monkeypatch.setattr(program.app.saver, "save", lambda change: held.append(change))
        held: list[object] = []
        await program.press("ctrl+e", "c", "enter", "enter")
        assert len(held) == 2
        assert rows(program)
        assert any("not saved yet" in note.message for note in program.app._notifications)


async def test_in_a_project_that_can_only_be_read_it_is_told(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        monkeypatch.setattr(Project, "writable", property(lambda _: False))
        for key in ("delete", "ctrl+e"):
            await program.press(key)
            assert "The project can only be read" in program.status
        await program.press("ctrl+y")
        assert "Nothing that was done here" in program.status


async def test_a_fault_while_it_is_worked_out_changes_nothing(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.errors import ProjectBusyError
    from annotator.tui.annotating.own_spans import OwnSpans

    revise = OwnSpans.revise

    def failing(self: OwnSpans, project: Project, article: str, *rest: object) -> object:
        if article == "two":
            raise ProjectBusyError("annotator.db is locked by another program", "Try again.")
        return revise(self, project, article, *rest)  # type: ignore[arg-type]

    async with running() as program:
        await program.press("ctrl+k")
        monkeypatch.setattr(OwnSpans, "revise", failing)
        await program.press("ctrl+e", "c", "enter")
        await program.settle()
        assert "Nothing was changed." in program.status
        assert {label for _, label in actors(program.reader)} == {"actor"}
        assert rows(program)[0] == (4, "actor", "أحمد")


async def test_a_label_that_is_not_in_the_schema_any_more_is_shown_and_can_be_replaced(
    path: Path, running: Open
) -> None:
    with Project.open(path) as project:
        project.layers.add("three", "huda", [span("three", "أحد", "person")], Status.DOING)
    async with running() as program:
        await program.press("ctrl+k")
        await program.type("person")
        assert rows(program) == [(1, "person", "أحد")]
        assert "is not in the labels any more" in program.text
        await program.press("ctrl+e", "a", "enter")
        await program.until_saved()
        assert ("أحد", "actor") in labels_of(program.reader, "three")


async def test_a_long_claim_is_shortened_and_ten_thousand_groups_are_listed(
    path: Path, running: Open
) -> None:
    with Project.open(path) as project:
        size = len(TEXTS["one"])
        project.layers.add(
            "one", "huda", [replace(span("one", "غزة", "claim"), start=0, end=size)], Status.DOING
        )
    async with running(size=(80, 20)) as program:
        await program.press("ctrl+k")
        await program.type("claim")
        await program.press("down", "down")
        assert "…" in program.text


def test_a_plan_of_nothing_is_a_plan_of_nothing(path: Path) -> None:
    from annotator.tui.annotating.own_spans import OwnSpans

    with Project.open(path) as project:
        (plan,) = planned(OwnSpans("huda"), {}, "claim", project)
        assert plan.changed == ()  # type: ignore[union-attr]
