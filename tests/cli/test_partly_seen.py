"""Commands that copy or read the whole project, where not all of it is seen under its name or on its disk."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.store.helpers import contents, make, powerless, unprivileged_folder
from tests.store.logs import kill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

COPYING = {
    "backup": ("backup", "copy.db", "--project", "second.db"),
    "recover": ("recover", "second.db", "copy.db"),
    "restore": ("restore", "second.db", "--project", "copy.db"),
    "merge": ("merge", "second.db", "--project", "mine.db"),
}


@pytest.fixture
def killed(here: Path) -> Path:
    """A project with its latest work in the log, and a second name."""
    path = here / "annotator.db"
    make(path, "أعلن الفريق وصول القافلة إلى البلدة.").close()
    kill(path, range(4))
    assert (here / "annotator.db-wal").stat().st_size
    os.link(path, here / "second.db")
    return path


@pytest.mark.parametrize("command", COPYING)
def test_what_would_lack_the_work_in_the_log_of_another_name_is_refused(
    here: Path, killed: Path, run: Run, command: str
) -> None:
    run("init", "--project", "mine.db")
    (here / "third.db").hardlink_to(killed)
    (here / "a.db").hardlink_to(killed)  # of these names, it is the one with the log that counts
    before = contents(here)
    said = run(*COPYING[command], status=1).stderr
    assert (
        "are one file (a hard link), and annotator.db-wal holds work that is not seen under the name" in said
    )
    assert f"Use the other name: {killed}" in said
    assert contents(here) == before
    assert not (here / "copy.db").exists()


@pytest.mark.usefixtures("killed")
def test_a_look_under_another_name_says_that_it_does_not_see_all(run: Run) -> None:
    said = run("check", "--project", "second.db", status=1)
    assert "annotator.db-wal holds work that is not seen here" in said.output
    assert "is whole" not in said.output
    said = run("check")  # the second name has no log
    assert "is whole" in said.stdout
    assert "and second.db are one file" in said.stderr


def test_the_notice_is_said_where_the_other_name_has_no_log(here: Path, project: Path, run: Run) -> None:
    (here / "other").mkdir()
    (here / "other" / "far.db").hardlink_to(project)
    for command in (("backup", "copy.db"), ("check",), ("recover", "annotator.db", "new.db"), ("status",)):
        assert "has another name (a hard link): what was done under that name may" in run(*command).stderr
    (here / "second.db").hardlink_to(project)
    for command in (("backup", "b.db"), ("check",), ("recover", "annotator.db", "c.db"), ("status",)):
        assert "and second.db are one file (a hard link): what was done as" in run(*command).stderr
    assert "are one file" in run("restore", "second.db", "--project", "d.db").stderr


def test_the_notice_of_a_hard_link_is_said_too_where_the_right_to_write_is_lacking(run: Run) -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, "وصل الفريق.").close()
        (folder / "second.db").hardlink_to(path)
        with powerless(path, folder):
            assert "and second.db are one file" in run("check", "--project", str(path)).stderr


@pytest.mark.parametrize(
    "command", [("check",), ("backup", "copy.db"), ("recover", "Sync/annotator.db", "new.db")]
)
def test_the_notice_is_said_of_a_project_in_a_cloud_folder(
    here: Path, project: Path, run: Run, command: tuple[str, ...]
) -> None:
    (here / "Sync" / ".stfolder").mkdir(parents=True)
    shutil.copy(project, here / "Sync")
    options = () if command[0] == "recover" else ("--project", "Sync/annotator.db")
    said = run(*command, *options).stderr
    assert "in a folder that Syncthing synchronises" in said
    assert "what others write to it at this moment may be missing." in said
    if command[0] != "recover":
        (here / "copy.db").unlink(missing_ok=True)
        assert not run(*command, *options, "--anywhere").stderr
