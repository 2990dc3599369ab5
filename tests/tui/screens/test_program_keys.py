"""Labels on keys that the program keeps for itself: the leading key before them tags, in both wings and both layouts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Paste

from annotator import adjudication, labels, resources
from annotator.keys import ARABIC_LAYOUT, LEADING_KEY, PROGRAM_KEYS
from annotator.model import Bilingual, Label, LabelSchema
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.screens.pager import Pager
from tests.tui import settled
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

KEYS = sorted(PROGRAM_KEYS)


def latin(key: str) -> str:
    return key


def arabic(key: str) -> str:
    """Return what the physical key types with the Arabic layout on."""
    return ARABIC_LAYOUT.get(key, key)


each_layout = pytest.mark.parametrize("on_layout", [latin, arabic])


def schema(*added: tuple[str, str]) -> LabelSchema:
    """Return the default labels and others, by key and name."""
    more = tuple(
        Label(name=name, key=key, color="purple", definition=Bilingual(en=name)) for key, name in added
    )
    return LabelSchema(name="mine", labels=(*labels.default().labels, *more))


EVERY_KEY = schema(*((key, f"label-{number}") for number, key in enumerate(KEYS)))
NAMES = {label.key: label.name for label in EVERY_KEY.labels}
SOME = schema(("b", "court"), ("0", "نهر"))


@asynccontextmanager
async def annotating(folder: Path, made: LabelSchema, width: int = 150) -> AsyncIterator[Driven]:
    path = folder / "annotator.db"
    with Project.create(path, made) as project:
        project.imports.add_files([resources.sample_data() / "articles.jsonl"])
    with Project.open(path) as reader:
        app = AnnotatorApp(reader, "huda", article="1")
        try:
            async with app.run_test(size=(width, 32)) as pilot:
                await pilot.pause()
                yield Driven(app, pilot)
        finally:
            app.close()


@asynccontextmanager
async def adjudicating(folder: Path, made: LabelSchema) -> AsyncIterator[Driven]:
    path = settled.make(folder / "adjudicated.db", made)
    with Project.open(path) as reader:
        app = AdjudicatorApp(reader, "nadia", adjudication.UNANIMOUS, article="first")
        try:
            async with app.run_test(size=(150, 32)) as pilot:
                program = Driven(app, pilot)
                await program.until(lambda: not app.counting, "the counting")
                yield program
        finally:
            app.close()


@each_layout
async def test_each_program_key_tags_and_untags_after_the_leading_key(
    tmp_path: Path, on_layout: Callable[[str], str]
) -> None:
    async with annotating(tmp_path, EVERY_KEY) as program:
        for key in KEYS:
            await program.press(on_layout(LEADING_KEY), on_layout(key))
            assert program.spans == [("لواء", NAMES[key])], key
            await program.press(on_layout(LEADING_KEY), on_layout(key))
            assert program.spans == [], key


@each_layout
async def test_while_editing_a_span_gets_the_label(tmp_path: Path, on_layout: Callable[[str], str]) -> None:
    async with annotating(tmp_path, SOME) as program:
        await program.press("a", "e", on_layout(LEADING_KEY), on_layout("b"))
        assert "Will be court" in program.status
        await program.press("enter")
        assert program.spans == [("لواء", "court")]


@each_layout
async def test_each_program_key_takes_a_version_with_the_label_after_the_leading_key(
    tmp_path: Path, on_layout: Callable[[str], str]
) -> None:
    async with adjudicating(tmp_path, EVERY_KEY) as program:
        case = program.case
        for key in KEYS:
            await program.press(on_layout(LEADING_KEY), on_layout(key))
            assert (case[0][0], NAMES[key]) in program.decided, key
            await program.press("u")
            assert program.decided == [], key
            assert program.case == case, key


@each_layout
async def test_an_added_span_gets_the_label(tmp_path: Path, on_layout: Callable[[str], str]) -> None:
    async with adjudicating(tmp_path, SOME) as program:
        await program.press("ctrl+home", "t", on_layout(LEADING_KEY), on_layout("b"))
        assert program.decided == [("قال", "court")]


async def test_after_the_leading_key_the_labels_are_listed_with_their_keys(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME) as program:
        await program.press(LEADING_KEY)
        assert any(" 6 of 6 labels" in line for line in program.lines)
        assert any(",b  court" in line for line in program.lines)
        assert "Esc leaves" in program.lines[-1]
        await program.press("b")
        assert "of 6 labels" not in program.text


@pytest.mark.parametrize(
    ("pressed", "told", "tagged"),
    [
        (["escape"], "No label was chosen.", []),
        (["c", "o", "escape"], "No label was chosen.", []),
        (["g", "g", "enter", "escape"], "No label was chosen.", []),
        (["o", "u", "enter"], "court", ["court"]),
        (["a", "c", "t", "enter"], "actor", ["actor"]),
        (["down", "enter"], "location", ["location"]),
    ],
)
async def test_other_keys_narrow_the_list_and_do_nothing_else(
    tmp_path: Path, pressed: list[str], told: str, tagged: list[str]
) -> None:
    async with annotating(tmp_path, SOME) as program:
        at = program.at
        await program.press(LEADING_KEY, *pressed)
        assert told in program.status
        assert [label for _, label in program.spans] == tagged
        assert program.at == at
        await program.press("left", "w")
        assert len(program.spans) == len(tagged) + 1


async def test_the_key_alone_tells_that_there_are_two(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME) as program:
        await program.press("b")
        assert program.spans == []
        assert "court is on two keys now: , and then b." in program.status.replace("\u2068", "")


async def test_what_is_said_of_it_is_read_in_whole_on_80_columns(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME, width=80) as program:
        await program.press(LEADING_KEY, "escape")
        assert "No label was chosen." in program.status
        await program.press("b")
        assert "court is on two keys now: , and then b." in program.status.replace("\u2068", "")


async def test_a_click_ends_it(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME) as program:
        await program.press(LEADING_KEY)
        await program.pilot.click("#article", offset=program.find("الضفة"))
        await program.pilot.pause()
        assert "of 6 labels" not in program.text
        await program.press("a")
        assert program.spans == [("الضفة", "actor")]


@pytest.mark.parametrize(("wing", "free"), [(annotating, "b"), (adjudicating, "*")])
@pytest.mark.parametrize(
    "otherwise", [["ctrl+p", "escape"], ["ctrl+p", *"lanes", "enter"], ["ctrl+p", *"help", "enter", "escape"]]
)
async def test_what_leads_elsewhere_ends_it(
    tmp_path: Path, wing: Callable[[Path, LabelSchema], Any], free: str, otherwise: list[str]
) -> None:
    async with wing(tmp_path, schema((free, "court"), ("K", "judge"))) as program:
        await program.press(LEADING_KEY, *otherwise)
        assert "of 6 labels" not in program.text
        await program.press(free)
        assert "court is on two keys now" in program.status.replace("\u2068", "")


async def test_a_paste_narrows_the_list_and_a_click_on_a_label_takes_it(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME) as program:
        await program.press(LEADING_KEY)
        program.app.post_message(Paste("نهر"))
        await program.pilot.pause()
        assert any(" 1 of 6 labels" in line for line in program.lines)
        await program.pilot.click("#panel", offset=(5, 1))
        await program.pilot.pause()
        assert [label for _, label in program.spans] == ["نهر"]
        assert "of 6 labels" not in program.text


async def test_the_program_can_be_stopped_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[str] = []
    async with annotating(tmp_path, SOME) as program:
        monkeypatch.setattr(type(program.app), "suspend_program", lambda _: stopped.append("stopped"))
        await program.press(LEADING_KEY, "ctrl+z")
        assert stopped == ["stopped"]
        assert "of 6 labels" not in program.text


async def test_panel_footer_help_and_guidelines_show_both_keys(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME) as program:
        assert any(" ,b  court" in line for line in program.lines)
        assert "a l w c ,b ,0 tag" in " ".join(program.lines[-1].split())
        await program.press("question_mark")
        assert isinstance(program.app.screen, Pager)
        while "a l w c ,b ,0" not in program.text:
            await program.press("pagedown")
        await program.press("q", "f1")
        assert isinstance(program.app.screen, Pager)
        await program.press("end")
        assert any(",b  court" in line for line in program.lines)


async def test_the_program_says_so_when_it_opens(tmp_path: Path) -> None:
    async with annotating(tmp_path, SOME) as program:
        told = [notice.message for notice in program.app._notifications]
        assert any("Press the comma first: " in message and ",b" in message for message in told)


async def test_without_such_labels_nothing_is_said_and_the_leading_key_is_none(tmp_path: Path) -> None:
    async with annotating(tmp_path, labels.default()) as program:
        assert not list(program.app._notifications)
        await program.press("greater_than_sign")
        second = program.annotating.article.id
        await program.press(LEADING_KEY)  # with the Arabic layout on, Shift with this key stands for <
        assert "of 4 labels" not in program.text
        assert program.annotating.article.id != second
