"""The whole program in a real pseudo-terminal: from the demo to the export, and what a kill leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator.project import Project
from tests.end_to_end.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the program in a terminal."""
    terminals: list[Terminal] = []

    def start(*arguments: str, **more: Any) -> Terminal:
        terminals.append(Terminal(*arguments, folder=tmp_path, **more))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def demo(start: Start) -> Terminal:
    """The demo, opened by somebody who has tagged nothing in it yet, on its first article."""
    terminal = start("demo", "--dir", "demo", "--as", "layla")
    terminal.until_text("Type to filter", "0 of 14 done")
    terminal.until_arabic("لواء الضفة يعلن إصابة ناقلة ذخيرة في مرفأ الغضا")
    terminal.press("enter")
    terminal.until_text("1 of 14, todo, 0 spans, saved")
    return terminal


def again(start: Start, *arguments: str) -> Terminal:
    """The next run of the program on the same project."""
    terminal = start("--project", "demo/annotator.db", "annotate", "1", "--as", "layla", *arguments)
    terminal.until_text("1 of 14")
    return terminal


def has_begun(folder: Path) -> bool:
    """Whether something that layla did is in the project."""
    with Project.open(folder / "demo" / "annotator.db") as project:
        return "layla" in project.people.names()


def exported(folder: Path) -> list[tuple[str, str]]:
    """Text and label of each span that layla has, as the export has them; offsets are checked."""
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "export", "--project", "demo/annotator.db", "--format", "jsonl", "--layer", "layla"],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    spans = []
    for line in done.stdout.splitlines():
        article = json.loads(line)
        for span in article["spans"]:
            assert article["text"][span["start"] : span["end"]] == span["text"]
            assert span["annotator"] == "layla"
            spans.append((span["text"], span["label"]))
    return spans


def test_the_demo_asks_and_shows_what_was_tagged(start: Start) -> None:
    terminal = start("demo", size=(80, 24), ANNOTATOR_NAME="layla", NO_COLOR="1")
    terminal.until_text("How do you want to begin?", "As huda, who has tagged", "? help  q leave")
    terminal.press("h")
    terminal.until_text("8 of 14 done", "done    37")
    terminal.press("enter")
    terminal.until_text("1 of 14, done, 37 spans, saved", "? help  q back")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    assert not terminal.screen.cursor.hidden
    terminal = start("demo", ANNOTATOR_NAME="layla")
    terminal.until_text("As yourself, layla", "2 of these are settled")
    terminal.press("a")
    terminal.until_text("2 of 7 settled")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    terminal = start("demo", ANNOTATOR_NAME="layla")
    terminal.until_text("As yourself, layla")
    terminal.press("q")
    assert terminal.until_ended() == 0
    assert not terminal.screen.cursor.hidden


def test_from_the_demo_to_the_export(demo: Terminal, tmp_path: Path) -> None:
    demo.press("left", "a")
    demo.until_text("doing, 1 span, saved")
    demo.press("u")
    demo.until_text("doing, 0 spans, saved")
    demo.press("home", "shift+left", "a")
    demo.until_text("doing, 1 span, saved")
    demo.press("end", "v", "right", "l")
    demo.until_text("doing, 2 spans, saved")
    demo.press("q")
    demo.until_text("Type to filter", "… doing   2")
    demo.press("ctrl+q")
    assert demo.until_ended() == 0
    assert b"\x1b[?1049l" in demo.raw
    assert not demo.screen.cursor.hidden
    assert exported(tmp_path) == [("لواء الضفة", "actor"), ("مرفأ الغضا", "location")]


def test_arabic_keys_reach_the_program(demo: Terminal, tmp_path: Path) -> None:
    demo.press("ش", "left", "م", "left", "left", "ص", "ع")
    demo.until_text("doing, 2 spans, saved", "Undone")
    demo.press("‘")
    demo.until_text("doing, 3 spans, saved", "Redone")
    demo.press("؟")
    demo.until_text("Reading and tagging")
    demo.press("escape")
    demo.until(lambda: "Reading and tagging" not in demo.text and "3 spans" in demo.text, "the article")
    demo.press("ض")
    demo.until_text("Type to filter")
    demo.press("ctrl+q")
    assert demo.until_ended() == 0
    assert exported(tmp_path) == [("لواء", "actor"), ("الضفة", "location"), ("إصابة", "weapon")]


def test_the_next_run_undoes_what_the_one_before_did(demo: Terminal, start: Start, tmp_path: Path) -> None:
    demo.press("a", "left", "l")
    demo.until_text("2 spans, saved")
    demo.press("ctrl+q")
    assert demo.until_ended() == 0

    second = again(start)
    second.until_text("doing, 2 spans, saved")
    second.press("u")
    second.until_text("doing, 1 span, saved")
    second.press("ctrl+q")
    assert second.until_ended() == 0
    assert exported(tmp_path) == [("لواء", "actor")]


def test_what_was_said_to_be_saved_is_there_after_a_kill(
    demo: Terminal, start: Start, tmp_path: Path
) -> None:
    demo.press("a", "left", "l")
    demo.until_text("doing, 2 spans, saved")
    demo.child.kill(signal.SIGKILL)
    assert demo.until_ended() == -signal.SIGKILL
    assert exported(tmp_path) == [("لواء", "actor"), ("الضفة", "location")]

    second = again(start)
    second.until_text("doing, 2 spans, saved")
    second.press("u", "u", "u")
    second.until_text("doing, 0 spans, saved", "Nothing is left to undo")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_gives_the_terminal_back_and_loses_nothing(
    demo: Terminal, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    demo.press("a")
    demo.until_text("1 span, saved")
    assert demo.screen.cursor.hidden
    before = len(demo.raw)
    demo.child.kill(number)
    assert demo.until_ended() == status
    rest = demo.raw[before:]
    assert b"\x1b[?1049l" in rest
    assert not demo.screen.cursor.hidden
    assert b"Traceback" not in rest
    assert exported(tmp_path) == [("لواء", "actor")]


def test_an_edit_by_letters_leaves_a_clitic_out(demo: Terminal, tmp_path: Path) -> None:
    demo.press("/", *"لأحمد الغضوي", "enter")
    demo.until_text("Match 1 of 1")
    demo.press("a")
    demo.until_text("1 span, saved")
    demo.press("e")
    demo.until_text("Editing actor")
    demo.press("tab", "ctrl+left", "enter")
    demo.until(lambda: exported(tmp_path) == [("أحمد الغضوي", "actor")], "the clitic left out")


def test_the_size_may_change_in_the_middle_of_an_edit(demo: Terminal, tmp_path: Path) -> None:
    demo.press("a", "e")
    demo.until_text("Editing actor")
    demo.resize(40, 10)
    demo.press("left")
    demo.until(lambda: "Labels" not in demo.text and "1 of 14" in demo.text, "the small screen")
    demo.resize(100, 30)
    demo.until_text("Labels")
    demo.press("enter")
    demo.until_text("1 span, saved")
    demo.press("ctrl+q")
    assert demo.until_ended() == 0
    assert exported(tmp_path) == [("لواء الضفة", "actor")]


@pytest.mark.parametrize("size", [(20, 5), (1, 1)])
def test_small_terminals(start: Start, demo: Terminal, tmp_path: Path, size: tuple[int, int]) -> None:
    demo.press("ctrl+q")
    demo.until_ended()
    small = start("--project", "demo/annotator.db", "annotate", "1", "--as", "layla", size=size)
    small.until(lambda: b"\x1b[?1049h" in small.raw and small.text.strip(), "the first screen")
    small.press("left", "a")
    small.until(lambda: has_begun(tmp_path), "the first change")
    assert exported(tmp_path) == [("الضفة", "actor")]
    small.press("ctrl+q")
    assert small.until_ended() == 0


def test_without_colour_no_colour_is_sent(start: Start, demo: Terminal) -> None:
    demo.press("ctrl+q")
    demo.until_ended()
    plain = start(
        *("--project", "demo/annotator.db", "annotate", "1", "--as", "layla"),
        NO_COLOR="1",
        COLORTERM="truecolor",
    )
    plain.until_text("1 of 14")
    plain.press("a")
    plain.until_text("1 span, saved")
    for match in re.finditer(rb"\x1b\[([0-9;:]*)m", plain.raw):
        codes = [int(code or 0) for code in match[1].split(b";")]
        assert not {code for code in codes if 30 <= code <= 38 or 40 <= code <= 48 or 90 <= code <= 107}, (
            match[0]
        )


def test_no_letter_moves_on_the_terminal_while_one_tags(demo: Terminal) -> None:
    before = [line[26:] for line in demo.lines[:-2]]
    demo.press("p", "c", "s", "a", "home", "l", "left", "w")
    demo.until_text("4 spans, saved")
    assert [line[26:] for line in demo.lines[:-2]] == before


def test_keys_that_come_faster_than_screens_change_go_where_they_belong(
    demo: Terminal, tmp_path: Path
) -> None:
    demo.press("a", ">", "a", "left", "l", ">", "w", "<", "<", "u", ">", "/", *"الوادي", "enter", "c")
    demo.until_text("2 of 14, doing, 3 spans, saved")
    demo.press("q", "home", "down", "enter", "enter", "c")
    demo.until_text("3 of 14, doing, 2 spans, saved")
    demo.press("ctrl+q")
    assert demo.until_ended() == 0
    labels = [label for _, label in exported(tmp_path)]
    assert sorted(labels) == ["actor", "claim", "claim", "location", "weapon"]


def test_marks_typed_by_the_arabic_layout_are_keys_too(demo: Terminal, tmp_path: Path) -> None:
    demo.press("س", "\u064d", "ؤ")  # s, S, c
    demo.until_text("1 span, saved")
    ((text, label),) = exported(tmp_path)
    assert label == "claim"
    assert text.startswith("لواء الضفة يعلن")
    assert "\n" in text


def test_a_byte_that_is_no_letter_does_no_harm(demo: Terminal, tmp_path: Path) -> None:
    demo.child.send(b"\xe1\xff")
    demo.press("a")
    demo.until_text("1 span, saved")
    demo.press("ctrl+q")
    assert demo.until_ended() == 0
    assert [label for _, label in exported(tmp_path)] == ["actor"]
