"""JSON of other tools through the command line: its spans come in, or a sentence says what to type, and nothing is stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

TEXT = "دخلت قوات إلى حلب"
SPAN = {"start": 5, "end": 9, "label": "actor", "text": "قوات"}


def spans(here: Path) -> list[tuple[int, int, str]]:
    with Project.open(here / "annotator.db") as project:
        return [
            (span.start, span.end, span.label)
            for row in listed(project, "m")
            for span in project.layers.get(row.id, "m").spans
        ]


def test_spans_of_a_plain_line_come_in(run: Run, here: Path) -> None:
    line = '{"id":"z1","text":"نفى مجلس المدينة ذلك.","spans":[{"start":4,"end":16,"label":"actor"}]}'
    (here / "z.jsonl").write_text(line, "utf-8")
    run("init")
    out = run("import", "z.jsonl", "--format", "jsonl", "--as", "m").stdout
    assert "1 span added to 1 layer" in out
    assert spans(here) == [(4, 16, "actor")]


def test_what_was_read_under_other_names_is_told(run: Run, here: Path) -> None:
    document = {
        "examples": [{"content": TEXT, "annotations": [{"start": 5, "end": 9, "tag": "actor", "seen": 1}]}]
    }
    (here / "a.json").write_text(json.dumps(document), "utf-8")
    run("init")
    out = run("import", "a.json", "--as", "m").stdout
    assert "read content as text, annotations as spans, tag as label (--fields says otherwise)" in out
    assert "not read: 1 field 'seen' of spans" in out
    assert spans(here) == [(5, 9, "actor")]


def test_tags_that_are_numbers_ask_for_their_names(run: Run, here: Path) -> None:
    (here / "a.jsonl").write_text(json.dumps({"tokens": TEXT.split(), "ner_tags": [0, 1, 0, 0]}), "utf-8")
    run("init")
    told = run("import", "a.jsonl", "--as", "m", status=1).stderr
    assert "--tag-names O,B-actor,I-actor" in told
    assert not spans(here)
    run("import", "a.jsonl", "--as", "m", "--tag-names", "O,B-actor")
    assert spans(here) == [(5, 9, "actor")]


def test_fields_that_are_not_known_are_told_and_said(run: Run, here: Path) -> None:
    document = {"rows": [{"body": TEXT, "marks": [{"a": 5, "b": 9, "c": "actor"}]}]}
    (here / "a.json").write_text(json.dumps(document), "utf-8")
    run("init")
    told = run("import", "a.json", "--as", "m", status=1).stderr
    assert "rows (body, marks); say which are which with --fields text=FIELD" in told
    run("import", "a.json", "--as", "m", "--fields", "text=body,spans=marks,start=a,end=b,label=c")
    assert spans(here) == [(5, 9, "actor")]
    assert "can't say 'body'" in run("import", "a.json", "--fields", "body=text", status=2).stderr


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (json.dumps([{"text": TEXT, "spans": [SPAN]}])[:-20].encode(), "line 1: ends in the middle of the object"),
        (json.dumps([{"text": TEXT, "spans": [SPAN]}], ensure_ascii=False).encode("windows-1256"), "is not UTF-8"),
        (json.dumps([{"text": TEXT, "spans": [{**SPAN, "end": 99}]}]).encode(), "line 1: span 1 in spans has the text «قوات»"),
        (json.dumps([{"text": TEXT, "spans": [{**SPAN, "label": ""}]}]).encode(), "line 1: "),
        (b'[{"text": "a\x00b", "spans": []}]', "line 1: the record has a NUL"),
    ],
)  # fmt: skip
def test_bad_files_are_told_and_nothing_is_stored(run: Run, here: Path, data: bytes, reason: str) -> None:
    (here / "a.json").write_bytes(data)
    run("init")
    result = run("import", "a.json", "--as", "m", status=1)
    assert result.stderr.startswith("a.json")
    assert reason in result.stderr
    assert "Traceback" not in result.output
    assert not spans(here)
