"""Who is in the project, as it is printed; and names at the entrance of each command."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from annotator.cli import annotate
from annotator.model import Status
from annotator.project import Project
from tests.cli.conftest import Run, only_line
from tests.store.helpers import contents, ours

if TYPE_CHECKING:
    from pathlib import Path


def add(path: Path, *names: str) -> None:
    for name in names:
        ours(path, f"INSERT INTO annotator (name, created) VALUES ('{name}', '2026-01-01T00:00:00+00:00')")


def test_everybody_with_what_they_have(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.work.add_time("first", "huda", 4000)
        opened.work.set_status("second", "ليلى", Status.FLAGGED, "مكرر")
    run("assign", "huda", "salim", "--per-article", "2")
    run("people", "rename", "salim", "سالم")
    assert run("people").stdout == (
        "Assigned  Done  Doing  Flagged  Spans  Decisions        Time  Person\n"
        "       2     1      0        0      3          0  1 h 07 min  huda\n"
        "       2     0      1        0      1          0       0 min  سالم (before: salim)\n"
        "       0     0      0        1      0          0       0 min  ليلى\n"
    )
    told = json.loads(run("people", "--format", "json").stdout)
    assert told["alike"] == []
    assert told["people"][1] == {
        "name": "سالم", "former": ["salim"], "assigned": 2, "finished": 0, "doing": 1, "flagged": 0, "spans": 1,
        "decisions": 0, "seconds": 0.0, "fault": "",
    }  # fmt: skip


def test_nobody_yet(here: Path, run: Run) -> None:  # noqa: ARG001
    run("init")
    assert only_line(run("people").stdout).startswith("There is nobody yet")


def test_pairs_and_bad_names_are_told(project: Path, run: Run) -> None:
    add(project, "Huda", "ALL", "x" * 80)
    pair = "Huda and huda differ only in case or in how letters are composed, and are 2 people here."
    told = run("people").stderr.splitlines()
    assert told[0] == f"{pair} If they are one person: annotator people join Huda huda"
    assert told[1] == (
        "'ALL' can't be an annotator's name, because --layer ALL means something else. So ALL can't work here until they are "
        "renamed: annotator people rename ALL NEW"
    )
    assert "at most 64 characters; this one has 80." in told[2]
    assert (
        only_line(run("status").stderr) == f"{pair} If they are one person: annotator people join Huda huda"
    )
    run("people", "join", "Huda", "huda")
    run("people", "rename", "ALL", "laila")
    run("people", "rename", "x" * 80, "omar")
    assert run("people").stderr == run("status").stderr == ""


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["rename", "huda", "هدى"],
            "huda is called هدى now: 3 spans in 1 layer, 3 changes in the history, 0 decisions.",
        ),
        (
            ["join", "HUDA", "salim"],
            "huda is salim now: 3 spans in 1 layer, 3 changes in the history, 0 decisions.",
        ),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_the_project_may_be_named_at_each_place(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str, place: int
) -> None:
    other = shutil.copyfile(project, project.with_name("other.db"))
    monkeypatch.setenv("ANNOTATOR_PROJECT", str(other))
    words = ["people", *args]
    words[place:place] = ["--project", str(project)]
    assert run(*words).stdout == f"{said}\n"
    for path, is_moved in ((project, True), (other, False)):
        with Project.open(path) as opened:
            assert ("huda" not in opened.people.names()) == is_moved


def test_what_is_told_of_two_who_are_one(here: Path, run: Run) -> None:
    run("demo", "--no-open", "--dir", ".")
    assert run(
        "people", "--project", str(here / "annotator.db"), "join", "huda", "salim"
    ).stdout.splitlines() == [
        "huda is salim now: 90 spans in 9 layers, 436 changes in the history, 71 decisions.",
        "173 spans that both had are kept once.",
        "Gold of 2 articles counts as changed; to settle it again: annotator adjudicate",
    ]


@pytest.mark.parametrize(
    ("args", "said", "status"),
    [
        (["rename", "huda", "SALIM"], "salim is somebody in this project already", 2),
        (["rename", "huda", "all"], "'all' can't be an annotator's name", 2),
        (["rename", "hdua", "x"], "There is no annotator called hdua", 2),
        (["join", "huda", "Huda"], "huda is one person already", 2),
        (["rename", "huda"], "B is missing. Example: annotator people rename", 2),
        (["bogus"], "There is no command people bogus. There are: join, remove, rename.", 2),
        (["--format", "json", "join", "huda", "salim"], "--format is for the list of people", 2),
        (["--project", "no.db", "rename", "a", "b"], "There is no project at no.db", 1),
        (["join", "a", "b", "--project", "no.db"], "There is no project at no.db", 1),
    ],
)
def test_what_can_not_be(project: Path, run: Run, args: list[str], said: str, status: int) -> None:
    before = contents(project.parent)
    result = run("people", *args, status=status)
    assert said in result.stderr
    assert not result.stdout
    assert contents(project.parent) == before


@pytest.mark.parametrize(
    "args", [["people", "--help"], ["people", "rename", "-h"], ["people", "join", "--help"]]
)
def test_help(run: Run, args: list[str]) -> None:
    assert "--project FILE" in run(*args).stdout


# --- at the entrance ------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(annotate, "require_terminal", lambda _command: None)
    monkeypatch.setattr(annotate, "start", lambda _project, name, *_: names.append(name))
    return names


def test_who_is_there_works_under_their_own_name(project: Path, run: Run, started: list[str]) -> None:
    add(project, "أحمد", "ALL")
    for name in ("Huda ", "ا\u0654حمد", "new"):
        run("--as", name)
    run("people", "rename", "salim", "سالم")
    assert only_line(run("--as", "SALIM").stderr) == "SALIM is called سالم now."
    assert started == ["huda", "أحمد", "new", "سالم"]
    assert "annotator people rename ALL NEW" in only_line(run("--as", "ALL", status=2).stderr)
    assert len(started) == 4


def test_a_layer_a_policy_and_whom_articles_are_for_in_any_spelling(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.work.set_status("first", "salim", Status.DONE)
    assert run("export", "--layer", "HUDA").stdout == run("export", "--layer", "huda").stdout
    run("assign", "Huda", "SALIM", "--per-article", "2")
    assert "For huda  added" in run("assign", "HUDA", "--per-article", "1", "--articles", "second").stdout
    assert "From huda taken back" in run("unassign", "Huda", "HUDA", "--articles", "second").stdout
    told = run("adjudicate", "--auto", "--as", "Nadia", "--policy", "adjudicator:HUDA").stdout
    assert "policy adjudicator:huda" in told
    run("adjudicate", "--auto", "--as", "NADIA", "--policy", "adjudicator:HUDA")
    with Project.open(project) as opened:
        assert opened.people.names() == ["Nadia", "huda", "salim"]
        assert {one.policy for one in opened.gold.get("first").decisions} <= {"adjudicator:huda", "unanimous"}
    for policy in ("adjudicator:nobody", "adjudicator:"):
        assert (
            "There are: Nadia, huda, salim."
            in run("adjudicate", "--auto", "--policy", policy, status=2).stderr
        )
    assert "huda is named twice" in run("assign", "Huda", "huda", "--per-article", "1", status=2).stderr
    assert "is named twice" in run("assign", "Omar", "omar", "--per-article", "1", status=2).stderr


def test_what_comes_in_is_told_with_file_and_line(project: Path, run: Run) -> None:
    before = contents(project.parent)
    span = {"start": 0, "end": 4, "label": "actor"}
    lines = [
        {
            "text": "نص أول",
            "offset_unit": "codepoint",
            "spans": [{**span, "annotator": name} for name in names],
        }
        for names in (["huda"], ["Huda", "huda"])
    ]
    file = project.with_name("in.jsonl")
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = run("import", "in.jsonl", status=1).stderr.splitlines()
    assert told == [
        "in.jsonl, line 2: Huda and huda are two spellings of one name; write one of them.",
        "To leave out what is refused and take the rest, say --skip-bad.",
        "Nothing was stored: where there are spans, all comes in or nothing.",
    ]
    file.unlink()
    assert contents(project.parent) == before
