"""Bringing an older project up to date: after a copy, once, whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError, ProjectError, ProjectReadOnlyError
from annotator.project import Project
from annotator.project.checking import checked
from annotator.store.check import articles, context, objects
from annotator.store.check.checking import faults
from annotator.store.file import checksums
from annotator.store.file.migrations import STEPS
from annotator.store.layers import Layers
from annotator.store.opening.opening import open_project
from tests.store.helpers import HUDA, TEXT, adding, contents, make, powerless, unprivileged_folder
from tests.store.older import older_version

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database


def add_extra(db: Database) -> None:
    db.execute("CREATE TABLE extra (number INTEGER PRIMARY KEY, article INTEGER)")


def add_people(db: Database) -> None:
    db.execute("ALTER TABLE annotator ADD COLUMN email TEXT")
    checksums.fill(db.conn, "annotator")


def stumble(db: Database) -> None:
    db.execute("CREATE TABLE half (number INTEGER PRIMARY KEY)")
    db.execute("UPDATE article SET missing = 1")


NEXT = (*STEPS, add_extra, add_people)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        project.layers.record(adding(5, 12))
    return path


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_each_step_is_applied_once_and_the_work_stays(older: Path) -> None:
    for _ in range(2):
        with closing(open_project(older, steps=NEXT)) as connection:
            assert len(Layers(connection).get("1.txt", HUDA).spans) == 1
            assert connection.rows("SELECT name, email FROM annotator") == [(HUDA, None)]
            assert connection.rows("SELECT * FROM extra") == []


def test_a_copy_of_how_it_was_is_a_project_of_its_own(older: Path) -> None:
    with Project.open(older) as project:
        project.layers.record(adding(0, 4))
    open_project(older, steps=NEXT).close()
    assert list(contents(older.parent)) == ["annotator.db", "annotator.db.backup-add_extra"]
    copy = older.with_name("annotator.db.backup-add_extra")
    assert "extra" in tables(older)
    assert "extra" not in tables(copy)
    with Project.open(copy) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 2


def test_a_new_project_is_known_by_how_it_is_made(tmp_path: Path) -> None:
    """A new step gives another digest, which has to be put down."""
    path = tmp_path / "annotator.db"
    make(path).close()
    with closing(open_project(path)) as connection:
        digest = objects.digest(objects.contents(connection))
        assert digest == objects.AS_IT_IS_MADE, (
            f"write {digest} for AS_IT_IS_MADE in annotator/store/check/objects.py; what else has to know of a new table or column "
            "is in docs/recipes.md"
        )
    with closing(open_project(path, steps=NEXT)) as connection:
        assert objects.digest(objects.contents(connection)) != objects.AS_IT_IS_MADE


@pytest.mark.parametrize("steps", range(7, len(STEPS)))
def test_a_project_of_any_older_version_is_brought_up_to_date(older: Path, steps: int) -> None:
    older_version(older, steps)
    Project.open(older).close()
    with checked(older) as project:
        assert list(project.faults()) == []
        assert project.counts()["span"] == 1


@pytest.mark.parametrize("steps", range(1, len(STEPS)))
def test_a_project_of_any_older_version_is_checked_as_it_is(older: Path, steps: int) -> None:
    """One from before the first release lacks tables without which nothing can be checked."""
    older_version(older, steps)
    with checked(older) as project:
        found = [fault.what for fault in project.faults()]
    assert bool(found) == (steps < 6)
    assert all("can't be read" in what for what in found)


def test_a_table_that_is_checked_from_now_on_may_lack_before(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "TABLES", (*context.TABLES, "extra"))
    monkeypatch.setattr(articles, "_WORK", (*articles._WORK, "extra"))
    with closing(open_project(older, steps=STEPS)) as connection:
        assert list(faults(connection)) == []
    with closing(open_project(older, steps=NEXT)) as connection:
        assert connection.rows("SELECT * FROM extra") == []


def test_nothing_to_do_makes_no_copy(older: Path) -> None:
    Project.open(older).close()
    assert list(contents(older.parent)) == ["annotator.db"]


def test_a_step_that_fails_leaves_the_project_as_it_was(older: Path) -> None:
    before = tables(older)
    with pytest.raises(ProjectError, match="no such column: missing"):
        open_project(older, steps=(*STEPS, stumble))
    assert tables(older) == before
    with Project.open(older) as project:
        project.layers.record(adding(0, 4))
    open_project(older, steps=NEXT).close()
    assert "extra" in tables(older)


def test_a_project_that_somebody_writes_to_is_not_changed_under_his_hands(older: Path) -> None:
    with closing(sqlite3.connect(older, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectBusyError):
            open_project(older, busy_seconds=0, steps=NEXT)
    assert "extra" not in tables(older)
    assert list(contents(older.parent)) == ["annotator.db"]


def test_a_project_that_can_only_be_read_is_left_as_it_is() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT).close()
        with powerless(path, folder), pytest.raises(ProjectReadOnlyError) as caught:
            open_project(path, steps=NEXT)
        assert str(caught.value) == (
            f"{path} was made by an older version of this program and has to be brought up to date first, and {path} can be "
            f"read but not written (the file is {path.owner()}'s), so nothing was changed. Ask its owner to open it with "
            f"this version, or work on a copy: annotator backup FILE --project {path}"
        )
        assert list(contents(folder)) == ["annotator.db"]


def test_a_copy_that_cannot_be_made_stops_it(older: Path) -> None:
    older.with_name("annotator.db.backup-add_extra").mkdir()
    with pytest.raises(ProjectError) as caught:
        open_project(older, steps=NEXT)
    assert str(caught.value) == (
        f"{older} can't be brought up to date, because {older}.backup-add_extra, the copy that is made first, "
        "can't be written: it is a folder. Nothing was changed."
    )
    assert "extra" not in tables(older)
