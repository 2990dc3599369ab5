"""Programs that save spans one by one, ways to take the files of their project from under them, and looks at what is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if sys.platform == "win32":
    pytest.skip("no file can be removed there while it is open", allow_module_level=True)

from annotator.project import Project
from tests.stopping import stopped
from tests.store.helpers import HUDA, TEXT, make
from tests.store.logs import beside
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.model import Span

WORKER = """
import sys
from pathlib import Path
from annotator.project import Project
from tests.store.helpers import adding

project = Project.open(Path(sys.argv[1]))
place = 0
print("[]", flush=True)
for line in sys.stdin:
    if line.startswith("end"):
        break
    if line.startswith("look"):
        project.ensure_in_place()
        print("[]", flush=True)
        continue
    operation = adding(place % 40, place % 40 + 1 + place // 40, annotator=sys.argv[2])
    place += 1
    project.layers.record(operation)
    print(__import__("json").dumps([operation.edit.after.id, str(project.path), *[notice.full for notice in project.notices]]), flush=True)
project.close()
print(__import__("json").dumps(["", str(project.path), *[notice.full for notice in project.notices]]), flush=True)
"""


class Told(NamedTuple):
    """What a program acknowledged: ids of spans; the file that it named last, and its notices."""

    ids: list[str]
    path: Path
    notices: list[str]


class Worker:
    """A program that saves a span for each line that it is given."""

    def __init__(self, path: Path, person: str = HUDA) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, path, person],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_STATE_HOME": str(path.parent.parent / "state")},
        )
        self.told = Told([], path, [])
        self._answer()

    def _answer(self) -> None:
        assert self.process.stdout is not None
        answer = json.loads(self.process.stdout.readline())
        if answer:
            id_, path, *notices = answer
            self.told = Told([*self.told.ids, *filter(None, [id_])], Path(path), notices)

    def _ask(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self._answer()

    def save(self, count: int) -> None:
        for _ in range(count):
            self._ask("save")

    def look(self) -> None:
        self._ask("look")

    def end(self) -> None:
        self._ask("end")
        assert self.process.wait() == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    make(folder / "annotator.db", TEXT).close()
    (folder / "annotator.db").chmod(0o640)
    return folder / "annotator.db"


@pytest.fixture
def open_(path: Path) -> Iterator[Callable[..., Worker]]:
    with ExitStack() as stack:

        def open_(person: str = HUDA) -> Worker:
            worker = Worker(path, person)
            stack.callback(worker.kill)
            return worker

        yield open_


def import_meanwhile(path: Path, folder: Path, done: Callable[[Path], object]) -> tuple[int, str, str]:
    """Import 3000 articles, do something to the files in the middle, and return exit status, standard output and error."""
    source = folder / "news.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for place in range(3000):
            text = f"خبر رقم {place}. {TEXT}"
            file.write(json.dumps({"id": f"n{place}", "text": text}, ensure_ascii=False) + "\n")
    with stopped("--project", str(path), "import", str(source), log_bytes=200_000) as importing:
        done(path)
        os.kill(importing.pid, signal.SIGCONT)
        out, err = importing.communicate()
    return importing.returncode, out.replace(",", ""), err


def drop(*suffixes: str) -> Callable[[Path], object]:
    def done(path: Path) -> None:
        for suffix in suffixes:
            beside(path, suffix).unlink()

    return done


def rename(*suffixes: str) -> Callable[[Path], object]:
    def done(path: Path) -> None:
        for suffix in suffixes:
            beside(path, suffix).rename(beside(path.with_name("other.db"), suffix))

    return done


def replace_by_other(*suffixes: str) -> Callable[[Path], object]:
    """Put another project in the place, as `mv` does, without what is named first."""

    def done(path: Path) -> None:
        drop(*suffixes)(path)
        other = path.parent.with_name("other.db")
        make(other, TEXT).close()
        other.replace(path)

    return done


def cut(path: Path) -> None:
    os.truncate(beside(path, "-wal"), 0)


def cut_in_half(path: Path) -> None:
    log = beside(path, "-wal")
    os.truncate(log, log.stat().st_size // 2)


def replace_log(path: Path) -> None:
    other = beside(path, "-new")
    other.write_bytes(beside(path, "-wal").read_bytes())
    other.replace(beside(path, "-wal"))


def remove_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def rename_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace_folder(path: Path) -> None:
    rename_folder(path)
    path.parent.mkdir()
    make(path, TEXT).close()


IN_PLACE = {
    "log removed": drop("-wal"),
    "log renamed": rename("-wal"),
    "log emptied": cut,
    "log cut in half": cut_in_half,
    "index removed": drop("-shm"),
    "log and index removed": drop("-wal", "-shm"),
    "main file removed": drop(""),
    "main file renamed": rename(""),
    "all renamed": rename("", "-wal", "-shm"),
    "all removed": drop("", "-wal", "-shm"),
}
BESIDE = {
    "replaced": replace_by_other(),
    "replaced, log removed": replace_by_other("-wal"),
    "replaced, log and index removed": replace_by_other("-wal", "-shm"),
    "log replaced": replace_log,
    "folder replaced": replace_folder,
}
UNREADABLE = {"log emptied", "log cut in half", "log replaced"}
"""Where the one program can't leave word for the other, each brings out a file of its own."""
ELSEWHERE = {"folder removed": remove_folder, "folder renamed": rename_folder}
ALL = {**IN_PLACE, **BESIDE, **ELSEWHERE}
KINDS = [
    pytest.param(what, marks=() if what in {"log removed", "replaced"} else pytest.mark.faults)
    for what in ALL
]
"""All of them, of which only the first of a sort are tried each time."""


def check(worker: Worker, *, people: int = 1) -> None:
    """Compare what a program told as saved with the file that it named, and look whether that is sound."""
    with closing(sqlite3.connect(worker.told.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = [id_ for (id_,) in connection.execute("SELECT id FROM span")]
        assert connection.execute("SELECT count(*) FROM operation").fetchone() == (len(found),)
    assert set(worker.told.ids) <= set(found)
    if people == 1:
        assert len(found) == len(worker.told.ids)


def check_place(path: Path, told: Told, what: str) -> None:
    """Look whether the file is where it is to be, and whether the notice names it."""
    (notice,) = told.notices
    assert str(told.path) in notice
    assert "what you did since is there, too." in notice
    if what in IN_PLACE:
        assert told.path == path
        assert "merge" not in notice
    elif what in BESIDE:
        assert told.path == beside(path, ".kept-1")
        assert f"annotator merge {told.path} --project {path}" in notice
    else:
        assert told.path.is_relative_to(path.parent.parent / "state")
        assert f"annotator --project {told.path}" in notice


def spans(path: Path, person: str) -> tuple[Span, ...]:
    with Project.open(path) as project:
        return project.layers.get("1.txt", person).spans
