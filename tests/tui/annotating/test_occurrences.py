"""All occurrences of a name on the annotator's screen: lit, taken with one key, taken away with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.annotating.names import ALL, FIELD, add_names, assert_saved, lit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open


@pytest.fixture
def path(path: Path) -> Path:
    """The file of a project with our articles."""
    add_names(path)
    return path


async def test_enter_marks_all_others_as_one_step(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A")
        assert lit(program) == ALL[1:]
        assert (
            "4 more, 1 before pronouns (p): Enter takes all, Tab goes through, x drops th" in program.status
        )
        assert program.spans == [("حقل", "location")]
        assert not program.stale()
        await program.press("enter")
        assert "location: 4 marked" in program.status
        assert lit(program) == []
        assert program.at == "حقل"
        await assert_saved(program, [(text, "location") for text in ALL])
        await program.press("u")
        assert "removed 4 location spans" in program.status
        await assert_saved(program, [("حقل", "location")])
        await program.press("U")
        await assert_saved(program, [(text, "location") for text in ALL])


async def test_tab_goes_through_and_x_drops_the_one_that_it_is_at(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A", "x")
        assert "Tab goes to one of them" in program.status
        assert lit(program) == ALL[1:]
        starts = []
        for place in range(1, 5):
            await program.press("tab")
            assert f"{place} of 4 more" in program.status
            starts.append(program.annotating.editor.caret.start)
            assert program.selected == "حقل"
            assert not program.stale()
        await program.press("tab")
        assert program.annotating.editor.caret.start == starts[0] == min(starts)
        await program.press("shift+tab")
        assert program.annotating.editor.caret.start == starts[-1] == max(starts)
        await program.press("shift+tab", "x")
        assert "3 of 3 more" in program.status
        await program.press("x")
        assert "1 of 2 more" in program.status
        assert not program.stale()
        await program.press("enter")
        text = FIELD
        spans = program.annotating.editor.spans
        assert [span.start for span in spans] == [0, text.index("حقل", 4), text.index("وبحقل") + 2]
        assert program.annotating.editor.caret.start == 0


async def test_dropping_the_last_one_leaves(running: Open) -> None:
    async with running("field") as program:
        await program.press("ctrl+end", *["right"] * 8, "A")
        assert program.status.count("more") == 0
        await program.press("ctrl+home", "left", "l", "A", "tab", "x", "x")
        assert "None is left, and nothing changed." in program.status
        assert lit(program) == []
        await assert_saved(program, [("النور", "location")])


async def test_escape_leaves_and_changes_nothing(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A", "tab", "tab", "x", "escape")
        assert lit(program) == []
        assert program.annotating.editor.caret.start == 0
        assert "more" not in program.status
        await assert_saved(program, [("حقل", "location")])
        await program.press("escape", "enter")
        assert program.annotating.article.id != "field"


async def test_what_overlaps_a_span_of_the_label_is_left_and_counted(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "down", "home", "left", "left", "left", "shift+left", "l", "shift+left", "a")
        assert ("حقل النور", "location") in program.spans
        before = set(program.spans)
        await program.press("ctrl+home", "A")
        assert "3 more, 1 has the label, 1 before pronouns (p): Enter takes all" in program.status
        await program.press("enter")
        await program.until_saved()
        assert len(program.stored()) == len(before) + 3


async def test_a_label_s_key_takes_what_is_not_marked_yet_with_all_others(running: Open) -> None:
    async with running("field") as program:
        await program.press("shift+left", "A")
        assert lit(program) == ["حقل النور", "حقل النور"]
        assert "2 more: a label's key takes this and all" in program.status
        await program.press("enter")
        assert "Which label? Its key takes all." in program.status
        assert program.spans == []
        await program.press("l")
        assert "location: 3 marked" in program.status
        await assert_saved(program, [("حقل النور", "location")] * 3)
        await program.press("l")
        assert program.spans == [("حقل النور", "location")] * 2
        await program.press("u", "u")
        await assert_saved(program, [])


async def test_a_name_that_begins_behind_a_clitic_is_the_same_name(running: Open) -> None:
    async with running("field") as program:
        text = FIELD
        program.annotating.editor.point(text.index("وبحقل") + 2, selecting=False)
        await program.press("ctrl+shift+left", "ctrl+shift+left", "l")
        assert program.spans == [("حقل", "location")]
        await program.press("A", "enter")
        await assert_saved(program, [(one, "location") for one in ALL])


async def test_before_pronouns_only_where_p_says_so(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A", "p")
        assert len(lit(program)) == 5
        await program.press("tab", "x", "p")
        assert len(lit(program)) == 3, "what was dropped stays dropped"
        await program.press("p", "enter")
        await program.until_saved()
        starts = [span.start for span in program.reader.layers.get("field", "huda").spans]
        assert FIELD.index("وحقله") + 1 in starts
        assert len(starts) == 5


async def test_r_takes_the_label_away_from_all(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A", "enter", "a", "r")
        assert "No other actor span has" in program.status
        assert "x removes this one." in program.status
        await program.press("x", "r")
        assert "5 location spans" in program.status
        assert "Enter removes all" in program.status
        assert len(lit(program)) == 5
        await program.press("tab", "x", "enter")
        assert "location: 4 removed" in program.status
        await program.until_saved()
        assert len(program.stored()) == 1
        await program.press("u")
        await assert_saved(program, [(one, "location") for one in ALL])


async def test_r_takes_those_marked_with_their_clitics_and_leaves_longer_spans(running: Open) -> None:
    async with running("field") as program:
        editor = program.annotating.editor
        for words in ("وبحقل", "والحقل", "حقل النور واسع"):
            start = FIELD.index(words)
            editor.point(start, selecting=False)
            editor.point(start + len(words) - 1, selecting=True)
            await program.press("l")
        await program.press("ctrl+home", "l", "r")
        assert lit(program) == ["حقل", "وبحقل", "والحقل"]
        await program.press("enter")
        await assert_saved(program, [("حقل النور واسع", "location")])


# --- other keys while they are lit ------------------------------------------------------------------


async def test_moves_look_around_and_other_keys_leave_and_do_what_they_do(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A", "down", "pagedown", "ctrl+home", "left")
        assert len(lit(program)) == 4
        await program.press("a")
        assert lit(program) == []
        await assert_saved(program, [("حقل", "location"), ("النور", "actor")])
        await program.press("ctrl+home", "A", "s")
        assert lit(program) == []
        assert program.selected == "حقل النور"
        await program.press("escape", "ctrl+home", "A", "shift+left")
        assert lit(program) == []
        await program.press("escape", "ctrl+home", "A", "u")
        assert lit(program) == []
        assert "Undone: removed actor" in program.status
        assert not program.stale()


@pytest.mark.parametrize("key", ["question_mark", "f1", "f3", "o", "i", "f2", "ctrl+p"])
async def test_keys_that_show_something_leave_them_lit(running: Open, key: str) -> None:
    async with running("field") as program:
        await program.press("l", "A", key)
        if key in {"question_mark", "f1", "ctrl+p"}:
            await program.press("escape")
        assert len(lit(program)) == 4
        assert "4 more" in program.status
        await program.press("tab", "x", "enter")
        await program.until_saved()
        assert len(program.stored()) == 4


async def test_a_click_leaves_and_the_wheel_does_not(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A")
        program.view.scroll_by(3)
        assert len(lit(program)) == 4
        await program.pilot.click("#article", offset=program.find("زيد"))
        await program.settle()
        assert lit(program) == []
        assert program.annotating.table_in_force is program.annotating.KEYS
        assert program.spans == [("حقل", "location")]
        assert not program.stale()


async def test_another_article_leaves(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "A", "less_than_sign", "greater_than_sign")
        assert program.annotating.article.id == "field"
        assert lit(program) == []
        assert "more" not in program.status


async def test_the_line_of_keys_the_help_and_the_commands_are_those_of_what_is_lit(running: Open) -> None:
    async with running("field") as program:
        await program.press("l")
        assert "take all" not in program.lines[-1]
        await program.press("A")
        assert "Enter take all" in program.lines[-1]
        assert "Esc leave" in program.lines[-1]
        await program.press("question_mark")
        assert "All occurrences, while they are lit" in program.lines[0]
        await program.press("escape", "ctrl+p")
        await program.type("previous")
        assert "Shift+Tab" in program.lines[1]
        await program.press("enter")
        assert "4 of 4 more" in program.status
        await program.press("escape")
        assert "take all" not in program.lines[-1]
        await program.press("ctrl+p")
        await program.type("all occurrences")
        await program.press("enter")
        assert len(lit(program)) == 4


async def test_the_keys_work_with_the_arabic_layout_on(running: Open) -> None:
    async with running("field") as program:
        await program.press("م", "\u0650", "tab", "ء", "enter")
        await program.until_saved()
        assert len(program.stored()) == 4
        await program.press("ق")
        assert "4 location spans" in program.status


async def test_an_edit_that_was_begun_has_to_end_first(running: Open) -> None:
    async with running("field") as program:
        await program.press("l", "e", "A")
        assert "First end what you have begun." in program.status
        await program.press("r")
        assert lit(program) == []


async def test_lighting_never_moves_a_letter(running: Open) -> None:
    async with running("safety") as program:
        before = program.painted()
        await program.press("l", "A")
        assert lit(program) == ["أمن", "أمن", "أمن", "امن"]
        assert not program.stale()
        after = program.painted()
        assert [len(line) for line in after] == [len(line) for line in before]
        place = program.find("إن")
        await program.press("tab", "escape")
        assert program.painted() == before
        assert place == program.find("إن")


async def test_backspace_leads_back_from_one_that_tab_went_to(running: Open) -> None:
    async with running("field") as program:
        await program.press("l")
        caret = program.annotating.editor.caret
        await program.press("A", "tab", "backspace")
        assert lit(program) == []
        assert program.annotating.editor.caret == caret
        assert program.spans == [("حقل", "location")]
