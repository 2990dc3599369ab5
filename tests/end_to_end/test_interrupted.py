"""A small file whose articles come again without end: each command comes to an end, by itself or by Ctrl+C, with nothing half done."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.adding import add_articles
from tests.store.endless import endless_tree
from tests.store.helpers import HUDA, SAMI, TEXT, adding, contents, incoming, make

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "check": ["check"],
    "status": ["status"],
    "people": ["people"],
    "export": ["export", "--layer", "all", "-o", "out.jsonl"],
    "agreement": ["agreement"],
    "split": ["export", "--layer", "all", "--split", "80/10/10", "-o", "splits"],
    "recover": ["recover", "annotator.db", "new.db"],
    "restore": ["restore", "annotator.db", "--project", "other.db"],
    "backup": ["backup", "copy.db"],
    "merge": ["merge", "other.db"],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project that is too large to be looked at as a whole when it is opened; its articles come again without end."""
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        add_articles(project, [incoming(f"{n} {TEXT * 20}", id=f"more-{n}") for n in range(200)])
        project.layers.record(adding(0, 4))
        project.layers.record(adding(0, 4, annotator=SAMI))
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    endless_tree(path, "article")
    return path


def contents_of(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.endswith(("-wal", "-shm"))}


def begin(folder: Path, *command: str, steps: int) -> subprocess.Popen[str]:
    code = f"import annotator.limits as limits; limits.STEPS_AT_LEAST = {steps}; from annotator.__main__ import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *command],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_comes_to_an_end_and_says_what_is_wrong(project: Path, command: str) -> None:
    before = contents_of(project.parent)
    running = begin(project.parent, *COMMANDS[command], steps=1_000_000)
    said, told = running.communicate(timeout=120)
    assert running.returncode == 1, said
    assert "annotator.db" in said + told
    assert "Traceback" not in told
    assert "fault in annotator" not in told
    after = contents_of(project.parent)
    made = {"backup": {"copy.db"}, "recover": {"new.db"}}.get(command, set())
    assert after.keys() - before.keys() == made
    assert {name: after[name] for name in before} == before


def test_ctrl_c_ends_a_command_with_the_status_of_a_shell(project: Path) -> None:
    before = contents_of(project.parent)
    running = begin(project.parent, "assign", HUDA, SAMI, "--per-article", "2", steps=10**15)
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(4)
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=30)
    assert (running.returncode, said) == (130, "")
    assert "Traceback" not in told
    assert contents_of(project.parent) == before
