"""The line of those who want to write is never in the way of writing, and no wait is longer than it may be."""

from __future__ import annotations

import _thread
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError
from annotator.project import Project
from annotator.store.disk import write_lock
from annotator.store.disk.bounded import connect
from annotator.store.disk.write_lock import Line
from tests.store.helpers import HUDA, TEXT, adding, contents, make
from tests.store.standing_in_line import Clock, first, is_free, until, writing

fcntl = pytest.importorskip("fcntl")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_where_no_thread_can_be_made_one_writes_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_run: object, _arguments: object) -> int:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(_thread, "start_new_thread", none_left)
    with make(tmp_path / "annotator.db", TEXT) as project, first(tmp_path):
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1
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


def test_time_in_the_line_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, clock = tmp_path / "annotator.db", Clock()
    make(path, TEXT).close()

    @contextmanager
    def long_line(_line: Line, _folder: Path, _seconds: float) -> Iterator[None]:
        clock.now += 4.9
        yield

    monkeypatch.setattr(Line, "first", long_line)
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
    with Line().first(tmp_path / "elsewhere", 0), Line().first(tmp_path / "elsewhere", 0):
        pass


def test_who_is_first_and_does_not_go_on_stops_nobody_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with make(tmp_path / "annotator.db", TEXT) as project, first(tmp_path):
        clock.rule(monkeypatch)
        for offset in range(10):
            project.layers.record(adding(offset, offset + 1))
        assert len(project.layers.get("1.txt", HUDA).spans) == 10
    assert clock.now == pytest.approx(write_lock.QUEUE_SECONDS), "once, not each time"
    assert write_lock.QUEUE_SECONDS <= 0.5


@pytest.mark.parametrize("seconds", [0.03, 1, 5])
def test_nobody_waits_longer_in_all_than_they_want_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    path, clock = tmp_path / "annotator.db", Clock()
    make(path, TEXT).close()
    with Project.open(path, busy_seconds=seconds) as project, first(tmp_path), writing(path):
        clock.rule(monkeypatch)
        for number in range(2):
            with pytest.raises(ProjectBusyError, match="another program"):
                project.layers.record(adding(0, 4))
            assert clock.now == pytest.approx((number + 1) * seconds)
    until(lambda: is_free(tmp_path))


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
