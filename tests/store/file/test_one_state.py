"""Reading several things as of one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectError
from annotator.project import Project
from tests.store.helpers import HUDA, SAMI, TEXT, adding, make, raw

if TYPE_CHECKING:
    from pathlib import Path


def test_what_others_write_is_seen_after_the_block(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project, Project.open(path) as other:
        project.layers.record(adding(0, 4))
        with project.as_of_now():
            assert [person.name for person in project.work.status().people] == [HUDA]
            other.layers.record(adding(5, 12, annotator=SAMI))
            assert [person.name for person in project.work.status().people] == [HUDA]
            assert [person.name for person in project.people.overview().people] == [HUDA]
        assert {person.name for person in project.people.overview().people} == {HUDA, SAMI}


def test_damage_that_came_before_the_block_is_told_in_it(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        with project.as_of_now():
            project.work.status()
        raw(path, "UPDATE article SET title = 'another'")
        with project.as_of_now(), pytest.raises(ProjectError, match="not those that were written last"):
            project.work.status()
