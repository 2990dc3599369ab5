"""Layers that no person made in copies, in recovered and older projects, and what a check tells of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from annotator.errors import UsageError
from annotator.model import ImportOptions, LayerKind, Span, Status
from annotator.project import Project
from annotator.project.checking import checked
from annotator.project.whole_files import back_up, recover
from annotator.store.file.migrations import STEPS
from tests.store import helpers
from tests.store.helpers import OTHER, TEXT, adding, make, ours
from tests.store.importing.test_whole_export import exported
from tests.store.older import older_version
from tests.store.people.kinds import AS, KINDS, MODEL, REFERENCE, bring, project_with_kinds, seen

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return project_with_kinds(tmp_path / "annotator.db")


def test_they_come_in_by_merging_in_both_directions(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(path, other)
    with Project.open(other) as there:
        bring(there, AS[MODEL], (OTHER, [(4, 8, "claim")]))
        bring(there, ImportOptions(annotator="new@1", kind=LayerKind.MODEL), (TEXT, [(0, 4, "actor")]))
        there.people.remove(REFERENCE)
    with Project.open(path) as here, Project.open(other) as there:
        bring(here, ImportOptions(annotator="x@1", kind=LayerKind.MODEL), (TEXT, [(0, 4, "actor")]))
        before = seen(here)
        here.imports.merge([other])
        assert seen(here) == before
        there.imports.merge([path])
        assert exported(here) == exported(there)
        assert {one.name: (one.kind, one.spans) for one in here.people.overview().others} == {
            MODEL: (LayerKind.MODEL, 4), REFERENCE: (LayerKind.REFERENCE, 0),
            "new@1": (LayerKind.MODEL, 1), "x@1": (LayerKind.MODEL, 1),
        }  # fmt: skip
    for each in (path, other):
        with checked(each) as project:
            assert list(project.faults()) == []


def test_a_name_that_is_somebody_else_in_the_copy_is_not_merged(path: Path, tmp_path: Path) -> None:
    with make(tmp_path / "other.db", TEXT, OTHER) as other, Project.open(path) as project:
        other.layers.record(adding(0, 4, annotator=MODEL))
        before = exported(project)
        with pytest.raises(
            UsageError, match=r"is a model in .* and a person in .*other.db, so nothing was changed"
        ):
            project.imports.merge([other.path])
        assert exported(project) == before
        with pytest.raises(UsageError, match=r"is a person in .* and a model in "):
            other.imports.merge([path])


def test_copies_have_them(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy.db")
    recover(path, tmp_path / "saved.db")
    with Project.open(path) as project:
        for name in ("copy.db", "saved.db"):
            with Project.open(tmp_path / name) as copy:
                assert exported(copy) == exported(project)
                assert seen(copy) == seen(project)
                assert copy.people.overview() == project.people.overview()


def test_the_kind_is_recovered_from_its_checksum_or_from_what_is_left(path: Path, tmp_path: Path) -> None:
    helpers.raw(
        path,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE annotator SET kind = 'xodel' WHERE kind = 'model'",
    )
    recover(path, tmp_path / "saved.db")
    with Project.open(tmp_path / "saved.db") as saved:
        assert {one.name: one.kind for one in saved.people.overview().others} == KINDS
        assert saved.people.names() == ["huda", "salim"]


WORK = "INSERT INTO work (annotator, article, status) SELECT number, 1, 'done' FROM annotator WHERE kind <> 'person'"
ASSIGNED = (
    "INSERT INTO assignment (annotator, article, given, touched) SELECT number, 1, '2026-01-01T00:00:00+00:00', "
    "'2026-01-01T00:00:00+00:00' FROM annotator WHERE kind = 'model'"
)
DECIDED = (
    "INSERT INTO settled (article, adjudicator, at, people) "
    "SELECT 1, number, '2026-01-01T00:00:00+00:00', '[]' FROM annotator WHERE kind = 'model'"
)


def test_rows_that_only_people_have_are_left_out_of_what_is_recovered(path: Path, tmp_path: Path) -> None:
    ours(path, WORK, ASSIGNED)
    report = recover(path, tmp_path / "saved.db")
    assert report.lines == (
        f"{MODEL} is a model: rows of assignment under that name, which only people have, were left out (1).",
        f"{MODEL} is a model: rows of work under that name, which only people have, were left out (1).",
        f"{REFERENCE} is a reference: rows of work under that name, which only people have, were left out (1).",
    )
    assert (report.people, report.others) == (2, 2)
    with Project.open(tmp_path / "saved.db") as saved:
        assert {one.name: one.kind for one in saved.people.overview().others} == KINDS
        assert saved.people.names() == ["huda", "salim"]


def test_whoever_decided_gold_is_told_to_count_as_a_person(path: Path, tmp_path: Path) -> None:
    ours(path, DECIDED)
    assert (
        f"{MODEL} counts as a person by what is left to tell it."
        in recover(path, tmp_path / "saved.db").lines
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE annotator SET kind = 'robot' WHERE kind = 'model'", "robot is no kind of a name"),
        (
            "INSERT INTO work (annotator, article, status) SELECT number, 1, 'done' FROM annotator WHERE kind = 'model'",
            f"{MODEL} is a model, and has rows (1) that only people have",
        ),
        (
            "INSERT INTO assignment (annotator, article, given, touched) SELECT number, 1, '2026-01-01T00:00:00+00:00', "
            "'2026-01-01T00:00:00+00:00' FROM annotator WHERE kind = 'reference'",
            f"{REFERENCE} is a reference, and has rows (1) that only people have",
        ),
    ],
)
def test_a_check_tells_what_no_model_can_have(path: Path, statement: str, said: str) -> None:
    ours(path, "PRAGMA ignore_check_constraints = ON", statement)
    with checked(path) as project:
        assert any(said in fault.what for fault in project.faults())


@pytest.mark.parametrize("steps", range(7, len(STEPS)))
def test_everybody_in_a_project_of_an_older_version_is_a_person(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        project.layers.add("1.txt", "huda@work", [Span.new(0, 12, "actor", "huda@work")], Status.DONE)
        before = seen(project)
    older_version(path, steps)
    recover(path, tmp_path / "saved.db")
    for each in (path, tmp_path / "saved.db"):
        with Project.open(each) as project:
            assert seen(project) == before
            assert project.people.overview().others == ()
            assert bring(project, AS[MODEL], (TEXT, [(0, 4, "actor")])).spans == 1
            assert seen(project) == before
