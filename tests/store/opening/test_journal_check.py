"""A rollback journal that another program left beside a project is tried before SQLite rolls it back into the file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import NotAProjectError, ProjectBusyError
from annotator.model import Status
from annotator.project import Project
from annotator.store.backup.backup import back_up
from annotator.store.backup.restore import restore
from annotator.store.opening.opening import open_to_check
from annotator.store.recover.recovering import recover
from tests.adding import add_articles
from tests.store.helpers import (
    HUDA,
    OTHER,
    TEXT,
    adding,
    contents,
    incoming,
    make,
    powerless,
    unprivileged_folder,
)
from tests.store.logs import beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.tried(
    "journals left by other programs: of a crash, of an older copy, of another project"
)

_KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("PRAGMA cache_spill = 1")
connection.execute("BEGIN IMMEDIATE")
for statement in sys.argv[2:]:
    connection.execute(statement)
os.kill(os.getpid(), signal.SIGKILL)
"""
SPILL = (
    "CREATE TABLE filling (a)",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
    "INSERT INTO filling SELECT zeroblob(3000) FROM n",
)
"""What has SQLite write its journal to the disk, and pages into the file, before the transaction is at its end."""


def kill_other(path: Path, *statements: str) -> None:
    """Have another program with a rollback journal write to a project, and kill it before it commits."""
    done = subprocess.run([sys.executable, "-c", _KILLED, path, *statements], check=False)
    assert done.returncode == -9
    assert beside(path, "-journal").read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        for place in range(5):
            project.layers.record(adding(place, place + 1))
    return path


def left_of_a_copy(path: Path) -> None:
    """Leave beside a project the journal of an older copy, in which another program was killed; only a note differs."""
    with Project.open(path) as project:
        project.work.set_status("1.txt", HUDA, Status.FLAGGED, "سؤال قديم")
    left_before_work(path)


def left_before_work(path: Path) -> None:
    """The same, where a status was set meanwhile, which another table repeats."""
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    with Project.open(path) as project:
        project.work.set_status("1.txt", HUDA, Status.FLAGGED, "سؤال")
    kill_other(copy, "UPDATE work SET note = 'x'", *SPILL)
    beside(copy, "-journal").rename(beside(path, "-journal"))
    copy.unlink()


def left_before_an_import(path: Path) -> None:
    """The same, where the project has grown meanwhile: SQLite would cut it to the size that it had."""
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    with Project.open(path) as project:
        add_articles(project, (incoming(f"{place} {TEXT}" * 20, id=f"more {place}") for place in range(100)))
    kill_other(copy, "UPDATE article SET title = 'X'", *SPILL)
    beside(copy, "-journal").rename(beside(path, "-journal"))
    copy.unlink()


def _restore(path: Path) -> None:
    restore(path, path.with_name("new.db"))


def _merge(path: Path) -> None:
    other = path.with_name("other") / "annotator.db"
    other.parent.mkdir(exist_ok=True)
    if not other.exists():
        make(other, TEXT).close()
    with Project.open(other) as project:
        project.imports.merge([path])


WAYS: dict[str, Callable[[Path], object]] = {
    "open": Project.open,
    "check": open_to_check,
    "backup": lambda path: back_up(path, path.with_name("new.db")),
    "restore": _restore,
    "merge": _merge,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("leave", [left_of_a_copy, left_before_work, left_before_an_import])
def test_the_journal_of_an_older_copy_is_refused_and_nothing_is_changed(
    path: Path, way: str, leave: Callable[[Path], None]
) -> None:
    leave(path)
    files = [path, beside(path, "-journal")]
    before = [file.read_bytes() for file in files]
    with pytest.raises(NotAProjectError) as caught:
        WAYS[way](path)
    assert [file.read_bytes() for file in files] == before
    assert not path.with_name("new.db").exists()
    said = str(caught.value)
    beginning = f"{path}-journal was left by another program that was stopped while it wrote: {path} is whole without it"
    assert said.startswith(beginning), said
    assert ("which is right can't be told" if leave is left_of_a_copy else "would be damaged with it") in said
    if way in {"open", "check", "backup"}:
        assert f"move {path}-journal to another folder" in said
        assert f"annotator restore COPY --project {path}" in said
    beside(path, "-journal").unlink()
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 5
        if leave is not left_before_an_import:
            assert project.work.progress("1.txt", HUDA).status is Status.FLAGGED


def test_a_reader_without_rights_is_not_misled() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT).close()
        with Project.open(path) as project:
            project.layers.record(adding(0, 4))
        left_of_a_copy(path)
        beside(path, "-journal").chmod(0o644)
        before = contents(folder)
        with powerless(path, folder), pytest.raises(NotAProjectError, match="which is right can't be told"):
            Project.open(path)
        assert contents(folder) == before


def test_a_reader_that_has_it_open_is_not_misled_later() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT).close()
        with Project.open(path) as project:
            project.layers.record(adding(0, 4))
        with powerless(path, folder):
            reader = Project.open(path)
        with closing(reader):
            left_of_a_copy(path)
            with (
                powerless(path, folder),
                pytest.raises(NotAProjectError, match="which is right can't be told"),
            ):
                reader._connection.refresh()


def test_what_a_real_crash_leaves_is_rolled_back(path: Path) -> None:
    kill_other(path, "UPDATE work SET note = 'x'", "UPDATE annotator SET name = 'x'", *SPILL)
    recovered = path.with_name("recovered.db")
    assert recover(path, recovered).whole
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 5
    assert not beside(path, "-journal").exists()
    with Project.open(recovered) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 5


def test_a_copy_with_the_journal_of_its_crash_is_restored(path: Path, tmp_path: Path) -> None:
    kill_other(path, "UPDATE annotator SET name = 'x'", *SPILL)
    before = contents(tmp_path)
    restore(path, tmp_path / "new.db")
    with Project.open(tmp_path / "new.db") as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 5
    assert {**contents(tmp_path), "new.db": b""} == {**before, "new.db": b""}


def test_what_changes_nothing_is_no_reason_to_refuse(path: Path) -> None:
    beside(path, "-journal").write_bytes("ليس سجلًا".encode())
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 5
    path.write_bytes(b"SQLite format 3\0" + bytes(5000))
    beside(path, "-journal").write_bytes(b"x")
    with pytest.raises(NotAProjectError, match="and with it"):
        Project.open(path)


def test_recover_says_that_a_journal_is_there(path: Path) -> None:
    left_of_a_copy(path)
    before = contents(path.parent)
    report = recover(path, path.with_name("recovered.db"))
    assert not report.whole
    assert "read without annotator.db-journal, which another program left" in report.source
    after = contents(path.parent)
    after.pop("recovered.db")
    assert after == before
    with Project.open(path.with_name("recovered.db")) as project:
        assert project.work.progress("1.txt", HUDA).status is Status.FLAGGED


def test_the_journal_beside_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE work (note TEXT)")
    kill_other(path, "UPDATE work SET note = 'x'", *SPILL)
    before = contents(tmp_path)
    with pytest.raises(NotAProjectError, match="another program made it"):
        Project.open(path)
    assert contents(tmp_path) == before


def test_a_project_that_is_open_beside_such_a_journal_is_waited_for(path: Path) -> None:
    with Project.open(path):
        beside(path, "-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + os.urandom(5000))
        with pytest.raises(ProjectBusyError, match="which another one left, is beside it"):
            Project.open(path, busy_seconds=0.1)
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 5
