"""One thing that two people gave different labels, with edges a little apart: one decision, and counted and shown once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from annotator.adjudication import UNANIMOUS, Adjudication, Kind
from annotator.model import ListQuery, Span, Status
from annotator.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

TEXT = "ونفذ الجيش عمليات استطلاع جوية على قرى الجنوب.\n"
ATTACK, PLACE = "عمليات استطلاع جوية", "عمليات استطلاع جوية على"


def mark(path: Path, **marked: tuple[str, str]) -> None:
    with Project.open(path) as opened:
        for name, (phrase, label) in marked.items():
            start = TEXT.index(phrase)
            opened.layers.add("raid", name, [Span.new(start, start + len(phrase), label, name)], Status.DONE)


def test_a_preposition_more_and_another_label_is_one_thing_for_all_who_tell_of_it(
    project: Path, here: Path, run: Run
) -> None:
    (here / "raid.txt").write_bytes(TEXT.encode())
    run("import", "raid.txt")
    mark(project, huda=(ATTACK, "weapon"), omar=(PLACE, "location"))
    with Project.open(project) as opened:
        (row,) = opened.cases.rows(UNANIMOUS, ListQuery(), None, 10)
        assert row.open == 1
        adjudication = Adjudication(
            opened.articles.get("raid"), "nadia", opened.finished.layers("raid"), opened.gold.get("raid")
        )
    (case,) = adjudication.cases
    assert case.group is not None
    assert (case.group.kind, case.group.missing) == (Kind.MIXED, ())
    assert adjudication.choose(case, case.group.versions[:1]).edits
    assert adjudication.open_cases() == []
    report = json.loads(run("agreement", "--format", "json", "--html", "page.html").stdout)
    assert [(one["labels"], one["times"]) for one in report["confusion"]] == [(["location", "weapon"], 1)]
    page = (here / "page.html").read_text("utf-8")
    assert page.count('<section class="case">') == 1
    assert "nothing here" not in page
    told = run("adjudicate", "--auto", "--as", "nadia").stdout.splitlines()
    assert told[1] == "Still open in 1 article: 1 mixed."
