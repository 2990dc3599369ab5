"""Evaluating predictions: files and layers, and what is left out and told."""

from __future__ import annotations

import csv
import json
import shutil
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from tests.cli.conftest import FIRST, SECOND, Run
from tests.cli.evaluations import CLAIM, CONVOY, PORT, VILLAGE, WHO, evaluated, f1, record, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.mark.usefixtures("predictions")
def test_a_file_is_evaluated_and_nothing_of_it_comes_in(run: Run, gold: Path) -> None:
    before = gold.read_bytes()
    result = run("evaluate", "--predictions", "ner.jsonl")
    lines = result.stdout.splitlines()
    assert lines[0] == "ner.jsonl against the gold: 2 articles, 5 spans of the gold, 3 of ner.jsonl."
    assert "Left out: 1 article of ner.jsonl that has no gold (1 span)." in lines
    assert "  location for actor, 1 time" in lines
    report = evaluated(run, "--predictions", "ner.jsonl")
    overall = report["systems"][0]["overall"]
    assert {kind: times for kind, times in overall["counts"].items() if times} == {
        "correct": 1, "edges": 1, "label": 1, "missed": 2, "as_label": 1,
    }  # fmt: skip
    assert f1(report) == pytest.approx(2 * 1 / 8)
    assert overall["relaxed"]["recall"]["value"] == 2 / 5
    assert not result.stderr
    assert gold.read_bytes() == before


@pytest.mark.usefixtures("predictions")
def test_the_same_as_a_layer_and_from_a_file_in_another_order(run: Run, here: Path) -> None:
    from_file = evaluated(run, "--predictions", "ner.jsonl")
    lines = (here / "ner.jsonl").read_text("utf-8").splitlines(keepends=True)
    (here / "other.jsonl").write_text("".join(reversed(lines)), "utf-8")
    run("import", "ner.jsonl", "--as-model", "ner@2024")
    for name in ("other.jsonl", "ner@2024"):
        report = evaluated(run, "--predictions", name)
        system = {**report["systems"][0], "name": "ner.jsonl"}
        assert system == from_file["systems"][0]


@pytest.mark.usefixtures("predictions")
@pytest.mark.parametrize("form", ["csv", "brat", "label-studio", "doccano", "prodigy", "webanno"])
def test_any_format_that_comes_in_can_be_evaluated(form: str, run: Run) -> None:
    run("import", "ner.jsonl", "--as-model", "ner@2024")
    run(
        "export",
        "--layer",
        "ner@2024",
        "--format",
        form,
        "-o",
        "out.json" if "." not in form and form != "csv" else "out.csv",
    )
    name = "out.csv" if form == "csv" else "out.json"
    assert f1(evaluated(run, "--predictions", name)) == f1(evaluated(run, "--predictions", "ner@2024"))


@pytest.mark.usefixtures("gold")
def test_what_is_not_read_of_a_file_is_told_in_each_form(run: Run, here: Path) -> None:
    first = record(FIRST, WHO)
    first["spans"][0]["seen"] = [1]
    write(here / "ner.jsonl", first, record(SECOND, CONVOY))
    told = "Not read of ner.jsonl: 1 field 'seen' of spans."
    args = ("evaluate", "--predictions", "ner.jsonl", "--html", "page.html")
    assert told in run(*args).stdout.splitlines()
    assert told in run(*args, "--format", "csv").stderr.splitlines()
    assert json.loads(run(*args, "--format", "json").stdout)["unread"] == [
        {"name": "ner.jsonl", "what": "fields 'seen' of spans", "times": 1}
    ]
    page = (here / "page.html").read_text("utf-8")
    assert "1 field &#x27;seen&#x27; of spans" in page


@pytest.mark.usefixtures("predictions")
def test_with_csv_what_was_left_out_is_said_beside_it(run: Run) -> None:
    table = run("evaluate", "--predictions", "ner.jsonl").stdout.splitlines()
    said = run("evaluate", "--predictions", "ner.jsonl", "--format", "csv").stderr.splitlines()
    assert "Left out: 1 article of ner.jsonl that has no gold (1 span)." in said
    assert set(said) < set(table)


@pytest.mark.usefixtures("gold")
def test_articles_that_a_file_lacks_are_left_out_and_told_or_missed(run: Run, here: Path) -> None:
    write(here / "ner.jsonl", record(FIRST, WHO, CLAIM, PORT))
    result = run("evaluate", "--predictions", "ner.jsonl")
    told = "Left out: 1 article of the gold (2 spans) that ner.jsonl does not have; to count these as missed, say --absent empty."
    assert told in result.stdout.splitlines()
    assert f1(evaluated(run, "--predictions", "ner.jsonl")) == 1
    counted = evaluated(run, "--predictions", "ner.jsonl", "--absent", "empty")
    assert counted["systems"][0]["overall"]["exact"]["recall"]["value"] == 3 / 5
    assert counted["told"][0]["what"] == "no span"


@pytest.mark.usefixtures("gold")
def test_an_article_with_no_prediction_is_one_in_which_nothing_was_found(run: Run, here: Path) -> None:
    write(here / "ner.jsonl", record(FIRST, WHO, CLAIM, PORT), record(SECOND))
    report = evaluated(run, "--predictions", "ner.jsonl")
    assert report["articles"] == 2
    assert report["left_out"] == []
    assert report["systems"][0]["overall"]["exact"]["recall"]["value"] == 3 / 5
    run("import", "ner.jsonl", "--as-model", "ner@2024")
    result = run("evaluate", "--predictions", "ner@2024")
    assert result.stdout.splitlines()[-3].startswith(
        "ner@2024 has no span in 1 article of the gold (2 spans)"
    ) or any(
        line.startswith("ner@2024 has no span in 1 article of the gold (2 spans): these count as missed")
        for line in result.stdout.splitlines()
    )
    assert (
        evaluated(run, "--predictions", "ner@2024")["systems"][0]["overall"]["exact"]["recall"]["value"]
        == 3 / 5
    )
    left = evaluated(run, "--predictions", "ner@2024", "--absent", "left-out")
    assert (left["articles"], f1(left)) == (1, 1)
    assert left["left_out"] == [
        {"what": "not predicted", "name": "ner@2024", "articles": 1, "spans": 2, "kind": "model"}
    ]


@pytest.mark.usefixtures("predictions")
def test_some_articles_and_some_labels(run: Run) -> None:
    report = evaluated(run, "--predictions", "ner.jsonl", "--articles", "second", "--label", "location,actor")
    system = report["systems"][0]
    assert report["articles"] == 1
    assert [row["name"] for row in system["by_label"]] == ["actor", "location"]
    assert (system["overall"]["reference"], system["overall"]["predicted"]) == (2, 1)
    assert {told["what"]: told["articles"] for told in report["left_out"]} == {"not chosen": 2}
    report = evaluated(run, "--predictions", "ner.jsonl", "--label", "actor")
    assert [
        (told["name"], told["articles"], told["spans"])
        for told in report["left_out"]
        if told["what"] == "other labels"
    ] == [("gold", 2, 3), ("ner.jsonl", 1, 1)]
    lines = run("evaluate", "--predictions", "ner.jsonl", "--label", "actor").stdout.splitlines()
    assert "Left out: 3 spans of the gold, in 2 articles, with labels that --label does not choose." in lines
    assert "Left out: 1 span of ner.jsonl, in 1 article, with labels that --label does not choose." in lines
    some = report["systems"][0]["overall"]
    assert (some["reference"], some["predicted"], some["counts"]["correct"]) == (2, 2, 1)


@pytest.mark.usefixtures("predictions")
def test_by_error_each_kind_comes_with_its_text(run: Run) -> None:
    lines = run("evaluate", "--predictions", "ner.jsonl", "--by", "error").stdout.splitlines()
    assert not [line for line in lines if "interval" in line]
    at = lines.index("other edges:")
    assert lines[at + 1 : at + 4] == [
        "  1, first: gold location 37–47; ner.jsonl location 34–47",
        f'      gold: "{FIRST[:37]}[{FIRST[37:47]}]{FIRST[47:50]}"',
        f'      ner.jsonl: "{FIRST[:34]}[{FIRST[34:47]}]{FIRST[47:50]}"',
    ]
    rows = list(
        csv.DictReader(
            StringIO(run("evaluate", "--predictions", "ner.jsonl", "--by", "error", "--format", "csv").stdout)
        )
    )
    assert [
        (row["kind"], row["article"], row["reference_label"], row["predicted_label"]) for row in rows
    ] == [
        ("missed", "first", "claim", ""),
        ("missed", "second", "actor", ""),
        ("edges", "first", "location", "location"),
        ("label", "second", "location", "actor"),
    ]
    assert rows[3]["reference_text"] == SECOND[26:38]
    listed = evaluated(run, "--predictions", "ner.jsonl", "--errors", "1")["errors"]
    assert [error["kind"] for error in listed] == ["missed", "edges", "label"]


@pytest.mark.usefixtures("predictions")
def test_errors_that_are_not_listed_are_no_less_there(run: Run) -> None:
    for args in (("evaluate", "--predictions", "ner.jsonl"), ("agreement", "--against", "ner@1")):
        run("import", "ner.jsonl", "--as-model", "ner@1")
        for most in ("0", "1"):
            printed = run(*args, "--by", "error", "--errors", most).stdout
            assert "No errors." not in printed
            assert " errors, listed: " in printed
    assert (
        "No errors."
        in run(
            "evaluate",
            "--predictions",
            "huda",
            "--against",
            "maryam",
            "--by",
            "error",
            "--articles",
            "second",
        ).stdout
    )


@pytest.mark.usefixtures("predictions")
def test_errors_have_the_names_under_which_they_are_counted(run: Run) -> None:
    report = evaluated(run, "--predictions", "ner.jsonl", "--against", "huda", "--by", "error")
    counts = report["systems"][0]["overall"]["counts"]
    kinds = [error["kind"] for error in report["errors"]]
    assert kinds
    assert {kind: kinds.count(kind) for kind in kinds} == {kind: counts[kind] for kind in set(kinds)}


@pytest.mark.usefixtures("predictions")
def test_csv_has_a_line_for_each_value_and_says_why_one_is_undefined(run: Run) -> None:
    rows = list(
        csv.DictReader(StringIO(run("evaluate", "--predictions", "ner.jsonl", "--format", "csv").stdout))
    )
    values = {(row["by"], row["row"], row["measure"]): row for row in rows}
    assert len(values) == len(rows)
    assert float(values["all", "all", "exact_f1"]["value"]) == pytest.approx(1 / 4)
    assert values["label", "weapon", "exact_f1"]["undefined"] == "neither side has any"
    assert values["label", "claim", "exact_precision"]["undefined"] == "none was predicted"
    assert values["all", "all", "count_missed"]["value"] == "2"


@pytest.mark.usefixtures("predictions")
def test_by_article(run: Run) -> None:
    report = evaluated(run, "--predictions", "ner.jsonl", "--by", "article")
    rows = report["systems"][0]["by_article"]
    assert [(row["name"], row["exact"]["f1"]["value"]) for row in rows] == [("first", 0.4), ("second", 0)]
    assert "second" in run("evaluate", "--predictions", "ner.jsonl", "--by", "article").stdout


@pytest.mark.usefixtures("predictions")
def test_two_predictions_are_compared_on_the_articles_of_both(run: Run, here: Path) -> None:
    write(here / "better.jsonl", record(FIRST, WHO, CLAIM, PORT))
    report = evaluated(run, "--predictions", "better.jsonl", "--compare", "ner.jsonl")
    assert report["articles"] == 1
    assert [system["name"] for system in report["systems"]] == ["better.jsonl", "ner.jsonl"]
    assert report["comparison"][0]["exact"]["difference"]["value"] == pytest.approx(1 - 2 / 5)
    assert report["comparison"][0]["exact"]["p"] is None
    write(here / "better.jsonl", record(FIRST, WHO, CLAIM, PORT), record(SECOND, CONVOY, VILLAGE))
    both = evaluated(run, "--predictions", "better.jsonl", "--compare", "ner.jsonl")
    assert both["comparison"][0]["exact"]["p"] == 0.5
    table = run("evaluate", "--predictions", "better.jsonl", "--compare", "ner.jsonl").stdout
    assert "better.jsonl is better" in table


@pytest.mark.usefixtures("gold")
def test_articles_that_are_not_compared_do_not_count_as_missed(run: Run, here: Path) -> None:
    write(here / "some.jsonl", record(FIRST, WHO))
    run("import", "some.jsonl", "--as-model", "ner@1")
    report = evaluated(run, "--predictions", "ner@1", "--compare", "some.jsonl")
    assert [(told["what"], told["name"]) for told in report["left_out"]] == [("not predicted", "some.jsonl")]
    assert report["told"] == []
    assert evaluated(run, "--predictions", "ner@1")["told"][0]["articles"] == 1


@pytest.mark.usefixtures("predictions")
def test_the_page_has_errors_in_their_text_and_is_not_the_project(run: Run, here: Path) -> None:
    result = run("evaluate", "--predictions", "ner.jsonl", "--html", "page.html")
    assert result.stderr == "The page is written to page.html.\n"
    page = (here / "page.html").read_text("utf-8")
    assert page.count('class="case"') == 4
    assert "<mark>" in page
    assert (
        "project itself"
        in run("evaluate", "--predictions", "ner.jsonl", "--html", "annotator.db", status=2).stderr
    )


@pytest.mark.usefixtures("predictions")
def test_a_layer_comes_before_a_file_of_its_name_and_it_is_told(run: Run, here: Path) -> None:
    shutil.copy(here / "ner.jsonl", here / "huda")
    result = run("evaluate", "--predictions", "huda")
    assert result.stderr == "huda is a layer and a file: the layer is evaluated; the file is ./huda.\n"
    assert result.stdout.startswith("huda against the gold: 2 articles, 5 spans of the gold, 5 of huda.")
    file = run("evaluate", "--predictions", "./huda")
    assert file.stdout.startswith("./huda against the gold: 2 articles, 5 spans of the gold, 3 of ./huda.")


@pytest.mark.usefixtures("predictions")
def test_gold_made_from_a_persons_own_marks_is_told(run: Run) -> None:
    told = (
        "The gold was made from what the same people marked: against one that others made, figures are lower."
    )
    assert told in run("evaluate", "--predictions", "huda").stdout
    assert told not in run("evaluate", "--predictions", "ner.jsonl").stdout


@pytest.mark.usefixtures("predictions")
def test_a_project_that_can_only_be_read_is_evaluated(run: Run, here: Path) -> None:
    first = run("evaluate", "--predictions", "ner.jsonl").stdout
    (here / "annotator.db").chmod(0o444)
    here.chmod(0o555)
    try:
        assert run("evaluate", "--predictions", "ner.jsonl").stdout == first
    finally:
        here.chmod(0o755)


def test_a_file_for_a_name_that_no_terminal_can_show(gold: Path, here: Path) -> None:  # noqa: ARG001
    name = "ner\x1b[2J.jsonl"
    write(here / name, record(FIRST, WHO))
    result: Result = CliRunner().invoke(program, ["evaluate", "--predictions", name])
    assert result.exit_code == 0
    assert "\x1b" not in result.output
