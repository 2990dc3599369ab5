from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from annotator.cli.say import say
from annotator.errors import StaleSpanError
from annotator.model import GoldStep, Source, Span, Status
from annotator.project import Project
from annotator.store import gold as gold_store
from tests.cli.conftest import Run, only_line
from tests.cli.on_terminal import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.adjudication import Policy
    from annotator.store.file.connection import Connection

THIRD = "عاد الصيادون إلى الميناء مع الفجر."


@pytest.fixture
def team(project: Path, run: Run) -> Path:
    """Two articles that huda and salim finished: in the first they differ over two spans, in the third over none."""
    (project.parent / "third.txt").write_bytes(THIRD.encode())
    run("import", "third.txt")
    with Project.open(project) as opened:
        spans = [Span.new(5, 15, "actor", "salim"), Span.new(37, 47, "actor", "salim")]
        opened.layers.add("first", "salim", spans, Status.DONE)
        for name in ("huda", "salim"):
            opened.layers.add("third", name, [Span.new(4, 12, "actor", name)], Status.DONE)
    return project


def gold(run: Run, status: int = 0) -> dict[str, list[tuple[str, str]]]:
    lines = run("export", status=status).stdout_bytes.splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return {record["id"]: [(span["text"], span["source"]) for span in record["spans"]] for record in records}


@pytest.mark.usefixtures("team")
def test_the_undisputed_part_and_what_is_left(run: Run) -> None:
    result = run("adjudicate", "--auto", "--as", "maryam")
    assert result.stdout.splitlines() == [
        "2 articles finished by two people or more, policy unanimous: 2 decided, 1 article settled.",
        "Still open in 1 article: 2 missing, 1 label.",
        "  first: 2 missing, 1 label",
        "To decide them: annotator adjudicate --as maryam",
    ]
    assert not result.stderr
    assert gold(run) == {"third": [("الصيادون", "unanimous")]}


@pytest.mark.usefixtures("team")
def test_a_second_time_there_is_nothing_new(team: Path, run: Run) -> None:
    first = run("adjudicate", "--auto", "--as", "maryam").stdout.splitlines()
    with Project.open(team) as opened:
        before = [opened.gold.steps(id_) for id_ in ("first", "second", "third")]
    again = run("adjudicate", "--auto", "--as", "maryam").stdout.splitlines()
    assert again[0] == "2 articles finished by two people or more, policy unanimous: nothing new to do."
    assert again[1:] == first[1:]
    with Project.open(team) as opened:
        assert [opened.gold.steps(id_) for id_ in ("first", "second", "third")] == before


@pytest.mark.usefixtures("team")
def test_a_policy_that_decides_everything_settles(run: Run) -> None:
    result = run("adjudicate", "--auto", "--policy", "adjudicator:huda", "--as", "maryam")
    assert result.stdout.splitlines() == [
        "2 articles finished by two people or more, policy adjudicator:huda: 5 decided, 2 articles settled.",
        "Nothing is left to decide.",
    ]
    assert [source for _, source in gold(run)["first"]] == [
        Source.POLICY,
        Source.UNANIMOUS,
        Source.POLICY,
    ]


@pytest.mark.usefixtures("team")
def test_none_decides_nothing(run: Run) -> None:
    lines = run("adjudicate", "--auto", "--policy", "none", "--as", "maryam").stdout.splitlines()
    assert lines[:2] == [
        "2 articles finished by two people or more, policy none: nothing new to do.",
        "Still open in 2 articles: 2 agreed, 2 missing, 1 label.",
    ]
    assert gold(run, status=1) == {}


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("article", ["third", "3"])
def test_one_article(run: Run, article: str) -> None:
    result = run("adjudicate", article, "--auto", "--as", "maryam")
    assert result.stdout.splitlines() == [
        "1 article finished by two people or more, policy unanimous: 1 decided, 1 article settled.",
        "Nothing is left to decide.",
    ]


def test_a_layer_that_changed_is_decided_again(team: Path, run: Run) -> None:
    run("adjudicate", "third", "--auto", "--as", "maryam")
    with Project.open(team) as opened:
        for name in ("huda", "salim"):
            opened.layers.add("third", name, [Span.new(17, 24, "location", name)], Status.DONE)
    assert gold(run, status=1) == {}
    lines = run("adjudicate", "third", "--auto", "--as", "maryam").stdout.splitlines()
    assert lines[0].endswith("1 decided, 1 article settled.")
    assert gold(run) == {"third": [("الصيادون", "unanimous"), ("الميناء", "unanimous")]}
    with Project.open(team) as opened:
        opened.layers.add("third", "huda", [Span.new(0, 3, "claim", "huda")], Status.DONE)
    lines = run("adjudicate", "third", "--auto", "--as", "maryam").stdout.splitlines()
    assert lines[1] == "Still open in 1 article: 1 missing."
    assert gold(run, status=1) == {}


def test_an_article_that_somebody_is_still_to_finish_is_not_settled(team: Path, run: Run) -> None:
    with Project.open(team) as opened:
        opened.assignments.assign(["huda", "salim", "layla"], per_article=3, articles=["third"])
    result = run("adjudicate", "third", "--auto", "--as", "maryam")
    assert result.stdout.splitlines() == [
        "1 article finished by two people or more, policy unanimous: 1 decided, 0 articles settled.",
        "Nothing is left to decide.",
        "1 article not settled yet, as somebody is still to finish it: annotator status",
    ]
    assert gold(run, status=1) == {}
    with Project.open(team) as opened:
        opened.layers.add("third", "layla", [], Status.DONE)
    lines = run("adjudicate", "third", "--auto", "--as", "maryam").stdout.splitlines()
    assert lines[1] == "Still open in 1 article: 1 changed since it was decided."
    lines = run("adjudicate", "third", "--auto", "--policy", "majority", "--as", "maryam").stdout.splitlines()
    assert lines[1] == "Nothing is left to decide."
    assert gold(run) == {"third": [("الصيادون", "policy")]}


def test_a_settled_article_is_not_told_as_waiting(team: Path, run: Run) -> None:
    run("adjudicate", "third", "--auto", "--as", "maryam")
    with Project.open(team) as opened:
        opened.assignments.assign(["huda", "salim", "layla"], per_article=3, articles=["third"])
    assert run("adjudicate", "third", "--auto", "--as", "maryam").stdout.splitlines() == [
        "1 article finished by two people or more, policy unanimous: nothing new to do.",
        "Nothing is left to decide.",
    ]


def test_the_next_command_is_told_as_it_was_given(team: Path, run: Run) -> None:
    team.rename(team.with_name("our gold.db"))
    said = run(
        "adjudicate", "--auto", "--as", "umm maryam", "--policy", "majority", "--project", "our gold.db"
    )  # fmt: skip
    last = said.stdout.splitlines()[-1]
    assert last == (
        "To decide them: annotator adjudicate --as 'umm maryam' --policy majority --project 'our gold.db'"
    )


@pytest.mark.usefixtures("team")
def test_the_next_command_has_nothing_that_was_not_given(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "maryam")
    assert run("adjudicate", "--auto").stdout.splitlines()[-1] == "To decide them: annotator adjudicate"


@pytest.mark.usefixtures("team")
def test_some_articles(run: Run) -> None:
    result = run("adjudicate", "--articles", "2-3", "--auto", "--as", "maryam")
    assert result.stdout.splitlines() == [
        "1 article finished by two people or more, policy unanimous: 1 decided, 1 article settled.",
        "Nothing is left to decide.",
    ]
    line = only_line(run("adjudicate", "--articles", "second", "--auto", "--as", "maryam", status=1).stderr)
    assert line == (
        "None of these articles has been finished by two people, so there is nothing to adjudicate. "
        "To see how far they are: annotator status"
    )


def test_an_adjudicator_who_annotated_is_told_so(team: Path, run: Run) -> None:
    result = run("adjudicate", "--auto", "--as", "huda")
    assert only_line(result.stderr) == "huda adjudicates what huda annotated too: first, third."
    with Project.open(team) as opened:
        assert opened.gold.steps("third")[0].adjudicator == "huda"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ("--policy", "most"),
            2,
            "There is no policy called 'most'. Choose unanimous, majority, adjudicator:NAME or none.",
        ),
        (
            ("--policy", "adjudicator:"),
            2,
            "The policy adjudicator: needs a name, whose spans win: write adjudicator:NAME. There are: huda, salim.",
        ),
        (
            ("--policy", "adjudicator:layla"),
            2,
            "Nobody is called layla, so their spans can't win. There are: huda, salim.",
        ),
        (
            ("second",),
            1,
            "second can be adjudicated when two people have finished it. Nobody has finished it yet; "
            "2 are still to finish it.",
        ),
    ],
)
def test_what_makes_no_sense(
    team: Path, run: Run, arguments: tuple[str, ...], status: int, said: str
) -> None:
    before = team.read_bytes()
    for auto in ([], ["--auto"]):
        result = run("adjudicate", *arguments, *auto, "--as", "maryam", status=status)
        assert only_line(result.stderr) == said
        assert not result.stdout
    assert team.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("third", "--articles", "3", "--auto"),
            "An article is named, and --articles too: leave one of them out.",
        ),
        (
            ("--articles", "3"),
            "--articles goes with --auto. The screen lists all articles; typing there finds some of them.",
        ),
        (
            ("--articles", "9", "--auto"),
            "'9' finds no article. Give ids, numbers from 1 to 3, ranges such as 1-3, words of titles, sources and "
            "ids, FIELD=VALUE, or @FILE with an id on each line, with commas between them.",
        ),
    ],
)
def test_articles_that_make_no_sense(team: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    before = team.read_bytes()
    result = run("adjudicate", *arguments, "--as", "maryam", status=2)
    assert only_line(result.stderr) == said
    assert team.read_bytes() == before


@pytest.mark.usefixtures("project")
def test_who_has_finished_and_who_is_still_to(project: Path, run: Run) -> None:
    line = only_line(run("adjudicate", "first", "--auto", "--as", "maryam", status=1).stderr)
    assert line == (
        "first can be adjudicated when two people have finished it. huda has finished it; still to finish it: salim."
    )
    with Project.open(project) as opened:
        opened.assignments.assign(["layla", "huda"], per_article=2, articles=["first"])
    line = only_line(run("adjudicate", "1", "--auto", "--as", "maryam", status=1).stderr)
    assert line.endswith("huda has finished it; still to finish it: layla, salim.")
    for arguments in ((), ("--auto",)):
        line = only_line(run("adjudicate", *arguments, "--as", "maryam", status=1).stderr)
        assert line == (
            "No article has been finished by two people, so there is nothing to adjudicate. "
            "To see how far they are: annotator status"
        )


@pytest.mark.usefixtures("team")
def test_somebody_who_marked_nothing_decides_nothing(run: Run) -> None:
    run("adjudicate", "third", "--auto", "--as", "maryam")
    result = run("adjudicate", "--auto", "--policy", "adjudicator:maryam", "--as", "maryam")
    assert only_line(result.stderr) == (
        "maryam has finished none of these, so adjudicator:maryam decides only what all agree on."
    )


@pytest.mark.usefixtures("team")
def test_without_auto_it_needs_a_terminal(run: Run) -> None:
    line = only_line(run("adjudicate", "--as", "maryam", status=2).stderr)
    assert line == "annotator adjudicate needs a terminal; here standard input or output is none."


def test_the_screens_open_with_what_was_asked_for(
    team: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[dict[str, Any]] = []

    def screens(reader: Project, policy: Policy, **asked: Any) -> None:
        opened.append({"project": reader.path, "policy": str(policy), **asked})

    monkeypatch.setattr("annotator.tui.adjudicate", screens)
    monkeypatch.setattr("annotator.cli.adjudicate.require_terminal", lambda _command: None)
    run(
        "adjudicate", "3", "--as", "maryam", "--policy", "adjudicator:huda", "--hide-names", "--bidi", "kitty"
    )
    run("adjudicate", "--as", "maryam")
    assert opened == [
        {
            "project": team,
            "name": "maryam",
            "article": "third",
            "policy": "adjudicator:huda",
            "hide_names": True,
            "bidi": "kitty",
            "tell": say,
        },
        {
            "project": team,
            "name": "maryam",
            "article": None,
            "policy": "unanimous",
            "hide_names": False,
            "bidi": "auto",
            "tell": say,
        },
    ]


@pytest.mark.parametrize("clashes", [1, 2])
def test_another_adjudicator_at_the_same_moment(
    team: Path, run: Run, monkeypatch: pytest.MonkeyPatch, clashes: int
) -> None:
    apply = gold_store.apply
    refused: list[GoldStep] = []

    def clash(connection: Connection, step: GoldStep) -> None:
        if step.article == "first" and len(refused) < clashes:
            refused.append(step)
            raise StaleSpanError("What was decided was changed elsewhere.")
        apply(connection, step)

    monkeypatch.setattr(gold_store, "apply", clash)
    lines = run("adjudicate", "--auto", "--policy", "adjudicator:huda", "--as", "maryam").stdout.splitlines()
    with Project.open(team) as opened:
        steps = opened.gold.steps("first")
    if clashes == 1:
        assert lines[0].endswith("5 decided, 2 articles settled.")
        assert lines[1:] == ["Nothing is left to decide."]
        assert [step.settled for step in steps] == [(False, True)]
    else:
        assert lines[0].endswith("1 decided, 1 article settled.")
        assert lines[-1] == "first was changed elsewhere meanwhile; run this again."
        assert "Nothing is left to decide." not in lines
        assert steps == []


@pytest.mark.usefixtures("team")
def test_a_progress_bar_only_on_a_terminal(here: Path) -> None:
    command = ["adjudicate", "--auto", "--as", "maryam"]
    output, shown = on_terminal(here, *command)
    assert "Adjudicating" in shown
    assert output.endswith("To decide them: annotator adjudicate --as maryam\n")
    again = subprocess.run(
        [sys.executable, "-m", "annotator", *command], cwd=here, capture_output=True, check=True
    )
    assert again.stderr == b""
