"""annotator backup and annotator restore, as a person uses them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError, ProjectError
from annotator.model import Span, Status
from annotator.project import Project
from annotator.store.backup.backup import back_up
from annotator.store.backup.restore import restore
from annotator.store.file.migrations import STEPS
from annotator.store.opening.opening import open_project, open_to_check
from tests.adding import add_articles
from tests.cli.conftest import FIRST
from tests.faults.older import NEXT
from tests.store.helpers import TEXT, contents, incoming, make, powerless, raw, unprivileged_folder
from tests.store.logs import beside, kill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def spans(path: Path) -> int:
    with Project.open(path) as opened:
        return sum(person.spans for person in opened.work.status().people)


def tag(path: Path) -> None:
    with Project.open(path) as opened:
        opened.layers.add("second", "huda", [Span.new(0, 4, "actor", "huda")], Status.DOING)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".txt")


# --- backup ---------------------------------------------------------------------------------------


def test_a_copy_is_a_project_in_one_file(here: Path, project: Path, run: Run) -> None:
    project.chmod(0o640)
    said = run("backup", "monday.db")
    assert said.output == (
        "Copied annotator.db to monday.db: 2 articles, 4 spans.\nTo go back to it: annotator restore monday.db\n"
    )
    assert names(here) == ["annotator.db", "monday.db"]
    assert mode(here / "monday.db") == 0o640
    assert spans(here / "monday.db") == 4


def test_a_copy_has_what_is_only_in_the_log_and_disturbs_nobody(here: Path, project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.layers.add("second", "huda", [Span.new(0, 4, "actor", "huda")], Status.DOING)
        with closing(sqlite3.connect(project, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("DELETE FROM work")
            assert "2 articles, 5 spans" in run("backup", "monday.db").output
            writer.execute("ROLLBACK")
    assert spans(here / "monday.db") == 5


def test_the_way_back_is_told_for_the_project_that_is_meant(here: Path, project: Path, run: Run) -> None:
    project.rename(here / "my news.db")
    said = run("backup", "a b.db", "--project", "my news.db")
    assert "annotator restore 'a b.db' --project 'my news.db'" in said.output


@pytest.mark.parametrize("name", ["annotator.db", "annotator.db-wal", "annotator.db-shm"])
def test_the_project_and_its_files_are_no_place_for_a_copy(project: Path, run: Run, name: str) -> None:
    before = project.read_bytes()
    assert (
        f"{name} is the project itself; name another file after backup."
        in run("backup", name, status=2).stderr
    )
    assert project.read_bytes() == before


@pytest.mark.parametrize("taken", ["monday.db", "monday.db-wal"])
@pytest.mark.usefixtures("project")
def test_a_file_that_is_there_stays(here: Path, run: Run, taken: str) -> None:
    (here / taken).write_text("mine")
    said = run("backup", "monday.db", status=1).stderr
    assert (
        said
        == f"{here / taken} is there already, so nothing was changed. Give the copy a name that is free.\n"
    )
    assert (here / taken).read_text() == "mine"
    assert names(here) == sorted(["annotator.db", taken])


@pytest.mark.usefixtures("project")
def test_places_that_hold_no_copy(here: Path, run: Run) -> None:
    assert "There is no folder" in run("backup", "no/monday.db", status=1).stderr
    assert "is there already" in run("backup", ".", status=1).stderr
    os.mkfifo(here / "pipe")
    assert "pipe is no file; name a new file after backup." in run("backup", "pipe", status=2).stderr
    assert "There is no project at none.db" in run("backup", "a.db", "--project", "none.db", status=1).stderr
    assert not (here / "a.db").exists()


def spoil(path: Path, table: str = "article_text") -> None:
    """Overwrite the first page of a table."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)


@pytest.mark.parametrize("table", ["article_text", "span"])
def test_a_project_that_is_damaged_is_copied_and_that_is_told(
    here: Path, project: Path, run: Run, table: str
) -> None:
    spoil(project, table)
    before = project.read_bytes()
    said = run("backup", "monday.db", status=1)
    assert "Copied annotator.db to monday.db" in said.stdout
    assert said.stderr.startswith("annotator.db is damaged, and so is the copy: ")
    assert "annotator check" in said.stderr
    assert "annotator recover annotator.db NEW" in said.stderr
    assert "restore monday.db" not in said.output
    assert (here / "monday.db").stat().st_size == len(before)


def test_a_project_that_can_only_be_read_is_copied_to_one_that_can_be_written() -> None:
    with unprivileged_folder() as folder:
        path, mine = folder / "annotator.db", folder / "mine"
        make(path, TEXT).close()
        mine.mkdir()
        mine.chmod(0o777)
        with powerless(path, folder):
            report = back_up(path, mine / "copy.db")
            assert (report.articles, report.fault) == (1, "")
            assert os.access(mine / "copy.db", os.W_OK, effective_ids=True)
        assert names(folder) == ["annotator.db", "mine"]


def test_an_older_project_is_copied_as_it_is(here: Path, project: Path) -> None:
    open_project(project, steps=NEXT).close()
    (here / "annotator.db.backup-add_extra").replace(project)
    back_up(project, here / "copy.db")
    with closing(open_to_check(here / "copy.db")) as connection:
        assert connection.rows("SELECT count(*) FROM _sqlite_migrations") == [(len(STEPS),)]


# --- restore --------------------------------------------------------------------------------------


def test_back_to_a_copy_and_back_again(here: Path, project: Path, run: Run) -> None:
    run("backup", "monday.db")
    tag(project)
    project.chmod(0o600)
    said = run("restore", "monday.db")
    assert said.output == (
        "Set aside: annotator.db.aside-1\nannotator.db now holds what monday.db does: 2 articles, 4 spans.\n"
        "To undo it: annotator restore annotator.db.aside-1\n"
    )
    assert spans(project) == 4
    assert mode(project) == 0o600
    assert spans(here / "annotator.db.aside-1") == 5
    run("restore", "annotator.db.aside-1")
    assert names(here) == ["annotator.db", "annotator.db.aside-1", "annotator.db.aside-2", "monday.db"]
    assert (spans(project), spans(here / "annotator.db.aside-2")) == (5, 4)


def test_what_is_set_aside_keeps_its_log(here: Path, project: Path, run: Run) -> None:
    """A project with a log that does not fit it can't be opened; both are kept together."""
    run("backup", "monday.db")
    beside(project, "-wal").write_bytes(b"x" * 9000)
    beside(project, "-journal").write_bytes(b"")
    run("restore", "monday.db")
    assert beside(here / "annotator.db.aside-1", "-wal").read_bytes() == b"x" * 9000
    assert beside(here / "annotator.db.aside-1", "-journal").exists()
    assert names(here)[0] == "annotator.db"
    assert not beside(project, "-wal").exists()


@pytest.mark.parametrize(
    "ruin",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("no database"),
        lambda path: path.write_bytes(path.read_bytes()[:9000]),
        lambda path: spoil(path),
        lambda path: path.write_bytes(b"\xff" * 4096 + path.read_bytes()[4096:]),
    ],
    ids=["missing", "empty", "text", "cut off", "malformed", "without a header"],
)  # fmt: skip
def test_whatever_became_of_the_project(here: Path, project: Path, run: Run, ruin: object) -> None:
    run("backup", "monday.db")
    assert callable(ruin)
    ruin(project)
    before = project.read_bytes() if project.exists() else None
    run("restore", "monday.db")
    assert spans(project) == 4
    aside = here / "annotator.db.aside-1"
    assert (aside.read_bytes() if aside.exists() else None) == before


def test_a_log_that_is_left_of_a_project_that_is_gone(here: Path, project: Path, run: Run) -> None:
    run("backup", "monday.db")
    project.unlink()
    beside(project, "-wal").write_bytes(b"work")
    for command in (("status",), ("init",)):
        said = run(*command, status=1).stderr
        assert "annotator.db-wal is left of " in said
        assert "annotator restore COPY" in said
    run("restore", "monday.db")
    assert (here / "annotator.db.aside-1-wal").read_bytes() == b"work"
    assert spans(project) == 4


def test_a_log_goes_to_no_project_that_was_set_aside_before_it_was_written(
    here: Path, project: Path, run: Run
) -> None:
    run("backup", "monday.db")
    run("restore", "monday.db")
    project.unlink()
    beside(project, "-wal").write_bytes(b"work")
    os.utime(beside(project, "-wal"), (2_000_000_000, 2_000_000_000))
    run("restore", "monday.db")
    assert names(here) == ["annotator.db", "annotator.db.aside-1", "annotator.db.aside-2-wal", "monday.db"]


def test_a_restore_that_was_stopped_is_brought_to_an_end(here: Path, project: Path, run: Run) -> None:
    run("backup", "monday.db")
    beside(project, "-wal").write_bytes(b"work")
    project.rename(here / "annotator.db.aside-1")
    said = run("status", status=1).stderr
    assert "putting a copy in its place was stopped" in said
    assert "annotator restore COPY" in said
    assert "annotator restore COPY" in run("init", status=1).stderr
    run("restore", "monday.db")
    assert names(here) == ["annotator.db", "annotator.db.aside-1", "annotator.db.aside-1-wal", "monday.db"]
    assert spans(project) == 4


def refused(here: Path, run: Run, *arguments: str, status: int = 1) -> str:
    before = {path.name: path.read_bytes() for path in here.iterdir() if path.is_file()}
    said = run("restore", *arguments, status=status).stderr
    assert len(said.splitlines()) == 1
    assert {path.name: path.read_bytes() for path in here.iterdir() if path.is_file()} == before
    return said


def test_copies_that_are_none(here: Path, project: Path, run: Run) -> None:
    end = "Give the file of a copy of the project.\n"
    (here / "text.db").write_text(FIRST)
    (here / "empty.db").touch()
    raw(here / "other.db", "CREATE TABLE recipes (name TEXT)")
    assert refused(here, run, "none.db") == f"There is no copy at none.db, so nothing was changed. {end}"
    assert refused(here, run, "text.db").endswith(f"it is no SQLite database. {end}")
    assert refused(here, run, "empty.db").endswith(f"it is empty. {end}")
    assert refused(here, run, "other.db").endswith(f"another program made it. {end}")
    assert refused(here, run, ".").endswith(f"it is a folder. {end}")
    assert refused(here, run, "annotator.db", status=2).startswith("annotator.db is the project itself.")
    os.link(project, here / "same.db")
    assert refused(here, run, "same.db", status=2).startswith("same.db is the project itself.")


def test_copies_that_are_damaged_or_newer(here: Path, project: Path, run: Run) -> None:
    for name in ("bad.db", "cut.db", "newer.db", "loose.db"):
        shutil.copy(project, here / name)
    spoil(here / "bad.db")
    (here / "cut.db").write_bytes((here / "cut.db").read_bytes()[:9000])
    raw(here / "loose.db", "PRAGMA foreign_keys = OFF", "DELETE FROM annotator WHERE name = 'salim'")
    end = "Choose another copy, or save what can be read of this one: annotator recover {} NEW\n"
    for name in ("bad.db", "cut.db", "loose.db"):
        said = refused(here, run, name)
        assert said.startswith(f"{name} is damaged (")
        assert said.endswith(end.format(name))
    open_project(here / "newer.db", steps=NEXT).close()
    (here / "newer.db.backup-add_extra").unlink()
    assert "newer.db was written by a newer version" in refused(here, run, "newer.db")


def test_a_copy_with_a_log_of_its_own(here: Path, project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.layers.add("second", "huda", [Span.new(0, 4, "actor", "huda")], Status.DOING)
        for suffix in ("", "-wal"):
            shutil.copy(beside(project, suffix), beside(here / "copy.db", suffix))
    before = [beside(here / "copy.db", suffix).read_bytes() for suffix in ("", "-wal")]
    run("restore", "copy.db")
    assert [beside(here / "copy.db", suffix).read_bytes() for suffix in ("", "-wal")] == before
    assert spans(project) == 5
    beside(here / "copy.db", "-wal").write_bytes(b"\1" + before[1][1:])
    assert "behind a damaged place" in refused(here, run, "copy.db")


def test_a_copy_that_somebody_has_open(here: Path, project: Path, run: Run) -> None:
    shutil.copy(project, here / "copy.db")
    with Project.open(here / "copy.db") as opened:
        opened.layers.add("second", "huda", [Span.new(0, 4, "actor", "huda")], Status.DOING)
        run("restore", "copy.db")
        opened.work.set_status("second", "huda", Status.DONE)
    assert spans(project) == 5


def test_nobody_may_have_the_project_open(here: Path, project: Path, run: Run) -> None:
    shutil.copy(project, here / "copy.db")
    with Project.open(project):
        said = run("restore", "copy.db", status=1).stderr
        assert said.endswith(
            "annotator.db is open in another program, so nothing was changed. Quit annotator there, then run the command again.\n"
        )
        with pytest.raises(ProjectBusyError):
            restore(here / "copy.db", project)
    assert names(here) == ["annotator.db", "copy.db"]


def test_a_project_through_a_link(here: Path, project: Path, run: Run) -> None:
    (here / "data").mkdir()
    shutil.copy(project, here / "copy.db")
    project.rename(here / "data" / "news.db")
    project.symlink_to("data/news.db")
    said = run("restore", "copy.db").output
    assert project.is_symlink()
    assert names(here / "data") == ["news.db", "news.db.aside-1"]
    assert f"Set aside: {here / 'data' / 'news.db.aside-1'}\n" in said


def test_a_project_in_a_folder_of_someone_else_is_left_alone() -> None:
    with unprivileged_folder() as folder:
        for name in ("annotator.db", "copy.db"):
            make(folder / name, TEXT).close()
        before = contents(folder)
        with (
            powerless(folder),
            pytest.raises(ProjectError, match=r"can't be restored: permission denied.*Nothing was changed"),
        ):
            restore(folder / "copy.db", folder / "annotator.db")
        assert contents(folder) == before


@pytest.mark.usefixtures("project")
def test_rescue_files_stay(here: Path, run: Run) -> None:
    run("backup", "monday.db")
    rescue = here / "annotator.db.rescue-huda-3f9c1a7be204.jsonl"
    rescue.write_text("work")
    run("restore", "monday.db")
    assert rescue.read_text() == "work"


def test_the_log_of_a_crash_beside_a_copy_that_was_put_in_by_hand(here: Path, run: Run) -> None:
    """What is said leads out of it, and both are kept."""
    path, copy = here / "annotator.db", here / "monday.db"
    make(path, TEXT).close()
    run("backup", "monday.db")
    with Project.open(path) as opened:
        add_articles(opened, (incoming(f"{place} {TEXT}" * 60, id=f"more {place}") for place in range(9)))
    kill(path, range(5), articles=2)
    shutil.copyfile(copy, path)
    said = run("status", status=1).stderr
    assert f"{path}-wal, the log that a crash left, does not belong to {path}" in said
    assert "annotator restore COPY" in said
    run("restore", "monday.db")
    assert [name for name in names(here) if "-shm" not in name] == [
        *("annotator.db", "annotator.db.aside-1", "annotator.db.aside-1-wal", "monday.db")
    ]
    assert run("status").stdout
    assert spans(path) == 0
