"""A copy or another project that is moved over a project while it is open: it holds what it held, and is merged as told."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.end_to_end.displacing import Worker, check, path, spans
from tests.store.helpers import HUDA, SAMI, TEXT, adding, dumped, make
from tests.store.listing import listed
from tests.store.logs import beside
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tried("files removed, renamed or replaced while programs have them open")

__all__ = ["path"]


@pytest.fixture
def workers() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def begin(workers: ExitStack, path: Path, person: str = HUDA) -> Worker:
    worker = Worker(path, person)
    workers.callback(worker.kill)
    return worker


def identical(path: Path, to: Path) -> None:
    shutil.copy(path, to)


def older(path: Path, to: Path) -> None:
    """Copy a project to which work is added afterwards."""
    shutil.copy(path, to)
    with Project.open(path) as project:
        for place in range(10):
            project.layers.record(adding(place, place + 20, annotator=HUDA))


def other(path: Path, to: Path) -> None:  # noqa: ARG001
    make(to, TEXT).close()


COPIES = {"identical": identical, "older": older, "other": other}
PUTS = ["file", "folder"]


def put(path: Path, copy: Path, how: str) -> None:
    """Move a copy over the project; with `how` folder the log and its index are in a new folder that has its name, as hard links."""
    if how == "file":
        copy.replace(path)
        return
    old = path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.mkdir()
    copy.replace(path)
    for suffix in ("-wal", "-shm"):
        beside(path, suffix).hardlink_to(old / f"{path.name}{suffix}")


def content(path: Path) -> list[str]:
    """Return all that a main file holds by itself."""
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        return dumped(connection)


@pytest.mark.parametrize("how", PUTS)
@pytest.mark.parametrize("end", ["alive", "end"])
@pytest.mark.parametrize("kind", COPIES)
def test_what_is_moved_over_holds_what_it_held_and_is_merged_as_told(
    path: Path, workers: ExitStack, tmp_path: Path, kind: str, end: str, how: str
) -> None:
    copy = tmp_path / "copy.db"
    COPIES[kind](path, copy)
    before = content(copy)
    huda = begin(workers, path)
    huda.save(5)
    put(path, copy, how)
    if end == "alive":
        huda.save(3)
    else:
        huda.end()
    kept = beside(path, ".kept-1")
    assert huda.told.path == kept
    check(huda, people=2)
    assert not beside(path, "-wal").exists()
    assert not beside(path, "-shm").exists()
    assert beside(path, "-wal.aside").exists()
    with Project.open(path) as project:
        listed(project, HUDA)
    assert content(path) == before, "it holds what it held"
    (notice,) = huda.told.notices
    command = re.search(r"with: annotator (merge .*)$", notice)
    assert command is not None
    merging = subprocess.run(
        [sys.executable, "-m", "annotator", *shlex.split(command[1])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert merging.returncode == 0, merging.stderr
    assert set(huda.told.ids) <= {span.id for span in spans(path, HUDA)}


def test_the_log_of_two_programs_is_set_aside_and_both_go_on(
    path: Path, workers: ExitStack, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    identical(path, copy)
    before = content(copy)
    huda, sami = begin(workers, path), begin(workers, path, SAMI)
    huda.save(3)
    sami.save(3)
    copy.replace(path)
    huda.save(3)
    sami.save(3)
    huda.end()
    sami.end()
    assert huda.told.path == sami.told.path == beside(path, ".kept-1")
    check(sami, people=2)
    assert set(huda.told.ids) <= {span.id for span in spans(sami.told.path, HUDA)}
    assert content(path) == before
    assert not beside(path, "-wal").exists()


def test_a_log_that_somebody_made_for_the_new_file_stays(
    path: Path, workers: ExitStack, tmp_path: Path
) -> None:
    huda = begin(workers, path)
    huda.save(3)
    beside(path, "-wal").unlink()
    beside(path, "-shm").unlink()
    identical(path, tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(path)
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA journal_mode = WAL")
        foreign.execute("INSERT INTO annotator (name, created) VALUES ('new', '2026-01-01T00:00:00+00:00')")
        foreign.commit()
        log = beside(path, "-wal").read_bytes()
        assert log
        huda.end()
        assert beside(path, "-wal").read_bytes() == log
        assert beside(path, "-shm").exists()
    assert huda.told.path == beside(path, ".kept-1")
    check(huda)


def test_who_opens_the_new_file_before_that_waits(path: Path, workers: ExitStack, tmp_path: Path) -> None:
    """The old log fits a copy from which the open project began: who opened both would take it in."""
    copy = tmp_path / "copy.db"
    identical(path, copy)
    before = content(copy)
    huda = begin(workers, path)
    huda.save(5)
    copy.replace(path)
    command = [sys.executable, "-m", "annotator", "--project", str(path), "export", "--layer", HUDA]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as export:
        assert export.stdout is not None
        with pytest.raises(subprocess.TimeoutExpired):
            export.wait(2)
        huda.look()
        export.communicate()
    assert content(path) == before
    assert set(huda.told.ids) <= {span.id for span in spans(beside(path, ".kept-1"), HUDA)}
