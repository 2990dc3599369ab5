"""What is said of projects that were set aside, of names that are taken, and of copies that can't be used."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_copies import spans
from tests.store.helpers import contents, raw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

# --- a project that was set aside, with nothing in its place --------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        *(
            ("status",),
            ("check",),
            ("people",),
            ("show", "first"),
            ("backup", "copy.db"),
            ("merge", "other.db"),
        ),
        *(
            ("export", "-o", "out.jsonl"),
            ("recover", "annotator.db", "new.db"),
            ("import", "first.txt"),
            ("init",),
        ),
        *(("assign", "huda", "--per-article", "1"), ("agreement",), ("--as", "huda")),
        ("merge", "annotator.db", "--project", "other.db"),
        ("restore", "annotator.db", "--project", "new.db"),
    ],
)
def test_where_the_project_is_that_a_killed_restore_set_aside(
    here: Path, project: Path, run: Run, command: tuple[str, ...]
) -> None:
    shutil.copy(project, here / "other.db")
    older = here / "annotator.db.aside-2"  # what was set aside last is what was there, whatever its number
    shutil.copy(project, older)
    while not project.with_name("first.txt").stat().st_ctime_ns > older.stat().st_ctime_ns:
        project.with_name("first.txt").touch()
    project.rename(here / "annotator.db.aside-1")
    before = contents(here)
    said = run(*command, status=1)
    assert said.stderr == (
        "There is no project at annotator.db. What was there is annotator.db.aside-1. To go back to it: "
        "annotator restore annotator.db.aside-1\n"
    )
    assert contents(here) == before
    run("restore", "annotator.db.aside-1")
    assert spans(project) == 4


# --- what is said ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("project")
def test_an_empty_word_is_no_file(here: Path, run: Run) -> None:
    before = contents(here)
    for command, name in (
        (("backup", ""), "FILE"),
        (("restore", ""), "COPY"),
        (("status", "--project", ""), "--project"),
    ):
        assert run(*command, status=2).stderr == f"{name} is empty; name a file.\n"
    assert contents(here) == before


def test_a_copy_that_breaks_a_rule_of_its_tables_is_refused_in_plain_words(
    here: Path, project: Path, run: Run
) -> None:
    shutil.copy(project, here / "copy.db")
    raw(
        here / "copy.db",
        "PRAGMA ignore_check_constraints = ON",
        "DROP TRIGGER history_is_never_altered",
        "UPDATE operation SET move = 'gone' WHERE number = 1",
    )
    said = run("restore", "copy.db", status=1).stderr
    assert "table operation: a row has values that the table does not allow" in said
    assert "SQLite" not in said


@pytest.mark.parametrize("taken", ["new.db", "new.db-wal"])
@pytest.mark.usefixtures("project")
def test_the_name_of_a_recovered_project_must_be_free(here: Path, run: Run, taken: str) -> None:
    (here / taken).write_text("mine")
    assert run("recover", "annotator.db", "new.db", status=1).stderr == (
        f"{taken} is there already, so nothing was changed. Give the new project a name that is free.\n"
    )
    assert (here / taken).read_text() == "mine"


def test_a_recovery_counts_all_lines_that_it_says(here: Path, project: Path, run: Run) -> None:
    data = project.read_bytes()
    project.write_bytes(data[: len(data) // 2])
    (here / "annotator.db-wal").write_bytes(b"x" * 9000)
    result = run("recover", "annotator.db", "new.db", status=1)
    if "Made new.db" in result.stdout:
        count = len(result.stderr.splitlines())
        assert f"{count} line{' above tells' if count == 1 else 's above tell'} what." in result.stdout


def test_what_would_be_done_is_told_where_a_project_is_only_read(here: Path, project: Path, run: Run) -> None:
    (here / ".stfolder").touch()
    before = contents(here)
    for command in (
        ("assign", "huda", "--per-article", "1"),
        ("assign", "--dynamic", "--per-article", "1"),
    ):
        said = run(*command, "--dry-run")
        assert "synchronises" in said.stderr
        assert contents(here) == before
        refusal = run(*command, status=1).stderr
        assert refusal.count("\n") == 1
        assert contents(here) == before
    (here / ".stfolder").unlink()
    assert run("assign", "huda", "--per-article", "1", "--dry-run").stdout
    assert project.exists()
