"""Whose layers come in and by how much, and there is a way back."""

from __future__ import annotations

import shlex
import sqlite3
from functools import partial

import msgspec
import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.errors import ProjectError, UsageError
from annotator.model import (
    Conflict,
    ImportOptions,
    Incoming,
    IncomingSpan,
    LayerKind,
    MergedLayers,
)
from annotator.project import Project
from annotator.store.file import copying, state_id
from annotator.store.importing.importing import import_articles
from tests.adding import add_articles
from tests.store.helpers import HUDA, SAMI, SCHEMA, incoming, powerless, unprivileged_folder
from tests.store.merging.test_merging import copy, everything, finish, report, session, settle


def backups(project: Project) -> list[str]:
    return sorted(path.name for path in project.path.parent.glob("*.backup-*"))


# --- what is told ---------------------------------------------------------------------------------


def test_it_is_told_whose_layers_change_and_by_how_much(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
    with copy(project, "other.db") as other:
        work = session(other, HUDA)
        first, second = work.layer.spans
        changed = work.change(first, start=0, end=4, label="claim")
        assert changed is not None
        other.layers.record(*changed)
        other.layers.record(*work.remove(second))
        finish(other, SAMI, (0, 4, "actor"), (5, 9, "actor"))
        finish(other, HUDA, (0, 4, "actor"), article="2.txt")
        other.work.add_time("2.txt", SAMI, 3)
        done = report(project, other.path)
        assert done.people == (
            MergedLayers(name=SAMI, layers=2, added=2, changed=0, removed=0, works=2),
            MergedLayers(name=HUDA, layers=2, added=1, changed=1, removed=1, works=1),
        )
        assert done.decisions is None
        settle(other)
        decided = report(project, other.path).decisions
        assert decided is not None
        assert (decided.articles, decided.people, decided.settled, decided.opened) == (1, ("maryam",), 1, 0)
        assert (decided.added, decided.changed, decided.removed) == (2, 0, 0)


# --- some people ----------------------------------------------------------------------------------


def test_some_people_come_in(project: Project) -> None:
    with copy(project, "other.db") as other:
        for name in (HUDA, SAMI, "Nadia, the second"):
            finish(other, name, (0, 4, "actor"))
        settle(other)
        done = project.imports.merge([other.path], f" {SAMI} ,maryam")[0]
        assert (done.brought, done.gold, done.others, done.others_gold) == (1, 1, 2, 0)
        assert project.people.names() == ["maryam", SAMI]
        assert project.gold.get("1.txt") == other.gold.get("1.txt")
        only = project.imports.merge([other.path], "Nadia, the second")[0]
        assert [person.name for person in only.people] == ["Nadia, the second"]


def test_gold_stays_out_unless_all_who_decided_are_named(project: Project) -> None:
    with copy(project, "other.db") as other:
        for name in (HUDA, SAMI):
            finish(other, name, (0, 4, "actor"))
        settle(other)
        done = project.imports.merge([other.path], SAMI)[0]
        assert (done.gold, done.others, done.others_gold) == (0, 1, 1)
        assert project.gold.get("1.txt").decisions == ()


def test_a_person_is_named_by_any_name_that_they_had(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    with copy(project, "other.db") as other:
        finish(other, HUDA, (5, 9, "actor"))
        project.people.rename(HUDA, "Huda")
        for name in ("huda", HUDA):
            assert project.imports.merge([other.path], name, keep=False)[0].continued == 1


def test_a_name_that_nobody_has(project: Project) -> None:
    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        finish(other, SAMI, (0, 4, "actor"))
        before = everything(project)
        with pytest.raises(
            UsageError, match=f"called nobody, so nothing was changed. There are: {SAMI}, {HUDA}"
        ):
            project.imports.merge([other.path], f"{HUDA},nobody")
        with pytest.raises(UsageError, match="--people is empty"):
            project.imports.merge([other.path], " , ")
        assert everything(project) == before
        assert backups(project) == []


def test_a_model_can_be_named_and_its_conflict_is_no_persons(project: Project) -> None:
    kind = LayerKind.MODEL
    with copy(project, "other.db") as other:
        for one, start in ((project, 0), (other, 5)):
            span = IncomingSpan(start=start, end=start + 3, label="actor")
            record = Incoming(text=one.articles.get("1.txt").text, path=one.path, id="1.txt", spans=(span,))
            how = ImportOptions(annotator="ner@1", kind=kind)
            import_articles(one._connection, SCHEMA, partial(list, [record]), how)
        done = project.imports.merge([other.path], "ner@1")[0]
        assert done.conflicts == (Conflict(article="1.txt", annotator="ner@1", kind=kind),)


# --- what would happen, and the way back ----------------------------------------------------------


def test_what_would_happen_is_what_happens(project: Project) -> None:
    finish(project, HUDA, (0, 4, "actor"))
    with copy(project, "other.db") as other:
        finish(other, HUDA, (5, 9, "actor"))
        add_articles(other, [incoming("خبر ثالث", id="3.txt")])
        before, state = everything(project), project._connection.rows("SELECT id FROM turn")
        would = project.imports.merge([other.path], keep=False)
        assert everything(project) == before
        assert project._connection.rows("SELECT id FROM turn") == state
        assert backups(project) == []
        (did,) = project.imports.merge([other.path])
        assert did.backup is not None
        assert [msgspec.structs.replace(did, backup=None)] == would


def test_each_merge_that_changes_something_leaves_the_project_from_before(project: Project) -> None:
    with copy(project, "other.db") as other:
        for number in (1, 2, 3):
            before = everything(project)
            finish(other, HUDA, (number, number + 1, "actor"))
            (done,) = project.imports.merge([other.path])
            assert done.backup == project.path.with_name(f"annotator.db.backup-merge-{number}")
            with Project.open(done.backup) as kept:
                assert everything(kept) == before
        assert report(project, other.path).backup is None
        assert len(backups(project)) == 3


def test_a_file_of_that_name_is_never_replaced(project: Project) -> None:
    taken = project.path.with_name("annotator.db.backup-merge-1")
    taken.write_text("mine")
    link = project.path.with_name("annotator.db.backup-merge-2")
    link.symlink_to("nowhere")
    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        done = report(project, other.path)
    assert done.backup == project.path.with_name("annotator.db.backup-merge-3")
    assert taken.read_text() == "mine"
    assert link.is_symlink()


def test_where_no_copy_can_be_made_nothing_is_merged(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        before = everything(project)
        with monkeypatch.context() as patched:
            patched.setattr(copying, "copy_into", full)
            with pytest.raises(ProjectError):
                report(project, other.path)
        assert everything(project) == before
        assert backups(project) == []
        assert report(project, other.path).brought == 1


def test_a_copy_that_the_disk_can_not_take_is_no_matter_of_rights(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
        raise error

    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        monkeypatch.setattr(copying, "copy_into", broken)
        with pytest.raises(
            ProjectError, match=r"backup-merge-1 can't be written \(disk I/O error\), so nothing was changed"
        ):
            report(project, other.path)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), sqlite3.OperationalError("database or disk is full")])
def test_a_merge_that_is_stopped_or_fails_at_the_end_leaves_the_project_and_no_copy(
    project: Project, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stop(_: object) -> None:
        raise error

    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
        before = everything(project)
        with monkeypatch.context() as patched:
            patched.setattr(state_id, "renew", stop)
            with pytest.raises((KeyboardInterrupt, ProjectError)):
                report(project, other.path)
        assert everything(project) == before
        assert backups(project) == []
        assert report(project, other.path).backup is not None


def test_in_a_folder_that_can_only_be_read_nothing_is_merged() -> None:
    with unprivileged_folder() as folder:
        with Project.create(folder / "annotator.db", SCHEMA) as project:
            add_articles(project, [incoming("خبر", id="1.txt")])
        with Project.open(folder / "annotator.db") as project, copy(project, "other.db") as other:
            finish(other, HUDA, (0, 1, "actor"))
            before = everything(project)
            with powerless(folder), pytest.raises(ProjectError, match=r"can't be (written|changed)"):
                report(project, other.path)
            assert everything(project) == before


def test_the_command_that_is_told_goes_back(project: Project) -> None:
    with copy(project, "other.db") as other:
        finish(other, HUDA, (0, 4, "actor"))
    before = everything(project)
    path = project.path
    project.close()
    done = CliRunner().invoke(program, ["merge", str(other.path), "--project", str(path)])
    told = done.stdout.splitlines()[-1]
    assert told.startswith(
        f"Before that, {path} was copied to {path}.backup-merge-1. To go back to it: annotator "
    )
    with Project.open(path) as merged:
        assert everything(merged) != before
    command = shlex.split(told.partition("go back to it: annotator ")[2])
    assert CliRunner().invoke(program, command).exit_code == 0
    with Project.open(path) as restored:
        assert everything(restored) == before
