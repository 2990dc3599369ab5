"""Another project is written over one in a moment in which SQLite writes, too: it is never taken for the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectLostError
from annotator.project import Project
from annotator.store.file.connection import Connection
from tests.store.helpers import TEXT, adding, make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    project = make(tmp_path / "annotator.db", TEXT)
    project.close()
    return project.path


@pytest.fixture
def write_over(path: Path, tmp_path: Path) -> Callable[[], None]:
    """Write another project into the file, in place."""
    other = tmp_path / "other.db"
    make(other, TEXT).close()

    def write() -> None:
        path.write_bytes(other.read_bytes())

    return write


@pytest.mark.parametrize("what", ["the log is begun", "a checkpoint", "both"])
def test_what_sqlite_writes_at_the_same_time_hides_nothing(
    path: Path, write_over: Callable[[], None], what: str
) -> None:
    project, somebody = Project.open(path), Project.open(path)
    project.ensure_in_place()
    if what != "a checkpoint":
        somebody.layers.record(adding(0, 4))
    if what != "the log is begun":
        somebody._connection.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    write_over()
    with pytest.raises(ProjectLostError, match="was written over while the project was open"):
        project.ensure_in_place()
    with pytest.raises(ProjectLostError):
        somebody.layers.record(adding(6, 9))
    for each in (project, somebody):
        with pytest.raises(ProjectLostError):
            each.close()


def test_it_comes_between_the_last_look_and_the_second_opening(
    path: Path, write_over: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = Connection._connected

    def late(connection: Connection, name: Path) -> Bounded:
        write_over()
        return connected(connection, name)

    project = Project.open(path)
    monkeypatch.setattr(Connection, "_connected", late)
    with pytest.raises(ProjectLostError, match="was written over while the project was open"):
        project.reopen()
    with pytest.raises(ProjectLostError):
        project.close()
