"""Copies of a project in which people were renamed or joined: they fit, or it is said what makes them fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import UsageError
from annotator.model import Edit, Move, Operation, Span, now
from annotator.project import Project
from tests.store.helpers import ours, raw
from tests.store.joined import adjudication, check_histories, project, sample, stored, undo_everything

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tried(
    "people renamed and joined: random histories, failures and kills in the middle, copies merged"
)

__all__ = ["project", "sample"]


def copied(project: Project, name: str) -> Project:
    path = project.path.with_name(name)
    raw(project.path, f"VACUUM INTO '{path}'")
    return Project.open(path)


def later(project: Project, name: str) -> None:
    """Go on with a person's work."""
    span = Span.new(0, 3, "location", name)
    operation = Operation(
        article="river-analysis", annotator=name, when=now(), move=Move.DO, edit=Edit(before=None, after=span)
    )
    project.layers.record(operation)


@pytest.mark.parametrize("renamed_here", [True, False])
def test_a_copy_from_before_a_rename_fits(project: Project, *, renamed_here: bool) -> None:
    with copied(project, "copy.db") as other:
        here, there = ("هدى", "huda") if renamed_here else ("huda", "هدى")
        (project if renamed_here else other).people.rename("huda", "هدى")
        (project if renamed_here else other).people.rename("nadia", "نادية")
        for _ in range(2):
            (report,) = project.imports.merge([other.path])
            assert (report.articles, report.brought, report.continued, report.gold, report.conflicts) == (
                0,
                0,
                0,
                0,
                (),
            )
            assert report.renamed[there] == here
        later(other, there)
        (report,) = project.imports.merge([other.path])
        assert (report.brought, report.conflicts) == (1, ())
        assert here in project.people.names()
        assert there not in project.people.names()
        assert [span.annotator for span in project.layers.get("river-analysis", here).spans] == [here]
        assert project.people.named(there) == here
        check_histories(project)
        (report,) = other.imports.merge([project.path])
        assert report.conflicts == ()
        assert there in other.people.names()
        assert here not in other.people.names()
        check_histories(other)


def test_gold_that_went_on_in_a_copy_from_before_comes_in(project: Project) -> None:
    with copied(project, "copy.db") as other:
        project.people.rename("huda", "هدى")
        project.people.rename("nadia", "نادية")
        adjudicated = adjudication(other, "barge-strike")
        step = adjudicated.apply_policy()
        assert step is not None
        other.gold.decide(step)
        (report,) = project.imports.merge([other.path])
        assert (report.gold, report.conflicts) == (1, ())
        check_histories(project)
        undo_everything(project)


def test_who_was_renamed_comes_into_an_empty_project_with_the_former_name(
    project: Project, tmp_path: Path
) -> None:
    with copied(project, "copy.db") as other, Project.create(tmp_path / "empty.db", project.schema) as empty:
        project.people.rename("huda", "هدى")
        empty.imports.merge([project.path])
        (report,) = empty.imports.merge([other.path])
        assert (report.brought, report.continued, report.conflicts) == (0, 0, ())
        assert empty.people.named("huda") == "هدى"


def test_a_copy_in_another_spelling_fits(project: Project) -> None:
    with copied(project, "copy.db") as other:
        other.people.rename("huda", "HUDA")
        later(other, "huda")
        (report,) = project.imports.merge([other.path])
        assert (report.brought, report.conflicts, report.renamed) == (1, (), {"HUDA": "huda"})
        assert len(project.people.names()) == 4
        check_histories(project)


def refused(project: Project, other: Project, said: str) -> None:
    before = stored(project.path)
    with pytest.raises(UsageError, match=said):
        project.imports.merge([other.path])
    assert stored(project.path) == before


def test_a_copy_from_before_a_join_fits_once_it_is_joined_too(project: Project) -> None:
    with copied(project, "copy.db") as other:
        project.people.join("huda", "salim")
        said = "huda and salim are two people in .*copy.db and would be one, salim.*annotator people join huda salim --project"
        refused(project, other, said)
        refused(other, project, "salim and huda are two people in .*copy.db, and one, salim, in")
        other.people.join("huda", "salim")
        later(other, "salim")
        (report,) = project.imports.merge([other.path])
        assert (report.brought, report.conflicts, report.renamed) == (1, (), {})
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
        (report,) = project.imports.merge([other.path])  # the same pair is here
        assert report.brought == 1
        assert len(project.layers.get("river-analysis", "Huda").spans) == 1
        other.people.rename("Huda", "nobody")
        ours(other.path, "DELETE FROM former_name")
        other.people.rename("huda", "HUDA")
        ours(other.path, "DELETE FROM former_name")
        refused(project, other, "was not merged, so nothing was changed: HUDA can be Huda or huda")


def test_a_bad_name_does_not_come_in_by_merging(project: Project) -> None:
    with copied(project, "copy.db") as other:
        ours(other.path, "INSERT INTO annotator (name, created) VALUES ('ALL', '2026-01-01T00:00:00+00:00')")
        later(other, "ALL")
        refused(
            project, other, "copy.db has somebody of that name.*annotator people rename ALL NEW --project"
        )
