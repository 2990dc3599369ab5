"""What is equal by content is nothing new, whatever ids and times the two histories have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import Conflict, ImportOptions, Span, Status
from annotator.project import Project
from annotator.project.checking import checked
from tests.faults import damage
from tests.store.helpers import HUDA, SAMI, SCHEMA, TEXT, make
from tests.store.importing.test_whole_export import exported
from tests.store.merging.test_merging import everything, finish, report, session, settle

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import MergeReport


def imported(project: Project, path: Path, how: ImportOptions | None = None) -> Project:
    """Return a new project into which the whole export of another was imported."""
    file = path.with_suffix(".jsonl")
    file.write_bytes(exported(project))
    other = Project.create(path, SCHEMA)
    report = other.imports.add_files([file], how=how)
    assert not report.refused
    return other


def brings_nothing(done: MergeReport) -> bool:
    return (
        done.conflicts == ()
        and (done.articles, done.brought, done.continued, done.gold, done.people) == (0, 0, 0, 0, ())
        and done.backup is None
    )


def marks(project: Project, name: str) -> set[tuple[int, int, str]]:
    return {span.mark for span in project.layers.get("1.txt", name).spans}


def sound(path: Path) -> bool:
    with checked(path) as found:
        return not list(found.faults())


@pytest.fixture
def worked(project: Project) -> Project:
    """A project in which people tagged, changed, removed and undid, and whose first article is settled."""
    work = session(project, HUDA)
    for start in (0, 5, 9):
        project.layers.record(*work.add(start, start + 3, "actor"))
    changed = work.change(work.layer.spans[0], start=0, end=3, label="claim")
    assert changed
    project.layers.record(*changed)
    undone = work.undo()
    assert undone
    project.layers.record(*undone)
    project.layers.record(*work.remove(work.layer.spans[2]))
    project.work.set_status("1.txt", HUDA, Status.DONE)
    project.work.add_time("1.txt", HUDA, 12.5)
    finish(project, SAMI, (0, 3, "actor"), (5, 8, "claim"))
    project.work.set_status("2.txt", SAMI, Status.FLAGGED, "سؤال")
    settle(project)
    return project


def test_a_whole_export_that_was_imported_elsewhere_is_nothing_new(worked: Project, tmp_path: Path) -> None:
    with imported(worked, tmp_path / "elsewhere.db") as other:
        for here, there in ((worked, other), (other, worked)):
            before = everything(here)
            assert brings_nothing(report(here, there.path))
            assert everything(here) == before


def test_so_it_is_with_texts_that_were_corrected_and_people_who_were_renamed(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    damage.build(path)
    with Project.open(path) as project, imported(project, tmp_path / "elsewhere.db") as other:
        for here, there in ((project, other), (other, project)):
            before = everything(here)
            done = report(here, there.path)
            assert done.former == ({"huda": "هدى"} if here is other else {})
            assert done.former or brings_nothing(done)
            assert everything(here) == before
            assert brings_nothing(report(here, there.path))
        other.layers.add("3.txt", "هدى", [Span.new(20, 24, "actor", "هدى")], Status.DONE)
        project.people.rename("هدى", "Huda")
        done = report(project, other.path)
        assert (done.conflicts, done.continued) == ((), 1)
        assert {span.start for span in project.layers.get("3.txt", "Huda").spans} >= {20}
        assert brings_nothing(report(project, other.path))
    assert sound(path)


def test_who_went_on_in_it_comes_back(worked: Project, tmp_path: Path) -> None:
    with imported(worked, tmp_path / "elsewhere.db") as other:
        work = session(other, HUDA)
        other.layers.record(*work.add(13, 18, "location"))
        history = worked.layers.operations("1.txt", HUDA)
        done = report(worked, other.path)
        assert (done.conflicts, done.continued) == ((), 1)
        (person,) = done.people
        assert (person.name, person.added, person.changed, person.removed) == (HUDA, 1, 0, 0)
        assert marks(worked, HUDA) == marks(other, HUDA)
        assert worked.layers.operations("1.txt", HUDA)[: len(history)] == history
        assert sound(worked.path)
        assert brings_nothing(report(worked, other.path))
        assert brings_nothing(report(other, worked.path))
        undone = session(worked, HUDA).undo()
        assert undone
        worked.layers.record(*undone)
        assert (13, 18, "location") not in marks(worked, HUDA)


def test_gold_that_went_on_in_it_comes_back(worked: Project, tmp_path: Path) -> None:
    with imported(worked, tmp_path / "elsewhere.db") as other:
        other.layers.record(*session(other, HUDA).add(13, 18, "location"))
        settle(other, "salim")
        done = report(worked, other.path)
        assert (done.conflicts, done.gold) == ((), 1)
        assert done.decisions is not None
        assert done.decisions.people == ("salim",)
        assert done.decisions.added > 0
        assert worked.gold.get("1.txt") == other.gold.get("1.txt")
        assert sound(worked.path)
        assert brings_nothing(report(worked, other.path))


def test_what_went_on_here_only_is_no_conflict(worked: Project, tmp_path: Path) -> None:
    with imported(worked, tmp_path / "elsewhere.db") as other:
        worked.layers.record(*session(worked, HUDA).add(13, 18, "location"))
        before = everything(worked)
        assert brings_nothing(report(worked, other.path))
        assert everything(worked) == before


@pytest.mark.parametrize("how", ["removed", "moved", "relabelled"])
def test_what_was_taken_away_in_it_is_a_conflict(worked: Project, tmp_path: Path, how: str) -> None:
    """It lacks the history from before the export, so nobody can tell whether it is newer."""
    with imported(worked, tmp_path / "elsewhere.db") as other:
        work = session(other, HUDA)
        first = work.layer.spans[0]
        label, end = ("weapon", first.end) if how == "relabelled" else (first.label, first.end + 1)
        done = (
            work.remove(first)
            if how == "removed"
            else work.change(first, start=first.start, end=end, label=label)
        )
        assert done
        other.layers.record(*done)
        before = everything(worked)
        assert report(worked, other.path).conflicts == (Conflict(article="1.txt", annotator=HUDA, loses=1),)
        assert everything(worked) == before


def test_what_went_on_in_both_is_a_conflict(worked: Project, tmp_path: Path) -> None:
    with imported(worked, tmp_path / "elsewhere.db") as other:
        for one, start in ((worked, 13), (other, 20)):
            one.layers.record(*session(one, HUDA).add(start, start + 4, "location"))
        assert report(worked, other.path).conflicts == (Conflict(article="1.txt", annotator=HUDA),)


def test_the_same_done_on_both_sides_is_nothing_new(tmp_path: Path) -> None:
    with make(tmp_path / "one.db", TEXT) as one, make(tmp_path / "two.db", TEXT) as two:
        for project in (one, two):
            finish(project, HUDA, (0, 4, "actor"), (5, 9, "claim"))
        assert brings_nothing(report(one, two.path))


def test_an_attribute_is_content(tmp_path: Path) -> None:
    with make(tmp_path / "one.db", TEXT) as one, make(tmp_path / "two.db", TEXT) as two:
        for project, attributes in ((one, {}), (two, {"مصدر": "شاهد"})):
            span = msgspec.structs.replace(Span.new(0, 4, "actor", HUDA), attributes=attributes)
            project.layers.add("1.txt", HUDA, [span], Status.DONE)
        assert report(one, two.path).conflicts == (Conflict(article="1.txt", annotator=HUDA),)


def test_a_layer_under_another_name_comes_in_beside_that_with_its_ids(
    worked: Project, tmp_path: Path
) -> None:
    """An import gives spans the ids of the file where they are free, and a project has each id once."""
    file = tmp_path / "huda.jsonl"
    file.write_bytes(exported(worked))
    with Project.create(tmp_path / "elsewhere.db", SCHEMA) as other:
        other.imports.add_files([file], how=ImportOptions(annotator="nadia"))
        done = report(worked, other.path)
        assert done.conflicts == ()
        assert marks(worked, "nadia") == marks(other, "nadia")
        assert marks(worked, HUDA)
        assert sound(worked.path)
        assert brings_nothing(report(worked, other.path))
