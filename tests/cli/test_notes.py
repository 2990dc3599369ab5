"""Notes and articles that were sent back, as commands tell of them."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import Note, Status
from annotator.project import Project
from tests.cli.conftest import FIRST, Run, only_line

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 12, 1, 14, 3, tzinfo=UTC)


@pytest.fixture
def written(project: Path) -> Path:
    """The project with a thread that is open, with an answer, one that is closed, and one of adjudicators; huda has the article back."""
    with Project.open(project) as opened:
        question = Note.new("first", 5, 15, "huda", "nadia", "أهو اللواء كله؟", sends_back=True)
        opened.notes.send_back([msgspec.structs.replace(question, when=AT)])
        answer = Note.new("first", 5, 15, "huda", "huda", "نعم،\nكله.")
        opened.notes.write(msgspec.structs.replace(answer, when=AT.replace(minute=5)))
        closed = Note.new("first", 22, 32, "salim", "nadia", "انتهى؟")
        opened.notes.write(closed)
        opened.notes.write(Note.new("first", 22, 32, "salim", "salim", "", closes=(closed.id,)))
        own = Note.new("second", 0, 4, None, "nadia", "للجنة")
        opened.notes.write(msgspec.structs.replace(own, when=AT.replace(hour=15)))
    return project


def test_status_tells_who_has_an_article_back(written: Path, run: Run) -> None:  # noqa: ARG001
    assert run("status").stdout == (
        "State  No.  Words  Spans   Time  Article  People\n"
        "doing    1     13      4  0 min  first    sent back: huda; doing: salim\n"
        "todo     2      8      0  0 min  second   nobody\n"
        "\n"
        "Done  Doing  Flagged  Sent back  Spans   Time  Person\n"
        "   0      1        0          1      3  0 min  huda\n"
        "   0      0        0          0      0  0 min  nadia\n"
        "   0      1        0          0      1  0 min  salim\n"
        "\n"
        "2 articles: 0 ready to adjudicate, 0 settled, 1 sent back.\n"
        "2 threads of notes are open. To list them: annotator status --notes\n"
    )


def test_nothing_is_said_of_it_once_it_is_finished(written: Path, run: Run) -> None:
    with Project.open(written) as opened:
        opened.work.set_status("first", "huda", Status.DONE)
    assert "ent back" not in run("status").stdout


def test_json_and_csv_have_it(written: Path, run: Run) -> None:  # noqa: ARG001
    told = json.loads(run("status", "--format", "json").stdout)
    assert [article["sent_back"] for article in told["articles"]] == [["huda"], []]
    assert told["totals"]["sent_back"] == 1
    assert {one["name"]: one["sent_back"] for one in told["people"]} == {"huda": 1, "nadia": 0, "salim": 0}
    rows = [*csv.DictReader(run("status", "--format", "csv").stdout.splitlines())]
    assert [row["sent_back"] for row in rows] == ["huda", ""]


def test_open_threads_are_listed(written: Path, run: Run) -> None:  # noqa: ARG001
    assert run("status", "--notes").stdout == (
        "No. 1, 5–15, 2026-12-01 14:05 UTC, 2 notes, article first\n"
        "  at:   لواء الضفة\n"
        "  with: huda\n"
        "  by:   huda\n"
        "  note: نعم، كله.\n"
        "No. 2, 0–4, 2026-12-01 15:03 UTC, 1 note, article second\n"
        "  at:   وصلت\n"
        "  with: adjudicators\n"
        "  by:   nadia\n"
        "  note: للجنة\n"
        "2 open threads in 2 articles.\n"
    )


def test_open_threads_for_programs(written: Path, run: Run) -> None:  # noqa: ARG001
    told = json.loads(run("status", "--notes", "--format", "json").stdout)
    assert told[0] == {
        "number": 1,
        "article": "first",
        "title": FIRST.splitlines()[0],
        "start": 5,
        "end": 15,
        "place": FIRST[5:15],
        "person": "huda",
        "author": "huda",
        "at": "2026-12-01T14:05:00+00:00",
        "notes": 2,
        "text": "نعم،\nكله.",
    }
    assert told[1]["person"] is None
    rows = [*csv.DictReader(run("status", "--notes", "--format", "csv").stdout.splitlines(keepends=True))]
    assert [(row["person"], row["text"]) for row in rows] == [("huda", "نعم،\nكله."), ("", "للجنة")]


def test_those_of_some_people_and_articles(written: Path, run: Run) -> None:  # noqa: ARG001
    assert "1 open thread in 1 article." in run("status", "--notes", "--people", "huda").stdout
    assert "1 open thread in 1 article." in run("status", "--notes", "--articles", "second").stdout
    assert run("status", "--notes", "--people", "salim").stdout == "No thread is open.\n"
    assert run("status", "--notes", "--people", "salim", "--format", "json").stdout == "[]\n"


def test_notes_and_long_do_not_go_together(project: Path, run: Run) -> None:  # noqa: ARG001
    assert "leave one of them out" in only_line(run("status", "--notes", "--long", status=2).stderr)


def test_an_import_tells_which_notes_came_in_and_that_layers_went_back(written: Path, run: Run) -> None:
    with Project.open(written) as opened:
        opened.work.set_status("first", "salim", Status.DONE)
    run("export", "--layer", "all", "-o", "old.jsonl")
    run("init", "--project", "other.db")
    told = run("import", "old.jsonl", "--project", "other.db").stdout.splitlines()
    assert "5 notes came in, with which 1 layer goes back" in told
    with Project.open(written) as opened:
        sent = Note.new("first", 22, 32, "salim", "nadia", "مرة أخرى", sends_back=True)
        opened.notes.send_back([sent])
        opened.notes.write(Note.new("first", 22, 32, "salim", "salim", "حسنا"))
    run("export", "--layer", "all", "-o", "new.jsonl")
    before = run("import", "new.jsonl", "--dry-run", "--project", "other.db").stdout.splitlines()
    told = run("import", "new.jsonl", "--project", "other.db").stdout.splitlines()
    assert told[0].startswith("0 articles added, 2 skipped")
    assert "2 notes came in, with which 1 layer goes back" in told
    assert "2 notes came in, with which 1 layer goes back" in before
    with Project.open(written.with_name("other.db")) as opened:
        assert [one.person for one in opened.notes.back("first")] == ["huda", "salim"]
    again = run("import", "new.jsonl", "--project", "other.db").stdout
    assert "came in" not in again
