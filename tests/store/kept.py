"""What the tests of rescue files in the store share: a project, and rescue files of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from annotator.model import Change, Numbered
from annotator.store.rescue.writing import RescueFile
from tests.store.helpers import HUDA, TEXT, make

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.project import Project

RUN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db", TEXT) as project:
        yield project


def numbered(changes: Sequence[Change], first: int = 1) -> list[Numbered]:
    return [Numbered(number=number, change=change) for number, change in enumerate(changes, first)]


def keep(project: Project, changes: Sequence[Numbered], person: str = HUDA, run: str = RUN) -> Path:
    """Write a rescue file as a program does that ends then."""
    file = RescueFile(project.path, project.created, person, run)
    file.keep(changes)
    assert file.path is not None, file.failure
    assert file._handle is not None
    os.close(file._handle)
    return file.path
