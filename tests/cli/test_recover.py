from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.store.ruins import PAGE, build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "annotator.db"
    build(path)
    return path.read_bytes()


def test_a_project_that_is_whole(whole: bytes, tmp_path: Path, run: Run) -> None:
    (tmp_path / "news.db").write_bytes(whole)
    result = run("recover", "news.db", "new.db")
    assert result.stderr == ""
    first, last = result.stdout.splitlines()
    assert first.startswith("Made new.db: 8 articles, 4 people, ")
    assert last == "Everything came over. Go on with: annotator --project new.db"


def test_a_damaged_one_is_saved_and_what_is_lost_is_listed(whole: bytes, tmp_path: Path, run: Run) -> None:
    data = bytearray(whole)
    at = data.index("عنوان 4".encode())
    data[at : at + 10] = b"\xff" * 10
    (tmp_path / "news.db").write_bytes(data)
    result = run("recover", "news.db", "new.db", status=1)
    assert result.stderr.splitlines() == ["Article 4, خبر-4: lost: title."]
    assert result.stdout.splitlines()[1:] == [
        "Not everything came over, or not without a doubt: 1 line above tells what. news.db is as it was; keep it.",
        "Open it with: annotator --project new.db",
        "Bring in what a copy from before has: annotator merge COPY --project new.db",
    ]
    with Project.open(tmp_path / "new.db") as project:
        assert project.articles.get("خبر-4").title.startswith("أعلن المتحدث")
    assert (tmp_path / "news.db").read_bytes() == data


def test_a_schema_is_given_where_the_projects_own_is_lost(whole: bytes, tmp_path: Path, run: Run) -> None:
    data = bytearray(whole)
    data[3 * PAGE : 4 * PAGE] = bytes(PAGE)
    (tmp_path / "news.db").write_bytes(data)
    result = run("recover", "news.db", "new.db", status=1)
    assert "news.db new.db --schema FILE" in result.stderr
    assert not (tmp_path / "new.db").exists()
    schema = run("schema").stdout.replace(
        'key = "w"', 'key = "g"'
    )  # which no label of a new project may have
    (tmp_path / "labels.toml").write_text(schema, encoding="utf-8")
    result = run("recover", "news.db", "new.db", "--schema", "labels.toml", status=1)
    assert "The label schema can't be read; the one that was given was taken." in result.stderr
    with Project.open(tmp_path / "new.db") as project:
        assert [label.name for label in project.schema.labels] == ["actor", "location", "weapon", "claim"]
        assert [label.key for label in project.schema.labels] == ["a", "l", "g", "c"]


def test_a_name_that_is_missing_is_a_mistake_in_the_command(run: Run) -> None:
    assert "NEW is missing" in run("recover", "news.db", status=2).stderr


def test_no_file(run: Run) -> None:
    assert "There is no project at none.db." in run("recover", "none.db", "new.db", status=1).stderr


@pytest.mark.parametrize(
    "table",
    [
        "project",
        "article",
        "annotator",
        "work",
        "assignment",
        "pool",
        "card",
        "split",
        "split_part",
        "written",
    ],
)
def test_a_row_whose_checksum_is_missing_is_told_as_check_does(
    table: str, whole: bytes, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "news.db").write_bytes(whole)
    (tmp_path / "card.toml").write_text('title = "أخبار الساحل"', encoding="utf-8")
    run("card", "card.toml", "--project", "news.db")
    with closing(sqlite3.connect(tmp_path / "news.db")) as database, database:
        changed = database.execute(f"UPDATE {table} SET checksum = NULL").rowcount
        if not changed:
            pytest.skip("this project has no such row")
    assert "checksum is missing" in run("check", "--project", "news.db", status=1).stdout
    result = run("recover", "news.db", "new.db", status=1)
    assert f"of {table} without a checksum: nothing proves what is in" in result.stderr
    assert "Everything came over" not in result.stdout
