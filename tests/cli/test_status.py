"""How far everybody and everything is, as it is printed."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import Run, only_line
from tests.store.helpers import SCHEMA, adding, incoming, ours

if TYPE_CHECKING:
    from pathlib import Path


def test_articles_people_and_all_together(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.work.add_time("first", "huda", 4000)
        opened.work.set_status("second", "salim", Status.FLAGGED, "مكرر")
    assert run("status").stdout == (
        "State    No.  Words  Spans        Time  Article  People\n"
        "doing      1     13      4  1 h 07 min  first    done: huda; doing: salim\n"
        "flagged    2      8      0       0 min  second   flagged: salim\n"
        "\n"
        "Done  Doing  Flagged  Spans        Time  Person\n"
        "   1      0        0      3  1 h 07 min  huda\n"
        "   0      1        1      1       0 min  salim\n"
        "\n"
        "2 articles: 0 ready to adjudicate, 0 settled, 1 flagged.\n"
    )


def test_done_of_assigned(project: Path, run: Run) -> None:  # noqa: ARG001
    run("assign", "huda", "salim", "maryam", "--per-article", "3", "--articles", "first")
    assert run("status").stdout == (
        "State  No.  Words  Spans   Time  Article  People\n"
        "doing    1     13      4  0 min  first    done: huda; doing: salim; todo: maryam\n"
        "todo     2      8      0  0 min  second   nobody\n"
        "\n"
        "  Done  Words done  Doing  Flagged  Spans   Time  Person\n"
        "1 of 1    13 of 13      0        0      3  0 min  huda\n"
        "0 of 1     0 of 13      0        0      0  0 min  maryam\n"
        "0 of 1     0 of 13      1        0      1  0 min  salim\n"
        "\n"
        "2 articles: 0 ready to adjudicate, 0 settled, 1 for nobody.\n"
        "To deal out what is for nobody: annotator assign huda maryam salim --per-article 3\n"
    )


def test_states(project: Path, run: Run) -> None:
    def states() -> list[str]:
        return [line.split()[0] for line in run("status").stdout.splitlines()[1:3]]

    run("assign", "--dynamic", "--per-article", "2")
    assert states() == ["doing", "todo"]
    assert "nobody" not in run("status").stdout
    assert run("status").stdout.splitlines()[1:3] == [
        "doing    1     13      4  0 min  first    done: huda; doing: salim; whoever asks: 1",
        "todo     2      8      0  0 min  second   whoever asks: 2",
    ]
    with Project.open(project) as opened:
        opened.work.set_status("first", "salim", Status.DONE)
        opened.work.set_status("second", "huda", Status.DONE)
    assert states() == ["ready", "doing"]
    run("assign", "--dynamic", "--per-article", "1", "--articles", "2")
    assert states() == ["ready", "done"]
    run("adjudicate", "first", "--auto", "--as", "nadia", "--policy", "adjudicator:huda")
    assert states() == ["settled", "done"]
    assert run("status").stdout.endswith("2 articles: 0 ready to adjudicate, 1 settled.\n")
    with Project.open(project) as opened:
        opened.layers.record(adding(1, 3, article="first", annotator="salim"))
    assert states() == ["changed", "done"]
    assert run("status").stdout.endswith("2 articles: 0 ready to adjudicate, 0 settled, 1 changed since.\n")
    assert "1 settled, but changed since" in run("export").stderr


def test_numbers_keep_their_place_beside_arabic_names(here: Path, run: Run) -> None:
    with Project.create(here / "annotator.db", SCHEMA) as opened:
        add_articles(opened, [incoming("خبر قصير جدا", id="خبر ١")])
    run("assign", "هدى", "سالم", "--per-article", "2")
    for line in run("status").stdout.splitlines():
        for before, after in pairwise(line):
            assert not (before.isdigit() and "\u0600" <= after <= "\u06ff"), line
    _, article, _, _, *people = run("status").stdout.splitlines()
    # Between a name and the next one or a number there is always a Latin word.
    assert article.endswith("خبر ١    todo: سالم, هدى")
    assert people[0].endswith("0 min  سالم")


def test_json(project: Path, run: Run) -> None:  # noqa: ARG001
    run("assign", "huda", "salim", "--per-article", "2", "--articles", "1")
    told = json.loads(run("status", "--format", "json").stdout)
    assert told["articles"][0] == {
        "number": 1,
        "id": "first",
        "title": "أعلن لواء الضفة إصابة ناقلة ذخيرة في مرفأ الغضا 🚢.",
        "words": 13,
        "wanted": 2,
        "dynamic": False,
        "assigned": ["huda", "salim"],
        "doing": ["salim"],
        "done": ["huda"],
        "flagged": [],
        "spans": 4,
        "seconds": 0.0,
        "waiting": True,
        "ready": False,
        "settled": False,
        "changed": False,
        "left_out": "waiting",
        "sent_back": [],
    }
    assert [person["name"] for person in told["people"]] == ["huda", "salim"]
    assert told["people"][0]["done"] == told["people"][0]["assigned"] == 1
    assert told["totals"] == {
        "articles": 2, "words": 21, "assigned": 1, "nobodys": 1, "ready": 0, "settled": 0, "changed": 0, "flagged": 0, "spans": 4, "seconds": 0,
        "sent_back": 0,
    }  # fmt: skip


def test_before_anything_was_done(here: Path, run: Run) -> None:
    run("init")
    assert only_line(run("status").stdout) == (
        "The project has no articles yet; bring some in with: annotator import PATH"
    )
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == []
    (here / "one.txt").write_text("خبر قصير", encoding="utf-8")
    run("import", "one.txt")
    assert run("status").stdout.endswith(
        "nobody\n\nNobody has begun.\n\n1 article: 0 ready to adjudicate, 0 settled.\n"
    )


def test_what_an_id_could_do_to_the_terminal_is_spelled_out(project: Path, run: Run) -> None:
    ours(project, "UPDATE article SET id = 'a' || char(27) || '[2Jb' || char(8238) WHERE number = 1")
    assert r"a\x1b[2Jb\u202e" in run("status").stdout


def test_bad_input(project: Path, run: Run) -> None:  # noqa: ARG001
    assert (
        "--format can't be xml: it is one of table, json, csv, as in --format table"
        in run("status", "--format", "xml", status=2).stderr
    )
    assert "There is no project at other.db" in run("status", "--project", "other.db", status=1).stderr


@pytest.fixture
def many(here: Path) -> Project:
    """Return a project with twelve articles, of which some need attention."""
    project = Project.create(here / "annotator.db", SCHEMA)
    add_articles(project, [incoming(f"الخبر {number}", id=f"a{number}") for number in range(1, 13)])
    project.assignments.assign(["huda"], per_article=1, articles=[f"a{number}" for number in range(1, 11)])
    project.work.set_status("a9", "huda", Status.FLAGGED, "مكرر")
    project.work.set_status("a10", "huda", Status.DOING)
    project.work.set_status("a1", "huda", Status.DONE)
    for name in ("huda", "salim"):
        project.work.set_status("a4", name, Status.DONE)
    return project


def test_of_many_articles_those_are_listed_that_need_attention(many: Project, run: Run) -> None:
    with many:
        table, _, rest = run("status").stdout.partition("\n\n")
    assert [line.split()[:2] for line in table.splitlines()] == [
        ["State", "No."], ["flagged", "9"], ["ready", "4"], ["doing", "10"], ["todo", "11"], ["todo", "12"],
    ]  # fmt: skip
    assert rest.endswith(
        "12 articles: 1 ready to adjudicate, 0 settled, 1 flagged, 2 for nobody.\n"
        "5 articles need attention, listed above. To list all: annotator status --long\n"
        "To deal out what is for nobody: annotator assign huda --per-article 1 --articles 11-12\n"
    )


def test_the_ten_that_need_it_most(many: Project, run: Run) -> None:
    with many:
        many.assignments.take_back(["huda"], articles=[f"a{number}" for number in (2, 3, 5, 6, 7, 8)])
        table, _, rest = run("status").stdout.partition("\n\n")
    assert [line.split()[1] for line in table.splitlines()[1:]] == [
        *("9", "4", "10", "2", "3", "5", "6", "7", "8", "11"),
    ]
    assert "Above are the 10 articles that need attention most, of 11. To list all: " in rest


def test_the_long_list_and_json_and_csv_have_all(many: Project, run: Run) -> None:
    with many:
        told = run("status", "--long").stdout
        table, _, rest = told.partition("\n\n")
        assert [line.split()[1] for line in table.splitlines()[1:]] == [
            str(number) for number in range(1, 13)
        ]
        assert len({line.index(" a") for line in table.splitlines()[1:]}) == 1
        assert "attention" not in rest
        report = json.loads(run("status", "--format", "json").stdout)
        assert [one["id"] for one in report["articles"]] == [f"a{number}" for number in range(1, 13)]
        assert list(report) == ["people", "articles", "totals"]
        lines = run("status", "--format", "csv").stdout.splitlines()
        assert [line.split(",")[2] for line in lines[1:]] == [f"a{number}" for number in range(1, 13)]


def test_where_nothing_needs_attention_there_is_no_list(here: Path, run: Run) -> None:
    with Project.create(here / "annotator.db", SCHEMA) as project:
        add_articles(project, [incoming(f"الخبر {number}", id=f"a{number}") for number in range(11)])
    assert run("status").stdout == (
        "Nobody has begun.\n\n11 articles: 0 ready to adjudicate, 0 settled.\n"
        "No article needs attention. To list all: annotator status --long\n"
    )
    assert run("status", "--articles", "1-10").stdout.startswith("State")
