"""--articles, --people and --label where results are told and written, and --dry-run where much is changed."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def demo(run: Run, here: Path) -> Path:
    """The demo as the project of the folder."""
    run("demo", "--no-open", "--dir", "made", env={"ANNOTATOR_NAME": "me"})
    shutil.move(here / "made" / "annotator.db", here / "annotator.db")
    return here


def status(run: Run, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("status", "--format", "json", *args).stdout)
    return found


def test_status_of_some_articles_counts_people_in_these_alone(demo: Path, run: Run) -> None:
    assert demo.exists()
    whole = status(run)
    first, second = (status(run, "--articles", part) for part in ("1-5", "6-99"))
    assert [*first["articles"], *second["articles"]] == whole["articles"]
    assert first["totals"]["articles"] == 5
    for name in ("finished", "spans", "doing", "flagged", "assigned", "done"):
        for one, other, all_ in zip(first["people"], second["people"], whole["people"], strict=True):
            assert one[name] + other[name] == all_[name], name


def test_status_of_some_people(demo: Path, run: Run) -> None:
    assert demo.exists()
    whole, huda = status(run), status(run, "--people", "huda")
    assert [person["name"] for person in huda["people"]] == ["huda"]
    assert huda["people"] == [person for person in whole["people"] if person["name"] == "huda"]
    having = [
        article
        for article in whole["articles"]
        if any("huda" in article[what] for what in ("assigned", "doing", "done", "flagged"))
    ]
    assert huda["articles"] == having
    assert 0 < len(having) < len(whole["articles"])
    assert [one["name"] for one in status(run, "--people", "SALIM, huda")["people"]] == ["huda", "salim"]
    assert "No article is assigned to nadia" in run("status", "--people", "nadia").stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            "status --people hudaa",
            "--people: nobody here is called hudaa; there are: huda, maryam, nadia, salim.",
        ),
        ("status --people ,", "--people is empty; leave it out, or name some with commas between them."),
        ("agreement --people huda,x", "--people: nobody here is called x; there are:"),
        (
            "agreement --label actr",
            "--label: the schema has no label actr; there are: actor, location, weapon, claim.",
        ),
        ("export --layer all --articles 99", "'99' finds no article."),
        ("export --layer all --articles @none", "@none can't be read: there is no such file or folder."),
        ("status --articles colour=red", "'colour=red' finds no article, because none has the field colour."),
    ],
)
def test_a_name_that_is_not_there_is_told(demo: Path, run: Run, command: str, said: str) -> None:
    assert demo.exists()
    result = run(*command.split(), status=2)
    assert said in result.stderr
    assert not result.stdout


def test_csv_has_what_the_table_has(demo: Path, run: Run) -> None:
    assert demo.exists()
    rows = [*csv.DictReader(run("status", "--format", "csv").stdout.splitlines())]
    whole = status(run)
    assert [row["id"] for row in rows] == [article["id"] for article in whole["articles"]]
    assert [row["done"] for row in rows] == [", ".join(article["done"]) for article in whole["articles"]]
    people = [*csv.DictReader(run("people", "--format", "csv").stdout.splitlines())]
    listed = json.loads(run("people", "--format", "json").stdout)["people"]
    assert [(row["name"], int(row["spans"])) for row in people] == [(p["name"], p["spans"]) for p in listed]
    shown = [*csv.DictReader(run("show", "1", "--format", "csv", "--width", "40").stdout.splitlines())]
    drawn = json.loads(run("show", "1", "--format", "json", "--width", "40").stdout)["rows"]
    assert [(int(row["start"]), int(row["end"])) for row in shown] == [(r["start"], r["end"]) for r in drawn]


def test_agreement_of_some_people_is_that_of_a_project_without_the_others(demo: Path, run: Run) -> None:
    some = json.loads(run("agreement", "--format", "json", "--people", "huda,salim").stdout)
    assert some["overall"]["people"] == ["huda", "salim"]
    both = [one for one in status(run)["articles"] if {"huda", "salim"} <= {*one["done"]}]
    assert some["overall"]["articles"] == len(both) > 1
    assert "maryam" not in run("agreement", "--by", "pair", "--people", "huda,salim").stdout
    line = run("agreement", "--people", "huda", status=1).stderr
    assert "huda is one person; name two or more after --people" in line
    line = run("agreement", "--people", "huda,nadia", status=1).stderr
    assert "of huda, nadia no two have finished the same article" in line
    assert "annotator status --people huda,nadia" in line
    assert demo.exists()


def test_agreement_about_some_labels_is_that_of_their_rows(demo: Path, run: Run) -> None:
    assert demo.exists()
    whole = json.loads(run("agreement", "--format", "json").stdout)
    some = json.loads(run("agreement", "--format", "json", "--label", "claim,actor").stdout)
    rows = {row["name"]: row for row in whole["by_label"]}
    assert [row["name"] for row in some["by_label"]] == ["actor", "claim"]
    for row in some["by_label"]:
        for measure in ("f1", "clitics", "relaxed", "alpha"):
            assert row[measure]["value"] == rows[row["name"]][measure]["value"]
    assert some["overall"] != whole["overall"]


def exported(run: Run, *args: str) -> list[str]:
    lines = run("export", *args).stdout.splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_export_of_some_articles_is_a_part_of_that_of_all(demo: Path, run: Run) -> None:
    everything = exported(run, "--layer", "all")
    (demo / "ids").write_text("\n".join(everything[3:6]))
    assert exported(run, "--layer", "all", "--articles", "@ids") == everything[3:6]
    gold = exported(run)
    assert exported(run, "--articles", "1-8") == [id_ for id_ in gold if id_ in everything[:8]]
    assert exported(run, "--layer", "huda", "--articles", "1-8") == [
        id_ for id_ in exported(run, "--layer", "huda") if id_ in everything[:8]
    ]


def test_export_of_some_articles_counts_what_is_left_out_among_these_alone(demo: Path, run: Run) -> None:
    everything, gold = exported(run, "--layer", "all"), exported(run)
    missing = next(id_ for id_ in everything if id_ not in gold)
    said = run("export", "--articles", f"{gold[0]},{missing}").stderr
    assert "1 article written, 1 left out:" in said
    assert f"Looked at: 2 of the project's {len(everything)} articles, those that --articles names." in said
    nothing = run("export", "--articles", missing, "-o", "out.jsonl", status=1).stderr
    assert "0 articles written" in nothing
    assert f"annotator export --layer all --articles {missing}" in nothing
    assert not (demo / "out.jsonl").exists()


def test_a_data_set_of_some_articles_says_that_it_is_one(demo: Path, run: Run) -> None:
    said = run("export", "--layer", "all", "--articles", "1-9", "--split", "60/20/20", "-o", "set").stderr
    assert "the project keeps where each article is, and it stays there" in said
    total = len(exported(run, "--layer", "all"))
    facts = json.loads((demo / "set" / "dataset.json").read_text())
    assert facts["not_chosen"]["articles"] == {"articles": total - 9}
    card = (demo / "set" / "README.md").read_text()
    assert f"It is made of a part of the project: {total - 9} articles were not asked for." in card
    run("export", "--layer", "all", "--split", "60/20/20", "-o", "whole")
    assert "not_chosen" not in json.loads((demo / "whole" / "dataset.json").read_text())
    assert "not asked for" not in (demo / "whole" / "README.md").read_text()


@pytest.mark.parametrize(
    "command",
    [
        "import more.jsonl",
        "import marked.jsonl --format jsonl --as huda",
        "assign huda salim --per-article 2",
        "assign --dynamic --per-article 2",
        "people rename huda هدى",
        "people join salim huda",
    ],
)
def test_a_dry_run_tells_what_is_done_without_it_and_changes_nothing(
    demo: Path, run: Run, command: str
) -> None:
    texts = [f'{{"id": "n{number}", "text": "نص جديد {number // 2}"}}' for number in range(2000)]
    (demo / "more.jsonl").write_text("\n".join(texts))
    span = '{"start": 0, "end": 2, "label": "actor", "text": "نص", "annotator": "huda"}'
    (demo / "marked.jsonl").write_text(f'{{"id": "m", "text": "نص له علامة", "spans": [{span}]}}')
    before = run("export", "--layer", "all").stdout, run("people").stdout
    dry = run(*command.split(), "--dry-run")
    assert dry.stdout.endswith("This is what would be done; with --dry-run nothing was changed.\n")
    assert (run("export", "--layer", "all").stdout, run("people").stdout) == before
    done = run(*command.split())
    assert dry.stdout.splitlines()[0] == done.stdout.splitlines()[0]
    assert dry.stderr == done.stderr
    assert (run("export", "--layer", "all").stdout, run("people").stdout) != before or "assign" in command
