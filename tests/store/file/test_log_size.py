"""A log does not stay as large as what failed, and cutting it takes nothing from anybody who reads or writes meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.project import Project
from annotator.store.disk.bounded import connect
from annotator.store.disk.sqlite_files import APPLICATION_ID
from annotator.store.file import log_size as log_size
from annotator.store.file.connection import Connection
from tests.patience import PATIENCE
from tests.store.helpers import TEXT, make
from tests.store.importing.test_stopped import annotator, corpus, small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tried("a log that a failed or killed transaction has blown up")


def log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def size(path: Path) -> int:
    return log(path).stat().st_size if log(path).exists() else 0


# --- what people meet -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["import", "merge"])
def test_a_full_disk_is_free_again_while_others_have_the_project_open(tmp_path: Path, command: str) -> None:
    source = corpus(tmp_path / "new.jsonl", 3000, spans=True)
    few = corpus(tmp_path / "few.jsonl", 100, spans=True)
    if command == "merge":
        make(tmp_path / "other.db", TEXT).close()
        assert annotator("import", str(source), "--project", str(tmp_path / "other.db")).returncode == 0
        source = tmp_path / "other.db"
    with small_disk(tmp_path, "8m") as disk:
        path = disk / "annotator.db"
        make(path, TEXT).close()
        with Project.open(path) as screen:
            # What is in the log and not in the file yet needs room in the file, which is not there.
            assert annotator("import", str(few), "--project", str(path)).returncode == 0
            before = size(path)
            assert before > 100_000
            done = annotator(command, str(source), "--project", str(path))
            assert (done.returncode, done.stdout) == (1, "")
            assert "is full, so nothing was changed" in done.stderr
            assert size(path) <= before
            assert shutil.disk_usage(disk).free > 6 * 1024 * 1024
            assert len(screen.work.status().articles) == 101
            assert annotator("assign", "huda", "--per-article", "1", "--project", str(path)).returncode == 0
        assert [path.name for path in disk.iterdir()] == ["annotator.db"]


DYING = """
import resource, signal
from annotator.cli import main
from annotator.store.disk import bounded
execute = bounded._Cursor.execute
def bounded_commit(cursor, sql, parameters=()):
    if sql == "COMMIT":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (9_000_000, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    return execute(cursor, sql, parameters)
bounded._Cursor.execute = bounded_commit
main()
"""
"""The program, which the system kills when it writes so much at the end of a transaction."""


@pytest.mark.parametrize("killed", [False, True], ids=["ctrl-c", "killed"])
@pytest.mark.parametrize("full", [False, True], ids=["room", "full"])
def test_an_import_that_is_stopped_or_killed(tmp_path: Path, killed: bool, full: bool) -> None:
    source = corpus(tmp_path / "new.jsonl", 7000, spans=True)
    with small_disk(tmp_path, "20m") as disk:
        path = disk / "annotator.db"
        make(path, TEXT).close()
        with Project.open(path) as screen:
            running = subprocess.Popen(
                [sys.executable, *(["-c", DYING] if killed else ["-m", "annotator"]), "import", str(source), "--project", str(path)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            while not killed and running.poll() is None and size(path) < 9_000_000:
                time.sleep(0.001)
            if not killed:
                running.send_signal(signal.SIGINT)
            status = running.wait(timeout=PATIENCE)
            if full:
                fill(disk / "other")
            if killed:
                assert status == -signal.SIGXFSZ
                assert size(path) > 8_900_000, "nobody was left to do anything about it"
                assert annotator("status", "--project", str(path)).returncode == 0
            assert size(path) == 0
            assert len(screen.work.status().articles) == 1


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            pass


@pytest.mark.parametrize("rows", [500, 5000])
@pytest.mark.parametrize("keep", [True, False])
def test_whatever_is_refused_or_only_tried(tmp_path: Path, rows: int, keep: bool) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with open_(path) as connection, open_(path):
        connection.database.execute("PRAGMA cache_size = 5")
        with suppress(ZeroDivisionError), connection.writing(keep=False):
            for _ in range(rows):
                connection.execute("INSERT INTO annotator (name, created) VALUES (hex(randomblob(2000)), 1)")
            assert size(path) > rows * 2000
            if keep:
                raise ZeroDivisionError
        assert size(path) < (50_000 if keep else log_size.LARGEST)


def test_what_is_kept_and_large_goes_to_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with open_(path) as connection, open_(path) as other:
        with connection.writing():
            for _ in range(5000):
                connection.execute("INSERT INTO annotator (name, created) VALUES (hex(randomblob(2000)), 1)")
        assert size(path) == 0
        assert other.row("SELECT count(*) FROM annotator") == (5000,)


def test_a_log_that_somebody_reads_is_left_to_the_next_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with open_(path) as connection, open_(path) as other:
        with other.snapshot() as snapshot:
            assert snapshot.row("SELECT count(*) FROM annotator") == (0,)
            with connection.writing():
                for _ in range(5000):
                    connection.execute(
                        "INSERT INTO annotator (name, created) VALUES (hex(randomblob(2000)), 1)"
                    )
            assert size(path) > log_size.LARGEST
            assert snapshot.row("SELECT count(*) FROM annotator") == (0,)
        with connection.writing():
            connection.execute("DELETE FROM annotator WHERE number = 1")
        assert size(path) == 0


def test_the_log_of_a_file_that_took_the_place_is_left_alone(tmp_path: Path) -> None:
    """As when a project was moved away while it was open, and another one is written to under its name."""
    path, other = tmp_path / "annotator.db", tmp_path / "other.db"
    make(path, TEXT).close()
    make(other, TEXT).close()
    with open_(path) as connection:
        path.rename(tmp_path / "moved.db")
        for name in ("annotator.db", "annotator.db-wal", "annotator.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        other.rename(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("PRAGMA cache_size = 5")
            writer.execute("BEGIN IMMEDIATE")
            for _ in range(500):
                writer.execute("INSERT INTO annotator (name, created) VALUES (hex(randomblob(2000)), 1)")
            there = size(path)
            log_size.shrink(connection, above=0)
            assert size(path) == there > 1_000_000
            writer.execute("COMMIT")
            assert writer.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@contextmanager
def open_(path: Path) -> Iterator[Connection]:
    with closing(Connection(path, connect(path, "rw", 10))) as connection:
        yield connection


# --- nothing is taken -----------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 30)),
        st.tuples(st.just("fail"), st.integers(1, 120)),
        st.tuples(st.just("write elsewhere"), st.integers(1, 10)),
        st.tuples(st.just("fail elsewhere"), st.integers(1, 120)),
        st.tuples(st.sampled_from(["read", "stop reading", "checkpoint", "restart", "shrink"]), st.just(0)),
    ),
    max_size=25,
)


@pytest.mark.times(60)
@given(steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_whoever_reads_or_writes_meanwhile_finds_all_that_was_committed(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    path = folder / "one.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        made.execute("CREATE TABLE one (number INTEGER PRIMARY KEY, filler TEXT)")
    with ExitStack() as stack:
        here, elsewhere, reading = (stack.enter_context(open_(path)) for _ in range(3))
        for connection in (here, elsewhere):
            connection.database.execute("PRAGMA cache_size = 3")
            connection.database.execute("PRAGMA wal_autocheckpoint = 0")
        count, seen = 0, None
        for step, rows in steps:
            who = elsewhere if step.endswith("elsewhere") else here
            if step.startswith("write"):
                with who.writing():
                    add(who, rows)
                count += rows
            elif step.startswith("fail"):
                with suppress(ZeroDivisionError), who.writing():
                    add(who, rows)
                    raise ZeroDivisionError
            elif step == "read" and seen is None:
                reading.execute("BEGIN")
                seen = counted(reading)
            elif step == "stop reading" and seen is not None:
                reading.database.rollback()
                seen = None
            elif step in {"checkpoint", "restart"}:
                mode = "PASSIVE" if step == "checkpoint" else "RESTART"
                here.database.execute("PRAGMA busy_timeout = 0")
                here.database.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
            elif step == "shrink":
                log_size.shrink(here, above=0)
            assert counted(here) == counted(elsewhere) == count
            assert seen is None or counted(reading) == seen
            assert after_a_crash(path, folder / "copy") == count
    assert size(path) == 0


def add(connection: Connection, rows: int) -> None:
    for _ in range(rows):
        connection.execute("INSERT INTO one (filler) VALUES (hex(randomblob(700)))")


def counted(connection: Connection) -> int:
    row = connection.row("SELECT count(*), sum(length(filler)) FROM one")
    assert row is not None
    count, letters = row
    assert (letters or 0) == count * 1400
    return int(count)


def after_a_crash(path: Path, folder: Path) -> int:
    """Return how many rows there are in a copy of the file and its log, where SQLite has to find out what is valid."""
    folder.mkdir(exist_ok=True)
    for file in (path, log(path)):
        if file.exists():
            shutil.copy(file, folder / file.name)
    with closing(sqlite3.connect(folder / path.name)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (count,) = copy.execute("SELECT count(*) FROM one").fetchone()
    shutil.rmtree(folder)
    return int(count)


WRITER = """
import sys
from contextlib import closing
from pathlib import Path
from annotator.store.disk.bounded import connect
from annotator.store.file.connection import Connection

who, times = sys.argv[2], int(sys.argv[3])
path = Path(sys.argv[1])
with closing(Connection(path, connect(path, "rw", 60), busy_seconds=60)) as connection:
    connection.database.execute("PRAGMA cache_size = 3")
    for number in range(times):
        try:
            with connection.writing():
                for row in range(300 if who == "fails" else 60):
                    connection.execute("INSERT INTO one (who, filler) VALUES (?, hex(randomblob(700)))", [who])
                if who == "fails":
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        if who == "reads":
            with connection.snapshot() as snapshot:
                first = snapshot.row("SELECT count(*), sum(length(filler)) FROM one")
                assert snapshot.rows("PRAGMA integrity_check") == [("ok",)]
                assert snapshot.row("SELECT count(*), sum(length(filler)) FROM one") == first
print(connection.commits)
"""


def run_together(path: Path, times: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        made.execute("CREATE TABLE one (number INTEGER PRIMARY KEY, who TEXT, filler TEXT)")
    people = ["fails", "fails", "reads", "writes", "writes"]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), who, str(times)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ},
        )
        for who in people
    ]  # fmt: skip
    ended = [process.communicate(timeout=600) for process in running]
    assert [error for _, error in ended] == [""] * len(people)
    assert [int(said) for said, _ in ended] == [0, 0, times, times, times]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = connection.execute("SELECT who, count(*) FROM one GROUP BY who ORDER BY who").fetchall()
    assert found == [("reads", 60 * times), ("writes", 120 * times)]


@pytest.mark.times(20)
def test_programs_that_write_read_and_fail_at_once(tmp_path: Path) -> None:
    run_together(tmp_path / "one.db", 20)


@pytest.mark.faults
@pytest.mark.times(1000)
def test_programs_that_write_read_and_fail_at_once_for_long(tmp_path: Path) -> None:
    run_together(tmp_path / "one.db", 1000)
