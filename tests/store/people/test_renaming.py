"""A person who is renamed: what they have stays, with its history; undo works to the very first change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.errors import UsageError
from annotator.model import Status
from tests.store.joined import (
    adjudication,
    check_histories,
    everything,
    project,
    sample,
    schema,
    session,
    stored,
    undo_everything,
)

if TYPE_CHECKING:
    from annotator.project import Project

pytestmark = pytest.mark.tried(
    "people renamed and joined: random histories, failures and kills in the middle, copies merged"
)

__all__ = ["project", "sample"]


def test_a_renamed_person_has_all_that_they_had(project: Project) -> None:
    before, tables = everything(project), schema(project)
    moved = project.people.rename("huda", "hudb")  # which sorts where huda did
    assert everything(project) == before.replace('"huda"', '"hudb"')
    assert schema(project) == tables
    assert (moved.spans, moved.layers, moved.changed, moved.doubles) == (263, 9, 0, 0)
    check_histories(project)
    undo_everything(project)


@pytest.mark.parametrize("name", ["huda", "nadia"])
def test_a_name_and_back_leaves_the_project_as_it_was(project: Project, name: str) -> None:
    before = stored(project.path)
    for new in ("هدى الساحلي", name.upper(), name):
        project.people.rename(name, new)
        assert project.people.named(name) == new
    assert sorted(line for line in stored(project.path) if not line.startswith("former_name: ")) == sorted(
        before
    )


def test_a_screen_that_was_open_under_the_old_name_goes_on(project: Project) -> None:
    work, adjudicated = session(project, "drone-mx4", "huda"), adjudication(project, "ceasefire-talks")
    project.people.rename("huda", "هدى")
    project.people.rename("nadia", "نادية")
    project.layers.record(*work.add(0, 3, "actor"))
    for _ in range(3):
        operation, step = work.undo(), adjudicated.undo()
        assert operation
        assert step is not None
        project.layers.record(*operation)
        project.gold.decide(step)
    assert project.layers.get("drone-mx4", "هدى").spans == tuple(
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
        project.people.rename(name, new)
    assert stored(project.path) == before


def test_a_former_name_stays_with_whose_it_was(project: Project) -> None:
    project.people.rename("huda", "hala")
    assert project.people.named("Huda") == "hala"
    project.work.set_status("flood-emoji", "huda", Status.FLAGGED, "؟")
    assert project.work.progress("flood-emoji", "hala").status is Status.FLAGGED
    with pytest.raises(UsageError, match="huda was the name of hala before"):
        project.people.rename("salim", "HUDA")
    project.people.rename("hala", "Huda")
    assert project.people.named("hala") == project.people.named("huda") == "Huda"
    (row,) = (one for one in project.people.overview().people if one.name == "Huda")
    assert row.former == ("hala",)
