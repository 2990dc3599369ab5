"""Who is to mark what, and what they see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import NoSuchArticleError, ProjectReadOnlyError, UsageError
from annotator.model import ListTotals, Portion, Span, Status
from annotator.project import Project
from tests.store.helpers import contents, make, powerless, unprivileged_folder
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = (40, 10, 30, 20, 10, 10)
IDS = [f"{place}.txt" for place in range(1, len(WORDS) + 1)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project whose articles have 40, 10, 30, 20, 10 and 10 words."""
    texts = [f"خبر{place} " + "كلمة " * (words - 1) for place, words in enumerate(WORDS)]
    with make(tmp_path / "annotator.db", *texts) as made:
        yield made


def seen(project: Project, name: str) -> list[str]:
    return [row.id for row in listed(project, name)]


def assigned(project: Project) -> list[tuple[str, ...]]:
    return [article.assigned for article in project.work.status().articles]


def test_each_article_goes_to_as_many_and_each_person_gets_about_as_many_words(project: Project) -> None:
    report = project.assignments.assign(["salim", "huda", "maryam"], per_article=2)
    assert (report.articles, report.kept, report.added, report.nobodys) == (6, 0, 12, 0)
    assert report.newcomers == ("huda", "maryam", "salim")
    assert [len(people) for people in assigned(project)] == [2] * 6
    assert [portion.annotator for portion in report.portions] == ["huda", "maryam", "salim"]
    assert sum(portion.words for portion in report.portions) == 2 * sum(WORDS)
    for portion in report.portions:
        assert portion.added == portion.articles == len(seen(project, portion.annotator))
        rows = listed(project, portion.annotator)
        assert portion.words == sum(row.words for row in rows)
        assert 70 <= portion.words <= 90
        assert all(row.assigned for row in rows)


def test_the_same_command_gives_the_same_everywhere(project: Project, tmp_path: Path) -> None:
    project.assignments.assign(["huda", "salim", "maryam"], per_article=2, seed=4)
    texts = [project.articles.get(id_).text for id_ in IDS]
    with make(tmp_path / "other.db", *texts) as other:
        other.assignments.assign(["maryam", "huda", "salim"], per_article=2, seed=4)
        assert assigned(other) == assigned(project)


def test_assigning_again_keeps_what_there_is_and_counts_it(project: Project) -> None:
    first = project.assignments.assign(["huda", "salim"], per_article=1)
    before = assigned(project)
    again = project.assignments.assign(["huda", "salim"], per_article=1)
    assert (first.added, again.kept, again.added) == (6, 6, 0)
    assert assigned(project) == before
    more = project.assignments.assign(["maryam", "salim"], per_article=2, articles=["2.txt", "1.txt"])
    assert (more.articles, more.kept, more.added) == (2, 2, 2)
    assert more.newcomers == ("maryam",)
    after = assigned(project)
    for old, new, place in zip(before, after, range(6), strict=True):
        assert set(old) <= set(new)
        assert len(new) == (2 if place < 2 else 1)
    huda = next(portion for portion in more.portions if portion.annotator == "huda")
    assert huda == Portion(
        annotator="huda",
        added=0,
        articles=len(seen(project, "huda")),
        words=sum(row.words for row in listed(project, "huda")),
    )


def test_fewer_people_an_article_take_nothing_away(project: Project) -> None:
    project.assignments.assign(["huda", "salim"], per_article=2)
    report = project.assignments.assign(["huda", "salim"], per_article=1)
    assert (report.kept, report.added) == (12, 0)
    assert assigned(project) == [("huda", "salim")] * 6


def test_one_more_person_for_articles_that_others_have(project: Project) -> None:
    project.assignments.assign(["huda", "salim"], per_article=2)
    assert project.assignments.assign(["maryam"], per_article=3).added == 6
    assert assigned(project) == [("huda", "maryam", "salim")] * 6


def test_new_articles_go_to_who_has_least(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1, articles=["1.txt", "3.txt"])
    report = project.assignments.assign(["huda", "salim"], per_article=1)
    assert (report.kept, report.added) == (2, 4)
    assert [(one.annotator, one.words) for one in report.portions] == [("huda", 70), ("salim", 50)]


def test_who_began_an_article_gets_it(project: Project) -> None:
    for id_ in IDS[:3]:
        project.work.set_status(id_, "maryam", Status.DONE)
    project.layers.add("4.txt", "maryam", [Span.new(0, 3, "actor", "maryam")], Status.TODO)
    project.assignments.assign(["huda", "salim", "maryam"], per_article=1)
    assert assigned(project)[:4] == [("maryam",)] * 4
    assert {("maryam",)}.isdisjoint(assigned(project)[4:])


def test_the_library_without_and_with_assignments(project: Project) -> None:
    project.work.set_status("2.txt", "huda", Status.FLAGGED, "مكرر")
    project.layers.add("5.txt", "huda", [Span.new(0, 3, "actor", "huda")], Status.TODO)
    project.work.add_time("6.txt", "huda", 3)
    assert seen(project, "huda") == seen(project, "salim") == IDS
    assert all(row.assigned for row in listed(project, "huda"))
    project.assignments.assign(["salim"], per_article=1, articles=IDS[:1])
    assert [(row.id, row.assigned) for row in listed(project, "salim")] == [("1.txt", True)]
    assert [(row.id, row.assigned) for row in listed(project, "huda")] == [
        ("2.txt", False),
        ("5.txt", False),
    ]
    assert seen(project, "maryam") == []


def test_the_library_shows_nothing_of_others(project: Project) -> None:
    project.assignments.assign(["huda", "salim"], per_article=2)
    project.layers.add("1.txt", "salim", [Span.new(0, 3, "actor", "salim")], Status.FLAGGED, "سرّ سالم")
    row = listed(project, "huda")[0]
    assert (row.spans, row.status, row.note) == (0, Status.TODO, "")


def test_the_sums_of_the_library(project: Project) -> None:
    everything = ListTotals(listed=len(WORDS), own=len(WORDS), words_own=sum(WORDS))
    assert project.library.totals("huda") == everything
    project.work.set_status("1.txt", "huda", Status.DONE)
    project.assignments.assign(["huda"], per_article=1, articles=["2.txt", "3.txt", "4.txt"])
    project.work.set_status("3.txt", "huda", Status.DONE)
    project.work.set_status("4.txt", "huda", Status.FLAGGED)
    assert project.library.totals("huda") == ListTotals(
        listed=4, own=3, done=1, words_own=60, words_done=30, flagged=1, teamwork=True
    )
    assert project.library.totals("salim") == ListTotals(teamwork=True)


@pytest.mark.parametrize(
    ("names", "count", "said"),
    [
        (
            ["huda", "salim"],
            3,
            r"--per-article 3 is more than there are: 2 people are named \(huda, salim\)\. ",
        ),
        (["huda"], 2, r"--per-article 2 is more than there are: 1 person is named \(huda\)\. "),
        (["huda"], 0, "--per-article 0 makes no sense: an article is for 1 to 1000 people"),
        (["huda"], -1, "--per-article -1 makes no sense"),
        (["huda"], 10**30, "--per-article 10+ makes no sense"),
        (["huda", "salim", "huda"], 1, "huda is named twice; name each person once"),
        ([], 1, "Nobody is named"),
        (["huda", "all"], 1, "'all'"),
        (["huda", " "], 1, "An annotator's name can't be empty"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    project: Project, names: list[str], count: int, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        project.assignments.assign(names, per_article=count)
    assert project.people.names() == []
    assert assigned(project) == [()] * 6


def test_too_few_people_for_some_articles(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1, articles=["2.txt"])
    with pytest.raises(UsageError, match=r"named \(salim\), too few for 5 of the 6 articles\. Name more"):
        project.assignments.assign(["salim"], per_article=2)
    assert assigned(project) == [(), ("huda",), (), (), (), ()]


def test_articles_that_do_not_exist(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NoSuchArticleError, match=r"no article 9\.txt"):
        project.assignments.assign(["huda"], per_article=1, articles=["1.txt", "9.txt"])
    with make(tmp_path / "empty.db") as empty, pytest.raises(UsageError, match="has no articles yet"):
        empty.assignments.assign(["huda"], per_article=1)


def test_a_project_that_can_only_be_read() -> None:
    with unprivileged_folder() as folder:
        make(folder / "annotator.db", "خبر قصير").close()
        before = contents(folder)
        with powerless(folder, folder / "annotator.db"), Project.open(folder / "annotator.db") as project:
            with pytest.raises(ProjectReadOnlyError):
                project.assignments.assign(["huda"], per_article=1)
            with pytest.raises(ProjectReadOnlyError):
                project.pool.open(per_article=1)
            assert project.pool.next_article("huda") == "1.txt"
            assert not project.work.status().people
        assert contents(folder)["annotator.db"] == before["annotator.db"]
