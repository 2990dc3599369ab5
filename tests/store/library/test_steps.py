"""What the library and the pool are asked while keys are pressed takes as many of SQLite's steps whatever the size of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import ListColumn, ListOrder, ListQuery, Note, Status
from annotator.store import articles
from annotator.store.assigning import progress
from annotator.store.people import annotators
from tests.adding import add_articles
from tests.store.helpers import incoming, make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.project import Project

    Ask = Callable[[Project, int], object]

SMALL, LARGE = 5000, 20000
"""Articles; sums are kept of blocks of 4096."""
ME, OTHER = "هدى", "سامي"
_EVERY = 20
"""Steps of SQLite between two counts."""

COLUMNS = (
    *(ListColumn.NUMBER, ListColumn.STATUS, ListColumn.SPANS, ListColumn.WORDS, ListColumn.DATE),
    ListColumn.TITLE,
)


def _rows(column: ListColumn, *, descending: bool, backwards: bool, middle: bool) -> Ask:
    query = ListQuery(order=ListOrder(column, descending))

    def ask(project: Project, size: int) -> object:
        found = project.library.rows(ME, query, size // 2 if middle else None, 40, backwards=backwards)
        assert 0 < len(found) <= 40
        return None

    return ask


def _filtered(text: str, count: int) -> Ask:
    def ask(project: Project, _: int) -> object:
        assert len(project.library.rows(ME, ListQuery(filter=text), None, 40)) == count
        return None

    return ask


def _id(size: int) -> str:
    return f"a{size // 2}"


ASKED: dict[str, Ask] = {
    **{
        f"rows by {column.value}{descending * ' down'}{backwards * ' backwards'}{middle * ' from the middle'}": _rows(
            column, descending=descending, backwards=backwards, middle=middle
        )
        for column in COLUMNS
        for descending in (False, True)
        for backwards, middle in ((False, False), (True, False), (False, True))
    },
    "a common filter": _filtered("خبر", 40),
    "a rare filter": _filtered("نادر", 1),
    "what was sent back": lambda project, _: project.library.rows(ME, ListQuery(filter="back"), None, 40),
    "where threads are open": _filtered("notes", 3),
    "totals": lambda project, _: project.library.totals(ME),
    "count": lambda project, _: project.library.count(ME, ListQuery()),
    "rank": lambda project, size: project.library.rank(ME, _id(size)),
    "row": lambda project, size: project.library.row(ME, _id(size)),
    "next": lambda project, size: project.library.beside(ME, _id(size), 1),
    "previous": lambda project, size: project.library.beside(ME, _id(size), -1),
    "following": lambda project, size: project.library.following(ME, _id(size)),
    "following around the end": lambda project, size: project.library.following(ME, f"a{size}"),
    "what is to be done next": lambda project, size: project.pool.next_article(ME, _id(size)),
}


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Project]]:
    """Two projects of which one has four times as many articles; in both, each third is done, and three of these were sent back."""
    made = {size: _project(tmp_path_factory, size) for size in (SMALL, LARGE)}
    yield made
    for project in made.values():
        project.close()


def _project(folder: pytest.TempPathFactory, size: int) -> Project:
    project = make(folder.mktemp(str(size)) / "annotator.db")
    texts = [
        incoming(
            f"خبر رقم {number} من الوكالة",
            id=f"a{number}",
            title="نادر" if number == 7 else f"خبر {number}",
            date=f"2024-{number % 12 + 1:02}",
        )
        for number in range(1, size + 1)
    ]
    assert add_articles(project, texts).added == size
    connection = project._connection
    with connection.writing():
        people = [annotators.ensure(connection, name) for name in (ME, OTHER)]
        for number in range(1, size + 1, 3):
            progress.set_status(connection, number, people[0], Status.DONE, "")
    for number in (4, 7, 10):
        note = Note.new(f"a{number}", 0, 3, ME, OTHER, "انظر", sends_back=True)
        project.notes.send_back([note])
    return project


def steps(project: Project, ask: Callable[[], object]) -> int:
    """Return how many steps SQLite takes for what is asked, counted anew, without what is kept from asking before."""
    count = 0

    def counted() -> int:
        nonlocal count
        count += 1
        return 0

    project.__dict__.pop("library", None)
    project._connection.database.set_progress_handler(counted, _EVERY)
    ask()
    project._connection.database.set_progress_handler(None, 0)
    return count * _EVERY


@pytest.mark.parametrize("what", ASKED)
def test_no_more_steps_in_a_larger_project(projects: dict[int, Project], what: str) -> None:
    ask = ASKED[what]
    small, large = (
        steps(project, lambda project=project, size=size: ask(project, size))  # type: ignore[misc]
        for size, project in projects.items()
    )
    assert large <= small * 1.3 + 500


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Project]]:
    """Two projects whose articles are handed out; one person has finished most of them."""
    made = {size: _project(tmp_path_factory, size) for size in (SMALL, LARGE)}
    for size, project in made.items():
        project.pool.open(per_article=2)
        connection = project._connection
        with connection.writing():
            me = annotators.ensure(connection, ME)
            for number in range(1, size - 9):
                progress.set_status(connection, number, me, Status.DONE, "")
    yield made
    for project in made.values():
        project.close()


@pytest.mark.parametrize("what", ASKED)
def test_no_more_steps_in_a_longer_list_of_ones_own(shared: dict[int, Project], what: str) -> None:
    test_no_more_steps_in_a_larger_project(shared, what)


@pytest.mark.parametrize("name", [ME, OTHER])
def test_handing_out_takes_no_more_steps_in_a_larger_project(shared: dict[int, Project], name: str) -> None:
    taken = {}
    for size, project in shared.items():
        taken[size] = steps(project, lambda project=project: project.pool.next_article(name))  # type: ignore[misc]
        assert articles.number(project._connection, project.pool.next_article(name) or "") == (
            size - 9 if name == ME else 1
        )
        taken[size] += steps(project, lambda project=project: project.library.totals(name))  # type: ignore[misc]
    assert taken[LARGE] <= taken[SMALL] * 1.3 + 500
