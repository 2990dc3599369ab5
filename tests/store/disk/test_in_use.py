"""Who has a project open is seen by the locks on its file, without opening it."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.disk import in_use as module
from annotator.store.disk.bounded import connect
from annotator.store.disk.in_use import in_use
from tests.store.helpers import TEXT, make
from tests.store.workers import ROOT

pytestmark = pytest.mark.skipif(
    not Path("/proc/locks").exists(), reason="the system does not tell who has locks"
)

READING = """
import sys
from pathlib import Path
from annotator.project import Project
with Project.open(Path(sys.argv[1])) as project:
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make(tmp_path / "annotator.db", TEXT).close()
    return tmp_path / "annotator.db"


def test_another_program_is_seen_until_it_ends(path: Path) -> None:
    assert in_use(path) is False
    with subprocess.Popen(
        [sys.executable, "-c", READING, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        assert in_use(path) is True
        process.kill()
    assert in_use(path) is False


def test_asking_about_a_file_that_another_thread_opens_drops_no_lock(path: Path) -> None:
    """The moment between asking and closing is tried often; a lock that was dropped would let the other program write."""
    writing = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            in_use(path)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for _ in range(50):
            with closing(connect(path, "rw", 0)) as database:
                database.execute("BEGIN IMMEDIATE")
                time.sleep(0.001)
                assert in_use(path) is True
        with closing(connect(path, "rw", 0)) as database:
            database.execute("BEGIN IMMEDIATE")
            time.sleep(0.1)
            other = subprocess.run(
                [sys.executable, "-c", writing], capture_output=True, text=True, check=False
            )
            assert "database is locked" in other.stderr
    finally:
        ended.set()
        thread.join()


def test_this_program_and_a_reader_are_seen_and_keep_their_locks(path: Path) -> None:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reader:
        reader.execute("SELECT 1 FROM article").fetchone()
        for _ in range(2):
            assert in_use(path) is True


def test_another_kind_of_lock_is_none_of_sqlite(path: Path) -> None:
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert in_use(path) is False


def test_where_the_system_does_not_tell_nothing_is_claimed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_asked", lambda _: None)
    monkeypatch.setattr(module, "_LOCKS", path.with_name("none"))
    assert in_use(path) is None
    listed = path.with_name("locks")
    listed.write_text(f"1: POSIX  ADVISORY  READ 7 00:ff:{path.stat().st_ino} 1073741826 1073742335\n")
    monkeypatch.setattr(module, "_LOCKS", listed)
    assert in_use(path) is None, "the file system names another device"
