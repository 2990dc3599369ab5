"""Those who want to write stand in line; the line is never in the way of writing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError
from annotator.project import Project
from annotator.store.disk import write_lock
from annotator.store.disk.bounded import connect
from annotator.store.disk.write_lock import first_in_queue
from tests.store.helpers import HUDA, TEXT, adding, contents, make

fcntl = pytest.importorskip("fcntl")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def is_free(folder: Path) -> bool:
    """Say whether nobody stands in line."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program, which knows of no line, is writing."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_one_is_first_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def stand() -> None:
        for turn in range(50):
            with first_in_queue(tmp_path, time.monotonic() + 3600):
                inside.append(turn)
                most.append(len(inside))
                assert not is_free(tmp_path)
                inside.pop()

    threads = [threading.Thread(target=stand) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 200
    assert is_free(tmp_path)


def test_nobody_stands_in_line_behind_somebody_who_writes_for_long(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "rw", 5)) as database:
        write_lock.begin(database, tmp_path, 5)
        assert database.in_transaction
        assert is_free(tmp_path)


def test_who_is_first_waits_for_a_program_that_knows_of_no_line(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project, writing(path) as other:
        threading.Timer(0.05, other.execute, ["COMMIT"]).start()
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


def test_who_can_not_write_in_time_is_refused_and_leaves_the_line(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with writing(path), Project.open(path, busy_seconds=0.02) as project:
        for _ in range(2):
            with pytest.raises(ProjectBusyError, match="another program"):
                project.layers.record(adding(0, 4))
            assert is_free(tmp_path)
        assert project.layers.get("1.txt", HUDA).spans == ()


class Clock:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.looks += 1


def test_time_in_the_line_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, clock = tmp_path / "annotator.db", Clock()
    make(path, TEXT).close()

    @contextmanager
    def long_line(_folder: Path, _until: float) -> Iterator[None]:
        clock.now += 4.9
        yield

    monkeypatch.setattr(write_lock, "first_in_queue", long_line)
    with Project.open(path, busy_seconds=5) as project, writing(path):
        monkeypatch.setattr(write_lock, "time", clock)
        with pytest.raises(ProjectBusyError):
            project.layers.record(adding(0, 4))
    assert clock.now == pytest.approx(5)


def test_who_waits_for_long_looks_more_and_more_seldom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = tmp_path / "annotator.db", Clock()
    make(path, TEXT).close()
    with Project.open(path, busy_seconds=60) as project, writing(path):
        monkeypatch.setattr(write_lock, "time", clock)
        with pytest.raises(ProjectBusyError):
            project.layers.record(adding(0, 4))
    assert clock.now == pytest.approx(60)
    assert clock.looks < 1000


def test_another_failure_than_a_lock_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "ro", 3600)) as database:
        database.execute("BEGIN")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            write_lock.begin(database, tmp_path, 3600)
    assert is_free(tmp_path)


def test_other_waits_last_as_long_as_before(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "rw", 3)) as database:
        write_lock.begin(database, tmp_path, 3)
        assert database.execute("PRAGMA busy_timeout").fetchone() == (3000,)


def test_without_such_locks_one_writes_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_handle: int, _what: int) -> None:
        raise OSError("not supported here")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with make(tmp_path / "annotator.db", TEXT) as project:
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


def test_where_the_folder_can_not_be_opened_everybody_is_first(tmp_path: Path) -> None:
    with first_in_queue(tmp_path / "elsewhere", 0), first_in_queue(tmp_path / "elsewhere", 0):
        pass


@contextmanager
def first(folder: Path) -> Iterator[None]:
    """Another program is the first in line and does not go on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def test_who_is_first_and_does_not_go_on_stops_nobody_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with make(tmp_path / "annotator.db", TEXT) as project, first(tmp_path):
        monkeypatch.setattr(write_lock, "time", clock)
        for offset in range(10):
            project.layers.record(adding(offset, offset + 1))
        assert len(project.layers.get("1.txt", HUDA).spans) == 10
    assert clock.now == pytest.approx(10 * write_lock.QUEUE_SECONDS)
    assert write_lock.QUEUE_SECONDS <= 0.5
    assert clock.looks < 10 * 1500


@pytest.mark.parametrize("seconds", [0.03, 1, 5])
def test_nobody_waits_longer_in_all_than_they_want_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    path, clock = tmp_path / "annotator.db", Clock()
    make(path, TEXT).close()
    with Project.open(path, busy_seconds=seconds) as project, first(tmp_path), writing(path):
        monkeypatch.setattr(write_lock, "time", clock)
        with pytest.raises(ProjectBusyError):
            project.layers.record(adding(0, 4))
    assert clock.now == pytest.approx(seconds)
    assert is_free(tmp_path)


def test_a_program_that_is_stopped_while_it_is_first_stops_nobody(tmp_path: Path) -> None:
    code = (
        "import fcntl, os, signal, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX); "
        "os.kill(os.getpid(), signal.SIGSTOP)"
    )
    with make(tmp_path / "annotator.db", TEXT) as project:
        stopped = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
        try:
            os.waitpid(stopped.pid, os.WUNTRACED)
            assert not is_free(tmp_path)
            project.layers.record(adding(0, 4))
        finally:
            stopped.kill()
            stopped.wait()
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


def test_no_file_is_left_open_or_beside_the_project(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        project.layers.record(adding(0, 1))
        before = os.open(tmp_path, os.O_RDONLY)
        os.close(before)
        for offset in range(1, 20):
            project.layers.record(adding(offset, offset + 1))
        after = os.open(tmp_path, os.O_RDONLY)
        os.close(after)
    assert before == after, "the lowest number that is free"
    assert list(contents(tmp_path)) == ["annotator.db"]
