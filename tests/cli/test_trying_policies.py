"""What policies would decide, told before anything is decided, and what a majority of two is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import SECOND, Run

if TYPE_CHECKING:
    from pathlib import Path

THIRD = "عاد الصيادون إلى الميناء مع الفجر."
NOTHING_CHANGED = "This is what would be done; with --dry-run nothing was changed."


@pytest.fixture
def team(project: Path, run: Run) -> Path:
    """Three articles: huda and salim finished two of them, with maryam the second, in which two of three agree on one span."""
    (project.parent / "third.txt").write_bytes(THIRD.encode())
    run("import", "third.txt")
    with Project.open(project) as opened:
        spans = [Span.new(5, 15, "actor", "salim"), Span.new(37, 47, "actor", "salim")]
        opened.layers.add("first", "salim", spans, Status.DONE)
        for name in ("huda", "salim", "maryam"):
            start, end = place("قرية عين السدر") if name == "maryam" else place("عين السدر")
            opened.layers.add("second", name, [Span.new(start, end, "location", name)], Status.DONE)
        for name in ("huda", "salim"):
            opened.layers.add("third", name, [Span.new(4, 12, "actor", name)], Status.DONE)
    return project


def place(words: str) -> tuple[int, int]:
    return SECOND.index(words), SECOND.index(words) + len(words)


def test_it_is_told_that_a_majority_of_two_is_both(team: Path, run: Run) -> None:
    assert team.exists()
    lines = run("adjudicate", "--auto", "--as", "layla", "--policy", "majority").stdout.splitlines()
    assert lines[:2] == [
        "3 articles finished by two people or more, policy majority: 3 decided, 2 articles settled.",
        "2 articles were finished by exactly two people, and a majority of two is both: there majority decides what unanimous does.",
    ]


@pytest.mark.usefixtures("team")
def test_it_is_not_told_where_it_is_about_nothing(run: Run) -> None:
    for arguments in (["second", "--policy", "majority"], ["--policy", "unanimous"], ["third"]):
        said = run("adjudicate", *arguments, "--auto", "--as", "layla")
        assert "majority" not in said.stdout.removeprefix(said.stdout.splitlines()[0]), arguments
        assert not said.stderr
    one = run("adjudicate", "third", "--policy", "majority", "--auto", "--as", "layla").stdout.splitlines()
    assert one[1].startswith("1 article was finished by exactly two people, and a majority of two is both")


def test_the_help_says_it_too(run: Run) -> None:
    text = " ".join(run("adjudicate", "--help").stdout.split())
    assert "of two people: both" in text
