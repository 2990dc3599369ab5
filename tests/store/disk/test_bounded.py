"""Connections to files: limited in values and steps, stopped by Ctrl+C, and made in one place."""

from __future__ import annotations

import _thread
import ast
import gc
import sqlite3
import threading
import weakref
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import annotator
from annotator import limits
from annotator.errors import DamagedProjectError, ProjectError
from annotator.project import Project
from annotator.store.check import checking, rows
from annotator.store.check.file import PAGE_TWICE
from annotator.store.disk.bounded import AT_ONCE, TOO_MANY_STEPS, Bounded, connect
from annotator.store.opening.opening import open_to_check
from tests.adding import add_articles
from tests.store.endless import endless_tree
from tests.store.helpers import SCHEMA, TEXT, incoming, make, ours

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDLESS = "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) SELECT max(n) FROM more"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    return path


@pytest.fixture
def database(path: Path) -> Iterator[Bounded]:
    with closing(connect(path, "rw")) as database:
        yield database


def test_no_file_is_connected_to_elsewhere() -> None:
    """Every other connection is to a database of this program's own, in memory or temporary."""
    root = Path(annotator.__file__).parent
    others = []
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in {"connect", "Connection"}:
                assert isinstance(node, ast.Call)
                if isinstance(called.value, ast.Name) and called.value.id == "sqlite3":
                    first = node.args[0] if node.args else None
                    own = isinstance(first, ast.Constant) and first.value in {":memory:", ""}
                    others += [] if own else [file.relative_to(root).as_posix()]
    assert others == ["store/disk/bounded.py"]


def test_values_statements_and_triggers_have_their_limits(database: Bounded) -> None:
    assert database.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == limits.VALUE.most
    assert database.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 0
    with pytest.raises(sqlite3.DataError, match="too big"):
        database.execute("SELECT length(zeroblob(?))", [limits.VALUE.most + 1]).fetchone()


def test_definitions_are_trusted_only_where_our_tables_could_not_be_read_otherwise(database: Bounded) -> None:
    (is_trusted,) = database.execute("PRAGMA trusted_schema").fetchone()
    assert bool(is_trusted) == (sqlite3.sqlite_version_info < (3, 41))
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("CREATE TABLE one (value CHECK (json_valid(value)))")
        other.execute("PRAGMA trusted_schema = OFF")
        with pytest.raises(sqlite3.Error, match="unsafe use of json_valid") if is_trusted else nullcontext():
            other.execute("INSERT INTO one VALUES ('[]')")


def test_the_longest_article_fits_into_a_value() -> None:
    assert limits.TEXT.most * len("\U0010ffff".encode()) <= limits.VALUE.most


def test_a_statement_without_end_is_stopped_and_the_next_one_is_not(
    database: Bounded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STEPS_AT_LEAST", 1_000_000)
    monkeypatch.setattr(database, "_allowed", 10)
    for _ in range(2):
        with pytest.raises(sqlite3.DatabaseError, match=TOO_MANY_STEPS):
            database.execute(ENDLESS)
    assert database.execute("SELECT count(*) FROM article").fetchone() == (1,)


def test_a_larger_file_may_take_more_steps(
    path: Path, database: Bounded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STEPS_AT_LEAST", 0)
    monkeypatch.setattr(database, "_allowed", 0)
    before = database._steps_allowed()
    with path.open("ab") as file:
        file.truncate(path.stat().st_size + 10_000_000)
    assert database._steps_allowed() - before == pytest.approx(
        10_000_000 * limits.STEPS_OF_A_BYTE / 100_000, abs=1
    )


def test_a_copy_that_has_no_name_any_more_may_take_as_many(path: Path, database: Bounded) -> None:
    before = database.bytes_allowed(), database._steps_allowed()
    size = path.stat().st_size
    path.unlink()
    assert (database.bytes_allowed(), database._steps_allowed()) == before
    assert before[0] == limits.READ_AT_LEAST + size * limits.READ_OF_A_BYTE


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a statement run for long, and no garbage be collected: Python drops an interrupt that comes in a callback of that."""
    monkeypatch.setattr(limits, "STEPS_AT_LEAST", 10**9)
    gc.disable()
    yield
    gc.enable()


def press_ctrl_c(database: Bounded) -> None:
    """Let another thread press Ctrl+C once the next statement is in the middle of its steps."""
    pressing = threading.Thread(target=_thread.interrupt_main)

    def go_on() -> bool:
        if pressing.ident is None:
            pressing.start()
        return database._go_on()

    database.set_progress_handler(go_on, AT_ONCE)


@pytest.mark.usefixtures("long")
def test_ctrl_c_stops_a_statement(database: Bounded) -> None:
    press_ctrl_c(database)
    with pytest.raises(KeyboardInterrupt):
        database.execute(ENDLESS)


@pytest.mark.usefixtures("long")
def test_ctrl_c_stops_a_row_that_is_fetched(database: Bounded) -> None:
    rows = database.execute(ENDLESS.replace("max(n)", "n"))
    assert next(rows) == (1,)
    press_ctrl_c(database)
    with pytest.raises(KeyboardInterrupt):
        rows.fetchall()


@pytest.mark.usefixtures("long")
def test_ctrl_c_while_something_is_written_changes_nothing(path: Path) -> None:
    with Project.open(path) as project:
        press_ctrl_c(project._connection.database)
        with pytest.raises(KeyboardInterrupt):
            write_without_end(project)
        assert project._connection.row("SELECT created LIKE '2000%' FROM project") == (0,)
    assert not sound(path)


def write_without_end(project: Project) -> None:
    with project._connection.writing():
        project._connection.execute("UPDATE project SET created = '2000-01-01'")
        project._connection.execute(f"INSERT INTO pool SELECT ({ENDLESS}), 1, 1, 1")


def sound(path: Path) -> list[str]:
    with closing(open_to_check(path, looking=True)) as connection:
        return [str(fault) for fault in checking.faults(connection)]


def test_a_value_that_is_too_long_is_told_with_its_row(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours(
        path,
        "INSERT INTO annotator (number, name, created, kind) VALUES (7, hex(zeroblob(30000)), '2026', 'person')",
    )
    monkeypatch.setattr("annotator.store.disk.bounded._LIMITS", ((sqlite3.SQLITE_LIMIT_LENGTH, 50_000),))
    assert any("table annotator, row 7: a value has more than" in line for line in sound(path))
    with pytest.raises(DamagedProjectError, match="a value has more than"):
        Project.open(path)


@pytest.mark.parametrize("table", ["operation", "gold_step"])
def test_a_history_whose_numbers_are_used_up(path: Path, table: str) -> None:
    ours(path, f"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {2**63 - 1})")
    assert any(f"table {table}: nothing can be added" in line for line in sound(path))
    with pytest.raises(DamagedProjectError, match="numbers are used up"):
        Project.open(path)


def test_pages_that_follow_themselves_are_told_and_no_row_is_read(path: Path) -> None:
    """Each row would have as many bytes as its value says, from few pages: all rows together far more than the file."""
    letters = b"y" * 20_000
    with Project.open(path) as project:
        add_articles(project, [incoming(letters.decode())])
    data = bytearray(path.read_bytes())
    chained = [page for page in range(0, len(data), 4096) if data[page + 4 : page + 4096] == letters[:4092]]
    assert chained
    data[chained[0] : chained[0] + 4] = (chained[0] // 4096 + 1).to_bytes(4, "big")
    path.write_bytes(data)
    with closing(open_to_check(path)) as connection:
        *told, last = checking.faults(connection)
    assert any(PAGE_TWICE in fault.what for fault in told)
    assert last == checking.NOT_LOOKED_AT
    with (
        Project.create(path.with_name("own.db"), SCHEMA) as own,
        pytest.raises(ProjectError, match=r"damaged|faults"),
    ):
        own.imports.merge([path])


def test_rows_with_more_bytes_than_the_file_are_not_read_to_their_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_to_check(path)) as connection:
        made = rows.table(connection, "article")
        (row,) = rows.few_rows(connection, made, "", [])
        monkeypatch.setattr(limits, "READ_AT_LEAST", sum(len(one) for one in row if isinstance(one, str)))
        monkeypatch.setattr(limits, "READ_OF_A_BYTE", 0)
        assert rows.few_rows(connection, made, "", []) == list(rows.rows_of(connection, made)) == [row]
        twice = "UNION ALL SELECT * FROM article"
        for read in (rows.few_rows, rows.rows_of):
            with pytest.raises(sqlite3.DatabaseError, match="more bytes than the file"):
                list(read(connection, made, twice, []))


@pytest.mark.parametrize(
    "table", ["article", "annotator", "project", "span", "operation", "_sqlite_migrations"]
)
def test_pages_that_lead_to_each_other_are_told_as_damage(
    path: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STEPS_AT_LEAST", 1_000_000)
    monkeypatch.setattr(Bounded, "_allowed", 10)
    endless_tree(path, table)
    assert sound(path)
    with pytest.raises(DamagedProjectError):
        Project.open(path)


def test_cursors_that_are_gone_are_forgotten(database: Bounded) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS kept (number)")
    for number in range(2_000):
        database.execute("INSERT INTO kept VALUES (?)", [number])
        database.executemany("INSERT INTO kept VALUES (?)", [[number]])
    # The driver has a list of its cursors, which nothing but the garbage collector shows.
    of_cursors = [
        one
        for one in gc.get_objects()
        if isinstance(one, list) and len(one) > 200 and all(isinstance(each, weakref.ref) for each in one)
    ]
    assert max(map(len, of_cursors), default=0) < 500
