"""Each table and each column is known where it has to be: a migration step is not done before."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.store.check import search_indexes
from annotator.store.check.context import TABLES as CHECKED
from annotator.store.check.derived import DERIVED
from annotator.store.file import checksums
from annotator.store.opening.opening import open_project
from annotator.store.recover import new_project
from annotator.store.recover.recovering import recover
from tests.faults import damage
from tests.store.helpers import TEXT, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection

PAGE = Path(__file__).parents[3] / "docs" / "project-file.md"
OF_THE_FILE = {"turn"}
"""Tables of the file itself: a new project has its own row."""

REPEATING = {table for each in DERIVED for table in each.tables}
"""Tables that repeat what others say: they are compared with these, made anew from them, and never copied."""

ONE_ROW = {"project"}
"""What recovering writes when it makes the new project."""

PROVEN_OTHERWISE = {
    "article_text",
    "span",
    "operation",
    "decision",
    "gold_span",
    "settled",
    "gold_step",
    "turn",
}
"""Tables without checksums: texts have a hash, values of spans and gold stand in the histories."""


MERGED = {
    *("article", "article_text", "annotator", "former_name", "span", "operation", "work"),
    *("decision", "gold_span", "settled", "gold_step", "former_text", "card"),
    *("split", "split_part", "note", "sent_back"),
}
LEFT_BEHIND = {"project", "assignment", "pool", "written"}
"""What merging brings in from a copy, and what stays there: assignments are made anew here, rescue files belong to one project."""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    make(tmp_path / "annotator.db").close()
    with closing(open_project(tmp_path / "annotator.db")) as connection:
        yield connection


@pytest.fixture
def tables(connection: Connection) -> dict[str, set[str]]:
    """The columns of each table."""
    names = connection.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"
    )
    return {
        name: {column for (column,) in connection.rows("SELECT name FROM pragma_table_info(?)", [name])}
        for (name,) in names
        if not any(name == table or name.startswith(f"{table}_") for table in REPEATING)
    }


def test_each_table_is_checked_recovered_and_damaged(tables: dict[str, set[str]]) -> None:
    for known, place in (
        (CHECKED, "TABLES of annotator/store/check/context.py, with a look at its rows in annotator/store/check/"),
        (damage.TABLES, "TABLES of tests/faults/damage.py, with a row of it in build"),
    ):  # fmt: skip
        assert set(known) == tables.keys() - OF_THE_FILE, (
            f"{set(known) ^ (tables.keys() - OF_THE_FILE)}: see {place}"
        )
    recovered = tables.keys() - OF_THE_FILE - ONE_ROW
    assert set(new_project.TABLES) == recovered, (
        f"{set(new_project.TABLES) ^ recovered}: see TABLES of annotator/store/recover/new_project.py; "
        "what is taken as it is stored is named in annotator/store/recover/other_tables.py, too"
    )


@pytest.mark.parametrize("way", ["merge", "recover"])
def test_each_column_of_an_article_comes_with_it(
    tmp_path: Path, tables: dict[str, set[str]], way: str
) -> None:
    columns = sorted(
        tables["article"]
        - {"number", "id", "metadata", "sha256", "length", "words", "added", "checksum", "edition"}
    )
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    make(there, TEXT).close()
    with closing(open_project(there)) as connection, connection.writing():
        connection.execute(f"UPDATE article SET {', '.join(f'{name} = ?' for name in columns)}", columns)
        search_indexes.remake_filters(connection)
    if way == "merge":
        with make(here) as project:
            project.imports.merge([there])
    else:
        recover(there, here)
    with closing(open_project(here)) as connection:
        (row,) = connection.rows(f"SELECT {', '.join(columns)} FROM article")
    assert list(row) == columns, (
        f"a column of article is lost by {way}: articles are read and added by annotator/store/articles.py, and recovered by "
        "annotator/store/recover/articles.py"
    )


def test_each_table_is_merged_or_stays_behind(tables: dict[str, set[str]]) -> None:
    assert tables.keys() == MERGED | LEFT_BEHIND | OF_THE_FILE, (
        f"{tables.keys() ^ (MERGED | LEFT_BEHIND | OF_THE_FILE)}: bring it in from a copy in annotator/store/merging/, or say in "
        "annotator/store/merging/merging.py that it stays behind; then name it in this test"
    )


def test_each_table_is_proven(tables: dict[str, set[str]]) -> None:
    summed = {name for name, columns in tables.items() if checksums.COLUMN in columns}
    assert set(checksums.TABLES) == summed, (
        f"{set(checksums.TABLES) ^ summed}: see TABLES of annotator/store/file/checksums.py, and checksums.add in its step"
    )
    assert tables.keys() - summed == PROVEN_OTHERWISE, (
        f"{(tables.keys() - summed) ^ PROVEN_OTHERWISE} has no checksums: give it some by checksums.add in its step in "
        "annotator/store/file/migrations.py, or say in this test what else proves its rows"
    )


def test_the_page_on_the_project_file_has_each_table(tables: dict[str, set[str]]) -> None:
    listed = PAGE.read_text(encoding="utf-8").split("| table | a row is |\n")[1].split("\n\n")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", listed, re.MULTILINE))
    there = tables.keys() | REPEATING
    assert told == there, f"{told ^ there}: see the list of tables in docs/project-file.md"
