"""What would be lost to a file that lacks changes of the same people stays, and is told as a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import (
    Conflict,
    DecisionEdit,
    GoldStep,
    Move,
    Span,
    Status,
    now,
)
from tests.adding import add_articles
from tests.store.helpers import HUDA, SAMI, adding, incoming
from tests.store.merging.hostile import changing_all, forged, removing_all
from tests.store.merging.test_merging import copy, everything, finish, report, session, settle
from tests.store.merging.test_told import backups

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from annotator.project import Project


def remove_all(project: Project, name: str) -> None:
    work = session(project, name)
    for span in work.layer.spans:
        project.layers.record(*work.remove(span))


def test_who_lacks_changes_of_a_person_removes_none_of_their_spans(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
    finish(project, SAMI, (0, 4, "actor"))
    with copy(project, "other.db") as other:
        finish(project, HUDA, (0, 4, "actor"), article="2.txt")
        remove_all(other, HUDA)
        remove_all(other, SAMI)
        before = project.layers.get("1.txt", HUDA)
        done = report(project, other.path)
        assert done.conflicts == (Conflict(article="1.txt", annotator=HUDA, loses=2),)
        assert project.layers.get("1.txt", HUDA) == before
        assert project.layers.get("1.txt", SAMI).spans == ()
        other.imports.merge([project.path])
        remove = report(project, other.path)
        assert (remove.conflicts, project.layers.get("1.txt", HUDA).spans) == ((), ())


def test_so_it_is_where_the_other_lacks_the_article_of_those_changes(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    with copy(project, "other.db") as other:
        add_articles(project, [incoming("خبر من هنا", id="4.txt")])
        finish(project, HUDA, (0, 3, "actor"), article="4.txt")
        remove_all(other, HUDA)
        assert report(project, other.path).conflicts == (Conflict(article="1.txt", annotator=HUDA, loses=1),)


def test_a_forged_history_that_removes_what_somebody_did(project: Project, tmp_path: Path) -> None:
    finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
    path = forged(project.path, tmp_path / "other.db", removing_all(HUDA))
    project.layers.record(adding(20, 24, article="2.txt"))
    before = everything(project)
    assert report(project, path).conflicts == (Conflict(article="1.txt", annotator=HUDA, loses=2),)
    assert everything(project) == before
    newest = forged(project.path, tmp_path / "newest.db", removing_all(HUDA))
    (person,) = report(project, newest).people
    assert (person.name, person.added, person.removed) == (HUDA, 0, 3)
    assert backups(project) == ["annotator.db.backup-merge-1"]


@pytest.mark.parametrize("how", ["moved", "relabelled"])
def test_a_forged_history_that_changes_what_somebody_did(project: Project, tmp_path: Path, how: str) -> None:
    finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
    path = forged(project.path, tmp_path / "other.db", changing_all(HUDA, how))
    project.layers.record(adding(20, 24, article="2.txt"))
    before = everything(project)
    assert report(project, path).conflicts == (Conflict(article="1.txt", annotator=HUDA, loses=2),)
    assert everything(project) == before
    newest = forged(project.path, tmp_path / "newest.db", changing_all(HUDA, how))
    (person,) = report(project, newest).people
    assert (person.added, person.changed, person.removed) == (0, 3, 0)


def test_a_forged_history_that_takes_attributes_away(project: Project, tmp_path: Path) -> None:
    span = msgspec.structs.replace(Span.new(0, 4, "actor", HUDA), attributes={"مصدر": "شاهد"})
    project.layers.add("1.txt", HUDA, [span], Status.DONE)
    path = forged(project.path, tmp_path / "other.db", changing_all(HUDA, "stripped"))
    project.layers.record(adding(20, 24, article="2.txt"))
    assert report(project, path).conflicts == (Conflict(article="1.txt", annotator=HUDA, loses=1),)
    assert project.layers.get("1.txt", HUDA).spans[0].attributes == span.attributes


def setting_back(database: sqlite3.Connection) -> None:
    database.execute("UPDATE work SET status = 'todo', note = '', seconds = seconds + 1000")


def test_who_lacks_changes_of_a_person_sets_none_of_their_statuses_back(
    project: Project, tmp_path: Path
) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    project.work.set_status("2.txt", HUDA, Status.FLAGGED, "سؤال")
    path = forged(project.path, tmp_path / "other.db", setting_back)
    project.layers.record(adding(20, 24, article="2.txt"))
    project.work.set_status("2.txt", HUDA, Status.FLAGGED, "سؤال")
    before = everything(project)
    assert report(project, path).kept == {HUDA: 1}
    assert everything(project) == before
    assert backups(project) == []
    finish(project, SAMI, (0, 4, "actor"))
    newest = forged(project.path, tmp_path / "newest.db", setting_back)
    done = report(project, newest)
    assert done.kept == {}
    assert [(one.name, one.works, one.undone, one.unflagged) for one in done.people] == [
        (SAMI, 1, 1, 0),
        (HUDA, 2, 1, 1),
    ]


def test_a_status_that_is_further_needs_no_newest_copy(project: Project) -> None:
    project.work.set_status("1.txt", HUDA, Status.DOING)
    with copy(project, "other.db") as other:
        finish(project, HUDA, (0, 4, "actor"), article="2.txt")
        other.work.set_status("1.txt", HUDA, Status.DONE)
        other.work.add_time("1.txt", HUDA, 5)
        assert report(project, other.path).kept == {}
        assert project.work.progress("1.txt", HUDA).status is Status.DONE


def test_adding_needs_no_newest_copy(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    with copy(project, "other.db") as other:
        finish(project, HUDA, (0, 4, "actor"), article="2.txt")
        finish(other, HUDA, (5, 9, "actor"))
        done = report(project, other.path)
        assert (done.conflicts, done.continued) == ((), 1)


@pytest.mark.parametrize("here", [True, False])
def test_a_new_name_makes_no_change_lacking(project: Project, *, here: bool) -> None:
    finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
    finish(project, HUDA, (0, 4, "actor"), article="2.txt")
    with copy(project, "other.db") as other:
        (project if here else other).people.rename(HUDA, "Huda")
        remove_all(other, HUDA if here else "Huda")
        done = report(project, other.path)
        assert done.conflicts == ()
        assert [person.removed for person in done.people] == [2]


def test_people_who_were_joined_in_both_lack_nothing(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    finish(project, "huda2", (5, 9, "claim"))
    with copy(project, "other.db") as other:
        for one in (project, other):
            one.people.join("huda2", HUDA)
        remove_all(other, HUDA)
        done = report(project, other.path)
        assert (done.conflicts, [person.removed for person in done.people]) == ((), [2])


def test_gold_that_would_lose_decisions(project: Project) -> None:
    for article in ("1.txt", "2.txt"):
        for name in (HUDA, SAMI):
            finish(project, name, (0, 4, "actor"), article=article)
    settle(project)
    with copy(project, "other.db") as other:
        settle(project, article="2.txt")
        for step in other.gold.steps("1.txt")[::-1]:
            other.gold.decide(_undone(step))
        before = project.gold.get("1.txt")
        assert report(project, other.path).conflicts == (Conflict(article="1.txt", loses=1, opens=True),)
        assert project.gold.get("1.txt") == before


def test_gold_that_would_change_or_be_opened_again(project: Project) -> None:
    for article in ("1.txt", "2.txt"):
        finish(project, HUDA, (0, 4, "actor"), article=article)
        finish(project, SAMI, (0, 4, "claim"), article=article)
    settle(project)
    with copy(project, "opened.db") as opened, copy(project, "changed.db") as changed:
        settle(project, article="2.txt")
        opened.gold.decide(_undone(opened.gold.steps("1.txt")[-1]))
        first, *_ = changed.gold.get("1.txt").decisions
        other = msgspec.structs.replace(first, note="غير ذلك", when=now())
        step = msgspec.structs.replace(
            changed.gold.steps("1.txt")[-1],
            when=now(),
            edits=(DecisionEdit(before=first, after=other),),
            settled=(True, True),
        )
        changed.gold.decide(step)
        before = project.gold.get("1.txt")
        assert report(project, opened.path).conflicts == (Conflict(article="1.txt", opens=True),)
        assert report(project, changed.path).conflicts == (Conflict(article="1.txt", loses=1),)
        assert project.gold.get("1.txt") == before


def _undone(step: GoldStep) -> GoldStep:
    return msgspec.structs.replace(
        step,
        move=Move.UNDO,
        when=now(),
        edits=tuple(edit.inverse() for edit in reversed(step.edits)),
        settled=step.settled[::-1],
    )
