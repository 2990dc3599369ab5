"""People against the gold or another layer: who needs training, and in what."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WHO, CLAIM, PORT = (5, 15, "actor"), (5, 47, "claim"), (37, 47, "location")
CONVOY, VILLAGE = (5, 18, "actor"), (26, 38, "location")


def finish(project: Path, article: str, name: str, *spans: tuple[int, int, str]) -> None:
    with Project.open(project) as opened:
        opened.layers.add(article, name, [Span.new(*span, name) for span in spans], Status.DONE)


@pytest.fixture
def settled(project: Path, run: Run) -> Path:
    """Gold of both articles as huda has them; maryam missed the claim, and took an actor for a location; salim has not finished."""
    finish(project, "second", "huda", CONVOY, VILLAGE)
    finish(project, "first", "maryam", WHO, (34, 47, "location"))
    finish(project, "second", "maryam", (5, 18, "location"), VILLAGE)
    run("adjudicate", "--auto", "--as", "boss", "--policy", "adjudicator:huda")
    return project


def against(run: Run, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("agreement", "--against", *args, "--format", "json").stdout)
    return found


@pytest.mark.usefixtures("settled")
def test_each_person_has_a_row_with_what_they_get_wrong(run: Run) -> None:
    report = against(run, "gold")
    people = {system["name"]: system["overall"] for system in report["systems"]}
    assert list(people) == ["huda", "maryam"]
    assert people["huda"]["exact"]["f1"]["value"] == 1
    counts = {kind: times for kind, times in people["maryam"]["counts"].items() if times}
    assert counts == {"correct": 2, "missed": 1, "edges": 1, "label": 1, "as_label": 1}
    assert people["maryam"]["shares"]["missed"]["value"] == 1 / 5
    assert people["maryam"]["shares"]["missed"]["high"] is not None
    table = run("agreement", "--against", "gold", "--by", "person").stdout
    assert [line.split()[0] for line in table.splitlines() if line[:4] in ("huda", "mary")][2:] == [
        "huda",
        "maryam",
    ]


@pytest.mark.usefixtures("settled")
def test_that_the_gold_was_made_from_the_same_marks_is_told(run: Run) -> None:
    table = run("agreement", "--against", "gold").stdout.splitlines()
    assert (
        "The gold was made from what the same people marked: against one that others made, figures are lower."
        in table
    )
    gold = against(run, "gold")["gold"]
    assert gold["taken"] + sum(gold["decided"].values()) == 5
    assert against(run, "huda")["gold"] is None


def test_gold_that_is_a_persons_own_layer_is_left_out_for_them(project: Path, run: Run) -> None:
    finish(project, "second", "huda", CONVOY)
    with Project.open(project) as opened:
        opened.layers.add("first", "salim", (), Status.TODO)
    run("unassign", "salim", status=0)
    run("assign", "huda", "--per-article", "1")
    gold = run("export").stdout
    assert '"source":"single"' in gold
    result = run("agreement", "--against", "gold", status=1)
    assert only_line(result.stderr) == (
        "There is nothing to compare: of the articles that have gold, none of the people compared has finished one that others marked, too."
    )
    assert (
        "own layer, as nobody else marked them." in run("evaluate", "--predictions", "huda", status=1).stderr
    )


@pytest.mark.usefixtures("settled")
def test_against_a_person_they_are_left_out_themselves(run: Run) -> None:
    report = against(run, "huda")
    assert [system["name"] for system in report["systems"]] == ["maryam"]
    assert report["gold"] is None
    result = run("agreement", "--against", "huda", "--people", "huda", status=2)
    assert only_line(result.stderr) == "huda would be compared with huda; name others after --people."


@pytest.mark.usefixtures("settled")
def test_some_people_labels_and_articles(run: Run) -> None:
    report = against(run, "gold", "--people", "maryam", "--label", "actor", "--articles", "second")
    (system,) = report["systems"]
    assert (system["name"], system["overall"]["reference"], system["overall"]["counts"]["missed"]) == (
        "maryam",
        1,
        1,
    )


@pytest.mark.usefixtures("settled")
def test_spans_of_the_reference_with_labels_that_are_not_chosen_are_told(run: Run) -> None:
    report = against(run, "gold", "--label", "actor")
    assert [(told["what"], told["name"], told["articles"], told["spans"]) for told in report["left_out"]] == [
        ("other labels", "gold", 2, 3)
    ]
    lines = run("agreement", "--against", "gold", "--label", "actor").stdout.splitlines()
    assert "Left out: 3 spans of the gold, in 2 articles, with labels that --label does not choose." in lines


@pytest.mark.usefixtures("settled")
def test_articles_of_the_reference_that_nobody_else_finished_are_told(
    run: Run, here: Path, settled: Path
) -> None:
    (here / "third.txt").write_text("نفى متحدث باسم البلدية انقطاع المياه.")
    run("import", "third.txt")
    finish(settled, "third", "huda", (4, 22, "actor"))
    lines = run("agreement", "--against", "huda").stdout.splitlines()
    assert "Left out: 1 article of huda (1 span) that none of the people compared has finished." in lines


@pytest.mark.usefixtures("settled")
def test_by_label_everybody_is_counted_together(run: Run) -> None:
    (together,) = against(run, "gold", "--by", "label")["systems"]
    assert together["overall"]["reference"] == 10
    assert together["overall"]["articles"] == 2
    assert "Everybody against the gold" in run("agreement", "--against", "gold", "--by", "label").stdout
    assert "maryam location" in run("agreement", "--against", "gold", "--by", "error").stdout


@pytest.mark.usefixtures("settled")
def test_articles_without_gold_are_told(run: Run, here: Path, settled: Path) -> None:
    (here / "third.txt").write_text("نفى متحدث باسم البلدية انقطاع المياه.")
    run("import", "third.txt")
    finish(settled, "third", "huda", (4, 22, "actor"))
    assert "Left out: 1 article that has no gold (1 span)." in run("agreement", "--against", "gold").stdout


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--by", "person"), "--by person needs a reference"),
        (("--by", "error"), "--by error needs a reference"),
        (("--errors", "3"), "--errors needs a reference"),
        (
            ("--errors", "3", "--against", "gold"),
            "--errors says how many errors are listed, and here none is",
        ),
        (("--by", "pair", "--against", "gold"), "--by pair compares people with each other"),
        (("--against", "nobody"), "There is no annotator called nobody"),
        (("--against", ""), "--against is empty"),
        (("--against", "all"), "all is no layer"),
    ],
)
def test_what_makes_no_sense_is_told(args: Sequence[str], told: str, run: Run) -> None:
    assert only_line(run("agreement", *args, status=2).stderr).startswith(told)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("by", ["pair", "person"])
def test_the_command_that_evaluate_names_for_people_runs(by: str, run: Run) -> None:
    told = only_line(run("evaluate", "--predictions", "maryam", "--by", by, status=2).stderr)
    assert "huda" in run(*shlex.split(told.split(": annotator ")[1])).stdout


def test_without_gold_it_says_how_to_make_it(run: Run, project: Path) -> None:  # noqa: ARG001
    result = run("agreement", "--against", "gold", status=1)
    assert "there is no gold yet of these articles; make it with: annotator adjudicate" in result.stderr


@pytest.mark.usefixtures("settled")
def test_the_page_has_a_bar_for_each_person(run: Run, here: Path) -> None:
    run("agreement", "--against", "gold", "--html", "page.html")
    page = (here / "page.html").read_text("utf-8")
    assert "F1 of each person" in page
    assert "By person" in page


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("name", ["gold", "maryam"])
def test_with_pseudonyms_nobody_is_named(name: str, run: Run, here: Path) -> None:
    for by in ("person", "label", "error"):
        for kind in ("table", "json", "csv"):
            args = ("--against", name, "--pseudonyms", "--by", by, "--format", kind, "--html", "page.html")
            shown = run("agreement", *args).stdout + (here / "page.html").read_text("utf-8")
            assert not [person for person in ("huda", "maryam", "salim", "boss") if person in shown]
