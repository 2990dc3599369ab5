"""What a project file defines besides its rows: what is not as this program makes it is refused by name, before a table is read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import DamagedProjectError, ProjectError, RefusedProjectError
from annotator.project import Project
from annotator.store.backup.restore import restore
from annotator.store.check import checking
from annotator.store.opening.opening import open_to_check
from tests.store.helpers import HUDA, TEXT, adding, make, raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS = "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) SELECT n AS {} FROM more"

REFUSED = {
    "a trigger that turns actor into claim": (
        [
            "CREATE TRIGGER evil AFTER INSERT ON span BEGIN UPDATE span SET label = 'claim' WHERE id = NEW.id; END"
        ],
        "the trigger evil on the table span is not of this program",
        'DROP TRIGGER "evil"',
    ),
    "a trigger that stops saving": (
        ["CREATE TRIGGER no BEFORE INSERT ON Operation BEGIN SELECT RAISE(IGNORE); END"],
        "the trigger no on the table operation is not of this program",
        'DROP TRIGGER "no"',
    ),
    "a trigger on the list of steps": (
        ["CREATE TRIGGER late AFTER INSERT ON _sqlite_migrations BEGIN DELETE FROM pool; END"],
        "the trigger late on the table _sqlite_migrations is not of this program",
        'DROP TRIGGER "late"',
    ),
    "a trigger whose name has to be quoted": (
        ['CREATE TRIGGER "a ""b" AFTER INSERT ON span BEGIN SELECT 1; END'],
        'the trigger a "b on the table span',
        'DROP TRIGGER "a ""b"',
    ),
    "a trigger under a name that an older version has": (
        ["CREATE TRIGGER article_text_is_never_altered BEFORE INSERT ON span BEGIN SELECT 1; END"],
        "the trigger article_text_is_never_altered has a name of this program's",
        "DROP TRIGGER",
    ),
    "a view under the name of a table": (
        ["ALTER TABLE pool RENAME TO other", f"CREATE VIEW pool AS {ENDLESS.format('article')}"],
        "the view pool has a name of this program's",
        "",
    ),
    "a view under the name of a table that is kept under another": (
        ["ALTER TABLE work RENAME TO w2", f"CREATE VIEW work AS {ENDLESS.format('article')}"],
        "was not opened: the view work has a name of this program's",
        'DROP VIEW "work"',
    ),
    "a view under the name of the list of steps": (
        [
            "DROP TABLE _sqlite_migrations",
            f"CREATE VIEW _sqlite_migrations AS SELECT 'annotator' AS migration_set, name FROM ({ENDLESS.format('name')})",
        ],
        "_sqlite_migrations",
        "",
    ),
    "a table in other letters": (
        ["DROP TABLE pool", "CREATE TABLE POOL (article, people, return_after, checksum)"],
        "the table POOL has a name of this program's",
        "",
    ),
    "a table with a column that is computed": (
        [
            "DROP TABLE pool",
            "CREATE TABLE pool (article INTEGER, people AS (length(hex(zeroblob(1000)))), return_after, checksum)",
        ],
        "the table pool is not as it was made",
        "",
    ),
    "an index that lets no second row in": (
        ["CREATE UNIQUE INDEX once ON operation (article)"],
        "the index once on the table operation",
        'DROP INDEX "once"',
    ),
    "a foreign key that forbids to remove a span": (
        ["CREATE TABLE mine (span TEXT REFERENCES span (id))"],
        "the table mine is not of this program, and its foreign key to the table span",
        "",
    ),
    "a foreign key that goes on to a trigger": (
        [
            "CREATE TABLE mine (span TEXT REFERENCES Span ON DELETE CASCADE)",
            "CREATE TRIGGER on_mine AFTER DELETE ON mine BEGIN UPDATE span SET label = 'claim'; END",
        ],
        "the table mine is not of this program, and its foreign key to the table span",
        "",
    ),
}

LIES = {
    "a trigger that says it is on another table": (
        ["CREATE TABLE mine (n)", "CREATE TRIGGER evil AFTER INSERT ON mine BEGIN SELECT 1; END"],
        "UPDATE sqlite_master SET sql = replace(sql, 'ON mine', 'ON span') WHERE name = 'evil'",
    ),
    "a trigger that says it is on the list of steps": (
        ["CREATE TRIGGER evil AFTER INSERT ON span BEGIN SELECT 1; END"],
        "UPDATE sqlite_master SET tbl_name = '_sqlite_migrations' WHERE name = 'evil'",
    ),
    "a trigger that says it is a table": (
        ["CREATE TRIGGER evil AFTER INSERT ON span BEGIN SELECT 1; END"],
        "UPDATE sqlite_master SET type = 'table', tbl_name = 'evil' WHERE name = 'evil'",
    ),
    "a trigger that says it is an index of SQLite's": (
        ["CREATE TRIGGER evil AFTER INSERT ON span BEGIN SELECT 1; END"],
        "UPDATE sqlite_master SET type = 'index', name = 'sqlite_autoindex_evil_1' WHERE name = 'evil'",
    ),
    "a trigger that has comments around its words": (
        ["CREATE TABLE mine (n)", "CREATE TRIGGER evil AFTER INSERT ON mine BEGIN SELECT 1; END"],
        "UPDATE sqlite_master SET sql = replace(sql, 'ON mine', '/* ON mine */ON--mine\n[span]') WHERE name = 'evil'",
    ),
    "a table that says it has another name": (
        ["CREATE TABLE mine (n)"],
        "UPDATE sqlite_master SET name = 'yours', tbl_name = 'yours' WHERE name = 'mine'",
    ),
    "a row that says nothing": (
        ["CREATE TABLE mine (n)"],
        "UPDATE sqlite_master SET type = 7 WHERE name = 'mine'",
    ),
}

WELCOME = (
    "CREATE TABLE mine (article INTEGER REFERENCES article (number) ON DELETE CASCADE, note TEXT CHECK (note <> ''))",
    "CREATE TABLE beside (n INTEGER PRIMARY KEY AUTOINCREMENT, twice AS (n * 2)) ",
    "CREATE TRIGGER on_mine AFTER INSERT ON mine BEGIN INSERT INTO beside (n) VALUES (NULL); END",
    "CREATE VIEW titles AS SELECT title, label FROM article JOIN span ON article = number",
    'CREATE INDEX by_label ON span (label COLLATE NOCASE DESC, "start")',
    "CREATE INDEX in_small ON span (lower(label), abs(start) DESC)",
    "CREATE INDEX some ON span (start) WHERE label <> 'x'",
    "CREATE INDEX [by note] ON mine (note, length(note)) WHERE note <> 'x'",
    "CREATE UNIQUE INDEX once ON mine (article)",
    "INSERT INTO mine VALUES (1, 'note')",
    "ANALYZE",
)

LARGE = (
    "CREATE VIEW of_labels AS SELECT * FROM span WHERE " + " OR ".join(f"label = 'l{n}'" for n in range(900)),
    "CREATE VIEW of_parts AS " + " UNION ALL ".join(["SELECT 1"] * 490),
    f"CREATE VIEW of_values AS SELECT json_array({', '.join(['id'] * 120)}) FROM article",
    "CREATE TABLE mine (n CHECK (" + " OR ".join(f"n = {n}" for n in range(900)) + "))",
    "CREATE INDEX some ON mine (n) WHERE " + " OR ".join(f"n = {n}" for n in range(900)),
    f"CREATE TRIGGER on_mine AFTER INSERT ON mine BEGIN SELECT {' + '.join(['1'] * 900)}; END",
)
"""Objects of others that SQLite allows, and that a lower limit of what a statement may be would stop while it parses them."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    return path


def lie(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(statement)
        database.commit()


def listed(path: Path) -> list[str]:
    with closing(open_to_check(path, looking=True)) as connection:
        return [str(fault) for fault in checking.faults(connection)]


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_mislead_or_change_what_is_saved_is_refused_by_name(path: Path, case: str) -> None:
    statements, named, removal = REFUSED[case]
    raw(path, *statements)
    with pytest.raises(DamagedProjectError) as error:
        Project.open(path)
    assert named in str(error.value)
    assert removal in str(error.value)


@pytest.mark.parametrize("column", ["label COLLATE nowhere", "nothing(label)"])
def test_an_index_that_can_not_be_written_is_refused(path: Path, column: str) -> None:
    raw(path, "CREATE INDEX some ON span (label)")
    lie(path, f"UPDATE sqlite_master SET sql = 'CREATE INDEX some ON span ({column})' WHERE name = 'some'")
    with pytest.raises(DamagedProjectError, match="some"):
        Project.open(path)


def test_what_another_program_added_is_no_damage(path: Path) -> None:
    raw(path, "CREATE TRIGGER evil AFTER INSERT ON span BEGIN SELECT 1; END")
    with pytest.raises(RefusedProjectError) as error:
        Project.open(path)
    assert "damaged" not in str(error.value)
    assert "restore" not in str(error.value)


@pytest.mark.parametrize("case", REFUSED)
def test_the_check_lists_it(path: Path, case: str) -> None:
    statements, named, removal = REFUSED[case]
    raw(path, *statements)
    clause = named.removeprefix("was not opened: ")
    assert any(clause in line and removal in line for line in listed(path))


@pytest.mark.parametrize(
    "case", [case for case in REFUSED if REFUSED[case][2].startswith("DROP") and "under" not in case]
)
def test_the_told_statement_removes_it(path: Path, case: str) -> None:
    statements, _, removal = REFUSED[case]
    raw(path, *statements)
    raw(path, removal)
    with Project.open(path) as project:
        project.layers.record(adding(0, 4))


@pytest.mark.parametrize("case", REFUSED)
def test_it_does_not_come_in_by_restoring(path: Path, tmp_path: Path, case: str) -> None:
    raw(path, *REFUSED[case][0])
    with pytest.raises(ProjectError):
        restore(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("case", LIES)
def test_a_row_that_says_something_else_than_its_statement_is_refused(path: Path, case: str) -> None:
    statements, lying = LIES[case]
    raw(path, *statements)
    lie(path, lying)
    with pytest.raises(DamagedProjectError):
        Project.open(path)


def test_what_others_keep_beside_it_is_welcome(path: Path) -> None:
    raw(path, *WELCOME)
    lie(path, "INSERT INTO mine VALUES (99, 'of an article that is not there')")
    for place in range(2):
        with Project.open(path) as project:
            project.layers.record(adding(0, 4) if place == 0 else adding(5, 9))
    lines = listed(path)
    assert len(lines) == 9
    assert all("is not of this program" in line for line in lines)


def test_large_objects_of_others_are_welcome(path: Path) -> None:
    raw(path, *LARGE)
    with Project.open(path) as project:
        project.layers.record(adding(0, 4))
    assert len(listed(path)) == len(LARGE)


@pytest.mark.parametrize(
    ("made", "broken", "removed"),
    [
        ("CREATE VIEW it AS SELECT 1", "CREATE VIEW it AS SELECT +", "the view it"),
        ("CREATE VIEW it AS SELECT 1", f"CREATE VIEW it AS SELECT '{'x' * 1_000_000}'", "the view it"),
        ("CREATE TABLE it (n UNIQUE)", "CREATE TABLE it (n UNIQUE, +)", "the table it"),
        ("CREATE INDEX it ON span (label)", "CREATE INDEX it ON span (lable)", "the index it"),
        ("CREATE TABLE mine (n); CREATE TRIGGER it AFTER INSERT ON mine BEGIN SELECT 1; END", "CREATE TRIGGER it +", "the trigger it"),
    ],
)  # fmt: skip
def test_what_sqlite_can_not_parse_is_named_with_the_statement_that_removes_it(
    path: Path, made: str, broken: str, removed: str
) -> None:
    raw(path, *made.split("; ", 1))
    escaped = broken.replace("'", "''")
    lie(path, f"UPDATE sqlite_master SET sql = '{escaped}' WHERE name = 'it'")
    with pytest.raises(DamagedProjectError) as error:
        Project.open(path)
    said = str(error.value)
    assert f"{removed} is not of this program, and SQLite can't read it (" in said
    (line, more) = listed(path)
    assert removed in line
    assert "not looked at" in more
    raw(path, *line.split("it is removed by the SQL: ")[1].split("; "))
    with Project.open(path) as project:
        project.layers.record(adding(0, 4))
    assert not [line for line in listed(path) if "SQLite says" in line]


def test_a_foreign_key_that_is_refused_is_the_only_fault(path: Path) -> None:
    raw(path, "CREATE TABLE mine (span TEXT REFERENCES span (id))")
    assert len(listed(path)) == 1


def test_what_is_not_looked_at_is_told_and_no_fault(path: Path) -> None:
    raw(path, "ALTER TABLE pool RENAME TO other", "CREATE VIEW pool AS SELECT 1 AS article")
    with closing(open_to_check(path, looking=True)) as connection:
        *_, last = checking.faults(connection)
    assert last.harmless
    assert str(last) == "the file: because of this, what is in its tables was not looked at"


def test_another_program_may_write_to_its_own_tables_while_the_project_is_open(path: Path) -> None:
    raw(path, *WELCOME)
    with Project.open(path) as project:
        raw(path, "UPDATE mine SET note = 'other'")
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


def test_a_project_is_not_read_through_a_view(path: Path) -> None:
    """Neither its id nor anything that completion offers is computed by what the file defines."""
    from annotator.store.file import state_id
    from annotator.store.opening.glance import glance

    raw(path, "DROP TABLE turn", f"CREATE VIEW turn AS {ENDLESS.format('id')}")
    assert state_id.read_file(path) is None
    raw(path, "ALTER TABLE annotator RENAME TO other", f"CREATE VIEW annotator AS {ENDLESS.format('name')}")
    assert glance(path, "SELECT name FROM annotator LIMIT 1") == []


@pytest.fixture(autouse=True)
def _few_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is read all the same is stopped soon."""
    monkeypatch.setattr("annotator.limits.STEPS_AT_LEAST", 1_000_000)
    return iter([None])
