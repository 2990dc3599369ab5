"""Who waits for the right to write looks more often the longer it takes, and gives up in time."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from annotator.errors import ProjectBusyError
from annotator.project import Project
from annotator.store import turns
from annotator.store.connection import connect
from tests.store.helpers import TEXT, adding, contents, make

if TYPE_CHECKING:
    from pathlib import Path


def test_who_has_waited_longer_looks_more_often() -> None:
    pauses = [turns.pause_after(milliseconds / 1000) for milliseconds in range(50)]
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[-1] <= pauses[0] / 10


def test_who_waits_for_something_long_does_not_keep_the_machine_busy() -> None:
    waited, looks = 0.0, 0
    while waited < 60:
        waited += turns.pause_after(waited)
        looks += 1
    assert looks < 1000


def test_the_right_to_write_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project, closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.1, other.execute, ["COMMIT"]).start()
        project.record(adding(0, 4))
        assert len(project.layer("1.txt", "هدى").spans) == 1


def test_who_can_not_get_it_is_refused_and_can_read_on(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = contents(tmp_path)["annotator.db"]
        with Project.open(path, busy_seconds=0.05) as project:
            for _ in range(2):
                with pytest.raises(ProjectBusyError, match="another program"):
                    project.record(adding(0, 4))
            assert project.layer("1.txt", "هدى").spans == ()
        assert contents(tmp_path)["annotator.db"] == before


def test_another_failure_than_a_lock_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "ro", 3600)) as database:
        assert isinstance(database, Database)
        database.execute("BEGIN")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            turns.begin(database, 3600)


def test_other_waits_last_as_long_as_before(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "rw", 3)) as database:
        turns.begin(database, 3)
        assert database.execute("PRAGMA busy_timeout").fetchone() == (3000,)
