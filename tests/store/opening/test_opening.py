"""Files that can't be used: each gets a sentence and is left as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import (
    NoProjectError,
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectNewerError,
    ProjectReadOnlyError,
)
from annotator.model import Status
from annotator.project import Project
from annotator.store.check import guards
from annotator.store.disk.sqlite_files import APPLICATION_ID
from tests.adding import add_articles
from tests.store.helpers import (
    HUDA,
    OTHER,
    SCHEMA,
    TEXT,
    adding,
    contents,
    incoming,
    make,
    ours,
    powerless,
    raw,
    unprivileged_folder,
)
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def refused(path: Path, kind: type[ProjectError]) -> str:
    """Return the sentence with which opening a file is refused, having seen that nothing in its folder changed."""
    before = contents(path.parent)
    with pytest.raises(kind) as caught:
        Project.open(path, busy_seconds=0)
    assert contents(path.parent) == before
    return str(caught.value).replace(str(path), "FILE")


def test_no_file(tmp_path: Path) -> None:
    sentence = refused(tmp_path / "annotator.db", NoProjectError)
    assert sentence == (
        "There is no project at FILE. Make one with: annotator init --project FILE; then bring articles in with: annotator import PATH --project FILE"
    )


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "none" / "annotator.db", tmp_path / "file" / "annotator.db"):
        with pytest.raises(NoProjectError, match="There is no project at"):
            Project.open(path)
    assert list(contents(tmp_path)) == ["file"]


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotAProjectError) as caught:
        Project.open(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is not a project of this program: it is a folder. Choose another file with --project."
    )


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"can't be opened: the name is too long\.$"):
        Project.open(tmp_path / ("a" * 300))


def other_database(path: Path) -> None:
    raw(path, "CREATE TABLE recipes (name TEXT)")


def other_application(path: Path) -> None:
    raw(path, "PRAGMA application_id = 7", "PRAGMA journal_mode = WAL", "CREATE TABLE recipes (name TEXT)")


@pytest.mark.parametrize(
    ("write", "what"),
    [
        (lambda path: path.touch(), "it is empty"),
        (lambda path: path.write_text("hello"), "it is no SQLite database"),
        (lambda path: path.write_text(TEXT * 200), "it is no SQLite database"),
        (lambda path: path.write_bytes(bytes(8192)), "it is no SQLite database"),
        (other_database, "another program made it"),
        (other_application, "another program made it"),
    ],
)
def test_what_is_no_project(tmp_path: Path, write: Callable[[Path], object], what: str) -> None:
    lost = what != "another program made it" or write is other_database
    write(tmp_path / "annotator.db")
    assert refused(tmp_path / "annotator.db", NotAProjectError) == (
        f"FILE is not a project of this program: {what}. Choose another file with --project."
        + (" If it was one: annotator restore COPY --project FILE, or annotator recover FILE NEW." * lost)
    )


def damaged(path: Path) -> str:
    sentence = refused(path, NotAProjectError)
    end = (
        ", so nothing was changed. To see what is wrong: annotator check --project FILE; to put a copy in its place and keep "
        "this one: annotator restore COPY --project FILE; to save what can be read: annotator recover FILE NEW"
    )
    assert sentence.startswith("FILE is damaged (")
    assert sentence.endswith(end)
    return sentence.removesuffix(end)


@pytest.mark.parametrize("keep", [1000, 4096, 20000, -100])
def test_a_file_that_was_cut_off(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT, OTHER).close()
    path.write_bytes(path.read_bytes()[:keep])
    damaged(path)


def test_a_file_without_our_tables(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    raw(path, f"PRAGMA application_id = {APPLICATION_ID}", "CREATE TABLE article (number INTEGER)")
    assert damaged(path) == "FILE is damaged (the file: it has none of this program's tables)"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM project", "its label schema is gone"),
        ("UPDATE project SET schema = '{}'", "its label schema can't be read: "),
        (
            "UPDATE project SET schema = replace(schema, '\"red\"', '\"nocolor\"')",
            "its label schema can't be used: label 'actor' has the unknown color 'nocolor'; known are red",
        ),
        (
            "UPDATE project SET schema = replace(schema, '\"actor\"', '\"act\\u001bor\"')",
            "its label schema can't be used: the name of label 1 is 'act\\x1bor'; a name is letters",
        ),
        (
            "UPDATE project SET schema = json_set(schema, '$.labels', json('[]'))",
            "its label schema can't be used: has no labels",
        ),
    ],
)
def test_a_file_without_its_schema(tmp_path: Path, statement: str, what: str) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    ours(path, statement)
    assert damaged(path).startswith(f"FILE is damaged (table project: {what}")


def test_a_schema_that_was_altered_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    raw(path, "UPDATE project SET schema = replace(schema, '\"red\"', '\"blue\"')")
    said = "table project, row 1: its values are not those that were written last"
    assert damaged(path) == f"FILE is damaged ({said})"


@pytest.mark.parametrize(("at", "after"), [("2026-01-01", "{}"), ("yesterday", None)])
def test_a_history_that_is_none_is_told(tmp_path: Path, at: str, after: str | None) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        project.layers.record(adding(5, 12))
        value = "after" if after is None else f"'{after}'"
        raw(
            path,
            "INSERT INTO operation (article, annotator, at, move, what, after) "
            f"SELECT 1, 1, '{at}', 'do', 'added', {value} FROM operation",
        )
        said = r"is damaged \(table operation, row 2 \(article 1\.txt, .*\): this change can't be read\)"
        with pytest.raises(NotAProjectError, match=said):
            project.layers.operations("1.txt", HUDA)
    with pytest.raises(NotAProjectError, match=said):
        Project.open(path)


def test_damage_that_is_met_later_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "annotator.db"
    make(path, *(f"{TEXT}{place}" * 50 for place in range(20))).close()
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'article_text'"
        ).fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)
    said = r"annotator\.db is damaged \(.*database disk image is malformed\)"
    monkeypatch.setattr(guards, "PAGES_BYTES", path.stat().st_size)
    with pytest.raises(NotAProjectError, match=said):
        Project.open(path)
    for limit in ("ALL_BYTES", "PAGES_BYTES"):
        monkeypatch.setattr(guards, limit, 0)  # as if the file were too large for that
    with Project.open(path) as project:
        assert len(listed(project, HUDA)) == 20
        with pytest.raises(NotAProjectError, match=said):
            project.articles.get("1")


def test_a_newer_project_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    raw(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('annotator', 'add_extra', '')",
    )
    assert refused(path, ProjectNewerError) == (
        "FILE was written by a newer version of this program, so it was left alone. Update annotator to open it."
    )


def test_a_file_that_somebody_has_for_himself(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("UPDATE project SET created = created")
        with pytest.raises(ProjectBusyError) as caught:
            Project.open(path, busy_seconds=0)
    assert str(caught.value) == (
        f"{path} is locked by another program, so nothing was changed. Try again when it has finished."
    )


def test_while_somebody_writes_one_can_read_and_is_told_that_one_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with Project.open(path, busy_seconds=0) as project:
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            operation = adding(5, 12)
            with pytest.raises(
                ProjectBusyError, match="is locked by another program, so nothing was changed"
            ):
                project.layers.record(operation)
            with pytest.raises(ProjectBusyError):
                add_articles(project, [incoming(OTHER)])
            assert project.articles.get("1").text == TEXT
            assert project.layers.get("1.txt", HUDA).spans == ()
            writer.execute("ROLLBACK")
        project.layers.record(operation)
        assert project.layers.get("1.txt", HUDA).spans == (operation.edit.after,)


def test_a_project_that_can_only_be_read() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        with make(path, TEXT) as project:
            project.layers.record(adding(5, 12))
        with powerless(path, folder), Project.open(path) as project:
            assert not project.writable
            assert project.schema == SCHEMA
            assert project.articles.get("1").text == TEXT
            assert len(project.layers.get("1.txt", HUDA).spans) == 1
            assert [record.id for record in project.records.select("all")] == ["1.txt"]
            for write in (
                lambda: project.layers.record(adding(0, 4)),
                lambda: add_articles(project, [incoming(OTHER)]),
                lambda: project.work.set_status("1.txt", HUDA, Status.DONE),
                lambda: project.work.add_time("1.txt", HUDA, 1),
                lambda: project.layers.add("1.txt", HUDA, [], Status.DONE),
            ):
                with pytest.raises(ProjectReadOnlyError) as caught:
                    write()
                assert str(caught.value) == (
                    f"{path} can be read but not written (the file is {path.owner()}'s), so nothing was changed. "
                    f"Ask {path.owner()} for the right to write to the file and its folder, or work on a copy: "
                    f"annotator backup FILE --project {path}"
                )
        assert list(contents(folder)) == ["annotator.db"]


def test_a_file_that_can_only_be_read_in_a_folder_that_can_be_written() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT).close()
        folder.chmod(0o777)
        with powerless(path), Project.open(path) as project:
            assert project.articles.get("1").text == TEXT
            with pytest.raises(ProjectReadOnlyError, match="can be read but not written"):
                project.layers.record(adding(0, 4))
            assert list(contents(folder)) == ["annotator.db"]


def test_reading_along_where_only_others_can_write() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        with make(path, TEXT) as project:
            project.layers.record(adding(5, 12))
            with powerless(), Project.open(path) as reader:
                assert not reader.writable
                assert len(reader.layers.get("1.txt", HUDA).spans) == 1


def test_work_that_is_still_in_the_log_is_never_passed_over() -> None:
    with unprivileged_folder() as folder:
        path, copy = folder / "annotator.db", folder / "copy.db"
        with make(path, TEXT) as project:
            project.layers.record(adding(5, 12))
            copy.write_bytes(path.read_bytes())
            log = folder / "copy.db-wal"
            log.write_bytes((folder / "annotator.db-wal").read_bytes())
        with powerless(copy, log, folder), Project.open(copy) as reader:
            assert len(reader.layers.get("1.txt", HUDA).spans) == 1
        log.chmod(0o600)
        with powerless(copy, folder), pytest.raises(ProjectError) as caught:
            Project.open(copy)
        assert str(caught.value) == (
            f"{log} can't be read: permission denied (the file is {log.owner()}'s), so nothing was changed. "
            "Ask its owner for the right to read it."
        )
        with Project.open(copy) as whole:
            assert len(whole.layers.get("1.txt", HUDA).spans) == 1


def test_a_file_that_may_not_be_read() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT).close()
        path.chmod(0o600)
        with powerless(), pytest.raises(ProjectError) as caught:
            Project.open(path)
        assert str(caught.value) == (
            f"{path} can't be read: permission denied (the file is {path.owner()}'s). Ask its owner for the right to read it."
        )


def test_every_connection_is_durable_and_checked(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project:
        connection = project._connection
        values = {
            name: connection.row(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id")
        }
    assert values == {
        "journal_mode": ("wal",),
        "synchronous": (2,),
        "foreign_keys": (1,),
        "busy_timeout": (10_000,),
        "application_id": (APPLICATION_ID,),
    }


def test_a_project_whose_name_needs_quoting(tmp_path: Path) -> None:
    path = tmp_path / "مشروع #1 ?mode=ro 100%.db"
    with make(path, TEXT) as project:
        project.layers.record(adding(5, 12))
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 1
    assert list(contents(tmp_path)) == [path.name]


def test_a_project_through_a_link(tmp_path: Path) -> None:
    make(tmp_path / "annotator.db", TEXT).close()
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "link.db").symlink_to(tmp_path / "annotator.db")
    with Project.open(folder / "link.db") as project:
        project.layers.record(adding(5, 12))
    with Project.open(tmp_path / "annotator.db") as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


def test_a_symbolic_link_to_a_project_that_is_open(tmp_path: Path) -> None:
    real, link = tmp_path / "data" / "news.db", tmp_path / "links" / "annotator.db"
    real.parent.mkdir()
    link.parent.mkdir()
    link.symlink_to(real)
    with make(real, TEXT) as owner:
        with Project.open(link) as project:
            assert project.path == real
            add_articles(project, [incoming(OTHER, id="2.txt")])
            assert len(listed(owner, HUDA)) == 2
        assert list(contents(link.parent)) == ["annotator.db"]
