"""What comes next for a person, and articles that are handed out on demand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from annotator.errors import UsageError
from annotator.model import Status, now
from tests.adding import add_articles
from tests.store.helpers import adding, incoming, make
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from annotator.project import Project

IDS = [f"{place}.txt" for place in range(1, 7)]
HOUR = 3600.0


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db", *(f"خبر رقم {id_}" for id_ in IDS)) as made:
        yield made


def later(hours: float) -> datetime:
    return now() + timedelta(hours=hours)


def finish(project: Project, name: str, article: str) -> None:
    project.work.set_status(article, name, Status.DONE)


def holders(project: Project, article: str) -> tuple[str, ...]:
    return project.work.status().articles[IDS.index(article)].assigned


# --- what comes next ------------------------------------------------------------------------------


def test_without_assignments_the_next_is_the_next_that_is_not_finished(project: Project) -> None:
    assert project.pool.next_article("huda") == "1.txt"
    finish(project, "huda", "1.txt")
    project.work.set_status("3.txt", "huda", Status.FLAGGED)
    project.work.set_status("4.txt", "huda", Status.DOING)
    assert project.pool.next_article("huda") == "2.txt"
    assert project.pool.next_article("huda", "2.txt") == "4.txt"
    assert project.pool.next_article("huda", "6.txt") == "2.txt"
    assert project.pool.next_article("salim", "6.txt") == "1.txt"
    for id_ in ("2.txt", "4.txt", "5.txt"):
        finish(project, "huda", id_)
    assert project.pool.next_article("huda", "6.txt") is None
    assert project.pool.next_article("huda") == "6.txt"
    assert project.people.names() == ["huda"]


def test_with_assignments_the_next_is_one_of_ones_own(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1, articles=["2.txt", "5.txt"])
    assert project.pool.next_article("huda") == "2.txt"
    assert project.pool.next_article("huda", "2.txt") == "5.txt"
    assert project.pool.next_article("huda", "5.txt") == "2.txt"
    assert project.pool.next_article("huda", "4.txt") == "5.txt"
    finish(project, "huda", "2.txt")
    assert project.pool.next_article("huda", "5.txt") is None
    assert project.pool.next_article("salim") is None


# --- on demand ------------------------------------------------------------------------------------


def test_an_article_is_handed_out_until_enough_have_it(project: Project) -> None:
    report = project.pool.open(per_article=2, articles=IDS[:3])
    assert (report.added, report.changed, report.kept, report.nobodys) == (3, 0, 0, 3)
    assert project.library.totals("huda").waiting == 3
    assert listed(project, "huda") == []
    assert project.pool.next_article("huda") == "1.txt"
    assert [row.id for row in listed(project, "huda")] == ["1.txt"]
    assert project.library.totals("huda").waiting == 2
    # What one has comes first, however often one asks.
    assert project.pool.next_article("huda") == "1.txt"
    assert project.pool.next_article("salim") == "1.txt"
    assert project.pool.next_article("maryam") == "2.txt"
    finish(project, "huda", "1.txt")
    finish(project, "salim", "1.txt")
    assert project.pool.next_article("huda") == "2.txt"
    assert project.pool.next_article("salim") == "3.txt"
    assert [holders(project, id_) for id_ in IDS[:4]] == [
        ("huda", "salim"),
        ("huda", "maryam"),
        ("salim",),
        (),
    ]


def test_going_on_before_the_last_is_saved_gives_another(project: Project) -> None:
    project.pool.open(per_article=1)
    assert project.pool.next_article("huda") == "1.txt"
    assert project.pool.next_article("huda", "1.txt") == "2.txt"
    assert project.pool.next_article("huda", "2.txt") == "1.txt"


def test_what_was_finished_or_flagged_before_is_not_handed_out_again(project: Project) -> None:
    finish(project, "huda", "1.txt")
    finish(project, "salim", "1.txt")
    finish(project, "huda", "2.txt")
    project.work.set_status("3.txt", "huda", Status.FLAGGED)
    project.pool.open(per_article=2, articles=IDS[:4])
    assert project.pool.next_article("huda") == "4.txt"
    assert project.library.totals("maryam").waiting == 3
    # The article that fewest people are missing for is handed out first.
    assert project.pool.next_article("maryam") == "2.txt"


def test_nothing_is_left(project: Project) -> None:
    project.pool.open(per_article=1, articles=["1.txt"])
    assert project.pool.next_article("huda") == "1.txt"
    assert project.pool.next_article("salim") is None
    assert project.library.totals("salim").waiting == 0
    finish(project, "huda", "1.txt")
    assert project.pool.next_article("huda") is None
    assert project.pool.next_article("salim", moment=later(1000)) is None


def test_a_flagged_article_leaves_room_for_another(project: Project) -> None:
    project.pool.open(per_article=1, articles=IDS[:2])
    assert project.pool.next_article("huda") == "1.txt"
    project.work.set_status("1.txt", "huda", Status.FLAGGED, "النص مبتور")
    assert project.pool.next_article("huda") == "2.txt"


# --- what comes back ------------------------------------------------------------------------------


def test_what_is_not_touched_comes_back_and_goes_to_who_asks_first(project: Project) -> None:
    project.pool.open(per_article=1, return_after=72 * HOUR)
    assert project.pool.next_article("huda") == "1.txt"
    assert project.pool.next_article("salim", moment=later(71)) == "2.txt"
    assert project.pool.next_article("maryam", moment=later(73)) == "1.txt"
    assert holders(project, "1.txt") == ("maryam",)
    assert listed(project, "huda") == []
    assert project.pool.next_article("huda", moment=later(74)) == "3.txt"


def test_only_as_many_holds_end_as_are_needed(project: Project) -> None:
    project.pool.open(per_article=2, articles=["1.txt"], return_after=2 * HOUR)
    assert project.pool.next_article("huda") == project.pool.next_article("salim", moment=later(1)) == "1.txt"
    assert project.pool.next_article("maryam", moment=later(1.5)) is None
    assert project.pool.next_article("maryam", moment=later(5)) == "1.txt"
    assert holders(project, "1.txt") == ("maryam", "salim")


@pytest.mark.parametrize("work", ["span", "status", "time"])
def test_work_holds_an_article_for_its_time_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    project.pool.open(per_article=1, articles=["1.txt"], return_after=2 * HOUR)
    assert project.pool.next_article("huda") == "1.txt"
    moment = later(1.5)
    monkeypatch.setattr("annotator.store.assigning.assignment_rows.now", lambda: moment)
    match work:
        case "span":
            project.layers.record(adding(0, 3, annotator="huda"))
        case "status":
            project.work.set_status("1.txt", "huda", Status.DOING)
        case "time":
            project.work.add_time("1.txt", "huda", 20)
    assert project.pool.next_article("salim", moment=later(3.4)) is None
    assert project.pool.next_article("salim", moment=later(3.6)) == "1.txt"


def test_who_asks_again_in_time_goes_on_with_the_same(project: Project) -> None:
    project.pool.open(per_article=1, articles=["1.txt"], return_after=2 * HOUR)
    assert project.pool.next_article("huda") == "1.txt"
    # The time has run out, but nobody took the article over: it is held anew.
    assert project.pool.next_article("huda", moment=later(10)) == "1.txt"
    assert project.pool.next_article("salim", moment=later(11)) is None
    assert project.pool.next_article("salim", moment=later(12.1)) == "1.txt"


def test_what_was_finished_never_comes_back(project: Project) -> None:
    project.pool.open(per_article=1, articles=["1.txt"], return_after=HOUR)
    assert project.pool.next_article("huda") == "1.txt"
    finish(project, "huda", "1.txt")
    assert project.pool.next_article("salim", moment=later(100)) is None
    assert holders(project, "1.txt") == ("huda",)


def test_work_in_what_went_to_somebody_else_stays_in_sight(project: Project) -> None:
    project.pool.open(per_article=1, articles=["1.txt"], return_after=HOUR)
    assert project.pool.next_article("huda") == "1.txt"
    project.layers.record(adding(0, 3, annotator="huda"))
    assert project.pool.next_article("salim", moment=later(2)) == "1.txt"
    assert [(row.id, row.assigned, row.spans) for row in listed(project, "huda")] == [("1.txt", False, 1)]
    assert project.pool.next_article("huda", moment=later(2)) is None


def test_what_came_back_goes_out_first(project: Project) -> None:
    project.pool.open(per_article=1, return_after=HOUR)
    for id_ in IDS[:2]:
        assert project.pool.next_article("huda", id_ if id_ != "1.txt" else None) is not None
        finish(project, "huda", id_)
    assert project.pool.next_article("huda") == "3.txt"
    assert project.pool.next_article("salim", moment=later(0.5)) == "4.txt"
    assert project.pool.next_article("maryam", moment=later(1.2)) == "3.txt"


# --- conditions -----------------------------------------------------------------------------------


def test_new_conditions_and_what_has_them_already(project: Project) -> None:
    project.pool.open(per_article=1, articles=IDS[:3])
    assert project.pool.next_article("huda") == "1.txt"
    again = project.pool.open(per_article=1, articles=IDS[:4])
    assert (again.added, again.changed, again.kept) == (1, 0, 3)
    more = project.pool.open(per_article=2, articles=IDS[:1])
    assert (more.added, more.changed, more.kept) == (0, 1, 0)
    assert project.pool.next_article("salim") == "1.txt"
    assert holders(project, "1.txt") == ("huda", "salim")
    sooner = project.pool.open(per_article=2, articles=IDS[:1], return_after=HOUR)
    assert sooner.changed == 1
    assert project.pool.next_article("maryam", moment=later(2)) == "1.txt"


def test_an_article_is_either_assigned_or_handed_out(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1, articles=["2.txt"])
    with pytest.raises(UsageError, match=r"1 of the 6 articles is assigned to people, 2\.txt, and can't"):
        project.pool.open(per_article=2)
    assert project.library.totals("salim").waiting == 0
    project.pool.open(per_article=2, articles=["3.txt", "4.txt"])
    with pytest.raises(
        UsageError, match=r"2 of the 6 articles are handed out on demand \(--dynamic\), .* 3\.txt, and can't"
    ):
        project.assignments.assign(["huda"], per_article=1)
    assert project.library.totals("huda").own == 1
    # Side by side they are fine: what is assigned comes first.
    assert project.pool.next_article("huda") == "2.txt"
    finish(project, "huda", "2.txt")
    assert project.pool.next_article("huda") == "3.txt"


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_holds_need_some_time(project: Project, seconds: float) -> None:
    with pytest.raises(UsageError, match="--return-after has to be longer than nothing"):
        project.pool.open(per_article=1, return_after=seconds)


def test_a_number_of_people_that_makes_no_sense(project: Project) -> None:
    for count in (0, 1001, 10**30):
        with pytest.raises(UsageError, match="--per-article"):
            project.pool.open(per_article=count)
    assert project.pool.next_article("huda") == "1.txt"
    assert len(listed(project, "huda")) == len(IDS)


def test_a_name_that_nobody_can_have_gets_nothing(project: Project) -> None:
    project.pool.open(per_article=1)
    with pytest.raises(UsageError, match="'all'"):
        project.pool.next_article("all")
    assert project.people.names() == []


def test_articles_that_come_in_later_are_nobodys(project: Project) -> None:
    project.pool.open(per_article=1)
    add_articles(project, [incoming("خبر جاء متأخرا", id="late")])
    assert project.pool.open(per_article=1, articles=["1.txt"]).nobodys == 1
    assert project.library.totals("huda").waiting == len(IDS)
