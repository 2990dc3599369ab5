"""The adjudicator's list: in every order, from every row on, by what is typed, and the order of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.adjudication import UNANIMOUS, Adjudication, policy
from annotator.model import (
    CaseRow,
    Edit,
    ListColumn,
    ListOrder,
    ListQuery,
    Move,
    Operation,
    Span,
    Status,
    Wanted,
    now,
)
from annotator.store.cases.filtering import STATUSES
from annotator.text import fold
from tests.adding import add_articles
from tests.store.helpers import OTHER, incoming, make

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.adjudication import Policy
    from annotator.project import Project

NONE = policy("none")
PEOPLE = ("huda", "salim", "مريم")
TITLES = ("قافلة الإغاثة تصل", "نفى مصدرٌ محليّ", "Étude AÏN", "هدنة في المرفأ", "أعلن المتحدث")
COLUMNS = (
    ListColumn.NUMBER,
    ListColumn.OPEN,
    ListColumn.STATUS,
    ListColumn.STALE,
    ListColumn.LAYERS,
    ListColumn.TITLE,
)
WORDS = (
    "2",
    "٢",
    "12",
    "02",
    "ن",
    "هد",
    "huda",
    "مريم",
    "settled",
    "!",
    "new",
    "الاغاثة",
    "AïN",
    "article",
    "وكالة",
    "",
)
ORDERS = [ListOrder(column, descending) for column in COLUMNS for descending in (False, True)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project of 30 articles of which most can be adjudicated; those from 22 on are not counted."""
    with make(tmp_path_factory.mktemp("cases") / "annotator.db") as project:
        add_articles(
            project,
            (
                incoming(
                    f"{OTHER}{number}",
                    id=f"article-{number}",
                    title=TITLES[number % 5],
                    source="وكالة الأنباء",
                )
                for number in range(1, 31)
            ),
        )
        _mark(project, range(1, 22))
        for number in range(1, 20, 3):
            _decide(project, f"article-{number}", settle=number % 2 == 1)
        for number in (1, 7, 10):  # changed after it was decided
            _remove_first(project, f"article-{number}")
        assert sum(project.cases.count_lacking())
        _mark(project, range(22, 31))
        yield project


def _mark(project: Project, numbers: Sequence[int]) -> None:
    for number in numbers:
        for at, name in enumerate(PEOPLE[: 1 + number % 3]):
            marks = [(0, 3, "claim"), (4, 8, "actor"), (9, 13, "weapon" if at * number % 4 else "actor")]
            spans = [Span.new(*mark, name) for mark in marks[: 1 + (number + at) % 3]]
            project.layers.add(f"article-{number}", name, spans, Status.DONE)


def _decide(project: Project, article: str, *, settle: bool) -> None:
    layers = project.finished.layers(article)
    if len(layers) < 2:
        return
    adjudication = Adjudication(project.articles.get(article), "nadia", layers, project.gold.get(article))
    while adjudication.open_cases():
        case = adjudication.open_cases()[0]
        assert case.group is not None
        project.gold.decide(adjudication.choose(case, case.group.versions[:1]))
    step = adjudication.settle() if settle else None
    if step is not None:
        project.gold.decide(step)


def _remove_first(project: Project, article: str) -> None:
    (span, *_) = project.layers.get(article, "huda").spans
    edit = Edit(before=span, after=None)
    project.layers.record(Operation(article=article, annotator="huda", when=now(), move=Move.DO, edit=edit))


def _everything(project: Project, chosen: Policy = UNANIMOUS) -> list[CaseRow]:
    return project.cases.rows(chosen, ListQuery(), None, 1000)


def _status(row: CaseRow) -> int:
    if row.settled:
        return 3 if row.is_complete else 2
    return 1 if row.decided else 0


def _sorted(rows: Sequence[CaseRow], order: ListOrder) -> list[CaseRow]:
    """Return rows as the list is to have them, by sorting all of them."""
    titles = {row.number: fold.folded(row.title) for row in rows}
    keys = {
        ListColumn.NUMBER: lambda row: (row.number,),
        ListColumn.OPEN: lambda row: (row.open, not row.is_gold, -row.number),
        ListColumn.STATUS: lambda row: (_status(row), row.number),
        ListColumn.STALE: lambda row: (row.stale, row.number),
        ListColumn.LAYERS: lambda row: (len(row.people), row.number),
        ListColumn.TITLE: lambda row: (titles[row.number], row.number),
    }
    if order.column in {ListColumn.NUMBER, ListColumn.TITLE}:
        return sorted(rows, key=keys[order.column], reverse=order.descending)
    counted = [row for row in rows if row.is_counted]
    return [
        *sorted(counted, key=keys[order.column], reverse=order.descending),
        *(row for row in rows if not row.is_counted),
    ]


def _matching(rows: Sequence[CaseRow], query: str, *, people: bool) -> list[CaseRow]:
    def searched(row: CaseRow) -> str:
        known = [*(row.people if people else ()), STATUSES[_status(row)]] if row.is_counted else []
        return "\n".join((row.title, row.id, "وكالة الأنباء", str(row.number), *known))

    patterns = fold.patterns(query)
    return [row for row in rows if all(pattern.search(searched(row)) for pattern in patterns)]


def test_there_is_something_of_everything(project: Project) -> None:
    rows = _everything(project)
    assert {_status(row) for row in rows} == {0, 1, 2, 3}
    assert {len(row.people) for row in rows} == {2, 3}
    assert {row.is_counted for row in rows} == {True, False}
    assert any(row.stale for row in rows)
    assert any(one.open != other.open for one, other in zip(rows, _everything(project, NONE), strict=True))


@pytest.mark.parametrize("chosen", [UNANIMOUS, NONE], ids=str)
@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_each_row_leads_to_those_behind_it_and_before_it(
    project: Project, order: ListOrder, chosen: Policy
) -> None:
    rows = _sorted(_everything(project, chosen), order)
    query = ListQuery(order=order)
    assert project.cases.rows(chosen, query, None, 1000) == rows
    assert project.cases.rows(chosen, query, None, 1000, backwards=True) == rows[::-1]
    for at, row in enumerate(rows):
        for inclusive in (False, True):
            after, before = at + (not inclusive), at + inclusive
            ahead = project.cases.rows(chosen, query, row.number, 4, inclusive=inclusive)
            behind = project.cases.rows(chosen, query, row.number, 4, backwards=True, inclusive=inclusive)
            assert ahead == rows[after : after + 4]
            assert behind == rows[:before][::-1][:4]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=2),
    order=st.sampled_from(ORDERS),
    people=st.booleans(),
    start=st.integers(0, 40),
)
def test_the_filter_finds_what_has_every_word_and_the_number_first(
    project: Project, words: list[str], order: ListOrder, people: bool, start: int
) -> None:
    typed = " ".join(words)
    found = _matching(_sorted(_everything(project), order), typed, people=people)
    number = {"2": 2, "٢": 2, "12": 12}.get(typed.strip())
    expected = sorted(found, key=lambda row: row.number != number)
    query = ListQuery(typed, order)
    assert project.cases.rows(UNANIMOUS, query, None, 1000, people=people) == expected
    there = [row.number for row in expected]
    if start in there:
        at = there.index(start)
        assert project.cases.rows(UNANIMOUS, query, start, 3, people=people) == expected[at + 1 : at + 4]
        assert (
            project.cases.rows(UNANIMOUS, query, start, 3, backwards=True, people=people)
            == expected[:at][::-1][:3]
        )
    if all(row.is_counted for row in _everything(project)) or typed.strip():
        listed = {row.number for row in _everything(project)}
        lacking = project.cases.totals(UNANIMOUS).uncounted
        counted = project.cases.count(UNANIMOUS, query, people=people)
        assert len(expected) <= counted <= len(expected) + lacking
        assert listed >= set(there)


def test_the_sums_are_those_of_the_counted_rows(project: Project) -> None:
    for chosen in (UNANIMOUS, NONE):
        rows = [row for row in _everything(project, chosen) if row.is_counted]
        totals = project.cases.totals(chosen)
        assert totals.listed == len(rows)
        assert totals.settled == sum(row.is_gold for row in rows)
        assert totals.open == sum(row.open for row in rows)
        assert totals.uncounted


@pytest.mark.parametrize("wanted", [None, *Wanted], ids=str)
@pytest.mark.parametrize("by", [1, -1])
def test_the_order_of_work_goes_on_from_where_an_article_stood(
    project: Project, wanted: Wanted | None, by: int
) -> None:
    rows = _sorted(_everything(project), ListOrder(ListColumn.OPEN, descending=True))
    for at, row in enumerate(rows):
        behind = rows[at + 1 :] if by > 0 else rows[:at][::-1]
        expected = [one for one in behind if wanted is None or not one.is_counted or wanted.holds(one)]
        assert list(project.cases.ahead(UNANIMOUS, row, by, wanted)) == expected
    assert project.cases.row(UNANIMOUS, rows[0].id) == rows[0]
    assert project.cases.row(UNANIMOUS, "article-3") is None, "one person alone has finished it"
