"""Steps of several operations in copies, and after two people were joined: what one key did is still undone as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Edit, Span
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, TEXT, adding, make
from tests.store.merging.test_merging import copy, session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.project import Project


def tag(project: Project, *starts: int, who: str = HUDA, label: str = "actor") -> None:
    edits = [Edit(before=None, after=Span.new(start, start + 3, label, who)) for start in starts]
    project.layers.record(*session(project, who).change_all(edits))


def undone(project: Project, who: str = HUDA) -> list[int]:
    """Undo all that can be undone; return of how many operations each step was."""
    editing, counts = session(project, who), list[int]()
    while step := editing.undo():
        project.layers.record(*step)
        counts.append(len(step))
    assert project.layers.get("1.txt", who) == editing.layer
    with checked(project.path) as there:
        assert list(there.faults()) == []
    return counts


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db", TEXT) as made:
        yield made


def test_a_step_that_was_made_in_a_copy_comes_as_one(project: Project) -> None:
    tag(project, 0, 10)
    with copy(project, "other.db") as other:
        tag(other, 20, 30, 40)
        other.layers.record(*session(other, HUDA).undo())
        other.layers.record(*session(other, HUDA).redo())
        tag(other, 50, 60, label="claim")
        there = other.layers.operations("1.txt", HUDA)
    project.imports.merge([other.path])
    assert project.layers.operations("1.txt", HUDA) == there
    assert undone(project) == [2, 3, 2]
    assert project.layers.get("1.txt", HUDA).spans == ()


def test_a_layer_that_only_a_copy_has_keeps_its_steps(project: Project) -> None:
    with copy(project, "other.db") as other:
        tag(other, 20, 30, 40)
    project.imports.merge([other.path])
    assert undone(project) == [3]


def test_the_same_spans_marked_alone_here_and_together_there_are_the_same(project: Project) -> None:
    """The histories differ, and the layers don't: nothing is to be merged, and each side undoes what it did."""
    with copy(project, "other.db") as other:
        tag(other, 20, 30)
        for start in (20, 30):
            project.layers.record(adding(start, start + 3))
        (report,) = project.imports.merge([other.path])
        assert report.conflicts == ()
        tag(other, 40, 50)
    (report,) = project.imports.merge([other.path])
    assert report.conflicts == ()
    assert [span.start for span in project.layers.get("1.txt", HUDA).spans] == [20, 30, 40, 50]
    assert undone(project) == [2, 1, 1]


def test_steps_of_two_people_who_are_joined_are_undone_one_after_the_other(project: Project) -> None:
    tag(project, 0, 10)
    tag(project, 0, 20, 30, who=SAMI)
    tag(project, 40, 50)
    project.people.join(SAMI, HUDA)
    assert undone(project) == [2, 2, 2], (
        "the span that both had is one now, and goes with the step of who stays"
    )
    assert project.layers.get("1.txt", HUDA).spans == ()


def test_a_renamed_person_s_steps_stay_whole(project: Project) -> None:
    tag(project, 0, 10, 20)
    project.people.rename(HUDA, "ليلى")
    assert undone(project, "ليلى") == [3]
