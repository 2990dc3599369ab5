"""The copy that is read where nothing can be written: one state of the project, whatever others do while it is made."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.errors import ProjectBusyError
from annotator.store.disk.rights import ReadOnly
from annotator.store.opening import read_only_copy
from annotator.store.opening.read_only_copy import ReadOnlyCopy
from tests.store.helpers import raw

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tried("copies made while others write, checkpoint, leave")

WHY = ReadOnly("it is only read here", "Nothing.")
ROWS, GROUPS = 60, 6


def make(path: Path, mode: str = "wal") -> None:
    raw(
        path,
        f"PRAGMA journal_mode = {mode}",
        "CREATE TABLE number (place INTEGER PRIMARY KEY, value INTEGER, filling BLOB)",
        f"WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < {ROWS}) "
        "INSERT INTO number SELECT n, 0, zeroblob(900) FROM place",
        "CREATE TABLE state (value INTEGER)",
        "INSERT INTO state VALUES (0)",
    )


class Other:
    """Somebody who has the project open, or not, and changes one part of it after the other, each in one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self.value = 0

    def do(self, what: str) -> None:
        if what == "leave":
            self.leave()
            return
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, isolation_level=None)
        if what == "write":
            self.value += 1
            self._connection.execute("BEGIN")
            self._connection.execute("UPDATE state SET value = ?", [self.value])
            self._connection.execute(
                f"UPDATE number SET value = ? WHERE place * {GROUPS} / {ROWS + 1} = ?",
                [self.value, self.value % GROUPS],
            )
            self._connection.execute("COMMIT")
        else:
            self._connection.execute(f"PRAGMA wal_checkpoint({what})")

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def value(copy: ReadOnlyCopy) -> int:
    """Return after how many transactions the project is as the copy has it."""
    assert copy.rows("PRAGMA integrity_check") == [("ok",)]
    ((found,),) = copy.rows("SELECT value FROM state")
    assert isinstance(found, int)
    for place, there in copy.rows("SELECT place, value FROM number"):
        assert there == max(0, found - (found - place * GROUPS // (ROWS + 1)) % GROUPS)
    assert copy.rows("SELECT count(*) FROM number") == [(ROWS,)]
    return found


STEPS = st.sampled_from(["write", "write", "write", "passive", "restart", "truncate", "leave", ""])


@example(before=["write"] * 6, steps=["", "", "", "write", "restart", "write"])
@given(before=st.lists(STEPS, max_size=8), steps=st.lists(STEPS, max_size=60))
@settings(max_examples=60)
@pytest.mark.times(60)
def test_a_copy_is_one_state_whatever_is_done_between_two_reads(before: list[str], steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "annotator.db")
        make(path)
        other = Other(path)
        for step in before:
            if step:
                other.do(step)
        earliest, read, left = other.value, read_only_copy._read, iter(steps)

        def disturbed(handle: int, source: Path, size: int) -> bytes:
            data = read(handle, source, min(size, 8192))
            if step := next(left, ""):
                other.do(step)
            return data

        with (
            mock.patch.object(read_only_copy, "_read", disturbed),
            closing(ReadOnlyCopy(path, read_only=WHY, busy_seconds=10)) as copy,
        ):
            assert earliest <= value(copy) <= other.value
            for step in left:
                if step:
                    other.do(step)
            copy.refresh()
            assert value(copy) == other.value
        other.leave()


def test_a_log_that_is_begun_anew_all_the_time_is_told_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path)
    other, read = Other(path), read_only_copy._read

    def disturbed(handle: int, source: Path, size: int) -> bytes:
        for step in ("restart", "write"):
            other.do(step)
        return read(handle, source, size)

    with mock.patch.object(read_only_copy, "_read", disturbed), pytest.raises(ProjectBusyError):
        ReadOnlyCopy(path, read_only=WHY, busy_seconds=0)
    with closing(ReadOnlyCopy(path, read_only=WHY, busy_seconds=0)) as copy:
        assert value(copy) == other.value
    other.leave()


HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 2")
connection.execute("PRAGMA cache_spill = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE number SET filling = randomblob(900)")
connection.execute("UPDATE state SET value = 6")
connection.execute("UPDATE number SET value = 1 + (place * 6 / 61 + 5) % 6")
print("ready", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
connection.close()
"""
"""Changes the file itself before the transaction is at its end, as happens with a rollback journal."""


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    make(tmp_path / "annotator.db", "delete")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path / "annotator.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert (tmp_path / "annotator.db-journal").stat().st_size
        yield process
        process.kill()


def test_who_changes_the_file_itself_is_waited_for(tmp_path: Path, holding: subprocess.Popen[str]) -> None:
    path = tmp_path / "annotator.db"
    with pytest.raises(ProjectBusyError):
        ReadOnlyCopy(path, read_only=WHY, busy_seconds=0)
    holding.communicate("go\n")
    with closing(ReadOnlyCopy(path, read_only=WHY, busy_seconds=0)) as copy:
        assert value(copy) == 6


def test_a_transaction_that_was_killed_is_rolled_back_in_the_copy_only(
    tmp_path: Path, holding: subprocess.Popen[str]
) -> None:
    path = tmp_path / "annotator.db"
    holding.kill()
    holding.communicate()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert set(before) == {"annotator.db", "annotator.db-journal"}
    with closing(ReadOnlyCopy(path, read_only=WHY, busy_seconds=0)) as copy:
        assert value(copy) == 0
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
