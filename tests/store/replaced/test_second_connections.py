"""Second connections of one program: whatever is done to the files while they open, it is noticed, and one of them moves."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectMovedError
from annotator.project import Project
from annotator.store.file.connection import Connection
from annotator.store.replaced import file_ids
from tests.store.helpers import HUDA, TEXT, adding, make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded


def _remove(path: Path) -> None:
    for file in file_ids.names(path):
        file.unlink()


def _remove_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def _replace(path: Path) -> None:
    other = make(path.with_name("other.db"), TEXT)
    other.close()
    other.path.replace(path)


def _rename_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


WAYS = [_remove, _remove_folder, _replace, _rename_folder]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "work").mkdir()
    project = make(tmp_path / "work" / "annotator.db", TEXT)
    project.close()
    return project.path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("when", ["as it was opened", "as it is watched"])
def test_what_is_done_while_one_opens_is_noticed_by_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[[Path], None], when: str
) -> None:
    project = Project.open(path)
    project.layers.record(adding(0, 4))
    connected, mark_of = Connection._connected, file_ids.mark_of

    def late(connection: Connection, name: Path) -> Bounded:
        database = connected(connection, name)
        monkeypatch.undo()
        way(path)
        return database

    def later(database: Bounded) -> int:
        monkeypatch.undo()
        way(path)
        return mark_of(database)

    state = path.parent.parent / "state"
    if when == "as it was opened":
        monkeypatch.setattr(Connection, "_connected", late)
        with pytest.raises(ProjectMovedError):
            project.reopen(moves=True)
        monkeypatch.setenv("XDG_STATE_HOME", str(state))
    else:
        monkeypatch.setattr(file_ids, "mark_of", later)
        with project.reopen(moves=True) as saver:
            monkeypatch.setenv("XDG_STATE_HOME", str(state))
            saver.layers.record(adding(6, 9))
            (notice,) = saver.notices
            assert "while the project was open" in notice.full
            project.follow(saver.path)
            assert len(project.layers.get("1.txt", HUDA).spans) == 2
    project.close()
    with Project.open(project.path) as whole:
        assert len(whole.layers.get("1.txt", HUDA).spans) == (1 if when == "as it was opened" else 2)


@pytest.mark.parametrize("way", WAYS)
def test_only_who_saves_moves(path: Path, way: Callable[[Path], None]) -> None:
    with Project.open(path) as project, project.reopen(moves=True) as saver:
        reader = project.reopen()
        way(path)
        for look in (reader.ensure_in_place, lambda: reader.layers.record(adding(0, 4))):
            with pytest.raises(ProjectMovedError, match="was moved, removed or replaced"):
                look()
        reader.close()
        saver.layers.record(adding(0, 4))
        (notice,) = saver.notices
        what = "folder" if way in {_remove_folder, _rename_folder} else str(path)
        assert what in notice.full.partition(" was ")[0]  # not only that something was done to the files
        project.follow(saver.path)
        assert len(project.layers.get("1.txt", HUDA).spans) == 1
