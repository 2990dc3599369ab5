"""The screens send a terminal nothing of a project that it would obey."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator.model import Span, Status
from annotator.project import Project
from tests.end_to_end.terminal import Terminal
from tests.security.hostile import PARTS, PRINTED, poison

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.cli.conftest import Run

COLUMNS = (
    "article.id",
    "article.title",
    "article.source",
    "article.url",
    "article.metadata",
    "work.note",
)


@pytest.fixture
def hostile(here: Path, run: Run) -> Path:
    """A project of two finished articles with hostile texts, ids, titles and notes."""
    records = [{"id": f"n{number}", "text": f"{number} وصل {PRINTED}\nالوفد"} for number in range(2)]
    (here / "in.jsonl").write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    run("init")
    run("import", "in.jsonl")
    with Project.open(here / "annotator.db") as opened:
        for id_ in opened.articles.select(None):
            for number, name in enumerate(("huda", "salim")):
                opened.layers.add(id_, name, [Span.new(2, 20 + number, "actor", name)], Status.DONE)
    for column in COLUMNS:
        poison(here / "annotator.db", column)
    return here


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        (
            ["--as", "huda"],
            [
                "enter",
                "down",
                "tab",
                "o",
                "e",
                "escape",
                "n",
                "p",
                "f1",
                "escape",
                "?",
                "escape",
                "/",
                "و",
                "enter",
                "f",
                "escape",
            ],
        ),
        (["adjudicate", "--as", "nadia"], ["enter", "tab", "down", "n", "p", "f1", "escape", "?", "escape"]),
    ],
)
def test_the_screens_send_nothing_of_a_project_that_a_terminal_obeys(
    hostile: Path, line: Sequence[str], keys: Sequence[str]
) -> None:
    terminal = Terminal(*line, folder=hostile)
    try:
        terminal.until_text("owned", "q quit")
        for key in keys:
            terminal.press(key)
            for _ in range(3):
                terminal.read()
    finally:
        terminal.close()
    assert len(terminal.raw) > 2000
    sent = terminal.raw.decode(errors="replace")
    for part in PARTS[:6]:
        assert part.replace("\0", "") not in sent
    assert not {"\u202e", "\u202c", "\u061c", "\x9b", "\x9d", "\x85", "\u2028"} & set(sent)
    assert "\x1b]52" not in sent
    assert "owned\x07" not in sent
