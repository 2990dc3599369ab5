"""What is gone of the tables that repeat others, or of the triggers that keep them, is told and made anew by a repair."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import DamagedProjectError
from annotator.model import ListQuery, Span, Status
from annotator.project import Project
from annotator.project.checking import checked, repair
from annotator.store.check import derived
from tests.store.helpers import HUDA, OTHER, SAMI, TEXT, dumped, make, raw

if TYPE_CHECKING:
    from collections.abc import Collection


def _objects() -> list[tuple[str, str]]:
    """Return kind and name of each object that is derived and can be dropped by itself."""
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db")) as project:
        found = project._connection.rows("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return [
        (kind, name)
        for kind, name, table, sql in found
        if sql and derived.owners(name, table, sql) and not derived.index_kept_in(name)
    ]


OBJECTS = _objects()


@pytest.fixture(scope="module")
def worked_on(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a project in which something was done by each way that a trigger follows."""
    path = tmp_path_factory.mktemp("repairing") / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        project.assignments.assign([HUDA], per_article=1, articles=["1.txt"])
        for name, end in ((HUDA, 4), (SAMI, 12)):
            project.layers.add("1.txt", name, [Span.new(0, end, "claim", name)], Status.DONE)
        project.search.build(lambda _: None, lambda: False)
        assert sum(project.cases.count_lacking()) == 1
    return path


def dropped(path: Path, objects: Collection[tuple[str, str]]) -> None:
    raw(path, *(f"DROP {kind} IF EXISTS {name}" for kind, name in objects))


_ANEW = ("article_words_", "case_count: ", "listed_grams_", "search_index: ", "turn: ")
"""How lines begin of which parts are made new by each write, or by each counting and summing."""


def defined(path: Path) -> list[str]:
    """Return what a file defines and holds, but for `_ANEW`."""
    with closing(sqlite3.connect(path)) as database:
        return sorted(line for line in dumped(database) if not line.startswith(_ANEW))


@settings(max_examples=40)
@given(objects=st.sets(st.sampled_from(OBJECTS), min_size=1, max_size=6))
def test_whatever_is_gone_is_made_anew(worked_on: Path, objects: set[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "annotator.db")
        shutil.copy(worked_on, path)
        dropped(path, objects)
        with pytest.raises(DamagedProjectError, match="annotator check --repair"):
            Project.open(path)
        with checked(path) as project:
            found = list(project.faults())
        assert found
        assert all(fault.derived for fault in found)
        assert repair(path, found)
        with checked(path) as project:
            assert not list(project.faults())
        with Project.open(path) as project:
            assert sum(project.cases.count_lacking()) in (0, 1)
            found_there = project.library.rows(HUDA, ListQuery(filter="قافلة"), None, 9)
            assert [row.id for row in found_there] == ["1.txt"]
        assert defined(path) == defined(worked_on)


@pytest.mark.parametrize("other", ["DROP TABLE turn", "DROP TRIGGER history_is_never_altered"])
def test_nothing_is_made_anew_where_something_else_is_gone(
    worked_on: Path, tmp_path: Path, other: str
) -> None:
    path = Path(shutil.copy(worked_on, tmp_path / "annotator.db"))
    raw(path, "DROP TABLE part", other)
    before = path.read_bytes()
    with checked(path) as project:
        found = list(project.faults())
    for told in (found, [fault for fault in found if fault.derived]):
        with pytest.raises(DamagedProjectError):
            repair(path, told)
        with checked(path) as project:
            assert list(project.faults()) == found
    assert path.read_bytes() == before
