"""Writes that fail: told in a sentence, nothing half done, and the next one works."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from annotator import advice
from annotator.errors import ProjectBusyError, ProjectError
from annotator.model import Status
from annotator.store.disk.failures import translated
from tests.adding import add_articles
from tests.store.helpers import HUDA, TEXT, adding, incoming, raw
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

pytestmark = pytest.mark.tried("writes to the project that fail")


def test_a_full_disk(project: Project) -> None:
    database = project._connection.database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    long = [incoming(f"{place} " + TEXT * 100, id=f"x{place}") for place in range(20)]
    with pytest.raises(ProjectError) as caught:
        add_articles(project, long)
    assert (
        str(caught.value) == f"The disk that holds {project.path} is full, so nothing was changed. Make room."
    )
    assert [row.id for row in listed(project, HUDA)] == ["1.txt", "2.txt"]
    database.execute("PRAGMA max_page_count = 1000000")
    assert add_articles(project, long).added == 20


def test_an_interrupted_write_leaves_the_project_usable(project: Project) -> None:
    def interrupted() -> None:
        with project._connection.writing():
            project._connection.execute("INSERT INTO annotator (name, created) VALUES ('x', '')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert project.people.names() == []
    project.layers.record(adding(5, 12))
    assert project.people.names() == [HUDA]


def test_a_project_belongs_to_one_thread(project: Project) -> None:
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            listed(project, HUDA)
        except ProjectError as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(caught) == 1
    assert "SQLite objects created in a thread can only be used in that same thread" in str(caught[0])


def failing(path: Path, error: sqlite3.Error, code: int | None) -> ProjectError:
    if code is not None:
        error.sqlite_errorcode = code
    with pytest.raises(ProjectError) as caught, translated(path):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize(
    "code",
    [
        None,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_SCHEMA,
    ],
)
def test_whatever_else_sqlite_complains_of_is_told_in_its_words(tmp_path: Path, code: int | None) -> None:
    path = tmp_path / "annotator.db"
    assert str(failing(path, sqlite3.DatabaseError("it is odd"), code)) == (
        f"{path} can't be used as it was meant to be (SQLite says: it is odd), so nothing was changed. "
        f"Try again. If it is said again, it may be damaged. {advice.damaged(path)}"
    )


def test_a_lock_that_is_never_had_is_a_busy_project(tmp_path: Path) -> None:
    error = failing(tmp_path / "a.db", sqlite3.OperationalError("locking protocol"), sqlite3.SQLITE_PROTOCOL)
    assert isinstance(error, ProjectBusyError)


def test_stored_text_that_is_no_text(project: Project) -> None:
    raw(project.path, "UPDATE article SET title = CAST(x'ff' AS TEXT)")
    with pytest.raises(
        ProjectError, match=r"damaged \(table article, row 1: its title can't be read as text\)"
    ):
        listed(project, HUDA)


def test_half_a_character_is_refused_and_the_next_note_is_taken(project: Project) -> None:
    with pytest.raises(ProjectError) as caught:
        project.work.set_status("1.txt", HUDA, Status.FLAGGED, "غير \udcff واضح")
    assert str(caught.value) == (
        f"{project.path} can't hold a text with U+DCFF, half a character, so nothing was changed. "
        "Write the text without it."
    )
    assert project.people.names() == []
    project.work.set_status("1.txt", HUDA, Status.FLAGGED, "غير واضح")
    assert project.work.progress("1.txt", HUDA).note == "غير واضح"


def test_closing_twice_is_harmless(project: Project) -> None:
    project.close()
    project.close()
