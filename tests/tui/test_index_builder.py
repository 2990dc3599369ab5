from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from annotator.model import IndexState, Status
from annotator.store.check import guards
from annotator.store.file import search_tables
from annotator.store.replaced import file_ids
from annotator.store.search import building
from annotator.tui.index_builder import IndexBuilder
from tests.patience import PATIENCE
from tests.store.helpers import make, raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.project import Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setattr(building, "_ARTICLES", 2)
    with make(tmp_path / "annotator.db", *(f"نص {number}" for number in range(7))) as made:
        with made._connection.writing():
            search_tables.empty(made._connection.database, search_tables.WORDS)
        yield made


def test_it_makes_what_is_missing_and_tells_how_far_it_is(project: Project) -> None:
    told: list[IndexState | str] = []
    builder = IndexBuilder(project, told.append)
    builder.start()
    builder.wait(PATIENCE)
    assert [one.indexed for one in told if isinstance(one, IndexState)] == [2, 4, 6, 7]
    assert project.search.state().is_complete
    assert builder.told == IndexState(indexed=7, articles=7)


def test_two_of_them_make_it_together(project: Project) -> None:
    builders = [IndexBuilder(project, lambda _: None) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.wait(PATIENCE)
    assert project.search.state().is_complete
    assert project.search.find("نص").total == 7


def test_it_goes_on_where_the_project_goes_on(project: Project) -> None:
    reached, moved = threading.Event(), threading.Event()

    def tell(_: object) -> None:
        reached.set()
        assert moved.wait(PATIENCE)

    builder = IndexBuilder(project, tell)
    builder.start()
    assert reached.wait(PATIENCE)
    with project.reopen(moves=True) as saver:
        for file in file_ids.names(project.path):
            file.unlink()
        saver.ensure_in_place()
        project.follow(saver.path)
        moved.set()
        builder.wait(PATIENCE)
    assert builder.told == IndexState(indexed=7, articles=7)
    assert project.search.state().is_complete


def test_it_stops_after_a_step(project: Project) -> None:
    builder = IndexBuilder(project, lambda _: builder._stop.set())
    builder.start()
    builder.stop()
    assert project.search.state().indexed in (0, 2)


def test_a_damaged_index_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.search.build()
    for limit in ("ALL_BYTES", "PAGES_BYTES"):
        monkeypatch.setattr(guards, limit, 0)
    raw(project.path, "DELETE FROM listed_grams_data WHERE id > 10")
    told: list[IndexState | str] = []
    builder = IndexBuilder(project, told.append)
    builder.start()
    builder.wait(PATIENCE)
    (one,) = told
    assert "annotator check --repair" in str(one)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE listed SET folded = 'لا شيء' WHERE article = 3",
        "DELETE FROM listed WHERE article = 3",
        "INSERT INTO listed SELECT article + 100, title, folded FROM listed WHERE article = 3",
        "UPDATE tally SET articles = articles + 1",
        "DELETE FROM part WHERE article = 3",
        "UPDATE article_tally SET words = 0",
    ],
)
def test_lists_that_are_not_what_they_are_made_from_are_told(project: Project, damage: str) -> None:
    project.work.set_status(project.articles.select("3")[0], "huda", Status.DONE)
    raw(project.path, damage)
    told: list[IndexState | str] = []
    builder = IndexBuilder(project, told.append)
    builder.start()
    builder.wait(PATIENCE)
    assert "annotator check --repair" in str(builder.told)
