"""A project file is made whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator import labels, limits
from annotator.errors import ProjectError, ProjectExistsError, ProjectReadOnlyError, SchemaError
from annotator.model import LabelSchema
from annotator.project import Project
from annotator.store.backup.backup import back_up
from annotator.store.backup.restore import restore
from annotator.store.recover.recovering import recover
from tests.store.helpers import SCHEMA, TEXT, contents, make, powerless, unprivileged_folder
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_new_project_is_one_file_with_its_schema(tmp_path: Path) -> None:
    with Project.create(tmp_path / "annotator.db", SCHEMA) as project:
        assert project.schema == SCHEMA
        assert listed(project, "هدى") == []
        assert project.people.names() == []
    assert list(contents(tmp_path)) == ["annotator.db"]
    with Project.open(tmp_path / "annotator.db") as project:
        assert project.schema == SCHEMA


@pytest.mark.parametrize("content", [b"", b"notes"])
def test_nothing_is_written_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "annotator.db"
    path.write_bytes(content)
    with pytest.raises(ProjectExistsError) as caught:
        Project.create(path, SCHEMA)
    assert str(caught.value) == (
        f"{path} is there already, so nothing was changed. Use it, or choose another file with --project."
    )
    assert contents(tmp_path) == {"annotator.db": content}


def test_a_name_that_is_taken_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "annotator.db"
    link = Path.hardlink_to

    def faster(self: Path, target: Path) -> None:
        path.write_bytes(b"faster")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", faster)
    with pytest.raises(ProjectExistsError):
        Project.create(path, SCHEMA)
    assert contents(tmp_path) == {"annotator.db": b"faster"}


def test_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", unable)
    make(tmp_path / "annotator.db", TEXT).close()
    assert list(contents(tmp_path)) == ["annotator.db"]
    with pytest.raises(ProjectExistsError):
        Project.create(tmp_path / "annotator.db", SCHEMA)


def test_a_log_that_is_left_of_another_project_is_not_taken_over(tmp_path: Path) -> None:
    log = tmp_path / "annotator.db-wal"
    log.write_bytes(b"work")
    with pytest.raises(
        ProjectExistsError, match=r"annotator\.db-wal is left of a project that is gone and may hold"
    ):
        Project.create(tmp_path / "annotator.db", SCHEMA)
    assert contents(tmp_path) == {"annotator.db-wal": b"work"}


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        Project.create(tmp_path / "none" / "annotator.db", SCHEMA)
    assert str(caught.value) == (
        f"There is no folder {tmp_path / 'none'} to make annotator.db in. Make the folder first."
    )


def test_a_folder_that_cannot_be_written() -> None:
    with unprivileged_folder() as folder:
        with powerless(folder), pytest.raises(ProjectReadOnlyError) as caught:
            Project.create(folder / "annotator.db", SCHEMA)
        assert (
            str(caught.value)
            == f"The folder {folder} can't be written (the folder is {folder.owner()}'s), so no project was made. Choose another."
        )
        assert contents(folder) == {}


def test_failing_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match=r"annotator\.db can't be made: the disk is full\.$"):
        Project.create(tmp_path / "annotator.db", LabelSchema(name="x", labels=()))
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    "name", ["news.db-wal", "news.db-shm", "news.db-journal", "news.db.rescue-huda-1.jsonl"]
)
@pytest.mark.parametrize("made", ["create", "back_up", "restore", "recover"])
def test_no_project_takes_the_name_of_a_file_of_another(tmp_path: Path, name: str, made: str) -> None:
    make(tmp_path / "news.db", TEXT).close()
    make(tmp_path / "other.db", TEXT).close()
    before, new = contents(tmp_path), tmp_path / name
    ways: dict[str, Callable[[], object]] = {
        "create": lambda: Project.create(new, SCHEMA),
        "back_up": lambda: back_up(tmp_path / "other.db", new),
        "restore": lambda: restore(tmp_path / "other.db", new),
        "recover": lambda: recover(tmp_path / "other.db", new),
    }
    with pytest.raises(ProjectExistsError) as caught:
        ways[made]()
    assert f"{new} belongs to {tmp_path / 'news.db'}" in str(caught.value)
    assert "Choose another name." in str(caught.value)
    assert contents(tmp_path) == before
    (tmp_path / "news.db").unlink()
    ways[made]()
    assert new.exists()


def test_a_new_project_has_no_more_labels_than_a_schema_may_have_and_an_old_one_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "old.db", TEXT).close()
    file = tmp_path / "labels.toml"
    file.write_text('name = "x"\n' + "".join(f'[[labels]]\nname = "l{number}"\n' for number in range(3)))
    monkeypatch.setattr(limits, "LABELS", limits.LABELS._replace(most=2))
    with pytest.raises(
        ProjectError,
        match=r"its label schema has 4 labels, a schema may have 2, so nothing was changed\. Leave some",
    ):
        make(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    with pytest.raises(SchemaError, match="has 3 labels, a schema may have 2"):
        labels.load(file)
    assert len(labels.load(file, is_new=False).labels) == 3
    Project.open(tmp_path / "old.db").close()
    recover(tmp_path / "old.db", tmp_path / "saved.db")
