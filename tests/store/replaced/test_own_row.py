"""That the file still has the project is seen without SQLite's help where its row is as it was, and only there."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.errors import ProjectLostError
from annotator.model import Bilingual, Incoming, Label, LabelSchema
from annotator.project import Project
from annotator.store.replaced import handles, overwritten
from tests.adding import add_articles
from tests.store.helpers import HUDA, TEXT, adding

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.file.connection import Connection

LARGE = LabelSchema(
    name="كبير",
    labels=tuple(
        Label(name=f"وسم{number}", color=color.color, definition=Bilingual(ar="تعريف طويل لهذا الوسم. " * 60))
        for number, color in enumerate(labels.default().labels)
    ),
)
SCHEMAS = [pytest.param(labels.default(), id="one page"), pytest.param(LARGE, id="several pages")]


def made(path: Path, schema: LabelSchema) -> Path:
    with Project.create(path, schema) as project:
        add_articles(project, [Incoming(text=TEXT, path=path, id="1.txt")])
    return path


def checkpoint(connection: Connection) -> None:
    connection.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What was found whenever SQLite had to look into the file."""
    found: list[str | None] = []
    other = overwritten.other

    def counted(path: Path, created: str) -> str | None:
        found.append(other(path, created))
        return found[-1]

    monkeypatch.setattr(overwritten, "other", counted)
    return found


@pytest.mark.parametrize("schema", SCHEMAS)
def test_sqlite_looks_once_however_often_the_log_is_copied_into_the_file(
    tmp_path: Path, schema: LabelSchema, looks: list[str | None]
) -> None:
    path = made(tmp_path / "annotator.db", schema)
    looks.clear()
    with Project.open(path) as project:
        label = schema.labels[0].name
        for offset in range(20):
            project.layers.record(adding(offset, offset + 1, label))
            checkpoint(project._connection)
            project.ensure_in_place()
        assert looks == [""]
        assert len(project.layers.get("1.txt", HUDA).spans) == 20


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("by", ["cp", "the same schema", "no project", "nothing"])
def test_whatever_is_written_over_it_is_noticed_before_the_next_commit(
    tmp_path: Path, schema: LabelSchema, by: str
) -> None:
    path, other = made(tmp_path / "annotator.db", schema), tmp_path / "other.db"
    made(other, labels.default() if by == "cp" else schema)
    project = Project.open(path)
    label = schema.labels[0].name
    project.layers.record(adding(0, 1, label))
    checkpoint(project._connection)
    project.layers.record(adding(1, 2, label))
    match by:
        case "no project":
            path.write_bytes(b"# notes\n" * 4096)
        case "nothing":
            path.write_bytes(b"")
        case _:
            shutil.copyfile(other, path)
    before = path.read_bytes()
    with pytest.raises(ProjectLostError, match="was written over while the project was open"):
        project.layers.record(adding(2, 3, label))
    assert path.read_bytes() == before
    with pytest.raises(ProjectLostError):
        project.close()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_where_the_row_is_another_one_sqlite_looks_again(
    tmp_path: Path, schema: LabelSchema, looks: list[str | None]
) -> None:
    path = made(tmp_path / "annotator.db", schema)
    looks.clear()
    with Project.open(path) as project:
        connection, label = project._connection, schema.labels[0].name
        for offset in range(6):
            if offset % 2:
                with connection.writing():
                    connection.execute("UPDATE project SET schema = schema || ' '")
            project.layers.record(adding(offset, offset + 1, label))
            checkpoint(connection)
            project.ensure_in_place()
        assert looks == ["", "", "", ""]
        assert len(project.layers.get("1.txt", HUDA).spans) == 6


def test_without_sqlite_s_handle_it_is_looked_at_each_time(
    tmp_path: Path, looks: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handles, "_HANDLES", str(tmp_path / "elsewhere"))
    path = made(tmp_path / "annotator.db", labels.default())
    project = Project.open(path)
    project.layers.record(adding(0, 1))
    assert looks
    shutil.copyfile(made(tmp_path / "other.db", labels.default()), path)
    with pytest.raises(ProjectLostError):
        project.layers.record(adding(1, 2))
    with pytest.raises(ProjectLostError):
        project.close()
