"""Files of a project that are removed, renamed or replaced while programs have it open: what was told as saved is there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.adding import add_articles
from tests.end_to_end.displacing import (
    ALL,
    ELSEWHERE,
    IN_PLACE,
    KINDS,
    UNREADABLE,
    Worker,
    check,
    check_place,
    drop,
    import_meanwhile,
    open_,
    path,
    rename,
    spans,
)
from tests.store.helpers import HUDA, SAMI, TEXT, incoming
from tests.store.listing import listed
from tests.store.logs import beside
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.tried("files removed, renamed or replaced while programs have them open")

__all__ = ["open_", "path"]


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
        assert project.layers.get("1.txt", HUDA).spans


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
        add_articles(
            project, (incoming(f"خبر رقم {place}. {TEXT * 40}", id=f"n{place}") for place in range(1000))
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
    status, out, err = import_meanwhile(path, tmp_path, drop("-wal"))
    assert status == 0, err
    assert "3000 articles added" in out
    assert f"Everything that was saved is in {path}" in err
    with Project.open(path) as project:
        assert len(listed(project, HUDA)) == 3001


@pytest.mark.parametrize(
    "what",
    ["replaced", "folder replaced", "log replaced", pytest.param("folder renamed", marks=pytest.mark.faults)],
)
def test_an_import_that_is_in_another_file_in_the_end_is_done_and_ends_with_status_1(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    status, out, err = import_meanwhile(path, tmp_path, ALL[what])
    assert status == 1, err
    assert "3000 articles added" in out
    kept = tmp_path / "state" / "annotator" / "rescue" / f"{path.name}.kept-1"
    kept = kept if what in ELSEWHERE else beside(path, ".kept-1")
    assert f"Everything that was saved is in {kept}" in err
    assert "Traceback" not in err
    with Project.open(kept) as project:
        assert len(listed(project, HUDA)) == 3001
