from __future__ import annotations

import csv
import json
import shutil
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from annotator.cli import search
from annotator.model import FoundLine, Hit
from annotator.project import Project
from annotator.store.file import search_tables
from tests.cli.conftest import FIRST, SECOND, Run
from tests.store.helpers import powerless, unprivileged_folder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("project")
TEXTS = {"first": FIRST, "second": SECOND}


def found(run: Run, *words: str) -> Any:
    return json.loads(run("search", *words, "--format", "json").stdout_bytes.decode())


def forget_words() -> None:
    with Project.open(path()) as opened, opened._connection.writing():
        search_tables.empty(opened._connection.database, search_tables.WORDS)


def path() -> Path:
    from pathlib import Path

    return Path("annotator.db").absolute()


def test_number_id_title_and_the_rows_with_hits(run: Run) -> None:
    lines = run("search", "الإغاثه").stdout_bytes.decode().splitlines()
    assert lines[0].startswith("No. 2, second: ")
    assert lines[1].strip() == SECOND, "as it is stored, where no terminal draws it"
    assert lines[-1] == "1 article found."


def test_ranges_are_those_of_the_text(run: Run) -> None:
    result = found(run, "ضفة", "مرفا")
    assert (result["words"], result["total"]) == (["ضفه", "مرفا"], 1)
    (article,) = result["articles"]
    assert (article["id"], article["number"], article["exact"]) == ("first", 1, False)
    hits = [hit for line in article["lines"] for hit in line["hits"]]
    assert [FIRST[hit["start"] : hit["end"]] for hit in hits] == ["ضفة", "مرفأ"]
    assert [FIRST[hit["word"] : hit["end"]] for hit in hits] == ["الضفة", "مرفأ"]


def test_a_line_of_csv_for_each_hit(run: Run) -> None:
    out = run("search", "إلى", "السدر", "--format", "csv").stdout_bytes.decode()
    rows = list(csv.DictReader(StringIO(out)))
    assert [row["text"] for row in rows] == ["إلى", "السدر"]
    assert all(SECOND[int(row["start"]) : int(row["end"])] == row["text"] for row in rows)


def test_more_are_told_with_the_command_that_shows_them(run: Run) -> None:
    (last,) = run("search", "في", "--limit", "1").stdout_bytes.decode().splitlines()[-1:]
    assert last == "1 article found."
    for number in range(3):
        (path().parent / f"more{number}.txt").write_text(f"في {number}", encoding="utf-8")
        run("import", f"more{number}.txt")
    (last,) = run("search", "في", "--limit", "2").stdout_bytes.decode().splitlines()[-1:]
    assert last == "4 articles found; the first 2 are shown. All of them: annotator search 'في' --limit 4"


@pytest.mark.parametrize("words", [["«»"], ["\u064e"], ["-"], ["AND", '"']])
def test_only_signs_are_told_and_operators_are_words(run: Run, words: list[str]) -> None:
    if words == ["AND", '"']:
        assert run("search", *words).stdout == 'No article has AND and ".\n'
        return
    result = run("search", "--", *words, status=2)
    assert result.stdout == ""
    assert "a search needs a word with letters or digits" in result.stderr


def test_the_index_is_made_where_it_is_not_there(run: Run) -> None:
    forget_words()
    assert found(run, "قرية")["total"] == 1
    with Project.open(path()) as opened:
        assert opened.search.state().is_complete


def test_a_project_that_can_only_be_read_is_searched_too(run: Run) -> None:
    forget_words()
    with unprivileged_folder() as folder:
        copy = folder / "annotator.db"
        shutil.copy(path(), copy)
        with powerless(copy, folder):
            result = run("search", "قرية", "--project", str(copy))
    assert "1 article found." in result.stdout
    assert "so 2 texts were read one by one" in result.stderr


def test_hits_are_emphasized_on_a_terminal_alone() -> None:
    text = "وصل وفد المجلس إلى الميناء"
    line = FoundLine(start=10, end=10 + len(text), text=text, hits=(Hit(start=14, end=17, word=14),))
    (row,) = search._rows(line, 80, logical=False)
    assert "\x1b" not in search._drawn(line, row, marked=False)
    drawn = search._drawn(line, row, marked=True)
    assert "\x1b[1;4mﺪﻓﻭ\x1b[22;24m" in drawn


def test_of_a_long_line_what_is_around_its_hits_is_laid_out() -> None:
    text = "س " * 3000 + "قدس" + " س" * 3000 + " قدس"
    at, last = text.index("قدس"), text.rindex("قدس")
    hits = tuple(Hit(start=start, end=start + 3, word=start) for start in (at, last))
    parts = list(search._parts(FoundLine(start=0, end=len(text), text=text, hits=hits)))
    assert [part.hits for part in parts] == [(hits[0],), (hits[1],)]
    assert all(text[part.start : part.end] == part.text and len(part.text) < 1000 for part in parts)
