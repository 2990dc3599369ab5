"""Taking back what was assigned: a mistyped name, a person who leaves, articles that were handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from annotator.store.assigning.assignments import TRACES
from tests.adding import add_articles
from tests.cli.conftest import Run, only_line
from tests.store.helpers import SCHEMA, adding, contents, incoming
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(here: Path) -> Path:
    """A project of four articles of ten words; the first two are assigned to huda and salim."""
    path = here / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        add_articles(
            project, (incoming(f"خبر{place} " + "كلمة " * 9, id=f"news-{place}") for place in range(1, 5))
        )
        project.assignments.assign(["huda", "salim"], per_article=2, articles=["news-1", "news-2"])
    return path


def assigned(path: Path) -> list[tuple[str, ...]]:
    with Project.open(path) as project:
        return [article.assigned for article in project.work.status().articles]


def people(path: Path) -> list[str]:
    with Project.open(path) as project:
        return project.people.names()


def test_a_mistyped_name_is_taken_back(project: Path, run: Run) -> None:
    before = assigned(project)
    run("assign", "hdua", "salim", "--per-article", "2", "--articles", "3,4")
    assert people(project) == ["hdua", "huda", "salim"]
    assert run("unassign", "hdua").stdout.splitlines() == [
        "From hdua taken back 2 articles with 20 words; none left.",
        "Now hdua has nothing in this project and is gone from it.",
        "How far everybody is: annotator status",
    ]
    assert people(project) == ["huda", "salim"]
    assert assigned(project) == [*before[:2], ("salim",), ("salim",)]
    told = run("assign", "huda", "salim", "--per-article", "2", "--articles", "3,4").stdout
    assert told.startswith("2 assignments added to 2 articles; 2 were there and stay.")


def test_what_is_begun_stays_and_is_told(project: Path, run: Run) -> None:
    span = Span.new(0, 4, "actor", "salim")
    with Project.open(project) as opened:
        opened.layers.add("news-1", "salim", [span], Status.TODO)
        opened.work.set_status("news-2", "huda", Status.FLAGGED, "مكرر")
    assert run("unassign", "salim", "huda").stdout.splitlines() == [
        "From huda taken back 1 article with 10 words; 1 left.",
        "From salim taken back 1 article with 10 words; 1 left.",
        "What huda has begun stays: news-2.",
        "What salim has begun stays: news-1.",
        "To take that back too, without what is marked in it: annotator unassign huda salim --begun",
        "2 articles are for nobody as yet.",
        "How far everybody is: annotator status",
    ]
    assert assigned(project) == [("salim",), ("huda",), (), ()]
    run("unassign", "salim", "--begun")
    assert assigned(project) == [(), ("huda",), (), ()]
    with Project.open(project) as opened:
        assert opened.layers.get("news-1", "salim").spans == (span,)
        assert [row.id for row in listed(opened, "salim")] == ["news-1"]
        assert opened.people.names() == ["huda", "salim"]


def test_only_some_articles(project: Path, run: Run) -> None:
    said = run("unassign", "salim", "--articles", "2-4").stdout.splitlines()
    assert said[0] == "From salim taken back 1 article with 10 words; 1 left."
    assert assigned(project) == [("huda", "salim"), ("huda",), (), ()]


def test_when_nothing_is_assigned_any_more_everybody_sees_everything(project: Path, run: Run) -> None:
    said = run("unassign", "huda", "salim").stdout
    assert "Nothing is assigned any more, so everybody sees all articles.\n" in said
    with Project.open(project) as opened:
        assert opened.people.names() == []
        assert len(listed(opened, "huda")) == 4


def test_what_was_handed_out_goes_to_whoever_asks_next(project: Path, run: Run) -> None:
    run("assign", "--dynamic", "--per-article", "1", "--articles", "3")
    with Project.open(project) as opened:
        assert opened.pool.next_article("maryam") == "news-3"
        assert opened.pool.next_article("layla") is None
    assert "gone from it" in run("unassign", "maryam").stdout
    with Project.open(project) as opened:
        assert opened.pool.next_article("layla") == "news-3"


def test_articles_are_no_longer_handed_out(project: Path, run: Run) -> None:
    run("assign", "--dynamic", "--per-article", "2", "--articles", "3,4")
    with Project.open(project) as opened:
        assert opened.pool.next_article("maryam") == "news-3"
        assert opened.pool.next_article("layla") == "news-3"
        opened.layers.add("news-3", "layla", [Span.new(0, 4, "actor", "layla")], Status.DOING)
    assert run("unassign", "--dynamic").stdout.splitlines() == [
        "2 articles are no longer handed out on demand.",
        "1 that was handed out is taken back.",
        "1 that is begun stays, as if assigned to whoever began it; --begun takes it back too.",
        "1 article is for nobody as yet.",
        "How far everybody is: annotator status",
    ]
    assert assigned(project)[2:] == [("layla",), ()]
    with Project.open(project) as opened:
        assert opened.pool.next_article("maryam") is None
    run("assign", "maryam", "--per-article", "2", "--articles", "3")
    assert assigned(project)[2] == ("layla", "maryam")
    line = only_line(run("unassign", "--dynamic", status=2).stderr)
    assert line == "None of these articles is handed out on demand, so nothing was changed."


@pytest.mark.parametrize("trace", ["time", "history", "status"])
def test_who_left_a_trace_is_not_forgotten(project: Path, run: Run, trace: str) -> None:
    with Project.open(project) as opened:
        if trace == "time":
            opened.work.add_time("news-1", "salim", 5)
        elif trace == "status":
            opened.work.set_status("news-4", "salim", Status.DONE)
        else:
            opened.layers.record(adding(0, 4, article="news-4", annotator="salim"))
    assert "gone from it" not in run("unassign", "salim").stdout
    assert people(project) == ["huda", "salim"]


def test_each_table_that_knows_people_is_looked_at(project: Path) -> None:
    with Project.open(project) as opened:
        connection = opened._connection
        tables = [name for (name,) in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            (table, column)
            for table in tables
            for column, to in connection.rows(
                'SELECT "from", "table" FROM pragma_foreign_key_list(?)', [table]
            )
            if to == "annotator"
        }
    # A name from before is nothing that somebody has.
    assert found == {*TRACES, ("former_name", "annotator")}, (
        "a table that knows people belongs in TRACES of annotator/store/assigning/assignments.py; its rows go to the other "
        "person in annotator/store/people/people.py"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["hdua"],
            "Nobody in this project is called hdua; articles are assigned to huda, salim. Nothing was changed.",
        ),
        (
            ["huda", "hdua"],
            "Nobody in this project is called hdua; articles are assigned to huda, salim. Nothing was changed.",
        ),
        ([], "Nobody is named to take articles back from: give their names, or --dynamic."),
        (
            ["huda", "--dynamic"],
            "With --dynamic nobody is named, because articles are no longer handed out to anybody: leave out huda, "
            "or --dynamic.",
        ),
        (["--dynamic"], "None of these articles is handed out on demand, so nothing was changed."),
    ],
)
def test_what_makes_no_sense_changes_nothing(project: Path, run: Run, args: list[str], said: str) -> None:
    before = contents(project.parent)
    result = run("unassign", *args, status=2)
    assert only_line(result.stderr) == said
    assert not result.stdout
    assert contents(project.parent) == before
