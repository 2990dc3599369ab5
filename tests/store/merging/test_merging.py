"""What others did in copies of a project comes in whole; what fits nowhere leaves everything as it was."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.adjudication import Adjudication
from annotator.editing import Session
from annotator.errors import DifferentProjectError, NoProjectError, UsageError
from annotator.model import Conflict, MergeReport, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import HUDA, OTHER, SAMI, SCHEMA, TEXT, adding, incoming, make, raw
from tests.store.listing import listed

LENGTH = len(TEXT)


def copy(project: Project, name: str) -> Project:
    """Return a copy, as it is given to somebody on another machine."""
    path = project.path.with_name(name)
    raw(project.path, f"VACUUM INTO '{path}'")
    return Project.open(path)


def session(project: Project, annotator: str) -> Session:
    layer, operations = project.layers.get("1.txt", annotator), project.layers.operations("1.txt", annotator)
    return Session("1.txt", annotator, LENGTH, layer, operations)


def settle(project: Project, adjudicator: str = "maryam", article: str = "1.txt") -> None:
    """Take the first version of all that is open, and settle the article."""
    adjudication = Adjudication(
        project.articles.get(article),
        adjudicator,
        project.finished.layers(article),
        project.gold.get(article),
        project.gold.steps(article),
    )
    for case in adjudication.open_cases():
        assert case.group is not None
        project.gold.decide(adjudication.choose(case, case.group.versions[:1]))
    step = adjudication.settle()
    assert step is not None
    project.gold.decide(step)


def finish(project: Project, annotator: str, *spans: tuple[int, int, str], article: str = "1.txt") -> None:
    project.layers.add(article, annotator, [Span.new(*span, annotator) for span in spans], Status.DONE)


def everything(project: Project) -> list[object]:
    """Return all that a project holds, whoever and whatever it is about."""
    found: list[object] = [project.people.names()]
    for row in listed(project, HUDA):
        found += [
            project.articles.get(row.id),
            row.words,
            project.gold.get(row.id),
            project.gold.steps(row.id),
        ]
        for name in project.people.names():
            layer, operations = project.layers.get(row.id, name), project.layers.operations(row.id, name)
            found += [name, layer, operations, project.work.progress(row.id, name)]
    return found


def report(project: Project, path: Path) -> MergeReport:
    (only,) = project.imports.merge([path])
    return only


# --- what comes in --------------------------------------------------------------------------------


def test_everything_comes_into_an_empty_project(project: Project, tmp_path: Path) -> None:
    finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
    finish(project, SAMI, (0, 4, "actor"))
    project.work.set_status("2.txt", SAMI, Status.FLAGGED, "غير واضح")
    project.work.add_time("2.txt", SAMI, 12.5)
    settle(project)
    with Project.create(tmp_path / "empty.db", SCHEMA) as empty:
        done = report(empty, project.path)
        assert (done.articles, done.brought, done.gold, done.conflicts) == (2, 3, 1, ())
        assert everything(empty) == everything(project)


def test_two_people_at_two_machines_come_together(project: Project) -> None:
    with copy(project, "huda.db") as huda, copy(project, "sami.db") as sami:
        finish(huda, HUDA, (0, 4, "actor"))
        finish(sami, SAMI, (5, 12, "actor"), (5, 12, "claim"))
        reports = project.imports.merge([huda.path, sami.path])
        assert [each.path for each in reports] == [huda.path, sami.path]
        assert [each.brought for each in reports] == [1, 1]
        for name, other in ((HUDA, huda), (SAMI, sami)):
            assert project.layers.get("1.txt", name) == other.layers.get("1.txt", name)
            assert project.layers.operations("1.txt", name) == other.layers.operations("1.txt", name)
            assert project.work.progress("1.txt", name).status is Status.DONE


def test_a_layer_that_goes_on_elsewhere_is_brought_up_to_date(project: Project) -> None:
    first = adding(0, 4)
    project.layers.record(first)
    project.work.add_time("1.txt", HUDA, 10)
    with copy(project, "other.db") as other:
        work = session(other, HUDA)
        span = first.edit.after
        assert span is not None
        for operation in (
            work.change(span, start=0, end=4, label="claim"),
            work.add(5, 12, "actor"),
            work.undo(),
        ):
            assert operation
            other.layers.record(*operation)
        other.work.add_time("1.txt", HUDA, 5)
        other.work.set_status("1.txt", HUDA, Status.DONE)
        done = report(project, other.path)
        assert (done.brought, done.continued, done.same) == (0, 1, 0)
        assert everything(project) == everything(other)


def test_time_spent_here_is_not_lost_with_a_layer_that_goes_on_elsewhere(project: Project) -> None:
    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        other.work.add_time("1.txt", HUDA, 5)
        project.work.add_time("1.txt", HUDA, 60)
        project.imports.merge([other.path])
    progress = project.work.progress("1.txt", HUDA)
    assert (progress.status, progress.seconds) == (Status.DONE, 60)


def test_articles_that_are_missing_come_last(project: Project) -> None:
    with copy(project, "other.db") as other:
        add_articles(other, [incoming("خبر ثالث جديد", id="3.txt", title="ثالث", metadata={"desk": "أمن"})])
        add_articles(project, [incoming("خبر من هنا", id="4.txt")])
        assert report(project, other.path).articles == 1
        assert [row.id for row in listed(project, HUDA)] == ["1.txt", "2.txt", "4.txt", "3.txt"]
        assert project.articles.get("3.txt") == other.articles.get("3.txt")
        assert listed(project, HUDA)[3].words == 3


def test_gold_comes_in_and_goes_on(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    finish(project, SAMI, (0, 4, "claim"))
    with copy(project, "other.db") as other:
        settle(other)
        assert report(project, other.path).gold == 1
        assert everything(project) == everything(other)
        project.work.set_status("1.txt", HUDA, Status.DOING)
        operations = session(other, HUDA)
        other.layers.record(*operations.add(5, 12, "actor"))
        settle(other, "salim")
        assert report(project, other.path).gold == 1
        assert project.gold.get("1.txt") == other.gold.get("1.txt")
        assert project.gold.steps("1.txt") == other.gold.steps("1.txt")
        settled = project.gold.get("1.txt").settled
        assert settled is not None
        assert settled.adjudicator == "salim"


def test_a_project_can_be_worked_in_after_a_merge(project: Project) -> None:
    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        project.imports.merge([other.path])
    work = session(project, HUDA)
    project.layers.record(*work.add(5, 12, "actor"))
    undone = work.undo()
    assert undone
    project.layers.record(*undone)
    again = work.undo()
    assert again
    project.layers.record(*again)
    assert project.layers.get("1.txt", HUDA).spans == ()


def test_who_is_to_mark_what_is_not_merged(project: Project) -> None:
    with copy(project, "other.db") as other:
        other.assignments.assign([HUDA, SAMI], per_article=2, articles=None, seed=0)
        finish(other, HUDA, (0, 4, "actor"))
        project.imports.merge([other.path])
    assert project._connection.rows("SELECT * FROM assignment") == []


# --- what stays -----------------------------------------------------------------------------------


def test_what_went_on_in_both_stays_and_the_rest_comes_in(project: Project) -> None:
    project.layers.record(adding(0, 4))
    with copy(project, "other.db") as other:
        other.layers.record(adding(5, 12))
        other.work.set_status("1.txt", HUDA, Status.DONE)
        finish(other, SAMI, (0, 4, "claim"))
        project.layers.record(adding(13, 18))
        before = [
            project.layers.get("1.txt", HUDA),
            project.layers.operations("1.txt", HUDA),
            project.work.progress("1.txt", HUDA),
        ]
        done = report(project, other.path)
        assert done.conflicts == (Conflict(article="1.txt", annotator=HUDA),)
        assert done.brought == 1
        assert [
            project.layers.get("1.txt", HUDA),
            project.layers.operations("1.txt", HUDA),
            project.work.progress("1.txt", HUDA),
        ] == before
        assert project.layers.get("1.txt", SAMI) == other.layers.get("1.txt", SAMI)


def test_gold_that_was_decided_in_both_stays(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    finish(project, SAMI, (0, 4, "claim"))
    with copy(project, "other.db") as other:
        settle(project)
        settle(other, "salim")
        before = project.gold.get("1.txt")
        assert report(project, other.path).conflicts == (Conflict(article="1.txt"),)
        assert project.gold.get("1.txt") == before


def test_what_is_ahead_here_stays(project: Project) -> None:
    project.layers.record(adding(0, 4))
    with copy(project, "other.db") as other:
        project.layers.record(adding(5, 12))
        project.work.set_status("1.txt", HUDA, Status.DONE)
        before = everything(project)
        done = report(project, other.path)
        assert (done.brought, done.continued, done.same, done.conflicts) == (0, 0, 1, ())
        assert everything(project) == before


@pytest.mark.parametrize("here_longer", [False, True])
def test_of_two_states_without_a_change_the_one_with_more_time_counts(
    project: Project, here_longer: bool
) -> None:
    project.layers.record(adding(0, 4))
    with copy(project, "other.db") as other:
        other.work.set_status("1.txt", HUDA, Status.FLAGGED, "سؤال")
        other.work.add_time("1.txt", HUDA, 5)
        project.work.set_status("1.txt", HUDA, Status.DONE)
        project.work.add_time("1.txt", HUDA, 9 if here_longer else 1)
        expected = (project if here_longer else other).work.progress("1.txt", HUDA)
        project.imports.merge([other.path])
        assert project.work.progress("1.txt", HUDA) == expected


# --- what is refused ------------------------------------------------------------------------------


def refused(project: Project, *paths: Path) -> str:
    before = everything(project)
    with pytest.raises(DifferentProjectError) as caught:
        project.imports.merge(paths)
    assert everything(project) == before
    return str(caught.value)


def test_articles_whose_text_differs(project: Project, tmp_path: Path) -> None:
    with copy(project, "good.db") as good, make(tmp_path / "other.db", TEXT, OTHER + "زيادة") as other:
        finish(good, HUDA, (0, 4, "actor"))
        finish(other, SAMI, (0, 4, "actor"))
        said = refused(project, good.path, other.path)
        assert str(project.path) in said
        assert str(other.path) in said
        assert "the text of 2.txt differs" in said


def test_the_same_text_under_another_id(project: Project, tmp_path: Path) -> None:
    with Project.create(tmp_path / "other.db", SCHEMA) as other:
        add_articles(other, [incoming(TEXT, id="one")])
        assert "the text of 1.txt has the id one in the other" in refused(project, other.path)


def test_other_labels(project: Project, tmp_path: Path) -> None:
    fewer = msgspec.structs.replace(SCHEMA, labels=SCHEMA.labels[:3])
    with Project.create(tmp_path / "other.db", fewer) as other:
        said = refused(project, other.path)
        assert "has the labels actor, location, weapon, claim, " in said
        assert f"{other.path} has actor, location, weapon, so" in said


def test_labels_in_another_order_are_no_hindrance(project: Project, tmp_path: Path) -> None:
    turned = msgspec.structs.replace(SCHEMA, name="turned", labels=SCHEMA.labels[::-1])
    with Project.create(tmp_path / "other.db", turned) as other:
        assert report(project, other.path).articles == 0


def test_the_project_itself_and_one_that_is_not_there(project: Project, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(project.path)
    for path in (project.path, tmp_path / "link.db"):
        with pytest.raises(UsageError, match="is the project itself"):
            project.imports.merge([path])
    with pytest.raises(NoProjectError, match="nowhere"):
        project.imports.merge([tmp_path / "nowhere.db"])


# --- in general -----------------------------------------------------------------------------------

_CHANGES = st.lists(st.tuples(st.sampled_from([HUDA, SAMI]), st.integers(0, LENGTH - 2)), max_size=6)


def change(project: Project, changes: list[tuple[str, int]]) -> None:
    for name, start in changes:
        work = session(project, name)
        found = work.find(start, start + 1, "actor")
        project.layers.record(*work.remove(found) if found else work.add(start, start + 1, "actor"))


@settings(max_examples=20, deadline=None)
@given(before=_CHANGES, here=_CHANGES, there=_CHANGES)
def test_twice_is_once_and_no_history_ever_shrinks(
    before: list[tuple[str, int]], here: list[tuple[str, int]], there: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(make(Path(folder, "a.db"), TEXT)) as project:
        change(project, before)
        with copy(project, "b.db") as other:
            change(project, here)
            change(other, there)
            histories = {name: project.layers.operations("1.txt", name) for name in (HUDA, SAMI)}
            marks_before = {
                (name, span.mark) for name in (HUDA, SAMI) for span in project.layers.get("1.txt", name).spans
            }
            first = report(project, other.path)
            after = everything(project)
            second = report(project, other.path)
            assert everything(project) == after
            assert (second.brought, second.continued, second.articles) == (0, 0, 0)
            assert second.conflicts == first.conflicts
            for name, history in histories.items():
                now = project.layers.operations("1.txt", name)
                assert now[: len(history)] == history
                theirs = other.layers.operations("1.txt", name)
                layer = project.layers.get("1.txt", name).spans
                is_conflict = Conflict(article="1.txt", annotator=name) in first.conflicts
                changed_here = {n for n, _ in here}
                changed_there = {n for n, _ in there}
                assert not is_conflict or name in changed_here & changed_there
                assert not is_conflict or now == history
                if name not in changed_here & changed_there:
                    assert now in (history, theirs)
                if now not in (history, theirs):  # the same was done in both, and more there
                    marks = {span.mark for span in layer}
                    assert marks == {span.mark for span in other.layers.get("1.txt", name).spans}
                    assert marks >= {mark for who, mark in marks_before if who == name}
                whole = {span.id: span for span in layer}
                spans: dict[str, Span] = {}
                for operation in now:
                    if operation.edit.after is not None:
                        spans[operation.edit.after.id] = operation.edit.after
                    elif operation.edit.before is not None:
                        del spans[operation.edit.before.id]
                assert whole == spans
