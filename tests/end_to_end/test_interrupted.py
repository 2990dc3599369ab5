"""A small file whose articles come again without end: each command comes to an end, by itself or by Ctrl+C, with nothing half done."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.adding import add_articles
from tests.patience import PATIENCE
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
    "evaluate": ["evaluate", "--predictions", HUDA, "--against", SAMI],
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


ENDLESS = """
import annotator.limits as limits
limits.STEPS_AT_LEAST = 10**15
from annotator.store.disk.bounded import AT_ONCE, Bounded
go_on = Bounded._go_on
def tell(database):
    if database.steps * AT_ONCE > 1_000_000:
        print("ENDLESS", flush=True)
        Bounded._go_on = go_on
        database.set_progress_handler(database._go_on, AT_ONCE)
    return go_on(database)
Bounded._go_on = tell
from annotator.__main__ import main
main()
"""
"""The program, which reads without end, and tells when it is in the middle of that."""


def begin(folder: Path, *command: str, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *command],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_comes_to_an_end_and_says_what_is_wrong(project: Path, command: str) -> None:
    before = contents_of(project.parent)
    code = "import annotator.limits as limits; limits.STEPS_AT_LEAST = 1_000_000; from annotator.__main__ import main; main()"
    running = begin(project.parent, *COMMANDS[command], code=code)
    said, told = running.communicate(timeout=PATIENCE)
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
    running = begin(project.parent, "assign", HUDA, SAMI, "--per-article", "2", code=ENDLESS)
    assert running.stdout is not None
    assert running.stdout.readline() == "ENDLESS\n"
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=PATIENCE)
    assert (running.returncode, said) == (130, "")
    assert "Traceback" not in told
    assert contents_of(project.parent) == before
