"""The time that somebody spent has a limit, so that sums of it can always be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator import limits
from annotator.cli.group import program
from annotator.project import Project
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, SCHEMA
from tests.store.importing.test_whole_export import exported
from tests.store.merging.hostile import forged, statement

if TYPE_CHECKING:
    from pathlib import Path

MOST = float(limits.SECONDS.most)


def said(*command: str) -> tuple[int, str]:
    done = CliRunner().invoke(program, command)
    assert "fault in annotator" not in done.output
    return done.exit_code, done.output


def sound(path: Path) -> bool:
    with checked(path) as found:
        return not list(found.faults())


@pytest.mark.parametrize("seconds", [MOST + 1, 1.7e308])
def test_a_project_in_which_more_stands_says_so_and_can_be_recovered(
    project: Project, tmp_path: Path, seconds: float
) -> None:
    for article in ("1.txt", "2.txt"):
        project.work.add_time(article, HUDA, 5)
    path = forged(project.path, tmp_path / "other.db", statement("UPDATE work SET seconds = ?", seconds))
    for command in ("status", "people", "check"):
        status, told = said(command, "--project", str(path))
        assert status == 1
        assert "its seconds is longer than 1,000,000,000 seconds" in told
    new = tmp_path / "new.db"
    said("recover", str(path), str(new))
    assert sound(new)
    assert said("status", "--project", str(new))[0] == 0


def test_a_record_with_more_is_refused(project: Project, tmp_path: Path) -> None:
    project.work.add_time("1.txt", HUDA, 12.5)
    file = tmp_path / "whole.jsonl"
    with Project.create(tmp_path / "new.db", SCHEMA) as new:
        for seconds, is_good in ((MOST, True), (MOST + 1, False)):
            file.write_bytes(exported(project).replace(b"12.5", str(seconds).encode()))
            done = new.imports.add_files([file])
            assert bool(done.refused) is not is_good
        assert "no time from 0 to 1,000,000,000" in done.refused[0].reason


def test_time_that_is_added_and_joined_ends_there(project: Project) -> None:
    for name in (HUDA, SAMI):
        for _ in range(3):
            project.work.add_time("1.txt", name, MOST / 2 + 1)
    project.people.join(SAMI, HUDA)
    assert project.work.progress("1.txt", HUDA).seconds == MOST
    path = project.path
    project.close()
    assert sound(path)
