"""Sending an article back: by the adjudicator, and as the annotator finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Note, Status
from annotator.project import Project
from annotator.tui.adjudicating.library import CaseLibraryScreen
from annotator.tui.notes.screen import NotesScreen
from tests.tui.settled import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate
    from tests.tui.notes.conftest import Annotate

NADIR = "قائد الحرس نادر السنبلاني"
WHY = "انظر في الحدود من جديد"


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def status(path: Path, person: str, article: str = "first") -> Status:
    with Project.open(path) as project:
        return project.work.progress(article, person).status


def back(path: Path, article: str = "first") -> list[str]:
    with Project.open(path) as project:
        return [one.person for one in project.notes.back(article)]


@pytest.mark.parametrize(
    ("turns", "people"), [(0, ["huda", "maryam", "salim"]), (1, ["huda"]), (2, ["maryam"]), (3, ["salim"])]
)
async def test_it_goes_back_to_whom_is_chosen_with_the_note_at_the_case(
    adjudicating: Adjudicate, settling: Path, turns: int, people: list[str]
) -> None:
    async with adjudicating("first") as program:
        await program.press("g", *["tab"] * turns)
        await program.type(WHY)
        await program.press("enter")
        assert "Sent back to" in program.status
        told = program.status.replace("\u2068", "").replace("\u2069", "")
        assert ", ".join(people) in told
        assert f"back to {people[0] if len(people) == 1 else '3 people'}" in told
        assert "1 article left" in told
        assert program.stale() == []
        cards = "\n".join(program.cards)
        assert f"nadia to {people[0]}: z goes on" in cards or len(people) > 1
        await program.until_saved()
    assert back(settling) == people
    for person in ("huda", "maryam", "salim"):
        assert status(settling, person) is (Status.DOING if person in people else Status.DONE)
    with Project.open(settling) as project:
        notes = project.notes.of_article("first")
    assert {(note.start, note.end) for note in notes} == {(TEXT.index(NADIR), TEXT.index(NADIR) + len(NADIR))}
    assert {note.text for note in notes} == {WHY}
    assert all(note.sends_back for note in notes)


async def test_nothing_goes_back_without_a_note(adjudicating: Adjudicate, settling: Path) -> None:
    async with adjudicating("first") as program:
        await program.press("g", "space", "enter")
        assert isinstance(program.app.screen, NotesScreen)
        assert "Write why it goes back" in program.text
        await program.press("escape")
        await program.until_saved()
    assert back(settling) == []


async def test_it_is_taken_back_while_nobody_touched_it(adjudicating: Adjudicate, settling: Path) -> None:
    async with adjudicating("first") as program:
        await program.press("g", "tab", "x", "enter")
        await program.until_saved()
        assert back(settling) == ["huda"]
        await program.press("g", "shift+tab")
        assert "Take back from huda" in program.text
        await program.press("enter")
        assert "Taken back" in program.status
        await program.until_saved()
    assert back(settling) == []
    assert status(settling, "huda") is Status.DONE


async def test_what_was_touched_is_not_taken_back(
    adjudicating: Adjudicate, annotating: Annotate, settling: Path
) -> None:
    async with adjudicating("first") as program:
        await program.press("g", "tab", "x", "enter")
        await program.until_saved()
        async with annotating("first") as other:
            await other.press("x")
            await other.until_saved()
        await program.press("g")
        for _ in range(4):
            assert "Take back" not in program.text
            await program.press("tab")
        assert "huda" not in program.lines[1]
    assert back(settling) == ["huda"]


async def test_enter_has_to_be_pressed_twice_while_it_is_back(
    adjudicating: Adjudicate, settling: Path
) -> None:
    async with adjudicating("first") as program:
        for _ in range(4):
            await program.press("1")
        await program.press("g", "tab", "x", "enter")
        await program.until_saved()
        await program.press("enter")
        assert "huda (sent back)" in program.status
        assert "Enter again settles" in program.status
        with Project.open(settling) as project:
            assert not project.gold.is_settled("first")
        await program.press("enter")
        await program.until_saved()
        with Project.open(settling) as project:
            assert project.gold.is_settled("first")


async def test_whom_it_goes_back_to_after_that_is_told_too(adjudicating: Adjudicate, settling: Path) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "1", "1", "1", "g", "tab", "x", "enter")
        await program.until_saved()
        await program.press("enter")
        assert "Still to finish this article: huda (sent back)" in program.status
        await program.press("g", "tab", "x", "enter")
        await program.until_saved()
        await program.press("enter")
        assert "Still to finish this article: huda (sent back), maryam (sent back)" in program.status
        with Project.open(settling) as project:
            assert not project.gold.is_settled("first")


async def test_what_too_few_have_finished_now_leaves_the_list_with_a_word(
    adjudicating: Adjudicate, settling: Path
) -> None:
    async with adjudicating("second") as program:
        await program.press("g", "tab", "x", "enter")
        assert "in the list again once two have finished it" in program.status
        await program.until_saved()
        await program.press("q")
        await program.until(lambda: "1 sent back" in program.status, "what was sent back")
        await program.until(lambda: len([one for one in program.lines[1:-2] if one.strip()]) == 1, "one row")
    async with adjudicating("second") as program:
        assert isinstance(program.app.screen, CaseLibraryScreen)
        (told,) = [notice.message for notice in program.app._notifications]
        assert "it was sent back to huda." in told
    with Project.open(settling) as project:
        project.work.set_status("second", "huda", Status.DONE)
    async with adjudicating() as program:
        assert "sent back" not in program.status
        assert len([one for one in program.lines[1:-2] if one.strip()]) == 2


async def test_the_list_has_a_sign_and_a_word_for_it(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("g", "tab", "x", "enter", "q")
        await program.until(lambda: "< back" in program.text, "the sign")
        await program.until_counted()
        await program.type("back")
        assert "(1)" in program.status
        assert "1▪" in program.lines[1]  # drawn from right to left


async def test_who_has_it_back_finds_it_first_with_the_note_at_its_place(
    adjudicating: Adjudicate, annotating: Annotate, settling: Path
) -> None:
    async with adjudicating("second") as program:
        await program.press("g", "tab")
        await program.type(WHY)
        await program.press("enter")
        await program.until_saved()
    async with annotating() as program:
        assert "1 sent back" in program.status
        assert program.lines[1].split()[:3] == ["2", "<", "back"]
        await program.press("enter")
        assert "Sent back by" in program.status
        assert ", back," in program.status
        assert program.annotating.article.id == "second"
        note = program.annotating.opened.sent_back_with
        assert note is not None
        assert program.annotating.editor.caret.start == note.start
        assert any("▪ nadia" in line for line in program.lines)
        await program.press("enter")
        await program.until_saved()
        await program.press("q")
        assert "sent back" not in program.status
        assert program.lines[1].split()[0] == "1"
    assert back(settling, "second") == []
    assert status(settling, "huda", "second") is Status.DONE


async def test_enter_leads_to_what_is_back_before_anything_else(
    adjudicating: Adjudicate, annotating: Annotate, settling: Path
) -> None:
    with Project.open(settling) as project:
        project.work.set_status("first", "maryam", Status.DOING)
    async with adjudicating("second") as program:
        await program.press("g", "tab", "x", "enter")
        await program.until_saved()
    async with annotating("first") as program:
        await program.press("enter")
        assert program.annotating.article.id == "second"
        assert "Sent back by" in program.status
        assert "Done; < goes back" in program.status
        await program.press("enter")
        assert "No other article is open" in program.status


async def test_hidden_names_hold_where_it_is_sent_back(adjudicating: Adjudicate) -> None:
    async with adjudicating("second", hide_names=True) as program:
        seen = ""
        await program.press("g")
        for _ in range(3):
            seen += program.text
            await program.press("tab")
        await program.press("x", "enter")
        seen += program.text
        await program.until_saved()
        await program.press("enter")
        seen += program.text
        assert "huda" not in seen
        assert "salim" not in seen


async def test_where_each_note_is_closed_nothing_is_to_be_taken_back(
    adjudicating: Adjudicate, annotating: Annotate
) -> None:
    async with adjudicating("first") as program:
        await program.press("g", "x", "enter")
        await program.until_saved()
        for name in ("huda", "maryam", "salim"):
            async with annotating("first", name=name) as other:
                await other.press("z", "ctrl+d")
                await other.until_saved()
        await program.press("g")
        assert not isinstance(program.app.screen, NotesScreen)
        assert "It is back with huda, maryam, salim already." in program.status


@pytest.mark.parametrize("before", [[], ["left"], ["z", "escape"], ["D"]])
async def test_enter_does_not_finish_what_was_sent_back_since_it_was_opened(
    annotating: Annotate, settling: Path, before: list[str]
) -> None:
    async with annotating("first", size=(80, 24)) as program:
        with Project.open(settling) as project:
            project.notes.send_back([Note.new("first", 5, 10, "huda", "nadia", WHY, sends_back=True)])
        await program.press(*before)
        await program.press("enter")
        await program.until_saved()
        assert "Sent back by nadia:" in plain(program.text)
        assert "Enter again finishes it" in program.text
        assert program.annotating.opened.progress.status is Status.DOING
        assert ", back, " in ", ".join(program.annotating.facts)
        assert program.annotating.editor.caret.start <= 5 < program.annotating.editor.caret.end
        assert back(settling) == ["huda"]
        assert status(settling, "huda") is Status.DOING
        await program.press("enter")
        await program.until_saved()
        assert "Sent back by" not in program.text
    assert back(settling) == []
    assert status(settling, "huda") is Status.DONE


async def test_each_sending_back_is_shown_before_enter_finishes_the_article(
    annotating: Annotate, settling: Path
) -> None:
    async with annotating("first", size=(80, 24)) as program:
        for words in ("one", "two"):
            with Project.open(settling) as project:
                project.notes.send_back([Note.new("first", 5, 10, "huda", "nadia", words, sends_back=True)])
            await program.press("enter")
            assert words in program.text
            await program.press("enter")
            await program.until_saved()
            assert back(settling) == []
            await program.press("<")


async def test_what_was_done_comes_before_the_note_of_the_article_that_is_next(
    annotating: Annotate, settling: Path
) -> None:
    with Project.open(settling) as project:
        why = f"{'again ' * 20}please {'again ' * 1_000}"
        project.notes.send_back([Note.new("second", 5, 10, "huda", "nadia", why, sends_back=True)])
    async with annotating("first", size=(80, 24)) as program:
        await program.press("enter")
        told = " ".join(plain(program.status).split())
        assert (
            told.index("Done; < goes back") < told.index("Sent back by nadia: again") < told.index("please")
        )
        assert program.view.size.height > 12  # a long note leaves the article its room


async def test_what_was_done_to_a_done_article_is_told_first(annotating: Annotate) -> None:
    async with annotating("first", size=(200, 24)) as program:
        await program.press("tab", "x")
        assert "; this article is done, D opens it again" in program.status
        assert program.status.index("Removed actor") < program.status.index("this article is done")


async def test_u_right_after_sending_back_says_what_takes_that_back(
    adjudicating: Adjudicate, settling: Path
) -> None:
    async with adjudicating("first", size=(80, 24)) as program:
        await program.press("1")
        decided = program.adjudicating.editor.adjudication.tally.decided
        await program.press("g", "tab", "x", "enter", "u")
        assert "g takes the sending back back" in program.status
        assert program.adjudicating.editor.adjudication.tally.decided == decided
        await program.press("u")
        assert program.adjudicating.editor.adjudication.tally.decided == decided - 1
        await program.press("g", "shift+tab", "enter")
        assert "Taken back from huda" in plain(program.status)
        await program.until_saved()
    assert back(settling) == []


async def test_u_undoes_as_ever_where_something_was_pressed_since_it_was_sent_back(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first") as program:
        await program.press("g", "tab", "x", "enter", "1", "u")
        assert "Undone" in program.status
        await program.press("u")
        assert "Nothing is left to undo." in program.status
