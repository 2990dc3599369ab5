"""Ctrl+C at any moment: each command ends with one sentence, with what it makes whole or not there, and with a project that is sound."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.patience import PATIENCE
from tests.store.helpers import HUDA, SAMI, SCHEMA, adding, incoming

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES, MORE = 600, 400
COMMANDS = {
    "status": ["status", "--long"],
    "status json": ["status", "--format", "json"],
    "people": ["people"],
    "check": ["check"],
    "assign": ["assign", "nadia", "maryam", "--per-article", "2"],
    "hand out": ["assign", "--dynamic", "--per-article", "2", "--articles", "4-600"],
    "unassign": ["unassign", HUDA],
    "export": ["export", "--layer", "all", "-o", "out.jsonl"],
    "export to folder": ["export", "--layer", "all", "--format", "brat", "-o", "out"],
    "export to standard output": ["export", "--layer", "all"],
    "split": ["export", "--layer", "all", "--split", "80/10/10", "-o", "splits"],
    "merge": ["merge", "other.db"],
    "import": ["import", "more.jsonl"],
    "adjudicate": ["adjudicate", "--auto", "--as", "maryam"],
    "backup": ["backup", "copy.db"],
    "restore": ["restore", "other.db"],
    "recover": ["recover", "annotator.db", "new.db"],
}
MOMENTS = 3
LOST = re.compile(r"Exception ignored in: <function _get_module_lock.*?KeyboardInterrupt: ?\r?\n", re.DOTALL)
"""What Python prints where Ctrl+C comes while it lets go of the lock of a module: then it is lost, and the command goes on to its end."""
ENDED = re.compile(r"written to|now holds|came over|--losses FILE|Splits:")
"""What is said on the terminal at the end of a command that has made a file."""
STOPPED = (130, -signal.SIGINT)
"""For a shell both are 130. Python ends itself by the signal if that came while a class was made of a text, whoever handled it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a project and a copy of it in which more was done."""
    folder = tmp_path_factory.mktemp("stopped")
    path = folder / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        add_articles(
            project,
            [incoming(f"الخبر رقم {number} من مراسلنا", id=f"a{number}") for number in range(ARTICLES)],
        )
        project.assignments.assign([HUDA], per_article=1, articles=["a1", "a2"])
        for number in range(300, 400):
            for name in (HUDA, SAMI):
                project.layers.add(f"a{number}", name, [Span.new(0, 5, "actor", name)], Status.DONE)
    (folder / "other.db").write_bytes(path.read_bytes())
    with Project.open(folder / "other.db") as project:
        for number in range(0, ARTICLES, 20):
            project.layers.record(adding(0, 4, article=f"a{number}", annotator=SAMI))
            project.work.set_status(f"a{number}", SAMI, Status.DONE)
    with (folder / "more.jsonl").open("w", encoding="utf-8") as file:
        for number in range(MORE):
            file.write(json.dumps({"text": f"خبر آخر رقم {number} من المراسل"}) + "\n")
    return folder


BEGUN = b"BEGUN"
BEGINNING = f"""
import os, sys
from annotator.__main__ import main
try:
    os.write(2, {BEGUN!r})
    main()
except KeyboardInterrupt:
    sys.exit(130)
"""
"""The program, which tells that Python has begun: before, Ctrl+C is Python's matter."""


def stop(folder: Path, command: list[str], after: float) -> tuple[int, str]:
    """Run a command whose standard error is a terminal, press Ctrl+C some time after it began."""
    ours, theirs = pty.openpty()
    try:
        running = subprocess.Popen(
            [sys.executable, "-c", BEGINNING, *command],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, text=True, encoding="utf-8",
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        while BEGUN not in shown:
            shown += os.read(ours, 100_000)
        time.sleep(after)
        with suppress(ProcessLookupError):
            running.send_signal(signal.SIGINT)
        running.communicate(timeout=PATIENCE)
        with suppress(OSError):  # the other end is closed
            while data := os.read(ours, 100_000):
                shown += data
    finally:
        os.close(ours)
    return running.returncode, LOST.sub("", shown.replace(BEGUN, b"").decode())


@pytest.mark.parametrize("command", COMMANDS)
def test_ctrl_c_leaves_something_whole_and_says_what(made: Path, tmp_path: Path, command: str) -> None:
    for _ in range(MOMENTS):
        folder = tmp_path / str(random.getrandbits(64))
        folder.mkdir()
        for name in ("annotator.db", "other.db", "more.jsonl"):
            (folder / name).write_bytes((made / name).read_bytes())
        status, shown = stop(folder, COMMANDS[command], random.uniform(0.0, 1.0))
        assert status in (0, *STOPPED), shown
        assert "Traceback" not in shown
        assert "fault in annotator" not in shown
        if status in STOPPED:
            lines = [line for line in re.split("[\r\n]+", shown) if line.strip()]
            said = [line for line in lines if line.startswith("Stopped.")]
            # None: Python was only just beginning, or had ended all but itself.
            assert said == lines[-1:] or (not said and (not lines or ENDED.search(shown))), shown
            is_said = any("is written, and whole" in line for line in lines)
            made_whole(folder, shown, is_written=is_said or not said)
        with Project.open(folder / "annotator.db") as project:
            assert ARTICLES <= len(project.articles.select(None)) <= ARTICLES + MORE * (command == "import")
            assert {len(one.assigned) for one in project.work.status().articles[3:]} <= {0, 2}
        assert "is whole" in subprocess.run(
            [sys.executable, "-m", "annotator", "check"], cwd=folder, capture_output=True, text=True, check=True
        ).stdout  # fmt: skip


def made_whole(folder: Path, shown: str, *, is_written: bool) -> None:
    """Check that what is there is whole, and that it is said."""
    for name in ("out.jsonl", "out", "splits", "copy.db", "new.db"):
        path = folder / name
        if not path.exists():
            continue
        assert is_written, (name, shown)
        if name == "out.jsonl":
            assert len([json.loads(line) for line in path.read_text("utf-8").splitlines()]) == ARTICLES
        elif name.endswith(".db"):
            with Project.open(path) as project:
                assert len(project.articles.select(None)) == ARTICLES
        elif name == "out":
            assert len([*path.glob("*.txt")]) == ARTICLES
        else:
            assert (path / "dataset.json").exists()
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]
