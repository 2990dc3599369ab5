"""Sums that the database makes are those of the articles one by one, and nothing is read for them that need not be."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import NotAProjectError
from annotator.model import ArticleStatus, LeftOut, Status
from annotator.store import article_ranges
from annotator.store.assigning import standing
from tests.adding import add_articles
from tests.store.assigning.test_counting import EVENTS, IDS, PEOPLE, TEXTS, do
from tests.store.helpers import HUDA, incoming, make, raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.project import Project

pytestmark = pytest.mark.tried("random work of several people: what status says and an export does")


def need(article: ArticleStatus) -> str:
    """Return why an article needs attention, as the help has it; "" where it does not."""
    return "for nobody" if article.left_out is LeftOut.NOBODYS else article.state


@pytest.mark.times(30)
@settings(max_examples=30, deadline=None)
@given(
    events=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(IDS), st.sampled_from(PEOPLE)), max_size=14
    ),
    most=st.integers(0, 4),
    at_once=st.integers(1, 4),
)
def test_sums_are_those_of_the_articles(events: list[tuple[str, str, str]], most: int, at_once: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        make(Path(folder, "annotator.db"), *TEXTS) as project,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(article_ranges, "MOST", at_once)
        for event in events:
            do(project, *event)
        whole = project.work.status()
        found = project.standing.summary(most=most)
        assert found == project.standing.summary(list(IDS), most=most)
        assert found.people == whole.people
        totals = found.totals
        assert totals.articles == len(whole.articles)
        assert totals.words == sum(article.words for article in whole.articles)
        assert totals.assigned == sum(article.wanted > 0 for article in whole.articles)
        assert totals.ready == sum(article.ready for article in whole.articles)
        assert totals.settled == sum(article.settled for article in whole.articles)
        assert totals.changed == sum(article.changed for article in whole.articles)
        assert totals.flagged == sum(bool(article.flagged) for article in whole.articles)
        assert totals.nobodys == sum(article.left_out is LeftOut.NOBODYS for article in whole.articles)
        assert totals.sent_back == sum(bool(article.sent_back) for article in whole.articles)
        assert totals.spans == sum(article.spans for article in whole.articles)
        if len(whole.articles) <= most:
            assert (found.articles, found.attention) == (whole.articles, None)
            return
        needy = [article for article in whole.articles if need(article) in standing.ATTENTION]
        needy.sort(key=lambda article: standing.ATTENTION.index(need(article)))
        assert (list(found.articles), found.attention) == (needy[:most], len(needy))


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db") as project:
        add_articles(project, (incoming(f"الخبر {number}", id=f"{number}") for number in range(1, 51)))
        yield project


def test_of_a_large_project_only_what_is_shown_is_read(
    many: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (9, 30):
        many.work.set_status(f"{number}", HUDA, Status.FLAGGED, "مكرر")
    monkeypatch.setattr(standing, "ALL_CHECKED", 10)
    read: list[str] = []
    many._connection.database.set_trace_callback(read.append)
    with many.as_of_now():
        found = many.standing.summary(most=1)
    many._connection.database.set_trace_callback(None)
    assert ([article.id for article in found.articles], found.attention) == (["9"], 2)
    assert len(read) < 120
    assert not [sql for sql in read if "FROM article_text" in sql and "= 9" not in sql and "(9" not in sql]


def test_sums_that_do_not_fit_are_told(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "ALL_CHECKED", 10)
    many.work.set_status("1", HUDA, Status.DONE)
    raw(many.path, "UPDATE tally SET articles = articles + 1")
    with pytest.raises(NotAProjectError, match="the sums that are kept of its rows"):
        many.standing.summary()


def test_articles_are_read_range_by_range(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_ranges, "MOST", 7)
    found = [*article_ranges.ranges(many._connection)]
    assert found == [(first, min(first + 6, 50)) for first in range(1, 51, 7)]
    chosen = ["3", "4", "5", "50", "1", "nobody", "20", "21", *map(str, range(30, 41))]
    assert [*article_ranges.ranges(many._connection, chosen)] == [
        *((1, 1), (3, 5), (20, 21), (30, 36), (37, 40), (50, 50)),
    ]
    assert [article.id for article in many.standing.articles(chosen)] == sorted(
        {*chosen} - {"nobody"}, key=int
    )
