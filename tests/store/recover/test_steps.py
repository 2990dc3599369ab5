"""Steps of several operations in a project that is recovered: whole ones stay whole, of others what is left is undone as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.editing import Session
from annotator.model import Edit, Span
from annotator.project import Project
from annotator.project.checking import checked
from annotator.store.recover.recovering import recover
from tests.store.helpers import HUDA, TEXT, make, raw

if TYPE_CHECKING:
    from pathlib import Path


def opened(project: Project) -> Session:
    layer, history = project.layers.get("1.txt", HUDA), project.layers.history("1.txt", HUDA)
    return Session("1.txt", HUDA, len(TEXT), layer, history)


def build(path: Path) -> None:
    """Make a project in which four spans were tagged together, relabelled together, and that was undone and done again."""
    with make(path, TEXT) as project:
        editing = opened(project)
        new = [Span.new(start, start + 3, "actor", HUDA) for start in (0, 10, 20, 30)]
        project.layers.record(*editing.change_all([Edit(before=None, after=span) for span in new]))
        spans = editing.layer.spans
        relabelled = [msgspec.structs.replace(span, label="claim") for span in spans]
        edits = [Edit(before=one, after=two) for one, two in zip(spans, relabelled, strict=True)]
        project.layers.record(*editing.change_all(edits))
        project.layers.record(*editing.undo())
        project.layers.record(*editing.redo())


def undone(project: Project) -> list[int]:
    """Undo all that can be undone, and do it again; return of how many operations each step was."""
    editing, counts = opened(project), list[int]()
    before = editing.layer
    while step := editing.undo():
        project.layers.record(*step)
        counts.append(len(step))
    for _ in counts:
        project.layers.record(*editing.redo())
    assert editing.layer == before == project.layers.get("1.txt", HUDA)
    while step := editing.undo():
        project.layers.record(*step)
    return counts


def test_steps_stay_whole_in_a_project_that_is_saved_whole(tmp_path: Path) -> None:
    build(tmp_path / "annotator.db")
    assert recover(tmp_path / "annotator.db", tmp_path / "new.db").whole
    with Project.open(tmp_path / "annotator.db") as project:
        history = project.layers.operations("1.txt", HUDA)
    with Project.open(tmp_path / "new.db") as project:
        assert project.layers.operations("1.txt", HUDA) == history
        assert undone(project) == [4, 4]


@pytest.mark.parametrize(
    "lost", [[1], [2, 3], [1, 2, 3, 4], [5], [6, 8], [9], [11, 12], [13], [15, 16], [4, 5], [1, 7, 10, 16]]
)
def test_what_is_left_of_steps_can_be_undone_and_done_again(tmp_path: Path, lost: list[int]) -> None:
    path, new = tmp_path / "annotator.db", tmp_path / "new.db"
    build(path)
    numbers = ", ".join(map(str, lost))
    raw(path, "DROP TRIGGER history_is_never_deleted", f"DELETE FROM operation WHERE number IN ({numbers})")
    with checked(path) as there:
        assert list(there.faults())
    recover(path, new)
    with checked(new) as there:
        assert list(there.faults()) == []
    with Project.open(new) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 4
        counts = undone(project)
        assert project.layers.get("1.txt", HUDA).spans == ()
        assert sum(counts) >= 4
    with checked(new) as there:
        assert list(there.faults()) == []
