"""A project that an opening brought up to date: it is said once, with the copy from before, also of a project that is merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from annotator.project import Project
from annotator.store.file.migrations import STEPS
from tests.cli.conftest import Run, only_line
from tests.store.helpers import SCHEMA, raw
from tests.store.older import older_version

if TYPE_CHECKING:
    from pathlib import Path

LAST = STEPS[-1].__name__


def told(path: Path) -> str:
    return (
        f"{path} was brought up to date, so an older annotator can't open it any more; a copy from before is at "
        f"{path}.backup-{LAST}."
    )


@pytest.mark.parametrize(
    "command", [["status"], ["show", "first"], ["export", "--layer", "huda"], ["people"], ["schema"]]
)
def test_whoever_opens_it_first_is_told_where_the_copy_is(
    project: Path, run: Run, command: list[str]
) -> None:
    older_version(project, len(STEPS) - 1)
    assert told(project) in run(*command).stderr.splitlines()
    assert project.with_name(f"annotator.db.backup-{LAST}").exists()
    assert "brought up to date" not in run(*command).stderr


def test_it_is_told_of_a_command_that_fails_too(project: Path, run: Run) -> None:
    older_version(project, len(STEPS) - 1)
    assert told(project) in run("show", "nowhere", status=1).stderr.splitlines()


def test_it_is_told_of_a_project_that_is_merged(project: Path, run: Run) -> None:
    other = project.with_name("other.db")
    raw(project, f"VACUUM INTO '{other}'")
    older_version(other, len(STEPS) - 1)
    assert only_line(run("merge", "other.db").stderr) == told(other)
    assert run("merge", "other.db").stderr == ""


def test_it_is_told_of_a_project_that_is_only_looked_at_before_a_merge(project: Path, run: Run) -> None:
    other = project.with_name("other.db")
    raw(project, f"VACUUM INTO '{other}'")
    older_version(other, len(STEPS) - 1)
    before = project.read_bytes()
    assert only_line(run("merge", "--dry-run", "other.db").stderr) == told(other)
    assert project.read_bytes() == before


def test_it_is_told_of_a_project_that_can_not_be_merged(project: Path, run: Run) -> None:
    other = project.with_name("other.db")
    Project.create(other, structs.replace(SCHEMA, labels=SCHEMA.labels[:2])).close()
    older_version(other, len(STEPS) - 1)
    line = only_line(run("merge", "other.db", status=1).stderr)
    assert "so nothing was changed. Merge only projects with the same labels." in line
    assert line.endswith(told(other))
