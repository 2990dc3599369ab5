"""Evaluating predictions of sentences and paragraphs, which are rows of articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from pathlib import Path

    Rows = list[dict[str, Any]]

TEXT = "وصلت القافلة إلى الميناء. غادر الوفد القرية مساءً.\n\nنفى المتحدث الخبر. لم يصدر المجلس بيانًا."
SHORT = "نفى المتحدث الخبر."
MARKS = [(5, 12, "actor"), (17, 24, "location"), (31, 36, "actor"), (56, 63, "actor")]


@pytest.fixture
def rows(here: Path, run: Run) -> Rows:
    """The sentences of an article with four spans of gold, and of another one, whose text is a sentence of the first."""
    (here / "long.txt").write_text(TEXT, "utf-8")
    (here / "short.txt").write_text(SHORT, "utf-8")
    run("init")
    run("import", "long.txt", "short.txt")
    with Project.open(here / "annotator.db") as opened:
        for id_, marks in (("long", MARKS), ("short", [(4, 11, "actor")])):
            opened.layers.add(id_, "huda", [Span.new(*mark, "huda") for mark in marks], Status.DONE)
    run("export", "--rows", "sentence", "-o", "rows.jsonl")
    found = [json.loads(line) for line in (here / "rows.jsonl").read_text("utf-8").splitlines()]
    assert len(found) == 5
    return found


def write(path: Path, rows: Rows) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def overall(run: Run, *args: str) -> tuple[dict[str, Any], dict[str, Any]]:
    report = json.loads(
        run("evaluate", "--against", "huda", "--predictions", *args, "--format", "json").stdout
    )
    return report["systems"][0]["overall"], report


@pytest.mark.parametrize("part", ["sentence", "paragraph"])
def test_rows_that_were_exported_are_put_together(part: str, rows: Rows, run: Run) -> None:  # noqa: ARG001
    run("export", "--layer", "huda", "--rows", part, "-o", "out.jsonl")
    found, report = overall(run, "out.jsonl")
    assert (report["articles"], found["exact"]["f1"]["value"]) == (2, 1)
    assert report["left_out"] == report["told"] == []


def test_rows_in_any_order_with_nothing_but_their_place(rows: Rows, run: Run, here: Path) -> None:
    names = ("text", "article", "start", "end")
    bare = [
        {name: row[name] for name in names}
        | {"spans": [{name: span[name] for name in ("start", "end", "label")} for span in row["spans"]]}
        for row in rows
    ]
    write(here / "bare.jsonl", bare[::-1])
    found, report = overall(run, "bare.jsonl")
    assert (report["articles"], found["reference"], found["exact"]["f1"]["value"]) == (2, 5, 1)
    assert report["left_out"] == report["told"] == []


def test_a_row_that_found_nothing_is_one_of_missed_spans(rows: Rows, run: Run, here: Path) -> None:
    write(here / "ner.jsonl", [{**row, "spans": []} if not row["start"] else row for row in rows])
    found, report = overall(run, "ner.jsonl")
    assert found["counts"]["missed"] == 3
    assert report["told"] == []


def test_rows_that_lack_are_told_with_the_spans_there(rows: Rows, run: Run, here: Path) -> None:
    write(here / "ner.jsonl", rows[1:])
    found, report = overall(run, "ner.jsonl")
    assert found["counts"]["missed"] == 2
    assert report["told"] == [
        {"what": "rows lacking", "name": "ner.jsonl", "articles": 1, "spans": 2, "kind": None}
    ]
    told = "ner.jsonl does not have all rows of 1 article: spans of huda that are outside of its rows (2) count as missed."
    assert told in run("evaluate", "--against", "huda", "--predictions", "ner.jsonl").stdout.splitlines()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": 3, "end": 28}, "line 6: the text is not that of long from 3 to 28 in this project."),
        ({"start": -1}, "line 6: the text is not that of long from -1 to 25 in this project."),
        ({}, "line 6: long from 0 to 25, or a part of it, comes a second time; leave one of them out."),
        ({"start": 0, "end": len(TEXT), "text": TEXT}, f"line 6: long from 0 to {len(TEXT)}, or a part of it, comes"),
        ({"article": None, "start": None, "end": None, "id": None, "text": TEXT}, "line 6: the article long comes a second time"),
        ({"article": "none", "id": "none"}, "line 6: the text of none is not that of any article in this project."),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_are_refused(
    change: dict[str, Any], told: str, rows: Rows, run: Run, here: Path
) -> None:
    more = {
        "text": rows[0]["text"],
        "id": "x",
        "article": "long",
        "start": 0,
        "end": 25,
        "spans": [],
    } | change
    write(here / "ner.jsonl", [*rows, more])
    result = run("evaluate", "--against", "huda", "--predictions", "ner.jsonl", status=1)
    assert only_line(result.stderr).startswith(f"ner.jsonl, {told}")


def test_rows_that_were_imported_as_articles_are_these(rows: Rows, run: Run, here: Path) -> None:
    assert rows
    run("import", "rows.jsonl", "--as-model", "ner@1")
    found, report = overall(run, "rows.jsonl", "--against", "ner@1")
    assert (report["articles"], found["exact"]["f1"]["value"]) == (3, 1)
    assert (here / "rows.jsonl").exists()
