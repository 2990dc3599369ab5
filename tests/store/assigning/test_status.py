"""How far the whole project is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import ArticleStatus, LeftOut, PersonStatus, Span, Status
from tests.store.helpers import adding, make
from tests.store.test_gold import step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.project import Project

TEXTS = ("أعلن المجلس هدنة قصيرة", "نفى الناطق الخبر", "وصلت القافلة", "عاد السكان إلى القرية")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db", *TEXTS) as made:
        yield made


def ready(project: Project) -> list[int]:
    return [article.number for article in project.work.status().articles if article.ready]


def test_a_new_project(project: Project) -> None:
    status = project.work.status()
    assert status.people == ()
    assert [(article.number, article.id) for article in status.articles] == [
        (place, f"{place}.txt") for place in range(1, 5)
    ]
    assert status.articles[0] == ArticleStatus(
        number=1, id="1.txt", title=TEXTS[0], words=4, wanted=0, dynamic=False, assigned=(), doing=(), done=(),
        flagged=(), spans=0, seconds=0.0, waiting=False, ready=False, settled=False, changed=False, left_out=LeftOut.UNFINISHED,
    )  # fmt: skip


def test_people_and_articles(project: Project) -> None:
    project.assignments.assign(["salim", "huda"], per_article=2, articles=["1.txt", "2.txt"])
    spans = [Span.new(0, 4, "actor", "huda"), Span.new(5, 11, "actor", "huda")]
    project.layers.add("1.txt", "huda", spans, Status.DONE)
    project.work.add_time("1.txt", "huda", 90)
    project.work.add_time("2.txt", "huda", 30)
    project.layers.add("1.txt", "salim", [Span.new(0, 4, "claim", "salim")], Status.DOING)
    project.work.set_status("2.txt", "salim", Status.FLAGGED, "مكرر")
    project.work.set_status("3.txt", "salim", Status.DONE)
    status = project.work.status()
    assert status.people == (
        PersonStatus(
            name="huda", assigned=2, done=1, words_assigned=7, words_done=4, finished=1, doing=0, flagged=0,
            spans=2, seconds=120.0,
        ),
        PersonStatus(
            name="salim", assigned=2, done=0, words_assigned=7, words_done=0, finished=1, doing=1, flagged=1,
            spans=1, seconds=0.0,
        ),
    )  # fmt: skip
    assert status.articles[0] == ArticleStatus(
        number=1, id="1.txt", title=TEXTS[0], words=4, wanted=2, dynamic=False, assigned=("huda", "salim"),
        doing=("salim",), done=("huda",), flagged=(), spans=3, seconds=90.0, waiting=True, ready=False,
        settled=False, changed=False, left_out=LeftOut.WAITING,
    )  # fmt: skip
    assert status.articles[1].flagged == ("salim",)
    assert (status.articles[2].wanted, status.articles[2].done) == (0, ("salim",))


def test_ready_to_adjudicate_is_what_all_who_were_to_finish_have_finished(project: Project) -> None:
    for name in ("huda", "salim"):
        project.work.set_status("1.txt", name, Status.DONE)
    assert ready(project) == [1]
    project.assignments.assign(["huda", "salim", "maryam"], per_article=3, articles=["1.txt"])
    assert ready(project) == []
    project.work.set_status("1.txt", "maryam", Status.DONE)
    assert ready(project) == [1]
    project.work.set_status("1.txt", "maryam", Status.DOING)
    assert ready(project) == []


def test_one_layer_is_nothing_to_adjudicate(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1)
    project.work.set_status("1.txt", "huda", Status.DONE)
    assert ready(project) == []


def test_ready_among_what_is_handed_out_on_demand(project: Project) -> None:
    project.pool.open(per_article=2, articles=["2.txt"])
    article = project.work.status().articles[1]
    assert (article.wanted, article.dynamic, article.assigned) == (2, True, ())
    for name in ("huda", "salim"):
        assert ready(project) == []
        assert project.pool.next_article(name) == "2.txt"
        project.work.set_status("2.txt", name, Status.DONE)
    assert ready(project) == [2]


def test_what_is_settled_is_no_longer_ready(project: Project) -> None:
    for name in ("huda", "salim"):
        project.work.set_status("1.txt", name, Status.DONE)
    project.gold.decide(step(settled=(False, True)))
    assert ready(project) == []
    assert [article.settled for article in project.work.status().articles] == [True, False, False, False]


def test_settled_and_changed_since_as_the_export_has_it(project: Project) -> None:
    def told() -> tuple[bool, bool, bool]:
        article = project.work.status().articles[0]
        left = [*project.records.select(leave=lambda _: None)]
        assert article.settled == bool(left)
        return article.ready, article.settled, article.changed

    for name in ("huda", "salim"):
        project.work.set_status("1.txt", name, Status.DONE)
    assert told() == (True, False, False)
    project.gold.decide(step(settled=(False, True), people=("huda", "salim")))
    assert told() == (False, True, False)
    project.work.set_status("1.txt", "salim", Status.DOING)
    assert told() == (False, True, False)
    project.layers.record(adding(0, 4, annotator="salim"))
    assert told() == (False, False, True)
