"""Several programs at one project at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.project import Project
from annotator.store.file.migrations import lacking_steps
from annotator.store.opening.opening import open_project
from tests.store.helpers import HUDA, SCHEMA, TEXT, contents, make
from tests.store.listing import listed
from tests.store.opening.test_upgrading import NEXT
from tests.store.workers import WRITES, together

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["هدى", "سامي", "ليلى", "عمر"]


def test_no_span_of_anybody_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT * 10).close()
    printed = together("record", path, NAMES)
    with Project.open(path) as project:
        assert project.people.names() == sorted(NAMES)
        for name, acknowledged in zip(NAMES, printed, strict=True):
            assert len(acknowledged) == WRITES
            assert [span.id for span in project.layers.get("1.txt", name).spans] == acknowledged
            edits = [operation.edit.after for operation in project.layers.operations("1.txt", name)]
            assert [span.id for span in edits if span] == acknowledged


def test_one_annotator_at_several_screens_tags_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT * 10).close()
    printed = together("same", path, NAMES)
    offsets = sorted(int(line.split()[0]) for lines in printed for line in lines)
    assert offsets == list(range(WRITES))
    with Project.open(path) as project:
        assert [span.start for span in project.layers.get("1.txt", HUDA).spans] == offsets
        assert len(project.layers.operations("1.txt", HUDA)) == WRITES


def test_several_adjudicators_decide_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT * 10).close()
    printed = together("decide", path, NAMES)
    assert sorted(int(line) for lines in printed for line in lines) == list(range(WRITES))
    with Project.open(path) as project:
        decided = {
            (made.adjudicator, span.start)
            for made in project.gold.get("1.txt").decisions
            for span in made.spans
        }
        acknowledged = zip(NAMES, printed, strict=True)
        assert decided == {(name, int(line)) for name, lines in acknowledged for line in lines}
        assert len(project.gold.steps("1.txt")) == WRITES


def test_articles_come_in_once(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    Project.create(path, SCHEMA).close()
    printed = together("fill", path, NAMES)
    expected = WRITES // 2 + WRITES // 2 * len(NAMES)
    assert sum(int(line) for lines in printed for line in lines) == expected
    with Project.open(path) as project:
        rows = listed(project, HUDA)
        assert [row.number for row in rows] == list(range(1, expected + 1))
        assert len({row.id for row in rows}) == expected


def test_no_time_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    together("spend", path, NAMES)
    with Project.open(path) as project:
        assert project.work.progress("1.txt", HUDA).seconds == WRITES * len(NAMES)


def test_one_of_many_makes_the_project(tmp_path: Path) -> None:
    printed = together("create", tmp_path / "annotator.db", NAMES)
    lines = sorted(line for lines in printed for line in lines)
    assert lines.count("there is one") == len(NAMES) - 1
    assert list(contents(tmp_path)) == ["annotator.db"]
    with Project.open(tmp_path / "annotator.db") as project:
        assert project.schema == SCHEMA


def test_one_of_many_brings_it_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    assert together("migrate", path, NAMES) == [["open"]] * len(NAMES)
    assert list(contents(tmp_path)) == ["annotator.db", "annotator.db.backup-add_extra"]
    connection = open_project(path, steps=NEXT)
    assert lacking_steps(connection, NEXT) == []
    assert connection.rows("SELECT count(*) FROM extra") == [(0,)]
    connection.close()
    with Project.open(tmp_path / "annotator.db.backup-add_extra") as project:
        assert project.articles.get("1").text == TEXT
