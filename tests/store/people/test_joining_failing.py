"""Renaming and joining people that fails or is killed in the middle changes nothing, and the history is closed again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectError
from tests.store.helpers import raw
from tests.store.joined import project, sample, stored

if TYPE_CHECKING:
    from annotator.project import Project

pytestmark = pytest.mark.tried(
    "people renamed and joined: random histories, failures and kills in the middle, copies merged"
)

__all__ = ["project", "sample"]


@pytest.mark.parametrize(
    "broken", ["annotators.note_former", "names_in_history.rename_gold", "names_in_history.decoding"]
)
@pytest.mark.parametrize("verb", ["rename", "join"])
def test_what_fails_in_the_middle_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, broken: str, verb: str
) -> None:
    before = stored(project.path)

    def fail(*_: object) -> object:
        raise ProjectError("stop")

    monkeypatch.setattr(f"annotator.store.people.{broken}", fail)
    with pytest.raises(ProjectError, match="stop"):
        getattr(project.people, verb)("huda", "هدى" if verb == "rename" else "salim")
    assert stored(project.path) == before


@pytest.mark.parametrize("verb", ["rename", "join"])
@pytest.mark.parametrize(
    "place", ["names_in_history.rename_operations", "names_in_history.rename_gold", "people._note_former"]
)
def test_who_is_killed_in_the_middle_changed_nothing(project: Project, verb: str, place: str) -> None:
    before = stored(project.path)
    new = "هدى" if verb == "rename" else "salim"
    code = f"""
import os, signal
from pathlib import Path
from annotator.project import Project
from annotator.store.people import names_in_history, people
{place} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Project.open(Path({str(project.path)!r})).people.{verb}("huda", {new!r})
"""
    module, name = place.split(".")
    assert hasattr(import_module(f"annotator.store.people.{module}"), name)
    done = subprocess.run([sys.executable, "-c", code], check=False, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert stored(project.path) == before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(project.path, "UPDATE operation SET at = at")


@pytest.mark.parametrize("verb", ["rename", "join"])
def test_the_history_is_closed_again(project: Project, verb: str) -> None:
    getattr(project.people, verb)("huda", "هدى" if verb == "rename" else "salim")
    for table in ("operation", "gold_step"):
        for sql in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw(project.path, sql)
