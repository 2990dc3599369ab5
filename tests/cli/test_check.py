"""annotator check: what it lists, how it ends, and that it changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from annotator.store.check.checking import NOT_LOOKED_AT
from annotator.store.file.migrations import STEPS
from tests.store.helpers import contents, ours, powerless, raw, unprivileged_folder
from tests.store.older import older_version

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_project_that_is_whole(project: Path, run: Run) -> None:
    before = contents(project.parent)
    assert run("check").stdout == (
        "annotator.db is whole: 2 articles, 4 spans, 4 changes, 0 decisions, 2 people.\n"
    )
    assert contents(project.parent) == before


def test_each_damage_is_a_line_with_table_and_row(project: Path, run: Run) -> None:
    raw(
        project,
        "UPDATE article SET title = 'عنوان آخر' WHERE number = 2",
        "UPDATE span SET label = 'weapon' WHERE start = 37",
        "UPDATE work SET note = CAST(x'ff' AS TEXT) WHERE status = 'doing'",
        "DELETE FROM span WHERE label = 'claim'",
    )
    result = run("check", status=1)
    lines = result.stdout.splitlines()
    assert [line.partition(", row")[0] for line in lines] == [
        "table span",
        "table work",
        "table article",
    ]
    assert "(article first, huda): it is not as the history has it" in lines[0] or "it is gone" in lines[0]
    assert lines[1].endswith("(article first): its note can't be read as text")
    assert lines[2] == (
        "table article, row 2 (article second): its values are not those that were written last"
    )
    assert result.stderr.startswith("annotator.db is damaged (3 faults, listed above).")


def test_a_project_that_does_not_open_is_looked_at(project: Path, run: Run) -> None:
    raw(
        project, "DROP TRIGGER history_is_never_altered", "UPDATE operation SET after = '{}' WHERE number = 2"
    )
    assert "is damaged (" in run("status", status=1).stderr
    result = run("check", status=1)
    assert "the file: the trigger history_is_never_altered is gone" in result.stdout
    assert "table operation, row 2 (article first, huda): this change can't be read" in result.stdout


def test_what_is_only_odd_is_listed_and_the_project_goes_on(project: Path, run: Run) -> None:
    ours(project, "INSERT INTO annotator (name, created) VALUES ('HUDA', '2026-01-01T00:00:00+00:00')")
    raw(project, "CREATE VIEW mine AS SELECT 1")
    result = run("check", status=1)
    first, second = result.stdout.splitlines()
    assert first == "the file: the view mine is not of this program"
    assert second.endswith("if they are one person: annotator people join HUDA huda")
    assert result.stderr == "annotator.db is not damaged, but look at what is listed above.\n"
    run("status")


def test_a_project_of_an_older_version_is_not_brought_up_to_date(project: Path, run: Run) -> None:
    older_version(project, len(STEPS) - 1)
    before = contents(project.parent)
    assert "is whole" in run("check").stdout
    assert contents(project.parent) == before
    run("status")
    assert "is whole" in run("check").stdout
    raw(project, "UPDATE annotator SET name = 'hudb' WHERE name = 'huda'")
    assert "table annotator, row 1: its values" in run("check", status=1).stdout


def test_a_project_that_can_only_be_read(project: Path, run: Run) -> None:
    with unprivileged_folder() as folder:
        copy = folder / "annotator.db"
        shutil.copy(project, copy)
        with powerless(copy, folder):
            assert "is whole" in run("check", "--project", str(copy)).stdout


@pytest.mark.parametrize("what", ["text", "folder", "nothing", "half"])
def test_what_is_no_project(project: Path, run: Run, what: str) -> None:
    data = project.read_bytes()
    project.unlink()
    if what == "text":
        project.write_text("هذا ليس مشروعا", encoding="utf-8")
    elif what == "folder":
        project.mkdir()
    elif what == "half":
        project.write_bytes(data[:4096])
    result = run("check", status=1)
    if what == "half":
        assert "is damaged (" in result.stderr
    else:
        assert not result.stdout
        assert result.stderr.count("\n") == 1


def test_another_project_that_is_damaged_is_not_merged(project: Path, run: Run) -> None:
    shutil.copy(project, project.with_name("copy.db"))
    raw(project.with_name("copy.db"), "UPDATE span SET label = 'weapon' WHERE start = 37")
    before = project.read_bytes()
    assert "copy.db can't be merged (table span, row" in run("merge", "copy.db", status=1).stderr
    assert project.read_bytes() == before


def test_a_row_that_is_damaged_is_not_written_over(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        raw(project, "UPDATE work SET note = 'سؤال آخر' WHERE status = 'doing'")
        with pytest.raises(
            Exception, match=r"annotator\.db is damaged \(a row is not as it was written last\)"
        ):
            opened.work.add_time("first", "salim", 3)
    assert "table work" in run("check", status=1).stdout


def test_an_export_of_what_is_damaged_leaves_the_file_as_it_was(project: Path, run: Run) -> None:
    run("export", "--layer", "all", "-o", "out.jsonl")
    before = contents(project.parent)["out.jsonl"]
    raw(project, "UPDATE span SET start = start - 1 WHERE start = 37")
    said = run("export", "--layer", "all", "-o", "out.jsonl", status=1).stderr
    assert "annotator.db is damaged (table span, row" in said
    assert contents(project.parent)["out.jsonl"] == before


def test_how_the_tables_are_made_can_not_be_read(project: Path, run: Run) -> None:
    raw(
        project, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = 'nothing' WHERE name = 'span'"
    )
    said = run("check", status=1).stdout.splitlines()
    assert said[-1] == "the file: how its tables are made can't be read, so what is in them was not looked at"


def test_a_table_that_is_gone(project: Path, run: Run) -> None:
    raw(project, "DROP TABLE pool")
    said = run("check", status=1).stdout.splitlines()
    assert "the file: the table pool is gone" in said
    assert "is damaged (the file: the table pool is gone)" in run("status", status=1).stderr


READING = (
    ("status",),
    ("check",),
    ("people",),
    ("export", "--layer", "all", "-o", "out.jsonl"),
    ("show", "first"),
    ("agreement",),
    ("schema",),
)
"""Commands that only read."""


@pytest.mark.parametrize("size", [50, 100, 4096, 50_000, 0.5, 0.9])
def test_a_file_that_is_cut_off(project: Path, run: Run, size: float) -> None:
    data = project.read_bytes()
    cut = int(size if size > 1 else size * len(data))
    project.write_bytes(data[:cut])
    result = run("check", status=1)
    if cut >= 100:
        assert f"the file: it is cut off: {cut} of {len(data)} bytes are there\n" in result.stdout
        assert f"it is cut off: {cut} of {len(data)} bytes are there" in run("status", status=1).stderr
        assert not list(project.parent.glob("*.db-*"))
        lines = result.stdout.splitlines()
        count = len([line for line in lines if not line.endswith(NOT_LOOKED_AT.what)])
        told = f"{count} faults, listed" if count > 1 else "1 fault, told"
        assert result.stderr == (
            f"annotator.db is damaged ({told} above). To put a copy in its place and keep this one: annotator restore COPY; "
            "to save what can be read: annotator recover annotator.db NEW\n"
        )
    else:
        assert "is not a project" in result.stderr
    assert project.read_bytes() == data[:cut]


@pytest.mark.parametrize("size", [5000, 0.5, 0.9])
def test_a_check_never_advises_itself(project: Path, run: Run, size: float) -> None:
    data = bytearray(project.read_bytes())
    start = int(size if size > 1 else size * len(data)) // 4096 * 4096
    data[start : start + 4096] = b"\xff" * 4096
    project.write_bytes(data)
    result = run("check", status=1)
    assert "annotator check" not in result.output
    assert "nothing was changed" not in result.output
    assert result.stdout.strip()


def test_an_article_that_is_gone_is_told_by_whoever_lists_articles(project: Path, run: Run) -> None:
    raw(project, "PRAGMA foreign_keys = OFF", "DELETE FROM article WHERE number = 2")
    for command in (
        *READING[:4],
        ("show", "second"),
        ("show", "2"),
        ("agreement",),
        ("export", "-o", "g.jsonl"),
    ):
        said = run(*command, status=1)
        assert "table article_text, row 2: what it belongs to in the table article is gone" in said.output
    assert not project.with_name("out.jsonl").exists()
    assert not project.with_name("g.jsonl").exists()


def test_a_label_schema_that_is_no_text(project: Path, run: Run) -> None:
    raw(
        project, "PRAGMA ignore_check_constraints = ON", "UPDATE project SET schema = CAST(x'ff41d8' AS TEXT)"
    )
    assert "table project, row 1: its schema can't be read as text" in run("check", status=1).stdout
    for command in (("status",), ("people",), ("export", "--layer", "all"), ("schema",), ("show", "first")):
        assert "is damaged (" in run(*command, status=1).stderr
    said = run("backup", "copy.db", status=1).stderr
    assert "is damaged, and so is the copy: table project, row 1: its schema can't be read as text" in said
    assert "Give the one that it was made with" in run("recover", "annotator.db", "new.db", status=1).stderr


@pytest.mark.parametrize("command", [*READING, ("--as", "huda")])
def test_who_asks_for_no_change_is_not_told_that_nothing_was_changed(
    project: Path, run: Run, command: tuple[str, ...]
) -> None:
    raw(project, "DROP TABLE pool")
    assert "nothing was changed" not in run(*command, status=1).stderr
    project.with_name("annotator.db-wal").write_bytes(b"x" * 9000)
    assert "nothing was changed" not in run(*command, status=1).output
    assert "so nothing was changed. To see" not in run("status", "--project", "first.txt", status=1).output


def test_who_asks_for_a_change_is_told_that_nothing_was_changed(project: Path, run: Run) -> None:
    raw(project, "DROP TABLE pool")
    for command in (
        ("people", "rename", "huda", "هدى"),
        ("import", "first.txt"),
        ("assign", "huda", "--per-article", "1"),
    ):
        assert (
            "so nothing was changed. To see what is wrong: annotator check;" in run(*command, status=1).stderr
        )


def test_sums_that_do_not_fit_are_made_anew(project: Path, run: Run) -> None:
    raw(project, "UPDATE tally SET words = words + 1")
    assert "needs repair (table tally: " in run("status", status=1).stderr
    found = run("check", status=1)
    assert found.stdout.startswith("table tally: ")
    assert found.stderr.endswith("to make anew what is: annotator check --repair\n")
    made = run("check", "--repair").stdout.splitlines()[-1]
    assert made.startswith("Made anew, and whole now: sums of what everybody has done.")
    assert "is whole" in run("check").stdout
    assert "is whole" in run("check", "--repair").stdout
    run("status")


def test_where_anything_else_is_damaged_nothing_is_made_anew(project: Path, run: Run) -> None:
    raw(
        project,
        "UPDATE tally SET words = words + 1",
        "UPDATE article SET url = 'https://example.org' WHERE number = 1",
    )
    before = project.read_bytes()
    found = run("check", "--repair", status=1)
    assert found.stdout.startswith("table article, row 1")
    assert "So nothing was made anew. To put a copy in its place" in found.stderr
    assert project.read_bytes() == before


@pytest.mark.parametrize("index", ["part_by_article", "part_by_status"])
def test_an_index_of_what_is_derived_is_made_anew(project: Path, run: Run, index: str) -> None:
    with closing(sqlite3.connect(project)) as database:
        (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [index]).fetchone()
        database.executescript(f"DROP INDEX {index}; {sql} WHERE 0")
        database.executescript(
            f"PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = '{sql}' WHERE name = '{index}'"
        )
    assert f"index {index}" in run("check", status=1).stdout
    assert "Made anew" in run("check", "--repair").stdout
    assert "is whole" in run("check").stdout
