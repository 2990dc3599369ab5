"""A project that an older program has open is brought up to date when that has left: it would write rows as it knows them."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError
from annotator.project import Project
from annotator.project.checking import checked
from annotator.store.file.migrations import STEPS
from tests.store.helpers import HUDA, TEXT, adding, make
from tests.store.older import older_version
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEFORE_CHECKSUMS = [step.__name__ for step in STEPS].index("add_checksums")

OLDER = f"""
import sys
from pathlib import Path
from annotator.store.file.migrations import STEPS
from annotator.store.opening.opening import open_project

connection = open_project(Path(sys.argv[1]), steps=STEPS[:{BEFORE_CHECKSUMS}])
print("open", flush=True)
for line in sys.stdin:
    with connection.writing():
        connection.execute("INSERT INTO annotator (name, created) VALUES (?, '2026-01-01T00:00:00+00:00')", [line.strip()])
    print("saved", flush=True)
connection.close()
"""


class Older:
    """A program from before there were checksums, which has the project open and adds people to it."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OLDER, path],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "open"

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def add(self, name: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        assert self._answer() == "saved"

    def leave(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0


@contextmanager
def older_program(path: Path) -> Iterator[Older]:
    older = Older(path)
    try:
        yield older
    finally:
        older.process.kill()
        older.process.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        project.layers.record(adding(5, 12))
    older_version(path, BEFORE_CHECKSUMS)
    return path


def require_whole(path: Path) -> None:
    with checked(path) as found:
        assert list(found.faults()) == []


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_it_is_refused_until_the_older_program_has_left(path: Path, end: str) -> None:
    with older_program(path) as older:
        older.add("سامي")
        with pytest.raises(ProjectBusyError) as caught:
            Project.open(path, busy_seconds=0.1)
        assert str(caught.value) == (
            f"{path} has to be brought up to date first, and is open in another program, maybe an older annotator, so nothing "
            "was changed. Close it there, then try again."
        )
        assert not list(path.parent.glob("*.backup-*"))
        older.add("ليلى")
        older.process.kill() if end == "is killed" else older.leave()
        older.process.wait()
        with Project.open(path) as project:
            assert project.people.names() == sorted([HUDA, "سامي", "ليلى"])
            assert len(project.layers.get("1.txt", HUDA).spans) == 1
            (notice,) = project.notices
            assert "was brought up to date" in notice.full
    require_whole(path)
    with Project.open(path.with_name("annotator.db.backup-add_checksums")) as copy:
        assert copy.people.names() == sorted([HUDA, "سامي", "ليلى"])


def test_who_opens_it_waits_for_the_older_program_to_leave(path: Path) -> None:
    waiting = "from annotator.store.file import connection; connection.BUSY_SECONDS = 3600.0; from annotator.cli import main; main()"
    command = [sys.executable, "-c", waiting, "--project", str(path), "people"]
    with older_program(path) as older:
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as newer:
            for place in range(50):
                older.add(f"شخص {place}")
            older.leave()
            out, err = newer.communicate()
        assert newer.returncode == 0, err
    assert "شخص 49" in out
    assert "was brought up to date" in err
    require_whole(path)


def test_the_older_program_is_refused_afterwards(path: Path) -> None:
    Project.open(path).close()
    process = subprocess.run(
        [sys.executable, "-c", OLDER, path], cwd=ROOT, capture_output=True, text=True, check=False, input=""
    )
    assert "was written by a newer version of this program" in process.stderr
