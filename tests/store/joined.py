"""What the tests of renaming and joining people share: a project in which much was done, and looks at all that is in it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.adjudication import Adjudication
from annotator.cli.demo import _fill
from annotator.editing import Session
from annotator.project import Project
from tests.store.helpers import dumped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Operation, Span


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the demo: huda, maryam and salim marked, nadia decided."""
    path = tmp_path_factory.mktemp("sample") / "annotator.db"
    _fill(path)
    return path


@pytest.fixture
def project(sample: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of it, in which some articles are assigned, flagged and took time."""
    shutil.copy(sample, tmp_path / "annotator.db")
    with Project.open(tmp_path / "annotator.db") as opened:
        opened.assignments.assign(["huda", "salim", "maryam"], per_article=2)
        opened.work.add_time("drone-mx4", "huda", 30)
        opened.work.add_time("drone-mx4", "salim", 12)
        yield opened


_AS_IT_CAME = ("turn: ", "case_count: ", "listed_grams_", "article_words_", "search_index: ")


def everything(project: Project) -> str:
    """Return all that is told of a project, as text."""
    articles = [article.id for article in project.work.status().articles]
    return msgspec.json.encode(
        [
            project.work.status(),
            list(project.records.select()),
            list(project.records.select("all")),
            [
                (
                    project.layers.get(each, name),
                    project.layers.operations(each, name),
                    project.work.progress(each, name),
                )
                for each in articles
                for name in project.people.names()
            ],
            [(project.gold.get(each), project.gold.steps(each)) for each in articles],
        ]
    ).decode()


def stored(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        # Each transaction gives the state that it makes another id, an index has its parts in the order of writing, and counts of cases are made anew.
        return [line for line in dumped(connection) if not line.startswith(_AS_IT_CAME)]


def schema(project: Project) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(project.path)) as connection:
        return connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        ).fetchall()


def session(project: Project, article: str, name: str) -> Session:
    length = len(project.articles.get(article).text)
    return Session(
        article, name, length, project.layers.get(article, name), project.layers.operations(article, name)
    )


def adjudication(project: Project, article: str, name: str = "nadia") -> Adjudication:
    return Adjudication(
        project.articles.get(article),
        name,
        project.finished.layers(article),
        project.gold.get(article),
        project.gold.steps(article),
    )


def replayed(operations: list[Operation]) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for operation in operations:
        before, after = operation.edit.before, operation.edit.after
        if before is not None:
            assert spans.pop(before.id) == before
        if after is not None:
            assert after.id not in spans
            spans[after.id] = after
    return spans


def check_histories(project: Project) -> None:
    """Each layer is what its history gives, and everything stored is under names that there are."""
    known = set(project.people.names())
    for row in project.work.status().articles:
        for name in known:
            spans = {span.id: span for span in project.layers.get(row.id, name).spans}
            assert replayed(project.layers.operations(row.id, name)) == spans
            assert {span.annotator for span in spans.values()} <= {name}
        decided = project.gold.get(row.id)
        for one in decided.decisions:
            assert {one.adjudicator, *one.people, *(source.annotator for source in one.sources)} <= known
        assert decided.settled is None or {decided.settled.adjudicator, *decided.settled.people} <= known


def undo_everything(project: Project, *, empty: bool = True) -> None:
    """Take all back, as people do on the screens, and do it again."""
    for row in project.work.status().articles:
        adjudicated = adjudication(project, row.id)
        before = adjudicated.gold.decisions
        steps = 0
        while (step := adjudicated.undo()) is not None:
            project.gold.decide(step)
            steps += 1
        assert project.gold.get(row.id).decisions == ()
        assert project.gold.get(row.id).settled is None
        for _ in range(steps):
            step = adjudicated.redo()
            assert step is not None
            project.gold.decide(step)
        assert project.gold.get(row.id).decisions == before
        for name in project.people.names():
            work = session(project, row.id, name)
            count = 0
            while operations := work.undo():
                project.layers.record(*operations)
                count += 1
            assert project.layers.get(row.id, name) == work.layer
            assert not empty or not work.layer.spans
            for _ in range(count):
                operations = work.redo()
                assert operations
                project.layers.record(*operations)
            assert project.layers.get(row.id, name) == work.layer
    check_histories(project)
