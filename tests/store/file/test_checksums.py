"""Checksums are kept by every connection that can write, however it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from annotator.project.checking import checked
from tests.adding import add_articles
from tests.store.helpers import OTHER, SAMI, TEXT, adding, incoming, make
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def opened(path: Path) -> Path:
    with Project.open(path) as project:
        write(project)
    return path


def again(path: Path) -> Path:
    with Project.open(path) as reader, reader.reopen() as project:
        write(project)
    return path


def carried_over(path: Path) -> Path:
    with Project.open(path) as project:
        path.with_name("annotator.db-wal").unlink()
        write(project)
    return path


def carried_beside(path: Path) -> Path:
    other = path.with_name("other.db")
    make(other, TEXT).close()
    with Project.open(path) as project:
        other.rename(path)
        write(project)
        return project.path


def write(project: Project) -> None:
    """Write rows into tables with checksums: new ones, and some that are changed twice."""
    add_articles(project, [incoming(OTHER, id="2.txt")])
    for start in (0, 5):
        project.layers.record(adding(start, start + 3, annotator=SAMI))
    assert [row.id for row in listed(project, SAMI)] == ["1.txt", "2.txt"]


@pytest.mark.parametrize("way", [opened, again, carried_over, carried_beside])
def test_what_a_connection_writes_has_its_checksum(tmp_path: Path, way: Callable[[Path], Path]) -> None:
    make(tmp_path / "annotator.db", TEXT).close()
    with checked(way(tmp_path / "annotator.db")) as project:
        assert list(project.faults()) == []
        assert project.counts()["span"] == 2
