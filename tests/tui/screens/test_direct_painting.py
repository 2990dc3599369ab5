"""What a key changed is painted at once; the screen is then what Textual's own way of painting would have made of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.events import Key
from textual.widget import Widget

from annotator.project import Project
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.textual_private import DirectPaint
from tests.tui.driving import Driven
from tests.tui.recording import Recorder, recorder
from tests.tui.screens.test_painting import CHANGING, MOVES, SELECTING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from tests.tui.recording import Drawing
    from tests.tui.terminal.emulator import Square

    Cells = dict[tuple[int, int], tuple[Square, str]]


class Way(NamedTuple):
    """How text is drawn: the value of ``--bidi`` or what else a terminal needs, and the filter that does it."""

    name: str
    drawing: Drawing = ("none", "kept", "counted")


WAYS = (
    Way("visual"),
    Way("logical"),
    Way("words", ("words", "kept", "counted")),
    Way("kitty, before 0.40", ("italic", "kept", "counted")),
    Way("kitty", ("scaled", "kept", "counted")),
    Way("dither", ("dither", "kept", "counted")),
    Way("dither in xterm.js", ("protect", "kept", "counted")),
    Way("dither in tmux", ("faint", "kept", "counted")),
    Way("dither in screen", ("bold", "kept", "counted")),
    Way("marks left", ("none", "left", "counted")),
    Way("no marks", ("none", "none", "counted")),
    Way("bare marks, wide cells placed", ("none", "bare", "placed")),
)
SEARCH = ("slash", "ا", "ل", "enter")
STEPS = (
    *((key,) for key in (*MOVES, *SELECTING, *CHANGING) if key != "enter_edit"),
    *[("a",), ("l",), ("left",), ("right",), ("down",)] * 4,
    *((key,) for key in ("o", "i", "f2", "n", "comma", "less_than_sign", "greater_than_sign", "f3")),
    SEARCH,
    ("question_mark", "q"),
    ("size", "70", "20"),
    ("size", "110", "24"),
    ("size", "40", "7"),
    *[("toast",)] * 3,
    ("left", "left", "a", "left"),
)
"""What is done before the screen is looked at. Keys of one step come in a burst."""


def at_rest(program: Driven) -> bool:
    """Whether nothing is to be painted, laid out or handled any more."""
    app, screen = program.app, program.app.screen
    return not (
        app.message_queue_size
        or screen._dirty_widgets
        or screen._compositor._dirty_regions
        or any(widget._repaint_regions for widget in screen._compositor.visible_widgets)
        or any(
            widget.message_queue_size or widget._repaint_required or widget._layout_required
            for widget in screen.walk_children(Widget, with_self=True)
        )
    )


async def settle(program: Driven) -> None:
    """Wait until what was done is saved and painted."""
    await asyncio.sleep(0.01)  # what the pilot asks of the app must not look like the next key
    await program.until_saved()
    for _ in range(3):
        await program.pilot.pause(0.01)
        await program.until(lambda: at_rest(program), "rest")


async def do(program: Driven, step: Sequence[str]) -> None:
    """Do a step and wait until its outcome is on the screen."""
    match step:
        case ("size", width, height):
            await program.pilot.resize_terminal(int(width), int(height))
        case ("toast",):
            if not len(program.app._notifications):  # more of them would not all be in sight
                program.app.notify("Something that lies over the text. " * 6, timeout=600, markup=False)
                await program.until(
                    lambda: any(toast.region for toast in program.app.screen.query("Toast")), "the toast"
                )
        case _:
            for key in step:
                character = key if len(key) == 1 else None
                program.app.post_message(
                    Key(key if character is None or key.isascii() else "other", character)
                )
    await settle(program)


@asynccontextmanager
async def recorded(path: Path, way: Way, article: str) -> AsyncIterator[tuple[Driven, Recorder]]:
    """Open an article in an emulated terminal."""
    with Project.open(path) as reader:
        app = AnnotatorApp(
            reader,
            "huda",
            article=article,
            logical=way.name == "logical",
            driver_class=recorder(way.drawing),
        )
        try:
            async with app.run_test(headless=False, size=(110, 24), notifications=True) as pilot:
                program = Driven(app, pilot)
                await settle(program)
                driver = app._driver
                assert isinstance(driver, Recorder)
                yield program, driver
        finally:
            app.close()


@contextmanager
def numbered_spans() -> Iterator[None]:
    """Number spans: of two on the same text, the one that is seen goes by its id."""
    numbers = count(1)
    with patch("annotator.model.spans.uuid4", lambda: f"{next(numbers):08}"):
        yield


async def shown(
    project: Path, way: Way, article: str, steps: Sequence[Sequence[str]], *, direct: bool
) -> list[Cells]:
    """Return what is on the screen after each step, on a copy of the project; at once only if `direct`."""
    with tempfile.TemporaryDirectory() as folder, numbered_spans():
        path = Path(shutil.copy(project, Path(folder, "annotator.db")))
        async with recorded(path, way, article) as (program, driver):
            found = [driver.terminal_screen.shown()]
            for step in steps:
                await do(program, step)
                found.append(driver.terminal_screen.shown())
            assert bool(driver.at_once) is direct
            return found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(article=st.sampled_from(["1", "4", "7", "11"]), steps=st.lists(st.sampled_from(STEPS), max_size=14))
def test_the_screen_is_as_textual_s_own_way_of_painting_makes_it(
    sample_project: Path, way: Way, article: str, steps: list[tuple[str, ...]]
) -> None:
    steps = [("down",), *steps]
    at_once = asyncio.run(shown(sample_project, way, article, steps, direct=True))
    with patch.object(DirectPaint, "paint", lambda _: False):
        usual = asyncio.run(shown(sample_project, way, article, steps, direct=False))
    for place, (one, other) in enumerate(zip(at_once, usual, strict=True)):
        different: dict[tuple[int, int], object] = {
            cell: (one[cell], other[cell]) for cell in one.keys() & other if one[cell] != other[cell]
        }
        # Of a wide letter whose other half was painted over, some paintings leave nothing and others a blank.
        alone = {cell: (one.get(cell), other.get(cell)) for cell in one.keys() ^ other}
        different |= {
            cell: pair
            for cell, pair in alone.items()
            if any(found and found[0].text != " " for found in pair)
        }
        assert not different, f"after {steps[:place]}"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_a_key_is_painted_in_one_write_with_what_textual_would_write(path: Path, way: Way) -> None:
    async with recorded(path, way, "1") as (program, driver):
        for key in ("down", "left", "shift+left", "a"):
            written, at_once = len(driver.written), len(driver.at_once)
            program.app.handle_input(Key(key, None))
            program.app.paint_at_once()
            assert driver.written[written:] == driver.at_once[at_once:]
            assert len(driver.at_once) == at_once + 1, key
            await settle(program)


async def test_the_bytes_are_textual_s_own(sample_project: Path, tmp_path: Path) -> None:
    keys = ("down", "left", "up", "right", "shift+left", "s", "pagedown")
    written: list[list[str]] = []
    for number, direct in enumerate((True, False)):
        path = Path(shutil.copy(sample_project, tmp_path / f"{number}.db"))
        async with recorded(path, WAYS[0], "1") as (program, driver):
            paint = DirectPaint.paint if direct else lambda _: False
            with patch.object(DirectPaint, "paint", paint):
                start = len(driver.written)
                for key in keys:
                    await do(program, (key,))
                assert bool(driver.at_once) is direct
                written.append(["".join(driver.written[start:])])
    assert written[0] == written[1]


async def test_under_a_toast_textual_paints(path: Path) -> None:
    async with recorded(path, WAYS[0], "14") as (program, driver):
        for key in ("ctrl+end", "up", "up", "up"):
            await do(program, (key,))
        assert len(driver.at_once) == 4
        await do(program, ("toast",))
        view, editor = program.view, program.annotating.editor
        y = view.line_map.line_of(editor.layout.row_of(editor.caret.start)) - view.top + view.region.y
        lying = [
            x
            for x in range(view.region.x, view.region.right)
            if program.app.get_widget_at(x, y)[0] is not view
        ]
        assert lying, "nothing lies over the caret's row"
        before = driver.terminal_screen.shown()
        await do(program, ("shift+up",))
        after = driver.terminal_screen.shown()
        assert len(driver.at_once) == 4
        assert before != after
        assert all(before[y, x] == after[y, x] for x in lying)


async def test_where_the_layout_is_about_to_change_textual_paints(path: Path) -> None:
    async with recorded(path, WAYS[0], "1") as (program, driver):
        await do(program, ("slash",))
        assert not driver.at_once
        assert "Search:" in program.text


async def test_of_keys_that_come_in_a_burst_only_the_last_is_painted(path: Path) -> None:
    async with recorded(path, WAYS[0], "1") as (program, driver):
        await do(program, ("left",) * 8)
        assert len(driver.at_once) <= 1
