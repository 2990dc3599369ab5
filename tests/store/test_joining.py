"""Renaming and joining people: what they have stays, with its history; undo works to the very first change; copies fit."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.adjudication import Adjudication
from annotator.cli.demo import _fill
from annotator.editing import Session
from annotator.errors import DuplicateSpanError, ProjectError, UsageError
from annotator.model import Choice, Edit, LeftOut, Move, Operation, Span, Status, now
from annotator.project import Project
from annotator.store import joining
from tests.store.helpers import TEXT, make, ours, raw
from tests.store.test_gold import decision, gold_span, making

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tried(
    "people renamed and joined: random histories, failures and kills in the middle, copies merged"
)

ASSIGN = "assign"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the demo: huda, maryam and salim marked, nadia decided."""
    path = tmp_path_factory.mktemp("sample") / "annotator.db"
    _fill(path)
    return path


@pytest.fixture
def project(sample: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of it, in which some articles are assigned, flagged and took time."""
    shutil.copy(sample, tmp_path / "annotator.db")
    with Project.open(tmp_path / "annotator.db") as opened:
        opened.assign(["huda", "salim", "maryam"], per_article=2)
        opened.add_time("drone-mx4", "huda", 30)
        opened.add_time("drone-mx4", "salim", 12)
        yield opened


def copied(project: Project, name: str) -> Project:
    path = project.path.with_name(name)
    raw(project.path, f"VACUUM INTO '{path}'")
    return Project.open(path)


def everything(project: Project) -> str:
    """Return all that is told of a project, as text."""
    articles = [article.id for article in project.status().articles]
    return msgspec.json.encode(
        [
            project.status(),
            list(project.records()),
            list(project.records("all")),
            [
                (project.layer(each, name), project.operations(each, name), project.progress(each, name))
                for each in articles
                for name in project.annotators()
            ],
            [(project.gold(each), project.gold_steps(each)) for each in articles],
        ]
    ).decode()


def stored(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        # Each transaction gives the state that it makes another id.
        return [line for line in connection.iterdump() if not line.startswith('INSERT INTO "turn"')]


def schema(project: Project) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(project.path)) as connection:
        return connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        ).fetchall()


def session(project: Project, article: str, name: str) -> Session:
    length = len(project.article(article).text)
    return Session(article, name, length, project.layer(article, name), project.operations(article, name))


def adjudication(project: Project, article: str, name: str = "nadia") -> Adjudication:
    return Adjudication(
        project.article(article),
        name,
        project.layers_to_adjudicate(article),
        project.gold(article),
        project.gold_steps(article),
    )


def replayed(operations: list[Operation]) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for operation in operations:
        before, after = operation.edit.before, operation.edit.after
        if before is not None:
            assert spans.pop(before.id) == before
        if after is not None:
            assert after.id not in spans
            spans[after.id] = after
    return spans


def check_histories(project: Project) -> None:
    """Each layer is what its history gives, and everything stored is under names that there are."""
    known = set(project.annotators())
    for row in project.status().articles:
        for name in known:
            spans = {span.id: span for span in project.layer(row.id, name).spans}
            assert replayed(project.operations(row.id, name)) == spans
            assert {span.annotator for span in spans.values()} <= {name}
        decided = project.gold(row.id)
        for one in decided.decisions:
            assert {one.adjudicator, *one.people, *(source.annotator for source in one.sources)} <= known
        assert decided.settled is None or {decided.settled.adjudicator, *decided.settled.people} <= known


def undo_everything(project: Project, *, empty: bool = True) -> None:
    """Take all back, as people do on the screens, and do it again."""
    for row in project.status().articles:
        desk = adjudication(project, row.id)
        before = desk.gold.decisions
        steps = 0
        while (step := desk.undo()) is not None:
            project.decide(step)
            steps += 1
        assert project.gold(row.id).decisions == ()
        assert project.gold(row.id).settled is None
        for _ in range(steps):
            step = desk.redo()
            assert step is not None
            project.decide(step)
        assert project.gold(row.id).decisions == before
        for name in project.annotators():
            work = session(project, row.id, name)
            count = 0
            while (operation := work.undo()) is not None:
                project.record(operation)
                count += 1
            assert project.layer(row.id, name) == work.layer
            assert not empty or not work.layer.spans
            for _ in range(count):
                operation = work.redo()
                assert operation is not None
                project.record(operation)
            assert project.layer(row.id, name) == work.layer
    check_histories(project)


# --- renaming -------------------------------------------------------------------------------------


def test_a_renamed_person_has_all_that_they_had(project: Project) -> None:
    before, tables = everything(project), schema(project)
    moved = project.rename("huda", "hudb")  # which sorts where huda did
    assert everything(project) == before.replace('"huda"', '"hudb"')
    assert schema(project) == tables
    assert (moved.spans, moved.layers, moved.changed, moved.doubles) == (263, 9, 0, 0)
    check_histories(project)
    undo_everything(project)


@pytest.mark.parametrize("name", ["huda", "nadia"])
def test_a_name_and_back_leaves_the_project_as_it_was(project: Project, name: str) -> None:
    before = stored(project.path)
    for new in ("هدى الساحلي", name.upper(), name):
        project.rename(name, new)
        assert project.person(name) == new
    assert sorted(line for line in stored(project.path) if 'INTO "former_name"' not in line) == sorted(before)


def test_a_screen_that_was_open_under_the_old_name_goes_on(project: Project) -> None:
    work, desk = session(project, "drone-mx4", "huda"), adjudication(project, "ceasefire-talks")
    project.rename("huda", "هدى")
    project.rename("nadia", "نادية")
    project.record(work.add(0, 3, "actor"))
    for _ in range(3):
        operation, step = work.undo(), desk.undo()
        assert operation is not None
        assert step is not None
        project.record(operation)
        project.decide(step)
    assert project.layer("drone-mx4", "هدى").spans == tuple(
        msgspec.structs.replace(span, annotator="هدى") for span in work.layer.spans
    )
    assert "huda" not in everything(project)
    assert "nadia" not in everything(project)
    check_histories(project)


@pytest.mark.parametrize(
    ("name", "new", "said"),
    [
        ("huda", "salim", "salim is somebody in this project already.*annotator people join huda salim"),
        ("huda", "SALIM", "salim is somebody in this project already"),
        ("huda", "huda", "huda is called that already"),
        ("huda", "Gold", "can't be an annotator's name"),
        ("huda", "", "can't be empty"),
        ("hdua", "huda2", "There is no annotator called hdua"),
    ],
)
def test_a_name_that_is_not_free(project: Project, name: str, new: str, said: str) -> None:
    before = stored(project.path)
    with pytest.raises(UsageError, match=said):
        project.rename(name, new)
    assert stored(project.path) == before


def test_a_former_name_stays_with_whose_it_was(project: Project) -> None:
    project.rename("huda", "hala")
    assert project.person("Huda") == "hala"
    project.set_status("flood-emoji", "huda", Status.FLAGGED, "؟")
    assert project.progress("flood-emoji", "hala").status is Status.FLAGGED
    with pytest.raises(UsageError, match="huda was the name of hala before"):
        project.rename("salim", "HUDA")
    project.rename("hala", "Huda")
    assert project.person("hala") == project.person("huda") == "Huda"
    (row,) = (one for one in project.people().people if one.name == "Huda")
    assert row.former == ("hala",)


# --- joining --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"), [("huda", "salim"), ("salim", "huda"), ("maryam", "huda"), ("nadia", "huda")]
)
def test_two_people_become_one_with_what_both_had(project: Project, name: str, other: str) -> None:
    tables = schema(project)
    articles = [row.id for row in project.status().articles]
    marks = {
        each: {
            (span.start, span.end, span.label)
            for who in (name, other)
            for span in project.layer(each, who).spans
        }
        for each in articles
    }
    count = sum(len(project.operations(each, who)) for each in articles for who in (name, other))
    settled = {row.id for row in project.status().articles if row.settled}
    people = {each: project.gold(each).settled for each in settled}
    moved = project.join(name, other)
    assert schema(project) == tables
    assert name not in project.annotators()
    assert project.person(name) == other
    for each in articles:
        spans = project.layer(each, other).spans
        assert {(span.start, span.end, span.label) for span in spans} == marks[each]
        assert len(spans) == len(marks[each])
    assert sum(len(project.operations(each, other)) for each in articles) == count + moved.doubles
    changed = {row.id for row in project.status().articles if row.changed}
    assert changed == {
        each for each, one in people.items() if one is not None and {name, other} <= {*one.people}
    }
    assert len(changed) == moved.changed
    left: list[LeftOut] = []
    assert not changed & {record.id for record in project.records(leave=left.append)}
    assert left.count(LeftOut.CHANGED) == len(changed)
    check_histories(project)
    undo_everything(project)


def test_a_screen_that_was_open_under_the_first_name_goes_on(project: Project) -> None:
    work = session(project, "drone-mx4", "huda")
    project.join("huda", "salim")
    count = len(project.layer("drone-mx4", "salim").spans)
    project.record(work.add(0, 3, "claim"))
    project.set_status("drone-mx4", "huda", Status.DONE)
    assert len(project.layer("drone-mx4", "salim").spans) == count + 1
    assert "huda" not in project.annotators()
    check_histories(project)


def test_gold_of_two_who_are_one_is_settled_again(project: Project) -> None:
    assert project.join("huda", "salim").changed == 2
    desk = adjudication(project, "ceasefire-talks")
    assert desk.tally.stale
    while open_ := desk.open():
        project.decide(desk.keep(open_[0]) if open_[0].decision else desk.none(open_[0]))
    step = desk.settle()
    assert step is not None
    project.decide(step)
    assert {row.id for row in project.status().articles if row.changed} == {"dam-figures"}
    assert "ceasefire-talks" in {record.id for record in project.records()}


def test_everybody_becomes_one(project: Project) -> None:
    for name in ("huda", "maryam", "nadia"):
        project.join(name, "salim")
    assert project.annotators() == ["salim"]
    assert [one.former for one in project.people().people] == [("huda", "maryam", "nadia")]
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
                project.assign([name], per_article=1 + len(project.status().articles[0].assigned))
                continue
            start = 0 if name == "huda" else 5
            marks = [Span.new(start, start + 4, "actor", name)] * spans
            project.add_layer("1.txt", name, marks, status, f"ملاحظة {name}" if status is FLAGGED else "")
            project.add_time("1.txt", name, 2.5)
        name, into = ("huda", "sami") if turned else ("sami", "huda")
        project.join(name, into)
        progress = project.progress("1.txt", into)
        assert progress.status is joined
        assert progress.seconds == 2.5 * sum(status != ASSIGN for _, status, _ in sides)
        assert progress.note == (
            "; ".join(f"ملاحظة {name}" for name, status, _ in sides if status is FLAGGED)
        )
        (row,) = project.status().articles
        assert row.assigned == ((into,) if ASSIGN in (one[0], other[0]) else ())


def test_who_holds_an_article_and_has_it_assigned(tmp_path: Path) -> None:
    with make(tmp_path / "a.db", TEXT, "نص ثان قصير.") as project:
        project.open_pool(per_article=2, articles=["1.txt"])
        assert project.next_article("huda") == project.next_article("Sami") == "1.txt"
        project.join("Sami", "huda")
        (row, _) = project.status().articles
        assert (row.assigned, row.wanted) == (("huda",), 2)
        assert project.next_article("salim") == "1.txt"


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
        project.join(name, other)
    assert stored(project.path) == before


def test_a_pair_and_a_bad_name_become_one_good_one(project: Project) -> None:
    for name in ("Huda", "ALL"):
        ours(
            project.path,
            f"INSERT INTO annotator (name, created) VALUES ('{name}', '2026-01-01T00:00:00+00:00')",
        )
    project.set_status("flood-emoji", "Huda", Status.FLAGGED)
    project.join("Huda", "huda")
    project.join("ALL", "huda")
    assert project.people().alike == ()
    assert project.person("HUDA") == "huda"
    assert project.progress("flood-emoji", "huda").status is Status.FLAGGED


def test_the_same_was_decided_from_either(tmp_path: Path) -> None:
    with make(tmp_path / "a.db", TEXT) as project:
        one, other = (Span.new(0, 4, "actor", name) for name in ("huda", "sami"))
        first = decision(choice=Choice.NONE, sources=(one,), people=("huda", "sami"))
        second = decision(gold_span(0, 4), sources=(other,), people=("huda", "sami"))
        for span in (one, other):
            project.add_layer("1.txt", span.annotator, [span], Status.DONE)
        project.decide(making(first))
        project.decide(making(second))
        project.join("sami", "huda")
        assert [each.people for each in project.gold("1.txt").decisions] == [("huda",)] * 2
        desk = adjudication(project, "1.txt", "مريم")
        while (step := desk.undo()) is not None:
            project.decide(step)
        assert project.gold("1.txt").decisions == ()


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
        desks = {name: session(project, "1.txt", name) for name in ("huda", "sami")}
        for name in desks:
            project.set_status("1.txt", name, Status.DOING)
        for name, what, place in story:
            desk = desks[name]
            spans = desk.layer.spans
            try:
                if what == "add":
                    done = desk.add(place, place + 2, "actor")
                elif what in {"undo", "redo"}:
                    done = getattr(desk, what)()
                elif spans:
                    span = spans[place % len(spans)]
                    done = desk.remove(span) if what == "remove" else desk.relabel(span, "claim")
                else:
                    continue
            except DuplicateSpanError:
                continue
            if done is not None:
                project.record(done)
        marks = {(s.start, s.end, s.label) for desk in desks.values() for s in desk.layer.spans}
        project.join("sami", "huda")
        assert {(s.start, s.end, s.label) for s in project.layer("1.txt", "huda").spans} == marks
        check_histories(project)
        joined = session(project, "1.txt", "huda")
        while (taken := joined.undo()) is not None:
            project.record(taken)
        assert project.layer("1.txt", "huda") == joined.layer
        check_histories(project)


# --- all or nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["annotators.note_former", "_rename_gold", "decoding"])
@pytest.mark.parametrize("verb", ["rename", "join"])
def test_what_fails_in_the_middle_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, broken: str, verb: str
) -> None:
    before = stored(project.path)

    def fail(*_: object) -> object:
        raise ProjectError("stop")

    monkeypatch.setattr(f"annotator.store.joining.{broken}", fail)
    with pytest.raises(ProjectError, match="stop"):
        getattr(project, verb)("huda", "هدى" if verb == "rename" else "salim")
    assert stored(project.path) == before


@pytest.mark.parametrize("verb", ["rename", "join"])
@pytest.mark.parametrize("place", ["_rename_operations", "_rename_gold", "_note_former"])
def test_who_is_killed_in_the_middle_changed_nothing(project: Project, verb: str, place: str) -> None:
    before = stored(project.path)
    new = "هدى" if verb == "rename" else "salim"
    code = f"""
import os, signal
from pathlib import Path
from annotator.project import Project
from annotator.store import joining
joining.{place} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Project.open(Path({str(project.path)!r})).{verb}("huda", {new!r})
"""
    assert hasattr(joining, place)
    done = subprocess.run([sys.executable, "-c", code], check=False, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert stored(project.path) == before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(project.path, "UPDATE operation SET at = at")


@pytest.mark.parametrize("verb", ["rename", "join"])
def test_the_history_is_closed_again(project: Project, verb: str) -> None:
    getattr(project, verb)("huda", "هدى" if verb == "rename" else "salim")
    for table in ("operation", "gold_step"):
        for sql in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw(project.path, sql)


# --- copies ---------------------------------------------------------------------------------------


def later(project: Project, name: str) -> None:
    """Go on with a person's work."""
    span = Span.new(0, 3, "location", name)
    operation = Operation(
        article="river-analysis", annotator=name, when=now(), move=Move.DO, edit=Edit(before=None, after=span)
    )
    project.record(operation)


@pytest.mark.parametrize("renamed_here", [True, False])
def test_a_copy_from_before_a_rename_fits(project: Project, *, renamed_here: bool) -> None:
    with copied(project, "copy.db") as other:
        here, there = ("هدى", "huda") if renamed_here else ("huda", "هدى")
        (project if renamed_here else other).rename("huda", "هدى")
        (project if renamed_here else other).rename("nadia", "نادية")
        for _ in range(2):
            (report,) = project.merge([other.path])
            assert (report.articles, report.brought, report.continued, report.gold, report.apart) == (
                0,
                0,
                0,
                0,
                (),
            )
            assert report.renamed[there] == here
        later(other, there)
        (report,) = project.merge([other.path])
        assert (report.brought, report.apart) == (1, ())
        assert here in project.annotators()
        assert there not in project.annotators()
        assert [span.annotator for span in project.layer("river-analysis", here).spans] == [here]
        assert project.person(there) == here
        check_histories(project)
        (report,) = other.merge([project.path])
        assert report.apart == ()
        assert there in other.annotators()
        assert here not in other.annotators()
        check_histories(other)


def test_gold_that_went_on_in_a_copy_from_before_comes_in(project: Project) -> None:
    with copied(project, "copy.db") as other:
        project.rename("huda", "هدى")
        project.rename("nadia", "نادية")
        desk = adjudication(other, "barge-strike")
        step = desk.accept()
        assert step is not None
        other.decide(step)
        (report,) = project.merge([other.path])
        assert (report.gold, report.apart) == (1, ())
        check_histories(project)
        undo_everything(project)


def test_who_was_renamed_comes_into_an_empty_project_with_the_former_name(
    project: Project, tmp_path: Path
) -> None:
    with copied(project, "copy.db") as other, Project.create(tmp_path / "empty.db", project.schema) as empty:
        project.rename("huda", "هدى")
        empty.merge([project.path])
        (report,) = empty.merge([other.path])
        assert (report.brought, report.continued, report.apart) == (0, 0, ())
        assert empty.person("huda") == "هدى"


def test_a_copy_in_another_spelling_fits(project: Project) -> None:
    with copied(project, "copy.db") as other:
        other.rename("huda", "HUDA")
        later(other, "huda")
        (report,) = project.merge([other.path])
        assert (report.brought, report.apart, report.renamed) == (1, (), {"HUDA": "huda"})
        assert len(project.annotators()) == 4
        check_histories(project)


def refused(project: Project, other: Project, said: str) -> None:
    before = stored(project.path)
    with pytest.raises(UsageError, match=said):
        project.merge([other.path])
    assert stored(project.path) == before


def test_a_copy_from_before_a_join_fits_once_it_is_joined_too(project: Project) -> None:
    with copied(project, "copy.db") as other:
        project.join("huda", "salim")
        said = "huda and salim are two people in .*copy.db and would be one, salim.*annotator people join huda salim --project"
        refused(project, other, said)
        refused(other, project, "salim and huda are two people in .*copy.db, and one, salim, in")
        other.join("huda", "salim")
        later(other, "salim")
        (report,) = project.merge([other.path])
        assert (report.brought, report.apart, report.renamed) == (1, (), {})
        check_histories(project)


def test_a_pair_does_not_become_one_by_merging(project: Project, tmp_path: Path) -> None:
    with copied(project, "copy.db") as other, Project.create(tmp_path / "empty.db", project.schema) as empty:
        ours(other.path, "INSERT INTO annotator (name, created) VALUES ('Huda', '2026-01-01T00:00:00+00:00')")
        later(other, "Huda")
        for here in (project, empty):
            refused(
                here, other, "Huda and huda are two people in .*annotator people join Huda huda --project"
            )
        ours(
            project.path, "INSERT INTO annotator (name, created) VALUES ('Huda', '2026-01-01T00:00:00+00:00')"
        )
        (report,) = project.merge([other.path])  # the same pair is here
        assert report.brought == 1
        assert len(project.layer("river-analysis", "Huda").spans) == 1
        other.rename("Huda", "nobody")
        ours(other.path, "DELETE FROM former_name")
        other.rename("huda", "HUDA")
        ours(other.path, "DELETE FROM former_name")
        refused(project, other, "was not merged, so nothing was changed: HUDA can be Huda or huda")


def test_a_bad_name_does_not_come_in_by_merging(project: Project) -> None:
    with copied(project, "copy.db") as other:
        ours(other.path, "INSERT INTO annotator (name, created) VALUES ('ALL', '2026-01-01T00:00:00+00:00')")
        later(other, "ALL")
        refused(
            project, other, "copy.db has somebody of that name.*annotator people rename ALL NEW --project"
        )
