"""CoNLL files at the command line: what is told of how they were read, options without --format, and bad lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

LOWER = "زار\to\nوفد\tb-actor\nحلب\ti-actor\n\nعاد\to\n"


@pytest.fixture(autouse=True)
def empty(run: Run) -> None:
    run("init")


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def texts(folder: Path) -> list[str]:
    with Project.open(folder / "annotator.db") as project:
        return [project.articles.get(row.id).text for row in listed(project, "huda")]


def test_what_is_not_plain_is_told_once_for_all_files(here: Path, run: Run) -> None:
    put(here, "a.conll", LOWER)
    put(here, "b.conll", LOWER.replace("زار", "غادر").replace("عاد", "رجع"))
    result = run("import", ".", "--as", "huda")
    assert "4 articles added" in result.stdout
    assert result.stdout.count("tags such as 'b-actor' were read as 'B-actor'") == 1
    assert result.stdout.count("'o' was read as no span") == 1
    assert result.stdout.count("each sentence is an article") == 1


def test_what_an_article_is_needs_no_format(here: Path, run: Run) -> None:
    put(here, "a.conll", LOWER)
    run("import", "a.conll", "--article", "2", "--as", "huda")
    assert texts(here) == ["زار وفد حلب\nعاد"]
    bad = run("import", "a.conll", "--article", "page", "--as", "huda", status=2)
    assert bad.stderr.startswith(
        "--article page says no way to part a file into articles: write auto, document, "
    )


def test_one_bad_line_is_left_out_and_told(here: Path, run: Run) -> None:
    put(here, "a.conll", "زار O\n\tO\nوفد B-actor\n\nعاد B-actor\n")
    stopped = run("import", "a.conll", "--as", "huda", status=1)
    assert stopped.stderr.startswith("a.conll, line 2: has no word before its tags.\n")
    assert texts(here) == []
    result = run("import", "a.conll", "--as", "huda", "--skip-bad")
    assert result.stderr == "a.conll, line 2: has no word before its tags.\n"
    assert result.stdout.startswith(
        "2 articles added, 0 skipped (already there), 1 left out (--skip-bad)\n2 spans added"
    )
    assert texts(here) == ["زار وفد", "عاد"]


def test_options_of_reading_are_none_of_an_export(run: Run) -> None:
    assert "--word-column" in run("export", "--format", "conll", "--word-column", "2", status=2).stderr
