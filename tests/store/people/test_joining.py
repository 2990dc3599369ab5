"""Two people who become one: what both had stays, with its history; undo works to the very first change."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import DuplicateSpanError, UsageError
from annotator.model import Choice, LeftOut, Span, Status
from tests.store.helpers import TEXT, make, ours
from tests.store.joined import (
    adjudication,
    check_histories,
    project,
    sample,
    schema,
    session,
    stored,
    undo_everything,
)
from tests.store.test_gold import decision, gold_span, making

if TYPE_CHECKING:
    from annotator.project import Project

pytestmark = pytest.mark.tried(
    "people renamed and joined: random histories, failures and kills in the middle, copies merged"
)

__all__ = ["project", "sample"]

ASSIGN = "assign"


@pytest.mark.parametrize(
    ("name", "other"), [("huda", "salim"), ("salim", "huda"), ("maryam", "huda"), ("nadia", "huda")]
)
def test_two_people_become_one_with_what_both_had(project: Project, name: str, other: str) -> None:
    tables = schema(project)
    articles = [row.id for row in project.work.status().articles]
    marks = {
        each: {
            (span.start, span.end, span.label)
            for who in (name, other)
            for span in project.layers.get(each, who).spans
        }
        for each in articles
    }
    count = sum(len(project.layers.operations(each, who)) for each in articles for who in (name, other))
    settled = {row.id for row in project.work.status().articles if row.settled}
    people = {each: project.gold.get(each).settled for each in settled}
    moved = project.people.join(name, other)
    assert schema(project) == tables
    assert name not in project.people.names()
    assert project.people.named(name) == other
    for each in articles:
        spans = project.layers.get(each, other).spans
        assert {(span.start, span.end, span.label) for span in spans} == marks[each]
        assert len(spans) == len(marks[each])
    assert sum(len(project.layers.operations(each, other)) for each in articles) == count + moved.doubles
    changed = {row.id for row in project.work.status().articles if row.changed}
    assert changed == {
        each for each, one in people.items() if one is not None and {name, other} <= {*one.people}
    }
    assert len(changed) == moved.changed
    left: list[LeftOut] = []
    assert not changed & {record.id for record in project.records.select(leave=left.append)}
    assert left.count(LeftOut.CHANGED) == len(changed)
    check_histories(project)
    undo_everything(project)


def test_a_screen_that_was_open_under_the_first_name_goes_on(project: Project) -> None:
    work = session(project, "drone-mx4", "huda")
    project.people.join("huda", "salim")
    count = len(project.layers.get("drone-mx4", "salim").spans)
    project.layers.record(*work.add(0, 3, "claim"))
    project.work.set_status("drone-mx4", "huda", Status.DONE)
    assert len(project.layers.get("drone-mx4", "salim").spans) == count + 1
    assert "huda" not in project.people.names()
    check_histories(project)


def test_gold_of_two_who_are_one_is_settled_again(project: Project) -> None:
    assert project.people.join("huda", "salim").changed == 2
    adjudicated = adjudication(project, "ceasefire-talks")
    assert adjudicated.tally.stale
    while open_ := adjudicated.open_cases():
        project.gold.decide(
            adjudicated.confirm(open_[0]) if open_[0].decision else adjudicated.reject(open_[0])
        )
    step = adjudicated.settle()
    assert step is not None
    project.gold.decide(step)
    assert {row.id for row in project.work.status().articles if row.changed} == {"dam-figures"}
    assert "ceasefire-talks" in {record.id for record in project.records.select()}


def test_everybody_becomes_one(project: Project) -> None:
    for name in ("huda", "maryam", "nadia"):
        project.people.join(name, "salim")
    assert project.people.names() == ["salim"]
    assert [one.former for one in project.people.overview().people] == [("huda", "maryam", "nadia")]
    check_histories(project)
    undo_everything(project)


TODO, DOING, DONE, FLAGGED = Status


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ((DONE, 1), (DONE, 1), DONE),
        ((DONE, 0), (DONE, 0), DONE),
        ((DOING, 1), (DONE, 1), DOING),
        ((DOING, 0), (DONE, 1), DONE),  # looked, and marked nothing
        ((ASSIGN, 0), (DONE, 1), DONE),
        ((ASSIGN, 0), (ASSIGN, 0), TODO),
        ((DOING, 0), (DOING, 0), DOING),
        ((FLAGGED, 0), (DONE, 1), FLAGGED),
        ((DOING, 1), (FLAGGED, 0), FLAGGED),
        ((DONE, 0), (TODO, 0), DONE),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_how_far_one_person_is_who_was_two(
    tmp_path: Path, one: tuple[Status, int], other: tuple[Status, int], joined: Status, *, turned: bool
) -> None:
    with make(tmp_path / "a.db", TEXT) as project:
        sides = (("sami", *one), ("huda", *other))
        for name, status, spans in sides:
            if status == ASSIGN:
                project.assignments.assign(
                    [name], per_article=1 + len(project.work.status().articles[0].assigned)
                )
                continue
            start = 0 if name == "huda" else 5
            marks = [Span.new(start, start + 4, "actor", name)] * spans
            project.layers.add("1.txt", name, marks, status, f"ملاحظة {name}" if status is FLAGGED else "")
            project.work.add_time("1.txt", name, 2.5)
        name, into = ("huda", "sami") if turned else ("sami", "huda")
        project.people.join(name, into)
        progress = project.work.progress("1.txt", into)
        assert progress.status is joined
        assert progress.seconds == 2.5 * sum(status != ASSIGN for _, status, _ in sides)
        assert progress.note == (
            "; ".join(f"ملاحظة {name}" for name, status, _ in sides if status is FLAGGED)
        )
        (row,) = project.work.status().articles
        assert row.assigned == ((into,) if ASSIGN in (one[0], other[0]) else ())


def test_who_holds_an_article_and_has_it_assigned(tmp_path: Path) -> None:
    with make(tmp_path / "a.db", TEXT, "نص ثان قصير.") as project:
        project.pool.open(per_article=2, articles=["1.txt"])
        assert project.pool.next_article("huda") == project.pool.next_article("Sami") == "1.txt"
        project.people.join("Sami", "huda")
        (row, _) = project.work.status().articles
        assert (row.assigned, row.wanted) == (("huda",), 2)
        assert project.pool.next_article("salim") == "1.txt"


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        ("huda", "Huda", "huda is one person already"),
        ("huda", "hdua", "There is no annotator called hdua"),
        ("hdua", "huda", "There is no annotator called hdua"),
        ("huda", "ALL", "annotator people rename ALL NEW"),
    ],
)
def test_what_can_not_be_joined(project: Project, name: str, other: str, said: str) -> None:
    ours(project.path, "INSERT INTO annotator (name, created) VALUES ('ALL', '2026-01-01T00:00:00+00:00')")
    before = stored(project.path)
    with pytest.raises(UsageError, match=said):
        project.people.join(name, other)
    assert stored(project.path) == before


def test_a_pair_and_a_bad_name_become_one_good_one(project: Project) -> None:
    for name in ("Huda", "ALL"):
        ours(
            project.path,
            f"INSERT INTO annotator (name, created) VALUES ('{name}', '2026-01-01T00:00:00+00:00')",
        )
    project.work.set_status("flood-emoji", "Huda", Status.FLAGGED)
    project.people.join("Huda", "huda")
    project.people.join("ALL", "huda")
    assert project.people.overview().alike == ()
    assert project.people.named("HUDA") == "huda"
    assert project.work.progress("flood-emoji", "huda").status is Status.FLAGGED


def test_the_same_was_decided_from_either(tmp_path: Path) -> None:
    with make(tmp_path / "a.db", TEXT) as project:
        one, other = (Span.new(0, 4, "actor", name) for name in ("huda", "sami"))
        first = decision(choice=Choice.NONE, sources=(one,), people=("huda", "sami"))
        second = decision(gold_span(0, 4), sources=(other,), people=("huda", "sami"))
        for span in (one, other):
            project.layers.add("1.txt", span.annotator, [span], Status.DONE)
        project.gold.decide(making(first))
        project.gold.decide(making(second))
        project.people.join("sami", "huda")
        assert [each.people for each in project.gold.get("1.txt").decisions] == [("huda",)] * 2
        adjudicated = adjudication(project, "1.txt", "مريم")
        while (step := adjudicated.undo()) is not None:
            project.gold.decide(step)
        assert project.gold.get("1.txt").decisions == ()


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[str, str, int]]:
    change = st.tuples(
        st.sampled_from(["huda", "sami"]),
        st.sampled_from(["add", "add", "remove", "relabel", "undo", "redo"]),
        st.integers(0, 7),
    )
    return draw(st.lists(change, max_size=14))


@pytest.mark.times(60)
@settings(max_examples=60)
@given(stories())
def test_any_two_histories_become_one_that_gives_the_spans(story: list[tuple[str, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "a.db"), TEXT) as project:
        adjudications = {name: session(project, "1.txt", name) for name in ("huda", "sami")}
        for name in adjudications:
            project.work.set_status("1.txt", name, Status.DOING)
        for name, what, place in story:
            adjudicated = adjudications[name]
            spans = adjudicated.layer.spans
            try:
                if what == "add":
                    done = adjudicated.add(place, place + 2, "actor")
                elif what in {"undo", "redo"}:
                    done = getattr(adjudicated, what)()
                elif spans:
                    span = spans[place % len(spans)]
                    done = (
                        adjudicated.remove(span)
                        if what == "remove"
                        else adjudicated.change(span, start=span.start, end=span.end, label="claim")
                    )
                else:
                    continue
            except DuplicateSpanError:
                continue
            if done is not None:
                project.layers.record(*done)
        marks = {
            (s.start, s.end, s.label)
            for adjudicated in adjudications.values()
            for s in adjudicated.layer.spans
        }
        project.people.join("sami", "huda")
        assert {(s.start, s.end, s.label) for s in project.layers.get("1.txt", "huda").spans} == marks
        check_histories(project)
        joined = session(project, "1.txt", "huda")
        while taken := joined.undo():
            project.layers.record(*taken)
        assert project.layers.get("1.txt", "huda") == joined.layer
        check_histories(project)
