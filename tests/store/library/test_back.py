"""What was sent back to an annotator heads the library, and is what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import LibraryRow, ListColumn, ListOrder, ListQuery, Note, Status
from tests.adding import add_articles
from tests.store.helpers import incoming, make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.project import Project
    from annotator.store.library.library import Library

ME, OTHER = "هدى", "نادية"
COLUMNS = (
    *(ListColumn.NUMBER, ListColumn.STATUS, ListColumn.SPANS, ListColumn.WORDS, ListColumn.DATE),
    ListColumn.TITLE,
)
BACK = [4, 9, 15]


def send(project: Project, number: int) -> None:
    project.notes.send_back([Note.new(f"a{number}", 0, 3, ME, OTHER, "أعد النظر في الحدود", sends_back=True)])


@pytest.fixture(params=[False, True], ids=["all", "own"])
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Project]:
    """Twenty articles, of which three were sent back; those with even numbers and these are done or assigned."""
    with make(tmp_path / "annotator.db") as project:
        add_articles(
            project,
            [
                incoming(f"خبر رقم {number} من الميناء", id=f"a{number}", title=f"عنوان {number % 7}")
                for number in range(1, 21)
            ],
        )
        if request.param:
            project.assignments.assign(
                [ME], per_article=1, articles=[f"a{number}" for number in range(2, 21, 2)]
            )
        for number in (1, 6, *BACK):
            project.work.set_status(f"a{number}", ME, Status.DONE)
        for number in BACK:
            send(project, number)
        yield project


def paged(library: Library, query: ListQuery, *, backwards: bool) -> list[LibraryRow]:
    """All rows, read three at a time."""
    found: list[LibraryRow] = []
    while True:
        start = found[-1].number if found else None
        some = library.rows(ME, query, start, 3, backwards=backwards)
        found += some
        if len(some) < 3:
            return found


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("filter_", ["", "a", "خبر", "عنوان 2", "15", "back"])
def test_they_head_each_order_and_no_row_comes_twice(
    project: Project, column: ListColumn, descending: bool, filter_: str
) -> None:
    query = ListQuery(filter=filter_, order=ListOrder(column, descending))
    rows = paged(project.library, query, backwards=False)
    numbers = [row.number for row in rows]
    assert len(set(numbers)) == len(numbers) == project.library.count(ME, query)
    assert [row.number for row in paged(project.library, query, backwards=True)] == numbers[::-1]
    back = [row.back for row in rows]
    assert back == sorted(back, reverse=True)
    assert {row.number for row in rows if row.back} == {row.number for row in rows} & set(BACK)
    if filter_ in {"", "back"}:
        assert numbers[: len(BACK)] == BACK


@pytest.mark.parametrize("word", ["back", "BACK", "notes"])
def test_a_word_finds_them(project: Project, word: str) -> None:
    rows = project.library.rows(ME, ListQuery(filter=word), None, 20)
    assert [row.number for row in rows] == BACK
    assert [row.threads for row in rows] == [1, 1, 1]


def test_they_come_next_before_all_others(project: Project) -> None:
    library = project.library
    assert project.library.totals(ME).back == 3
    assert library.following(ME, None) == "a4"
    assert library.following(ME, "a4") == "a9"
    assert library.following(ME, "a10") == "a15"
    assert library.following(ME, "a15") == "a4"
    assert library.following(ME, "a15", without=["a4"]) == "a9"
    after = library.following(ME, "a15", without=["a4", "a9"])
    assert after == "a16"


def test_once_done_again_they_stand_where_they_stood(project: Project) -> None:
    for number in BACK:
        project.work.set_status(f"a{number}", ME, Status.DONE)
    rows = project.library.rows(ME, ListQuery(), None, 20)
    assert [row.number for row in rows] == sorted(row.number for row in rows)
    assert not any(row.back for row in rows)
    assert project.library.totals(ME).back == 0
    assert project.library.following(ME, None) == "a2"


def test_one_that_was_flagged_since_does_not_come_next(project: Project) -> None:
    project.work.set_status("a4", ME, Status.FLAGGED, "لا أوافق")
    assert project.library.following(ME, None) == "a9"
    assert project.library.rows(ME, ListQuery(), None, 1)[0].number == 4


def test_nobody_else_sees_them(project: Project) -> None:
    rows = project.library.rows(OTHER, ListQuery(), None, 20)
    assert not any(row.back or row.threads for row in rows)
    assert project.library.totals(OTHER).back == 0
