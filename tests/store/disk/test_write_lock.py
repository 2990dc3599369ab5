"""Those who want to write stand in line; the line is never in the way of writing."""

from __future__ import annotations

import _thread
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError, StaleSpanError
from annotator.project import Project
from annotator.store.disk import write_lock
from annotator.store.disk.bounded import connect
from annotator.store.disk.write_lock import Line
from tests.store.helpers import HUDA, TEXT, adding, contents, make

fcntl = pytest.importorskip("fcntl")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting(folder: Path) -> int:
    """Return how many wait for the lock on the folder."""
    inode = f":{folder.stat().st_ino} "
    return sum("-> FLOCK" in row and inode in row for row in Path("/proc/locks").read_text().splitlines())


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody leaves the line."""
    monkeypatch.setattr(write_lock, "QUEUE_SECONDS", 3600)


@pytest.mark.usefixtures("patient")
def test_one_is_first_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def stand() -> None:
        line = Line()
        for turn in range(50):
            with line.first(tmp_path, 3600):
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


@pytest.mark.skipif(sys.platform != "linux", reason="there is no list of those who wait")
@pytest.mark.usefixtures("patient")
def test_who_came_first_is_first(tmp_path: Path) -> None:
    order: list[int] = []

    def stand(number: int) -> None:
        with Line().first(tmp_path, 3600):
            order.append(number)

    threads = [threading.Thread(target=stand, args=[number]) for number in range(12)]
    with first(tmp_path):
        for number, thread in enumerate(threads):
            thread.start()
            until(lambda number=number: waiting(tmp_path) == number + 1)  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order == list(range(12))


_WAITS = """
import sys
from pathlib import Path
from annotator.store.disk import write_lock
write_lock.QUEUE_SECONDS = 3600
with write_lock.Line().first(Path(sys.argv[1]), 3600):
    print("first", flush=True)
    sys.stdin.read()
"""


@contextmanager
def program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that stands in line, and stays where it is once it is first."""
    command = [sys.executable, "-c", _WAITS, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="there is no list of those who wait")
@pytest.mark.usefixtures("patient")
def test_a_program_that_is_killed_while_it_waits_stops_nobody(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project:
        with first(tmp_path), program(tmp_path) as killed:
            until(lambda: waiting(tmp_path) == 1)
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            assert waiting(tmp_path) == 0
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


@pytest.mark.usefixtures("patient")
def test_when_a_program_is_killed_that_is_first_the_next_goes_on(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project, program(tmp_path) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "first\n"
        assert not is_free(tmp_path)
        threading.Timer(0.05, killed.kill).start()
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1
    assert is_free(tmp_path)


def test_who_writes_is_first_until_it_is_stored_or_not(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project:
        connection = project._connection
        with connection.writing():
            assert not is_free(tmp_path)
        assert is_free(tmp_path)
        span = adding(0, 4)
        project.layers.record(span)
        with pytest.raises(StaleSpanError):
            project.layers.record(span)
        assert is_free(tmp_path)
        with connection.writing(keep=False):
            assert not is_free(tmp_path)
        assert is_free(tmp_path)


def test_who_writes_for_long_holds_another_project_of_the_folder_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "QUEUE_SECONDS", 0.01)
    waits: list[write_lock._Wait] = []
    begun = write_lock._Wait.ends_within

    def counted(wait: write_lock._Wait, seconds: float) -> bool:
        waits.append(wait)
        return begun(wait, seconds)

    monkeypatch.setattr(write_lock._Wait, "ends_within", counted)
    with make(tmp_path / "one.db", TEXT) as one, make(tmp_path / "other.db", TEXT) as other:
        with one._connection.writing():
            for offset in range(10):
                other.layers.record(adding(offset, offset + 1))
            assert len(waits) == 1
            assert not waits[0].is_over
        until(lambda: waits[0].is_over)
        until(lambda: is_free(tmp_path))
        other.layers.record(adding(20, 21))
        assert len(other.layers.get("1.txt", HUDA).spans) == 11
    assert len(waits) == 1


def test_a_program_ends_while_a_wait_that_it_gave_up_is_still_in_line(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from annotator.store.disk.write_lock import Line; "
        "line = Line().first(Path(sys.argv[1]), 0.01); line.__enter__(); print('entered')"
    )
    with first(tmp_path):
        ended = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "entered\n", "")
    assert is_free(tmp_path)


def test_a_transaction_begun_for_a_copy_keeps_nobody_in_line(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "rw", 5)) as database:
        write_lock.begin(database, tmp_path, 5)
        assert database.in_transaction
        assert is_free(tmp_path)


@pytest.mark.usefixtures("patient")
def test_who_stops_waiting_leaves_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        """Ctrl+C comes while somebody waits."""

        def acquire(self, **_: float) -> bool:
            raise KeyboardInterrupt

        def release(self) -> None:
            pass

    class Wait(write_lock._Wait):
        def __init__(self, handle: int) -> None:
            super().__init__(handle)
            self._end = Interrupted()  # type: ignore[assignment]

    monkeypatch.setattr(write_lock, "_Wait", Wait)
    with first(tmp_path), pytest.raises(KeyboardInterrupt), Line().first(tmp_path, 3600):
        pass
    until(lambda: is_free(tmp_path))


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

    def rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let those who wait in line or for the file do so by this clock; nobody gets what they wait for."""
        ends_within = write_lock._Wait.ends_within

        def waited(wait: write_lock._Wait, seconds: float) -> bool:
            self.now += seconds
            return ends_within(wait, 0)

        monkeypatch.setattr(write_lock._Wait, "ends_within", waited)
        monkeypatch.setattr(write_lock, "time", self)


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
