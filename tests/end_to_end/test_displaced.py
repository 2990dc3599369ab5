"""Files of a project that are removed, renamed or replaced while programs have it open: what was told as saved is there."""

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
from tests.store.helpers import HUDA, SAMI, TEXT, incoming, make
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.model import Span

pytestmark = pytest.mark.tried("files removed, renamed or replaced while programs have them open")

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
        project.stand()
        print("[]", flush=True)
        continue
    operation = adding(place % 40, place % 40 + 1 + place // 40, annotator=sys.argv[2])
    place += 1
    project.record(operation)
    print(__import__("json").dumps([operation.edit.after.id, str(project.path), *[notice.told for notice in project.notices]]), flush=True)
project.close()
print(__import__("json").dumps(["", str(project.path), *[notice.told for notice in project.notices]]), flush=True)
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


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}{suffix}")


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


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize("end", ["kill", pytest.param("end", marks=pytest.mark.faults)])
def test_everything_told_as_saved_is_in_the_file_that_is_named(
    path: Path, open_: Callable[..., Worker], what: str, end: str
) -> None:
    worker = open_()
    worker.save(5)
    ALL[what](path)
    worker.save(10)
    check_place(path, worker.told, what)
    assert worker.told.path.stat().st_mode & 0o777 == (0o600 if what in ELSEWHERE else 0o640)
    worker.kill() if end == "kill" else worker.end()
    check(worker)
    assert len(worker.told.ids) == 15
    with Project.open(worker.told.path) as project:
        assert project.layer("1.txt", HUDA).spans


@pytest.mark.parametrize("what", KINDS)
def test_what_was_saved_before_is_brought_out_when_nothing_more_is_written(
    path: Path, open_: Callable[..., Worker], what: str
) -> None:
    worker = open_()
    worker.save(5)
    ALL[what](path)
    worker.end()
    check_place(path, worker.told, what)
    check(worker)


@pytest.mark.parametrize("what", KINDS)
def test_programs_that_share_the_files_go_on_together(
    path: Path, open_: Callable[..., Worker], what: str
) -> None:
    huda, sami = open_(HUDA), open_(SAMI)
    huda.save(3)
    sami.save(3)
    ALL[what](path)
    huda.save(3)
    sami.save(3)
    huda.save(3)
    huda.kill()
    sami.end()
    for worker in (huda, sami):
        if "may be lost" not in " ".join(worker.told.notices):
            check(worker, people=2)
        else:
            assert what in {"log emptied", "log cut in half"}, "what is not on the disk any more can't be had"
    if what not in UNREADABLE:
        assert huda.told.path == sami.told.path, (huda.told.notices, sami.told.notices)
        assert len(list(path.parent.parent.rglob("*.kept-*"))) == (what not in IN_PLACE)


@pytest.mark.parametrize("what", ["log removed", "log and index removed", "main file removed"])
def test_a_program_that_is_alive_brings_out_what_one_that_was_killed_had_saved(
    path: Path, open_: Callable[..., Worker], what: str
) -> None:
    huda, sami = open_(HUDA), open_(SAMI)
    huda.save(6)
    ALL[what](path)
    huda.kill()
    sami.look()
    sami.save(1)
    assert set(huda.told.ids) <= {span.id for span in spans(sami.told.path, HUDA)}
    check(sami, people=2)


def spans(path: Path, person: str) -> tuple[Span, ...]:
    with Project.open(path) as project:
        return project.layer("1.txt", person).spans


@pytest.mark.parametrize("what", ["log removed", "log and index removed"])
def test_another_program_that_wrote_to_a_new_log_meanwhile_loses_nothing(
    path: Path, open_: Callable[..., Worker], what: str
) -> None:
    """SQLite's own shell knows nothing of ours."""
    huda = open_()
    huda.save(6)
    with closing(sqlite3.connect(path)) as foreign:  # so that the log's end is in the file
        foreign.execute("PRAGMA wal_checkpoint(PASSIVE)")
    ALL[what](path)
    subprocess.run([sys.executable, "-c", FOREIGN, path], check=True)
    huda.save(6)
    assert huda.told.path == beside(path, ".kept-1")
    huda.end()
    check(huda)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT name FROM annotator ORDER BY name").fetchall() == [
            ("foreign",),
            (HUDA,),
        ]


FOREIGN = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("INSERT INTO annotator (name, created) VALUES ('foreign', '2026-01-01T00:00:00+00:00')")
connection.commit()
connection.close()
"""


def test_a_program_that_opens_the_project_meanwhile_waits_for_the_whole_file(
    path: Path, open_: Callable[..., Worker]
) -> None:
    huda = open_()
    huda.save(6)
    drop("-wal")(path)
    command = [sys.executable, "-m", "annotator", "--project", str(path), "export", "--layer", HUDA]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as export:
        assert export.stdout is not None
        huda.look()
        (record,) = export.stdout.read().splitlines()
        assert export.wait() == 0
    assert len(json.loads(record)["spans"]) == 6


def enlarge(path: Path) -> None:
    """Add so much that SQLite keeps little of it in memory."""
    with Project.open(path) as project:
        project.add_articles(
            incoming(f"خبر رقم {place}. {TEXT * 40}", id=f"n{place}") for place in range(1000)
        )


@pytest.mark.parametrize("cached", [True, False], ids=["known to the program", "known to the disk only"])
def test_a_copy_that_is_written_over_the_main_file_and_what_was_saved_are_both_whole(
    path: Path, open_: Callable[..., Worker], tmp_path: Path, cached: bool
) -> None:
    backup = Path(shutil.copy(path, tmp_path / "backup.db"))
    if not cached:
        enlarge(path)
    huda = open_()
    huda.save(300 if cached else 5)
    if cached:
        with closing(sqlite3.connect(path)) as foreign:
            foreign.execute("PRAGMA wal_checkpoint(PASSIVE)")
        huda.save(5)
    inode = path.stat().st_ino
    subprocess.run(["cp", backup, path], check=True)
    assert path.stat().st_ino == inode
    huda.look()
    huda.save(5)
    (notice,) = huda.told.notices
    assert f"{path} was written over while the project was open" in notice
    kept = beside(path, ".kept-1")
    assert str(kept) in notice
    if cached:
        assert huda.told.path == kept
        huda.kill()
        check(huda)
        assert spans(path, HUDA) == ()
    else:
        assert "but it is damaged" in notice
        assert "\n" not in notice
        assert "***" not in notice
        assert "merge" not in notice
        assert f"annotator recover {kept} NEW" in notice
        assert huda.told.path == path
        huda.kill()
        assert kept.exists()
        assert [span.id for span in spans(path, HUDA)] == huda.told.ids[-5:]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_checkpoints_of_other_programs_are_no_reason_to_go_elsewhere(
    path: Path, open_: Callable[..., Worker]
) -> None:
    huda, sami = open_(HUDA), open_(SAMI)
    for _ in range(10):
        huda.save(3)
        sami.save(3)
        with closing(sqlite3.connect(path)) as foreign:
            foreign.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.utime(path)
    for worker in (huda, sami):
        worker.look()
        worker.end()
        assert worker.told.notices == []
        assert worker.told.path == path
        check(worker, people=2)


def test_a_file_that_lives_on_under_another_name_is_a_project_of_its_own(
    path: Path, open_: Callable[..., Worker]
) -> None:
    huda = open_()
    huda.save(3)
    rename("", "-wal", "-shm")(path)
    huda.save(1)
    huda.kill()
    other = Worker(path.with_name("other.db"), SAMI)
    try:
        other.save(2)
        assert other.told.notices == []
        other.end()
        assert other.told.path == path.with_name("other.db")
    finally:
        other.kill()


def test_an_import_goes_on_where_the_log_is_removed_in_the_middle(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for place in range(3000):
            file.write(
                json.dumps({"id": f"n{place}", "text": f"خبر رقم {place}. {TEXT}"}, ensure_ascii=False) + "\n"
            )
    command = [sys.executable, "-m", "annotator", "--project", str(path), "import", str(source)]
    log = beside(path, "-wal")
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as importing:
        while not (log.exists() and log.stat().st_size > 200_000):
            assert importing.poll() is None, "it ended before"
        os.kill(importing.pid, signal.SIGSTOP)
        log.unlink()
        os.kill(importing.pid, signal.SIGCONT)
        out, err = importing.communicate()
        assert importing.returncode == 0, err
    assert "3000 articles added" in out.replace(",", "")
    assert f"Everything that was saved is in {path}" in err
    with Project.open(path) as project:
        assert len(project.library(HUDA)) == 3001
