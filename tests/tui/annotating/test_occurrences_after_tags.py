"""All occurrences of a name after each tag, and names that are not looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import config
from tests.tui.annotating.names import ALL, FIELD, add_names, assert_saved, lit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open


@pytest.fixture
def path(path: Path) -> Path:
    """The file of a project with our articles."""
    add_names(path)
    return path


# --- after each tag ---------------------------------------------------------------------------------


async def test_f4_shows_them_after_each_tag_and_is_kept(running: Open) -> None:
    async with running("field") as program:
        await program.press("f4")
        assert "After a tag, its other occurrences are shown." in program.status
        await program.press("l")
        assert len(lit(program)) == 4
        assert "4 more" in program.status
        await program.press("left", "a")
        assert program.spans == [("حقل", "location"), ("النور", "actor")]
        assert len(lit(program)) == 2
        await program.press("enter")
        await program.until_saved()
        assert len(program.stored()) == 4
        await program.press("down", "l")
        assert lit(program) == [], "of what stands once nothing is shown"
        assert "location: " in program.status
    async with running("field", settings=config.load()) as program:
        await program.press("ctrl+home", "left", "left", "l")
        assert "more" not in program.status
        await program.press("ctrl+home", "w")
        assert len(lit(program)) == 4
        await program.press("w")
        assert lit(program) == []
        assert ("حقل", "weapon") not in program.spans
        await program.press("f4", "w")
        assert lit(program) == []


async def test_with_f4_they_follow_the_edges_that_are_mended(running: Open) -> None:
    async with running("field") as program:
        program.annotating.editor.point(FIELD.index("وبحقل"), selecting=False, word=True)
        await program.press("f4", "l")
        assert lit(program) == []
        await program.press(";")
        assert program.spans == [("بحقل", "location")]
        assert lit(program) == []
        await program.press(";")
        assert lit(program) == ALL[1:]
        assert "4 more, 1 before pronouns (p)" in program.status
        assert not program.stale()
        await program.press(";")
        assert lit(program) == [], "no clitic is left, and nothing changed"
        await program.press(":", ";", "enter")
        await assert_saved(program, [(one, "location") for one in ALL])
        await program.press("f4", "x", ":")
        assert lit(program) == []


# --- what is not looked for -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "keys", "told"),
    [
        ("odd", ("l", "A"), "It has one letter, so it is not looked for"),
        ("odd", ("left", "shift+left", "l", "A"), "Nowhere else in this article"),
        ("many", ("l", "A"), "It stands in 9,999 places more; at most 2,000 are shown."),
        ("many", ("A",), "It stands in 9,999 places more; at most 2,000 are shown."),
        ("much", ("p", "c", "A"), "It has 200 words; a name that is looked for has at most 100."),
        ("field", ("A", "escape", "ctrl+end", "right", "A"), "Nowhere else in this article"),
        ("field", ("ctrl+end", "r"), "There is no span at the caret."),
    ],
)
async def test_what_is_not_looked_for_is_told_and_changes_nothing(
    running: Open, article: str, keys: tuple[str, ...], told: str
) -> None:
    async with running(article, size=(200, 30)) as program:
        await program.press(*keys)
        stored = program.spans
        assert told in program.status
        assert lit(program) == []
        await program.press("escape")
        await assert_saved(program, stored)


async def test_r_takes_two_spans_away_however_often_the_name_stands_there(running: Open) -> None:
    async with running("many") as program:
        await program.press("l", "left", "l", "r")
        assert "2 location spans" in program.status
        await program.press("enter")
        await assert_saved(program, [])
