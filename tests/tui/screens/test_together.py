"""A screen that is open while others work: reopened, it shows what they did, and its own work stays."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from annotator.project import Project
from tests.patience import PATIENCE
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open

ELSEWHERE = """
import sys
from pathlib import Path
from annotator.editing import Session
from annotator.model import Status
from annotator.project import Project

path, name, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
with Project.open(path) as project:
    article = project.articles.get("1")
    session = Session(
        article.id, name, len(article.text), project.layers.get(article.id, name), project.layers.operations(article.id, name)
    )
    for words in what:
        label, _, found = words.partition(":")
        start = article.text.index(found)
        end = start + len(found)
        there = session.find(start, end, "actor") or session.find(start, end, "location")
        if label == "none":
            project.layers.record(*session.remove(there))
        else:
            project.layers.record(
                *(session.change(there, start=start, end=end, label=label)
                if there
                else session.add(start, end, label))
            )
    project.work.set_status(article.id, name, Status.DONE)
"""


def elsewhere(path: Path, name: str, *what: str) -> None:
    """Let somebody in another process tag words of the first article, and finish it."""
    subprocess.run(
        [sys.executable, "-c", ELSEWHERE, path, name, *what], cwd=ROOT, check=True, timeout=PATIENCE
    )


async def test_a_layer_of_one_s_own_that_was_added_to_elsewhere_is_seen_when_reopened(
    path: Path,
    running: Open,
) -> None:
    async with running("1") as program:
        await program.press("a")
        await program.until_saved()
        elsewhere(path, "huda", "location:مرفأ الغضا")
        assert program.spans == [("لواء", "actor")]
        await program.press("q")
        await program.until(lambda: program.in_library, "the library")
        assert "done" in program.lines[1]
        await program.press("enter")
        assert program.spans == program.stored() == [("لواء", "actor"), ("مرفأ الغضا", "location")]
        assert "done" in program.status


async def test_what_is_done_on_the_screen_meanwhile_is_added_to_it(path: Path, running: Open) -> None:
    async with running("1") as program:
        elsewhere(path, "huda", "location:مرفأ الغضا")
        await program.press("a")
        await program.until_saved()
        assert program.stored() == [("لواء", "actor"), ("مرفأ الغضا", "location")]
        await program.press("q", "enter")
        assert program.spans == program.stored()


async def test_a_span_that_was_changed_elsewhere_is_not_changed_back_by_a_screen_that_does_not_know(
    path: Path,
    running: Open,
) -> None:
    async with running("1") as program:
        await program.press("a")
        await program.until_saved()
        elsewhere(path, "huda", "location:لواء")
        await program.press("u")
        await program.until(lambda: "read again" in program.status, "the message")
        assert program.spans == program.stored() == [("لواء", "location")]
        await program.press("w")
        await program.until_saved()
        assert ("لواء", "location") in program.stored()
    with Project.open(path) as project:
        history = project.layers.operations(project.articles.get("1").id, "huda")
    labels = [operation.edit.after.label for operation in history if operation.edit.after]
    assert labels == ["actor", "location", "weapon"]


async def test_the_work_of_others_is_neither_shown_nor_touched(path: Path, running: Open) -> None:
    async with running("1") as program:
        await program.press("a")
        elsewhere(path, "salim", "location:لواء", "location:مرفأ الغضا")
        await program.press("left", "l", "q", "enter")
        await program.until_saved()
        assert program.spans == program.stored() == [("لواء", "actor"), ("الضفة", "location")]
        assert program.stored(program.annotating.article.id, "salim") == [
            ("لواء", "location"),
            ("مرفأ الغضا", "location"),
        ]
