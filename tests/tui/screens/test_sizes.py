"""Small terminals, and a terminal whose size changes while one works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open

SMALL = [(20, 5), (1, 1), (2, 2), (3, 40), (40, 1), (12, 8)]


@pytest.mark.parametrize("size", SMALL)
async def test_every_screen_opens_and_every_key_works_in_a_small_terminal(
    running: Open, size: tuple[int, int]
) -> None:
    async with running(size=size) as program:
        assert len(program.lines) == size[1]
        await program.press("down", "up", "question_mark", "down", "escape", "f1", "escape", "enter")
        await program.press("left", "down", "a", "o", "i", "shift+left", "l", "e", "left", "enter", "tab")
        await program.press(
            "slash", "م", "enter", "n", "escape", "f", "x", "enter", "question_mark", "q", "u"
        )
        assert len(program.lines) == size[1]
        assert all(len(line) <= size[0] or not line.isascii() for line in program.lines)
        await program.until(lambda: not program.app.unsaved, "saving")
        assert program.stored() == program.spans
        await program.press("q")
        assert program.in_library


async def test_twenty_by_five_shows_text_and_status(running: Open) -> None:
    async with running("1", size=(20, 5)) as program:
        first = program.annotating.editor.layout.row(0)
        assert first.width == 17
        assert program.lines[0][2:19].strip() == first.text.strip()
        assert program.status.startswith(" 1 of 14")
        assert ", saved" in program.status
        await program.press("a")
        assert "actor" in program.status
        await program.press("escape")
        assert "1 of 14" in program.status


async def test_twenty_by_five_tells_what_is_not_saved(
    path: Path, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = path.with_name("other name.db")
    other.hardlink_to(path)  # so that it is only read
    monkeypatch.setattr("annotator.tui.saver.RETRY_SECONDS", 0.02)
    async with running("1", size=(20, 5)) as program:
        await program.press("a")
        await program.until(lambda: "NOT SAVED (1)" in program.text, "the warning")
        other.unlink()
        await program.until(lambda: not program.app.unsaved, "saving")
    with Project.open(path) as project:
        assert [span.label for span in project.layers.get("barge-strike", "huda").spans] == ["actor"]


@pytest.mark.parametrize("other", [(60, 20), (20, 5), (1, 1), (200, 50)])
async def test_an_edit_goes_on_when_the_size_changes(running: Open, other: tuple[int, int]) -> None:
    async with running("1") as program:
        await program.press("down", "down", "left", "a", "e", "left")
        selected, caret = program.selected, program.at
        await program.resize(*other)
        assert (program.selected, program.at) == (selected, caret)
        assert program.annotating.editor.editing is not None
        assert program.annotating.editor.layout.width == max(program.view.size.width - 3, 1)
        await program.resize(110, 32)
        await program.press("left", "enter")
        ((text, label),) = program.spans
        assert selected is not None
        assert label == "actor"
        assert text.startswith(selected)
        assert program.stale() == []


async def test_the_caret_stays_in_sight_when_the_size_changes(running: Open) -> None:
    async with running("1") as program:
        await program.press("ctrl+end")
        for size in ((40, 10), (110, 32), (20, 5), (90, 12)):
            await program.resize(*size)
            view, editor = program.view, program.annotating.editor
            line = view.line_map.line_of(editor.layout.row_of(editor.caret.start)) - view.top
            assert 0 <= line < view.size.height, size
            assert program.stale() == []


async def test_the_panel_and_the_line_of_keys_go_where_there_is_no_room(running: Open) -> None:
    async with running("1") as program:
        assert "Labels" in program.lines[0]
        assert "done" in program.lines[-1]
        await program.resize(60, 7)
        assert "Labels" not in program.text
        assert program.lines[-1].startswith(" 1 of 14")
        await program.resize(60, 3)
        assert "1 of 14" not in program.text
        await program.resize(110, 32)
        assert "Labels" in program.lines[0]


async def test_a_question_in_a_changing_terminal(running: Open) -> None:
    async with running("1") as program:
        await program.press("f")
        await program.type("ملاحظة")
        await program.resize(20, 5)
        await program.resize(80, 20)
        assert "Flag this article" in program.lines[-1]
        await program.press("enter")
        assert "flagged" in program.status


HOSTILE = "عاجل\x1b[31m\x1b]0;title\x07 أحمر\x9b2J\u202e مقلوب\u200f\x01\nسطر\r\nآخر\u2028ثالث\n\n\n"


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "ب" * 100_000, "\n" * 40 + "خبر", "x" * 500 + " خبر", "…\n…", "ًٌٍَُِّْ" * 5],
    ids=["escapes", "one-word", "blank", "latin-word", "signs", "marks"],
)
@pytest.mark.parametrize("size", [(110, 32), (20, 5)])
async def test_odd_articles_open_and_can_be_tagged(
    path: Path, running: Open, text: str, size: tuple[int, int]
) -> None:
    with Project.open(path) as project:
        assert add_articles(project, [Incoming(text=text, path=path, id="odd")]).added == 1
    async with running("odd", size=size) as program:
        await program.press(
            "left", "right", "down", "end", "ctrl+left", "shift+right", "a", "p", "c", "o", "i", "tab"
        )
        await program.press("ctrl+end", "pageup", "ctrl+home", "slash", "خ", "enter", "e", "right", "enter")
        assert program.stale() == []
        for line in program.lines:
            assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in line)
            assert not set(line) & set("\u202e\u200f\u2028")
        await program.until(lambda: not program.app.unsaved, "saving")
        assert program.stored() == program.spans
