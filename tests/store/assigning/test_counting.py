"""Who counts: status and export ask the same, and what leaves no trace changes nothing of either."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import Edit, LeftOut, Move, Note, Span, Status
from annotator.store import selecting
from tests.adding import add_articles
from tests.store.helpers import adding, incoming, make, operation
from tests.store.listing import listed
from tests.store.test_gold import step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.project import Project

pytestmark = pytest.mark.tried("random work of several people: what status says and an export does")

IDS = ("1.txt", "2.txt", "3.txt")
TEXTS = ("أعلن المجلس هدنة قصيرة", "نفى الناطق الخبر", "وصلت القافلة مساء أمس")
PEOPLE = ("huda", "salim", "maryam")
EVENTS = (
    "open", "tag", "untag", "done", "flag", "reopen", "todo", "time", "assign", "pool", "next", "unassign", "close",
    "settle", "unsettle", "send back",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db", *TEXTS) as made:
        yield made


def do(project: Project, event: str, id_: str, name: str) -> None:
    """Do something to the project as a person could; what can't be done now is left."""
    spans = project.layers.get(id_, name).spans
    settled = project.gold.is_settled(id_)
    dynamic = any(article.dynamic for article in project.work.status().articles if article.id == id_)
    assigned = any(article.assigned and not article.dynamic for article in project.work.status().articles)
    match event:
        case "open":
            project.work.progress(id_, name)
            project.work.add_time(id_, name, 0)
        case "tag" if not spans:
            project.layers.record(adding(0, 4, article=id_, annotator=name))
        case "untag" if spans:
            project.layers.record(operation(Edit(before=spans[0], after=None), Move.UNDO, article=id_))
        case "done":
            project.work.set_status(id_, name, Status.DONE)
        case "flag":
            project.work.set_status(id_, name, Status.FLAGGED, "مكرر")
        case "reopen":
            project.work.set_status(id_, name, Status.DOING)
        case "send back" if project.work.progress(id_, name).status is not Status.TODO:
            project.notes.send_back([Note.new(id_, 0, 4, name, "nadia", "انظري.", sends_back=True)])
        case "todo":
            project.work.set_status(id_, name, Status.TODO)
        case "time":
            project.work.add_time(id_, name, 5)
        case "assign" if not dynamic:
            project.assignments.assign([name], per_article=1, articles=[id_])
        case "pool" if not assigned:
            project.pool.open(per_article=2, articles=[id_])
        case "next":
            project.pool.next_article(name)
        case "unassign" if name in project.people.names():
            project.assignments.take_back([name], articles=[id_], begun=True)
        case "close" if dynamic:
            project.pool.close(articles=[id_])
        case "settle" if not settled:
            people = tuple(layer.annotator for layer in project.finished.layers(id_))
            project.gold.decide(step(article=id_, settled=(False, True), people=people))
        case "unsettle" if settled:
            project.gold.decide(step(article=id_, settled=(True, False)))
        case _:
            pass


def exported(project: Project) -> tuple[list[str], Counter[LeftOut]]:
    left: Counter[LeftOut] = Counter()
    records = [record.id for record in project.records.select(leave=lambda reason: left.update([reason]))]
    return records, left


@pytest.mark.times(30)
@settings(max_examples=30, deadline=None)
@given(
    events=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(IDS), st.sampled_from(PEOPLE)), max_size=14
    )
)
def test_status_says_of_each_article_what_an_export_does(events: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db"), *TEXTS) as project:
        for event in events:
            do(project, *event)
            status = project.work.status()
            written, left = exported(project)
            assert [article.id for article in status.articles if article.left_out is None] == written
            assert Counter(article.left_out for article in status.articles if article.left_out) == left
            for article in status.articles:
                assert article.ready == (article.left_out is LeftOut.UNSETTLED)
                assert article.changed == (article.left_out is LeftOut.CHANGED)
                if article.left_out is LeftOut.NOBODYS:
                    seen = [
                        name
                        for name in PEOPLE
                        for row in listed(project, name)
                        if row.id == article.id
                        and (row.assigned or row.spans or row.status is not Status.DOING)
                    ]
                    assert not seen
            undealt = project.assignments.unassigned()
            assert (undealt.count if undealt else 0) == left[LeftOut.NOBODYS]
            by_name = {record.id: record.annotators for record in project.records.select("all")}
            for article in status.articles:
                begun = {*article.done, *article.flagged}
                begun |= {name for name in PEOPLE if project.layers.get(article.id, name).spans}
                assert set(by_name[article.id]) == begun
                assert set(article.doing) <= begun | set(article.assigned)


@pytest.mark.times(30)
@settings(max_examples=30, deadline=None)
@given(
    before=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(IDS), st.sampled_from(PEOPLE)), max_size=8
    ),
    stray=st.lists(st.sampled_from(("open", "tag", "done", "flag", "time")), min_size=1, max_size=4),
    id_=st.sampled_from(IDS),
)
def test_what_is_taken_back_changes_no_export(
    before: list[tuple[str, str, str]], stray: list[str], id_: str
) -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db"), *TEXTS) as project:
        for event in before:
            do(project, *event)
        written, states = exported(project), [one.left_out for one in project.work.status().articles]
        for key in stray:
            do(project, key, id_, "boss")
        do(project, "untag", id_, "boss")
        do(project, "reopen", id_, "boss")
        assert exported(project) == written
        assert [one.left_out for one in project.work.status().articles] == states
        boss = next(person for person in project.work.status().people if person.name == "boss")
        assert (boss.finished, boss.doing, boss.flagged, boss.spans) == (0, 0, 0, 0)


def test_who_holds_what_enough_have_finished_is_not_awaited(project: Project) -> None:
    project.pool.open(per_article=1, articles=["1.txt"])
    assert project.pool.next_article("huda") == "1.txt"
    assert project.assignments.awaited("1.txt") == ("huda",)
    project.work.set_status("1.txt", "salim", Status.DONE)
    assert project.assignments.awaited("1.txt") == ()
    assert not project.work.status().articles[0].waiting


# --- what is finished counts, when more is assigned -------------------------------------------------


def assigned(project: Project) -> list[tuple[str, ...]]:
    return [article.assigned for article in project.work.status().articles]


@pytest.mark.parametrize("wanted", [None, list(IDS)])
def test_what_is_finished_counts_and_is_assigned(project: Project, wanted: list[str] | None) -> None:
    for id_, name in (("1.txt", "huda"), ("1.txt", "salim"), ("2.txt", "huda")):
        project.work.set_status(id_, name, Status.DONE)
    report = project.assignments.assign(["maryam", "salim"], per_article=2, articles=wanted)
    assert (report.kept, report.finished, report.added) == (0, 3, 3)
    got = assigned(project)
    assert got[0] == ("huda", "salim")
    assert got[1] in {("huda", "maryam"), ("huda", "salim")}
    assert got[2] == ("maryam", "salim")
    again = project.assignments.assign(["maryam", "salim"], per_article=2, articles=wanted)
    assert (again.kept, again.finished, again.added) == (6, 0, 0)


def test_one_who_finished_for_one_is_enough_and_it_is_gold(project: Project) -> None:
    project.work.set_status("1.txt", "huda", Status.DONE)
    project.work.set_status("2.txt", "salim", Status.DONE)
    assert exported(project)[0] == []
    report = project.assignments.assign(["maryam"], per_article=1)
    assert (report.finished, report.added) == (2, 1)
    assert exported(project) == (["1.txt", "2.txt"], {LeftOut.UNFINISHED: 1})


def test_opening_an_article_is_not_to_begin_it(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1)
    project.work.set_status("1.txt", "huda", Status.DOING)
    project.layers.add("2.txt", "huda", [Span.new(0, 3, "actor", "huda")], Status.DOING)
    (huda,) = project.assignments.take_back(["huda"]).people
    assert (huda.articles, huda.begun) == (2, ("2.txt",))


# --- without keeping ----------------------------------------------------------------------------------


def rows(project: Project) -> list[object]:
    names = [
        name
        for (name,) in project._connection.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    ]
    return [(name, project._connection.rows(f"SELECT * FROM {name}")) for name in sorted(names)]


def test_a_dry_run_tells_what_would_be_and_changes_nothing(project: Project) -> None:
    project.work.set_status("1.txt", "huda", Status.DONE)
    before = rows(project)
    tried = project.assignments.assign(["salim", "maryam"], per_article=2, keep=False)
    assert rows(project) == before
    assert project.people.names() == ["huda"]
    assert tried == project.assignments.assign(["salim", "maryam"], per_article=2)
    before = rows(project)
    gone = project.assignments.take_back(["maryam"], keep=False)
    assert rows(project) == before
    assert gone == project.assignments.take_back(["maryam"])
    assert gone.people[0].forgotten


def test_a_dry_run_of_what_is_handed_out(project: Project) -> None:
    before = rows(project)
    tried = project.pool.open(per_article=2, keep=False)
    assert rows(project) == before
    assert tried == project.pool.open(per_article=2)
    assert project.pool.next_article("huda") == "1.txt"
    before = rows(project)
    closed = project.pool.close(keep=False)
    assert rows(project) == before
    assert closed == project.pool.close()


# --- what nobody sees -----------------------------------------------------------------------------------


def come(project: Project, *ids: str) -> None:
    assert add_articles(project, (incoming(f"خبر جديد رقم {id_}", id=id_) for id_ in ids)).added == len(ids)


def test_where_nothing_is_assigned_everybody_sees_everything(project: Project) -> None:
    come(project, "a", "b")
    assert project.assignments.unassigned() is None


def test_what_came_in_after_assigning(project: Project) -> None:
    project.assignments.assign(["huda", "salim", "maryam"], per_article=2)
    assert project.assignments.unassigned() is None
    come(project, "a", "b")
    undealt = project.assignments.unassigned()
    assert undealt is not None
    assert (undealt.count, undealt.people, undealt.per_article) == (2, ("huda", "maryam", "salim"), 2)
    assert undealt.articles is None
    before = assigned(project)
    project.assignments.assign(undealt.people, per_article=undealt.per_article)
    assert assigned(project)[:3] == before[:3]
    assert project.assignments.unassigned() is None


def test_what_came_in_after_handing_out(project: Project) -> None:
    project.pool.open(per_article=2, return_after=7200)
    come(project, "a")
    undealt = project.assignments.unassigned()
    assert undealt is not None
    assert (undealt.people, undealt.per_article, undealt.return_after, undealt.articles) == (
        (),
        2,
        7200,
        None,
    )


def test_where_the_others_would_change_the_articles_are_named(project: Project) -> None:
    project.assignments.assign(["huda", "salim"], per_article=2, articles=["1.txt"])
    project.assignments.assign(["huda"], per_article=1, articles=["2.txt"])
    come(project, "a", "b")
    undealt = project.assignments.unassigned()
    assert undealt is not None
    assert (undealt.count, undealt.articles) == (3, "3-5")


def test_an_article_that_somebody_has_begun_is_seen(project: Project) -> None:
    project.assignments.assign(["huda"], per_article=1, articles=["1.txt"])
    project.layers.add("2.txt", "salim", [Span.new(0, 3, "actor", "salim")], Status.DOING)
    undealt = project.assignments.unassigned()
    assert undealt is not None
    assert undealt.articles == "3"


@settings(max_examples=30, deadline=None)
@given(
    ids=st.lists(
        st.one_of(
            st.integers(1, 9).map(str),
            st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda ends: f"{ends[0]}-{ends[1]}"),
            st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda ends: f"{ends[0]},{ends[1]}"),
            st.sampled_from(["01", "02-03", "خبر", "a b"]),
        ),
        min_size=1,
        max_size=9,
        unique=True,
    ),
    data=st.data(),
)
def test_a_filter_finds_the_articles_that_it_was_made_for(ids: list[str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db")) as project:
        come(project, *ids)
        numbers = sorted(data.draw(st.sets(st.integers(1, len(ids)), min_size=1)))
        named = selecting.naming(lambda words: not set(words).isdisjoint(ids), numbers)
        assert named.articles == len(numbers)
        assert project.articles.select(named.filter) == [ids[number - 1] for number in numbers]


def test_a_command_for_very_many_articles_names_the_first_of_them(tmp_path: Path) -> None:
    ids = [f"a{number}" for number in range(500)]
    with make(tmp_path / "annotator.db") as project:
        come(project, *ids)
        project.assignments.assign(["huda", "salim"], per_article=2, articles=ids[1:401:2])
        project.assignments.assign(["huda"], per_article=1, articles=ids[401::2])
        unassigned = project.assignments.unassigned()
        assert unassigned is not None
        assert (unassigned.count, unassigned.named) == (250, 100)
        assert unassigned.articles is not None
        assert project.articles.select(unassigned.articles) == ids[:200:2]
