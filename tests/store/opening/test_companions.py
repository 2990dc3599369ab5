"""Files planted beside a project, which lead SQLite to other files: nobody's files are removed, and it is said what is there."""

from __future__ import annotations

import os
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectError
from annotator.project import Project
from annotator.store.backup.backup import back_up
from annotator.store.backup.restore import restore
from annotator.store.disk.bounded import connect
from annotator.store.opening.glance import glance
from annotator.store.opening.opening import open_to_check
from annotator.store.recover.recovering import recover
from tests.store.helpers import TEXT, contents, make, powerless, unprivileged_folder
from tests.store.logs import beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.tried("journals that name other files, and links and pipes beside a project")

MAGIC = bytes.fromhex("d9d505f920a163d7")
NAMES_QUERY = "SELECT id FROM article"


def naming(path: Path, named: Path, first: bytes = MAGIC) -> None:
    """Leave a journal beside a project that holds no pages, and at whose end another file is named as a super-journal."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    page, sector = 4096, 512
    name = os.fsencode(named)
    header = first + struct.pack(">IIIII", 0, 1234, path.stat().st_size // page, sector, page)
    end = struct.pack(">III", len(name), sum(name) & 0xFFFFFFFF, 0)[:8] + MAGIC
    locked = struct.pack(">I", 0x40000000 // page + 1)
    beside(path, "-journal").write_bytes(header.ljust(sector, b"\0") + locked + name + end)


def _merge(path: Path) -> None:
    other = path.parent.parent / "own.db"
    make(other, TEXT).close()
    with Project.open(other) as project:
        project.imports.merge([path])


WAYS: dict[str, Callable[[Path], object]] = {
    "open": Project.open,
    "check": open_to_check,
    "backup": lambda path: back_up(path, path.parent.parent / "new.db"),
    "restore": lambda path: restore(path, path.parent.parent / "new.db"),
    "recover": lambda path: recover(path, path.parent.parent / "new.db"),
    "merge": _merge,
    "any connection": lambda path: connect(path, "ro").execute("SELECT 1 FROM sqlite_master"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "got"
    folder.mkdir()
    make(folder / "annotator.db", TEXT).close()
    return folder / "annotator.db"


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    file = tmp_path / "precious.txt"
    file.write_text("ثمين")
    return file


def test_sqlite_would_remove_the_named_file(path: Path, precious: Path) -> None:
    naming(path, precious)
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT 1 FROM sqlite_master").fetchone()
    assert not precious.exists()


@pytest.mark.parametrize("first", [MAGIC, bytes(8)], ids=["hot", "cold"])
@pytest.mark.parametrize("way", WAYS)
def test_a_journal_that_names_another_file_is_refused_by_name(
    path: Path, precious: Path, way: str, first: bytes
) -> None:
    naming(path, precious, first)
    before = contents(path.parent)
    with pytest.raises(ProjectError) as caught:
        WAYS[way](path)
    said = str(caught.value)
    assert f"{path}-journal, which SQLite would use with {path}, names {precious}, a file" in said
    assert "Move it to another folder, then run the command again." in said
    assert precious.read_text() == "ثمين"
    assert contents(path.parent) == before
    assert not (path.parent.parent / "new.db").exists()
    beside(path, "-journal").unlink()
    Project.open(path).close()


def test_names_for_completion_are_not_read_with_it(path: Path, precious: Path) -> None:
    assert glance(path, NAMES_QUERY) == [("1.txt",)]
    naming(path, precious)
    assert glance(path, NAMES_QUERY) == []
    assert precious.exists()


def test_who_may_only_read_is_told_the_same() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT).close()
        with powerless(path, folder):
            reader = Project.open(path)
        with closing(reader):
            naming(path, folder / "precious.txt")
            with powerless(path, folder):
                for read in (lambda: Project.open(path), reader._connection.refresh):
                    with pytest.raises(ProjectError, match=r"annotator.db-journal, .* names .*precious.txt"):
                        read()


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("way", WAYS)
def test_a_link_beside_it_is_told_and_not_followed(path: Path, precious: Path, way: str, suffix: str) -> None:
    beside(path, suffix).symlink_to(precious)
    with pytest.raises(ProjectError, match=rf"annotator.db{suffix}, .* is a link to .*precious.txt"):
        WAYS[way](path)
    assert precious.read_text() == "ثمين"


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("plant", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_waited_for(path: Path, suffix: str, plant: Callable[[Path], None]) -> None:
    plant(beside(path, suffix))
    with pytest.raises(ProjectError, match=rf"annotator.db{suffix}, .* is a (pipe or a device|folder)"):
        Project.open(path)


def test_a_long_name_is_cut(path: Path) -> None:
    naming(path, path.parent / ("x" * 3000))
    with pytest.raises(ProjectError) as caught:
        Project.open(path)
    assert len(str(caught.value)) < 1000
