"""Notes at places of an article, on the screens of annotators and adjudicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from textual.geometry import Region

from annotator.model import Note, Thread, threads
from annotator.project import Project
from annotator.tui.notes.lines import SIGN
from annotator.tui.notes.screen import NotesScreen
from tests.tui.settled import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate
    from tests.tui.driving import Driven
    from tests.tui.notes.conftest import Annotate

NADIR = "قائد الحرس نادر السنبلاني"
COUNCIL = "مجلس المنارة"
WHY = "هل تدخل الرتبة في الاسم؟"
ANSWER = "نعم، تدخل"


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def written(path: Path) -> list[Thread]:
    """The threads of the first article, everybody's."""
    with Project.open(path) as project:
        return list(threads(project.notes.of_article("first")))


def write(path: Path, words: str, person: str | None, author: str, text: str = WHY) -> None:
    with Project.open(path) as project:
        project.notes.write(Note.new("first", *place(words), person, author, text))


def margin(program: Driven) -> list[int]:
    """The lines of the article that have the sign of an open thread at their end."""
    view = program.view
    drawn = view.render_lines(Region(0, 0, view.size.width, view.size.height))
    return [y for y, strip in enumerate(drawn) if strip.text.rstrip().endswith(SIGN)]


async def test_an_annotator_writes_a_note_on_the_span_at_hand(annotating: Annotate, settling: Path) -> None:
    async with annotating("first") as program:
        await program.press("tab", "z")
        assert isinstance(program.app.screen, NotesScreen)
        await program.type(WHY)
        await program.press("enter")
        assert "Written to the adjudicators" in program.status
        assert margin(program) == [0]
        assert any(f"{SIGN} huda" in line for line in program.lines)  # the side panel
        await program.until_saved()
    (thread,) = written(settling)
    assert (thread.start, thread.end) == place(NADIR)
    assert thread.person == "huda"
    assert [(note.author, note.text) for note in thread.notes] == [("huda", WHY)]


async def test_an_empty_line_writes_nothing(annotating: Annotate, settling: Path) -> None:
    async with annotating("first") as program:
        await program.press("z", "space", "enter")
        assert not isinstance(program.app.screen, NotesScreen)
        await program.press("z", "x", "escape", "escape")
        assert not isinstance(program.app.screen, NotesScreen)
        assert margin(program) == []
    assert written(settling) == []


async def test_an_annotator_sees_no_thread_of_others(annotating: Annotate, settling: Path) -> None:
    write(settling, NADIR, "salim", "nadia", "سرّ سالم")
    write(settling, NADIR, None, "nadia", "سرّ المحكّمين")
    async with annotating("first") as program:
        await program.press("tab")
        assert margin(program) == []
        assert SIGN not in program.text
        await program.press("z")
        assert "nothing is written yet" in program.text
        assert "Tab" not in program.lines[1]


async def test_answer_close_and_open_again(
    annotating: Annotate, adjudicating: Adjudicate, settling: Path
) -> None:
    write(settling, NADIR, "huda", "nadia")
    async with annotating("first") as program:
        assert margin(program) == [0]
        await program.press("tab", "z")
        await program.type(ANSWER)
        await program.press("enter")
        await program.until_saved()
    async with adjudicating("first") as program:
        assert any(f"{SIGN} huda" in line for line in program.cards)
        await program.press("z", "ctrl+d")
        assert "closed" in program.status
        assert margin(program) == []
        await program.until_saved()
    (thread,) = written(settling)
    assert [note.text for note in thread.notes] == [WHY, ANSWER, ""]
    assert not thread.is_open
    async with annotating("first") as program:
        await program.press("tab", "z")
        assert "closed" in program.lines[1]
        await program.type("بقي سؤال")
        await program.press("enter")
        await program.until_saved()
        assert margin(program) == [0]
    (thread,) = written(settling)
    assert thread.is_open


@pytest.mark.parametrize(
    ("turns", "people"),
    [
        (0, ["huda", "maryam", "salim"]),
        (1, ["huda"]),
        (2, ["maryam"]),
        (3, ["salim"]),
        (4, [None]),
        (-1, [None]),
    ],
)
async def test_an_adjudicator_chooses_to_whom(
    adjudicating: Adjudicate, settling: Path, turns: int, people: list[str | None]
) -> None:
    async with adjudicating("first") as program:
        await program.press("z", *["tab" if turns > 0 else "shift+tab"] * abs(turns))
        await program.type(WHY)
        await program.press("enter")
        await program.until_saved()
        assert not isinstance(program.app.screen, NotesScreen)
    assert [thread.person for thread in written(settling)] == people
    assert {(thread.start, thread.end) for thread in written(settling)} == {place(NADIR)}
    assert {thread.last.author for thread in written(settling)} == {"nadia"}


async def test_hidden_names_hold_in_notes(adjudicating: Adjudicate, settling: Path) -> None:
    write(settling, NADIR, "huda", "huda")
    async with adjudicating("first", hide_names=True) as program:
        seen = program.text
        await program.press("z")
        for _ in range(6):
            seen += program.text
            await program.press("tab")
        for name in ("huda", "salim", "maryam"):
            assert name not in seen


async def test_going_from_open_thread_to_open_thread(annotating: Annotate, settling: Path) -> None:
    write(settling, NADIR, "huda", "nadia", "الأولى")
    write(settling, COUNCIL, "huda", "nadia", "الثانية")
    async with annotating("first") as program:
        await program.press("z", "down", "down", "escape")
        assert program.annotating.editor.caret.start == place(COUNCIL)[0]
        await program.press("z", "up", "escape")
        assert program.annotating.editor.caret.start == place(NADIR)[0]


async def test_the_note_is_on_what_is_selected(annotating: Annotate, settling: Path) -> None:
    async with annotating("first") as program:
        await program.press("ctrl+home", "shift+left", "z")
        await program.type(WHY)
        await program.press("enter")
        await program.until_saved()
    (thread,) = written(settling)
    assert TEXT[thread.start : thread.end] == "قال قائد"


async def test_a_key_that_ends_an_edit_comes_first(annotating: Annotate) -> None:
    async with annotating("first") as program:
        await program.press("tab", "e", "z")
        assert "First end what you have begun" in program.status
        assert program.annotating.editor.editing is not None


async def test_text_that_was_typed_stays_where_nobody_else_is_chosen(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("z", "a", "b", "tab", "c")
        assert "abc" in program.text


async def test_no_note_goes_to_a_place_of_another_text(annotating: Annotate, settling: Path) -> None:
    async with annotating("first") as program:
        screen = program.annotating
        await program.press("tab", "z", "a")
        article = screen.opened.article
        screen.editor.article = replace(article, text=f"خبر: {article.text}", edition=1)
        await program.press("enter")
        assert isinstance(program.app.screen, NotesScreen)
        assert "The text was corrected meanwhile" in program.text
    assert written(settling) == []


async def test_what_was_refused_is_told_also_while_notes_are_shown(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        screen = program.adjudicating
        await program.press("1", "z", "a")
        await program.until_saved()
        screen.read_again("A layer changed.")
        await program.settle()
        assert program.adjudicating is screen
        assert "A layer changed." in program.status


async def test_a_note_that_is_too_long_is_not_taken(annotating: Annotate, settling: Path) -> None:
    async with annotating("first") as program:
        await program.press("z")
        screen = program.app.screen
        assert isinstance(screen, NotesScreen)
        screen._prompt.set_text("ب" * 10_001)
        await program.press("enter")
        assert "10,001 characters" in program.text
        await program.press("ctrl+u", "enter")
        assert not isinstance(program.app.screen, NotesScreen)
    assert written(settling) == []


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (20, 5), (10, 3), (4, 1)])
async def test_it_can_be_written_on_a_screen_of_any_size(
    annotating: Annotate, settling: Path, size: tuple[int, int]
) -> None:
    write(settling, NADIR, "huda", "nadia", WHY * 9)
    async with annotating("first", size=size) as program:
        await program.press("tab", "z", "pageup", "down", "tab", "pagedown", "a", "enter")
        await program.until_saved()
    assert [thread.last.text for thread in written(settling)] == ["a"]


@pytest.mark.parametrize("key", ["down", "up", "tab", "shift+tab"])
async def test_a_half_written_note_goes_to_nobody_else(
    adjudicating: Adjudicate, settling: Path, key: str
) -> None:
    write(settling, NADIR, "huda", "huda", "q1")
    write(settling, COUNCIL, "salim", "salim", "q2")
    async with adjudicating("first", size=(80, 24)) as program:
        await program.press("z")
        screen = program.app.screen
        assert isinstance(screen, NotesScreen)
        address = screen.address
        await program.type("for huda")
        await program.press(key)
        assert screen.address == address
        assert "Enter writes what is typed, Esc drops it" in program.text
        await program.press("enter")
        await program.until_saved()
    (note,) = [one for thread in written(settling) for one in thread.notes if one.text == "for huda"]
    assert (note.start, note.end) == (address.start, address.end)
    assert (note.person,) == address.people


async def test_a_half_written_note_is_dropped_by_the_second_escape(
    annotating: Annotate, settling: Path
) -> None:
    async with annotating("first", size=(80, 24)) as program:
        await program.press("tab", "z", "a", "escape")
        assert isinstance(program.app.screen, NotesScreen)
        assert "would be dropped" in program.text
        await program.press("b", "escape")  # another text: said again
        assert isinstance(program.app.screen, NotesScreen)
        await program.press("escape")
        assert not isinstance(program.app.screen, NotesScreen)
        await program.press("z", "space", "escape")
        assert not isinstance(program.app.screen, NotesScreen)
    assert written(settling) == []


@pytest.mark.parametrize("key", ["f10", "ctrl+q"])
@pytest.mark.parametrize("opened", [["z"], ["g"]])
async def test_the_program_does_not_end_with_a_half_written_note_before_it_said_so(
    adjudicating: Adjudicate, key: str, opened: list[str]
) -> None:
    async with adjudicating("first", size=(80, 24)) as program:
        await program.press(*opened, "a", key)
        assert not program.app.leaving
        assert "would be dropped" in program.text
        await program.press(key)
        assert program.app.leaving


async def test_the_next_open_thread_is_another_one_than_is_shown(
    adjudicating: Adjudicate, settling: Path
) -> None:
    start, end = place(NADIR)
    with Project.open(settling) as project:
        project.notes.write(Note.new("first", start + 5, end, "huda", "huda", "q1"))
    write(settling, COUNCIL, "salim", "salim", "q2")
    async with adjudicating("first", size=(80, 24)) as program:
        await program.press("z")
        assert "q1" in program.text
        await program.press("down")
        assert "q2" in program.text
        assert "q1" not in program.text
        await program.press("down")
        assert "q1" in program.text


async def test_there_is_no_next_thread_where_the_only_one_is_shown(
    adjudicating: Adjudicate, settling: Path
) -> None:
    write(settling, NADIR, "huda", "huda", "q1")
    async with adjudicating("first", size=(80, 24)) as program:
        await program.press("z", "down")
        assert "No other thread is open in this article." in program.text
