"""Every command that may take long shows how far it is on a terminal, and takes the line away at its end."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import click
import pytest

from annotator.cli.group import Commands
from annotator.model import Span, Status
from annotator.project import Project
from annotator.project.imports import Imports
from annotator.store.assigning.standing import Standing
from annotator.store.cases.cases import Cases
from annotator.store.finished import Finished
from tests.cli.conftest import FIRST, Run
from tests.cli.on_terminal import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "import news": "Importing",
    "status": "Reading",
    "status --format json": "Reading",
    "people": "Reading",
    "assign huda salim --per-article 1": "Assigning",
    "unassign huda": "Taking back",
    "agreement": "Comparing",
    "agreement --format json": "Comparing",
    "agreement --against huda": "Comparing",
    "evaluate --predictions huda --against salim": "Evaluating",
    "adjudicate --auto --as maryam": "Adjudicating",
    "adjudicate --auto --dry-run --as maryam": "Adjudicating",
    "export --layer all -o out.jsonl": "Exporting",
    "export --layer huda --format brat -o out": "Exporting",
    "merge other.db": "Merging",
    "merge other.db --dry-run": "Merging",
    "check": "Checking",
    "search قافلة": "Searching",
}


@pytest.fixture
def finished(project: Path) -> Path:
    """A project in which two people finished an article, with a copy of it and an article to bring in beside it."""
    with Project.open(project) as opened:
        opened.layers.add("first", "salim", [Span.new(5, 15, "actor", "salim")], Status.DONE)
        opened.work.set_status("first", "huda", Status.DONE)
    shutil.copy(project, project.with_name("other.db"))
    news = project.with_name("news")
    news.mkdir()
    (news / "third.txt").write_text(f"{FIRST} وصلت القافلة.", encoding="utf-8")
    return project.parent


@pytest.mark.parametrize("command", COMMANDS)
def test_how_far_it_is_stands_on_a_terminal_and_is_gone_at_the_end(finished: Path, command: str) -> None:
    _, shown = on_terminal(finished, *command.split())
    *before, last = shown.split("\r")
    assert any(part.startswith(COMMANDS[command]) for part in before), shown
    assert not last.strip()


@pytest.mark.parametrize(
    ("command", "within"),
    [
        ("import news", (Imports, "add_found")),
        ("import --undo first", (Imports, "undo_updates")),
        ("adjudicate --auto --as maryam", (Cases, "totals")),
        ("agreement", (Finished, "marks")),
        ("status", (Standing, "summary")),
    ],
)
def test_ctrl_c_before_anything_was_done_says_so(
    finished: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str, within: tuple[type, str]
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(finished)
    monkeypatch.setattr(*within, stop)
    assert run(*command.split(), status=130).stderr == "Stopped. Nothing was changed.\n"


@pytest.mark.parametrize("command", ["import news", "status"])
@pytest.mark.parametrize("within", ["get_command", "parse_args", "resolve_command"])
def test_ctrl_c_while_the_command_line_is_read_ends_as_later(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, within: str
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Commands, within, stop)
    assert run(*command.split(), status=130).stderr.startswith("Stopped.")


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_of_it_stands_in_a_file(finished: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *command.split()], cwd=finished, capture_output=True, check=True
    )
    assert COMMANDS[command].encode() not in done.stderr + done.stdout
    assert b"\r" not in done.stderr + done.stdout


def test_when_all_are_done_it_says_that_the_end_is_being_made(finished: Path) -> None:
    _, shown = on_terminal(finished, "export", "--layer", "all", "--split", "100", "-o", "out")
    parts = [part.strip() for part in shown.split("\r")]
    assert any("2 of 2, finishing" in part for part in parts), shown
    assert not any("100%" in part for part in parts)


@pytest.mark.parametrize(
    ("command", "made"),
    [
        ("export --layer all -o out.jsonl", "out.jsonl"),
        ("export --layer huda --format brat -o out", "out"),
        ("export --layer all --split 100 -o out", "out"),
        ("backup copy.db", "copy.db"),
        ("recover other.db new.db", "new.db"),
        ("import news", ""),
        ("assign huda --per-article 1", ""),
        ("merge third.db", ""),
    ],
)
def test_ctrl_c_while_it_is_told_what_was_done_says_that_it_was(
    finished: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str, made: str
) -> None:
    shutil.copy(finished / "other.db", finished / "third.db")
    with Project.open(finished / "third.db") as third:
        third.layers.add("second", "maryam", [Span.new(0, 3, "actor", "maryam")], Status.DONE)
    echo, calls = click.echo, []

    def stop(*given: Any, **more: Any) -> None:
        calls.append(given)
        if len(calls) == 1:
            raise KeyboardInterrupt
        echo(*given, **more)

    monkeypatch.chdir(finished)
    monkeypatch.setattr(click, "echo", stop)
    told = run(*command.split(), status=130).stderr
    done = f"{made} is written, and whole." if made else "What was done before is saved."
    assert told.removeprefix("Stopped. ").removeprefix(f"{finished}/") == f"{done}\n"
    assert (finished / made).exists()
