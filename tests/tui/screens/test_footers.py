"""The line at the bottom names the help and the way out on every screen, however narrow it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from annotator import keys, labels
from annotator.model import LabelSchema
from annotator.tui.adjudicating import keys as adjudicating
from annotator.tui.annotating import keys as annotating
from annotator.tui.screens.question import Question
from tests.tui.screens.test_program_keys import annotating as opened
from tests.tui.screens.test_rescue import keep, three

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate, Open
    from tests.tui.driving import Driven

NARROWEST = 20
WIDTHS = (NARROWEST, 21, 24, 30, 33, 40, 47, 56, 64, 72, 80, 100, 120, 200)


def words(program: Driven) -> list[str]:
    """What stands in the last line."""
    return program.lines[-1].split()


async def assert_named(program: Driven, way_out: str) -> None:
    """Assert that the last line has `?` and the way out at each width, and both with their words from 80 columns on."""
    for width in WIDTHS:
        await program.resize(width, 24)
        assert "?" in words(program), (width, program.text)
        assert way_out in words(program), (width, program.text)
        if width >= 80:
            assert "? help" in program.lines[-1]
        assert len(program.lines[-1]) == width


async def test_of_the_library_and_the_article(running: Open) -> None:
    async with running() as program:
        await assert_named(program, "Ctrl+q")
        await program.press("enter")
        await assert_named(program, "q")
        await program.press("a")
        await assert_named(program, "q")


async def test_of_the_list_and_the_article_of_an_adjudicator(adjudicating: Adjudicate) -> None:
    async with adjudicating() as program:
        await assert_named(program, "Ctrl+q")
        await program.press("enter")
        await assert_named(program, "q")


async def test_of_a_question(path: Path, running: Open) -> None:
    keep(path, *three())
    async with running() as program:
        assert isinstance(program.app.screen, Question)
        await assert_named(program, "Esc")
        assert "Enter bring in" in program.lines[-1]
        assert "x set aside" in program.lines[-1]
        await program.press("question_mark")
        assert "Reading and tagging" in program.text
        await program.press("q")
        assert isinstance(program.app.screen, Question)
        await program.press("escape")
        assert program.in_library


@pytest.mark.parametrize("width", WIDTHS)
async def test_what_is_typed_into_and_what_is_read_name_the_way_out(running: Open, width: int) -> None:
    async with running("1", size=(width, 24)) as program:
        await program.press("f")
        await program.type("ملاحظة")
        assert "Esc" in words(program)
        assert program.lines[-1].startswith(" Fla")
        await program.press("escape", "slash")
        assert "Esc" in words(program)
        await program.press("escape", "ctrl+p")
        assert "Esc" in program.lines[0].split()
        await program.press("escape", "question_mark")
        assert "key" in words(program)


@pytest.mark.parametrize("count", [1, 4, 15, len(keys.free())])
@pytest.mark.parametrize("name", ["label", "وسم_طويل_جدا", "étiquette"])
async def test_with_any_labels(tmp_path: Path, count: int, name: str) -> None:
    (one, *_) = labels.default().labels
    made = tuple(replace(one, name=f"{name}_{key}", key=key) for key in keys.free()[:count])
    async with opened(tmp_path, LabelSchema(name="many", labels=made)) as program:
        await assert_named(program, "q")
        await program.resize(80, 24)
        assert "tag" in words(program)
        assert "Enter done" in program.lines[-1]


async def test_what_is_used_least_goes_first(running: Open) -> None:
    async with running("1", size=(200, 24)) as program:
        seen = [entry.footer for entry in annotating.ARTICLE.entries if entry.footer]
        assert all(word in words(program) for word in seen)
        await program.resize(80, 24)
        assert {"tag", "done", "undo", "remove"} <= set(words(program))
        assert not {"flag", "lanes"} & set(words(program))


def test_the_order_of_use_names_keys_of_the_footer() -> None:
    tables = (
        annotating.ARTICLE,
        annotating.OCCURRENCES,
        annotating.LIBRARY,
        adjudicating.ARTICLE,
        adjudicating.AT_ONCE,
        adjudicating.EDITING,
        adjudicating.LIBRARY,
    )
    for table in tables:
        footers = {entry.keys[0] for entry in table.entries if entry.footer and not entry.stays}
        known = footers | {"labels", "ctrl+n"}
        assert set(table.use) <= known
        assert footers <= set(table.use), "a key of the footer without a place in the order of use"
