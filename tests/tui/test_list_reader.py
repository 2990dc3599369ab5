"""Reading the rows of a list around one article, and reading what was asked last."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import labels
from annotator.errors import ProjectBusyError, StoppedError
from annotator.model import ListColumn, ListOrder, ListQuery
from annotator.project import Project
from annotator.tui.latest import Failed, LatestReader
from annotator.tui.list_reader import Request, answered
from tests.patience import PATIENCE
from tests.tui.listed import Listing, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

orders = st.builds(
    ListOrder, st.sampled_from([ListColumn.NUMBER, ListColumn.WORDS, ListColumn.TITLE]), st.booleans()
)
queries = st.builds(ListQuery, st.sampled_from(["", "هدنة", "2", "12", "لا يوجد"]), orders)


@given(st.integers(0, 40), queries, st.integers(0, 45), st.integers(1, 12))
def test_what_is_read_is_a_part_of_the_list_around_the_article(
    count: int, query: ListQuery, at: int, margin: int
) -> None:
    listing = Listing(rows(count))
    whole = [row.number for row in listing.rows(query, None, 1000)]
    read = answered(listing, Request(query, at, margin))
    numbers = [row.number for row in read.rows]
    first = whole.index(numbers[0]) if numbers else 0
    assert numbers == whole[first : first + len(numbers)]
    assert read.begins == (first == 0)
    assert read.ends == (first + len(numbers) == len(whole))
    expected = at if at in whole else next(iter(whole), None)
    assert (numbers[read.cursor] if numbers else None) == expected
    assert len(numbers) <= 2 * margin
    assert read.begins or read.cursor == margin
    assert read.ends or len(numbers) - read.cursor == margin


@given(st.integers(0, 40), queries, st.integers(1, 12))
def test_the_last_rows(count: int, query: ListQuery, margin: int) -> None:
    listing = Listing(rows(count))
    whole = [row.number for row in listing.rows(query, None, 1000)]
    read = answered(listing, Request(query, None, margin, last=True))
    assert [row.number for row in read.rows] == whole[-margin:]
    assert read.cursor == max(len(read.rows) - 1, 0)
    assert read.ends
    assert read.begins == (len(whole) <= margin)


def test_an_article_is_named_by_its_id_or_leads_because_its_number_is_the_filter() -> None:
    listing = Listing(rows(30))
    assert answered(listing, Request(ListQuery(), "news-7", 3)).rows[3 - 1].number == 6
    read = answered(listing, Request(ListQuery("12"), 5, 3, leads=True))
    assert read.rows[read.cursor].number == 12
    assert answered(listing, Request(ListQuery(), "gone", 3)).cursor == 0


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "annotator.db", labels.default()) as project:
        yield project


def one(answer: str, _: Project) -> Iterator[str]:
    yield answer


def test_a_newer_question_takes_the_place_of_those_that_wait_and_of_the_one_that_is_read(
    project: Project,
) -> None:
    begun, released = threading.Event(), threading.Event()

    def slow(_: Project) -> Iterator[str]:
        begun.set()
        assert released.wait(PATIENCE)
        yield "first"
        yield "and more"

    reader: LatestReader[str] = LatestReader(project, lambda: None)
    reader.ask("slow", slow)
    assert begun.wait(PATIENCE)
    reader.ask("second", lambda project: one("second", project))
    assert reader.take(0.001) == [], "nobody waits longer than was said"
    reader.ask("third", lambda project: one("third", project))
    released.set()
    assert reader.take(PATIENCE) == ["third"]
    reader.stop()


def test_a_query_that_runs_is_stopped(project: Project) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(again: Project) -> Iterator[str]:
        begun.set()
        with pytest.raises(StoppedError):
            again._connection.rows(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            )
        ended.set()
        yield "never wanted"

    reader: LatestReader[str] = LatestReader(project, lambda: None)
    reader.ask("endless", endless)
    assert begun.wait(PATIENCE)
    reader.ask("second", lambda project: one("second", project))
    assert reader.take(PATIENCE) == ["second"]
    assert ended.is_set()
    reader.ask("endless", endless)
    reader.stop()  # does not wait for its end


def test_what_can_not_be_read_is_told_and_the_next_question_is_answered(project: Project) -> None:
    def busy(_: Project) -> Iterator[str]:
        raise ProjectBusyError("The project is locked.")

    def half(_: Project) -> Iterator[str]:
        yield "half"
        raise ProjectBusyError("The project is locked.")

    reader: LatestReader[str] = LatestReader(project, lambda: None)
    reader.ask("busy", busy)
    (failure,) = reader.take(PATIENCE)
    assert isinstance(failure, Failed)
    assert failure.asked == "busy"
    assert "locked" in failure.reason
    assert not failure.went_on
    reader.ask("half", half)
    answers = reader.take(PATIENCE)
    while len(answers) < 2:
        answers += reader.take(0.01)
    assert answers == ["half", Failed("half", "The project is locked.", went_on=True)]
    reader.ask("good", lambda project: one("good", project))
    assert reader.take(PATIENCE) == ["good"]
    reader.stop()
