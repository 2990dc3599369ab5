"""Those who want to write are served in order; the queue is never in the way of writing."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError
from annotator.project import Project
from annotator.store.turns import turn
from tests.store.helpers import HUDA, TEXT, adding, contents, make

fcntl = pytest.importorskip("fcntl")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = 60.0


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """Somebody else has the turn."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_free(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def waiting() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "turn"]


def test_the_turn_is_kept_while_writing_and_then_passed_on(tmp_path: Path) -> None:
    with turn(tmp_path, LONG):
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_nobody_has_it_together_with_somebody_else(tmp_path: Path) -> None:
    inside, most = [], []

    def write() -> None:
        for _ in range(50):
            with turn(tmp_path, LONG):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 200
    assert is_free(tmp_path)


def test_it_comes_when_the_other_is_ready(tmp_path: Path) -> None:
    order = []

    def wait() -> None:
        with turn(tmp_path, LONG):
            order.append("we")

    with taken(tmp_path):
        thread = threading.Thread(target=wait)
        thread.start()
        while not waiting():
            pass
        order.append("they")
    thread.join()
    assert order == ["they", "we"]


def test_who_waits_in_vain_goes_on_without_and_is_in_nobodys_way_later(tmp_path: Path) -> None:
    with taken(tmp_path):
        with turn(tmp_path, 0.01):
            left = waiting()
            assert left
        assert not is_free(tmp_path)
    for thread in left:
        thread.join(LONG)
    assert not waiting()
    assert is_free(tmp_path)


def test_who_is_interrupted_while_waiting_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = threading.Event.wait

    def interrupted(event: threading.Event, seconds: float | None = None) -> bool:
        if seconds == LONG:
            raise KeyboardInterrupt
        return wait(event, seconds)

    with taken(tmp_path):
        monkeypatch.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt), turn(tmp_path, LONG):
            pytest.fail("it was not our turn")
        monkeypatch.undo()
        left = waiting()
    for thread in left:
        thread.join(LONG)
    assert is_free(tmp_path)


def test_without_such_locks_one_writes_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_handle: int, _what: int) -> None:
        raise OSError("not supported here")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with make(tmp_path / "annotator.db", TEXT) as project:
        project.record(adding(0, 4))
        assert len(project.layer("1.txt", HUDA).spans) == 1


def test_where_the_folder_can_not_be_opened_one_writes_all_the_same(tmp_path: Path) -> None:
    with turn(tmp_path / "elsewhere", LONG):
        pass


def test_no_file_is_left_open_or_beside_the_project(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        project.record(adding(0, 1))
        before = os.open(tmp_path, os.O_RDONLY)
        os.close(before)
        for offset in range(1, 20):
            project.record(adding(offset, offset + 1))
        after = os.open(tmp_path, os.O_RDONLY)
        os.close(after)
    assert before == after, "the lowest number that is free"
    assert list(contents(tmp_path)) == ["annotator.db"]


def test_who_has_the_turn_still_waits_for_a_program_that_knows_of_none(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project, closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.05, other.execute, ["COMMIT"]).start()
        project.record(adding(0, 4))
        assert len(project.layer("1.txt", HUDA).spans) == 1


def test_who_can_not_write_in_time_is_refused_and_the_turn_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Project.open(path, busy_seconds=0.02) as project:
            for _ in range(2):
                with pytest.raises(ProjectBusyError, match="another program"):
                    project.record(adding(0, 4))
                assert is_free(tmp_path)
            assert project.layer("1.txt", HUDA).spans == ()
