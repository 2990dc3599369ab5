from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import FIRST, Run, only_line

if TYPE_CHECKING:
    from click.testing import Result

THIRD = "نفى متحدث باسم البلدية انقطاع المياه عن الحي الشمالي."
WHO, CLAIM, PORT = (5, 15, "actor"), (5, 47, "claim"), (37, 47, "location")


def finish(project: Path, article: str, name: str, *spans: tuple[int, int, str]) -> None:
    with Project.open(project) as opened:
        opened.layers.add(article, name, [Span.new(*span, name) for span in spans], Status.DONE)


@pytest.fixture
def marked(project: Path, here: Path, run: Run) -> Path:
    """Three articles: the first finished by huda and maryam, the second by huda alone, the third by all three."""
    (here / "third.txt").write_text(THIRD)
    run("import", "third.txt")
    finish(project, "first", "maryam", WHO, (6, 47, "claim"), (37, 47, "actor"))
    finish(project, "second", "huda", (0, 4, "actor"))
    finish(project, "third", "huda", (4, 22, "actor"))
    finish(project, "third", "salim", (4, 22, "actor"))
    finish(project, "third", "maryam")
    return project


def told(result: Result) -> dict[str, list[str]]:
    """Return the cells of each row of a table by its first cell."""
    rows = (line.split() for line in result.stdout.splitlines() if line and not line.startswith(" "))
    return {row[0]: row[1:] for row in rows}


@pytest.mark.usefixtures("marked")
def test_a_table_by_label(run: Run) -> None:
    result = run("agreement")
    lines = result.stdout.splitlines()
    assert lines[0] == "huda, maryam and salim: 2 articles, 8 spans."
    rows = told(result)
    assert list(rows)[list(rows).index("label") :][:6] == [
        "label",
        "all",
        "actor",
        "location",
        "weapon",
        "claim",
    ]
    assert rows["claim"][:2] == ["2", "0.000"]
    assert rows["weapon"] == ["0", *["undefined"] * 5]
    assert "Left out: 1 article that only one person has finished." in lines
    assert (
        "Undefined for weapon: exact F1, clitics, relaxed, word α, unit α, because nobody marked anything."
        in lines
    )
    assert not result.stderr


@pytest.mark.usefixtures("marked")
def test_a_table_by_pair_and_by_article(run: Run) -> None:
    pairs = run("agreement", "--by", "pair").stdout
    assert [line.split("  ")[0] for line in pairs.splitlines() if line.startswith(("huda, ", "maryam, "))][
        1:
    ] == [
        "huda, maryam",
        "huda, salim",
        "maryam, salim",
    ]
    assert told(run("agreement", "--by", "article"))["first"][:2] == ["6", "0.333"]
    assert "word" not in pairs


@pytest.mark.usefixtures("marked")
def test_a_pair_with_one_article_in_common_has_no_interval(run: Run) -> None:
    lines = run("agreement", "--by", "pair").stdout.splitlines()
    pair = next(place for place, line in enumerate(lines) if line.startswith("huda, salim"))
    assert lines[pair + 1].startswith("maryam, salim")
    assert "No intervals for huda, salim; maryam, salim: they take two or more articles with spans." in lines
    rows = csv.DictReader(StringIO(run("agreement", "--by", "pair", "--format", "csv").stdout))
    assert {row["low"] for row in rows if row["name"] == "huda, salim"} == {""}
    report = json.loads(run("agreement", "--by", "pair", "--format", "json").stdout)
    found = {row["name"]: row["f1"] for row in report["by_pair"]}
    assert (found["huda, salim"]["low"], found["huda, salim"]["high"]) == (None, None)
    assert found["huda, maryam"]["low"] is not None


@pytest.mark.usefixtures("marked")
def test_kappa_is_not_told_of_where_nobody_has_it(run: Run) -> None:
    assert "κ" not in run("agreement").stdout
    assert "word κ" in run("agreement", "--articles", "1").stdout
    run("agreement", "--html", "page.html")
    assert "κ" not in Path("page.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("marked")
def test_json_has_every_value_and_says_why_one_is_undefined(run: Run) -> None:
    report: dict[str, Any] = json.loads(run("agreement", "--format", "json").stdout)
    assert report["overall"]["articles"] == 2
    assert report["left_out"] == [{"articles": 1, "why": "only one person has finished"}]
    by_label = {row["name"]: row for row in report["by_label"]}
    assert by_label["weapon"]["f1"] == {
        "value": None, "low": None, "high": None, "undefined": "nobody marked anything",
    }  # fmt: skip
    assert by_label["claim"]["f1"]["value"] == 0
    assert "by_pair" not in report
    by_pair = json.loads(run("agreement", "--format", "json", "--by", "pair").stdout)
    assert {row["name"]: row["articles"] for row in by_pair["by_pair"]} == {
        "huda, maryam": 2,
        "huda, salim": 1,
        "maryam, salim": 1,
    }


@pytest.mark.usefixtures("marked")
def test_csv_has_a_line_for_each_value(run: Run) -> None:
    rows = list(csv.DictReader(StringIO(run("agreement", "--format", "csv", "--by", "article").stdout)))
    assert {row["by"] for row in rows} == {"all", "article"}
    found = {(row["name"], row["measure"]): row for row in rows}
    assert float(found["first", "f1"]["value"]) == pytest.approx(1 / 3)
    assert found["third", "sd"]["value"]
    undefined = csv.DictReader(StringIO(run("agreement", "--format", "csv").stdout))
    (why,) = {row["undefined"] for row in undefined if row["name"] == "weapon" and row["measure"] != "kappa"}
    assert why == "nobody marked anything"


@pytest.mark.usefixtures("marked")
def test_the_articles_that_are_asked_for(run: Run) -> None:
    assert run("agreement", "--articles", "1").stdout.startswith("huda and maryam: 1 article, 6 spans.")
    assert "There are no intervals" in run("agreement", "--articles", "first").stdout
    assert only_line(run("agreement", "--articles", "لا شيء", status=2).stderr)


@pytest.mark.usefixtures("project")
def test_fewer_than_two_finished_layers(run: Run) -> None:
    result = run("agreement", status=1)
    assert only_line(result.stderr) == (
        "There is nothing to compare: none of the 2 articles of the project has been finished by two people (1 by one "
        "person). To see how far they are: annotator status"
    )
    assert not result.stdout
    line = only_line(run("agreement", "--articles", "second", "--html", "page.html", status=1).stderr)
    assert line == (
        "There is nothing to compare: the one article that is chosen has not been finished by two people. "
        "To see how far they are: annotator status"
    )
    assert not Path("page.html").exists()


def test_no_articles_at_all(run: Run) -> None:
    run("init")
    assert "bring some in with: annotator import PATH" in only_line(run("agreement", status=1).stderr)


@pytest.mark.usefixtures("marked")
def test_a_page_is_written_whole_or_not_at_all(here: Path, run: Run) -> None:
    result = run("agreement", "--html", "page.html")
    assert only_line(result.stderr) == "The page is written to page.html."
    assert result.stdout == run("agreement").stdout
    page = (here / "page.html").read_text(encoding="utf-8")
    assert FIRST[37:47] in page
    assert "salim" in page
    assert "none/page.html can't be written" in only_line(
        run("agreement", "--html", "none/page.html", status=1).stderr
    )


def test_the_project_itself_is_never_written_over(marked: Path, run: Run) -> None:
    before = marked.read_bytes()
    line = only_line(run("agreement", "--html", "annotator.db", status=2).stderr)
    assert line == "annotator.db is the project itself; name another file after --html."
    assert marked.read_bytes() == before
