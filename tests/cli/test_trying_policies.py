"""What policies would decide, told before anything is decided, and what a majority of two is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from annotator.adjudication import Adjudication
from annotator.model import Gold, Note, Span, Status
from annotator.project import Project
from tests.cli.conftest import FIRST, SECOND, Run, only_line

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


# --- what each policy would do --------------------------------------------------------------------


def rows(text: str) -> dict[str, list[int]]:
    """Return the numbers in each row of a table by its policy."""
    found = (
        re.fullmatch(r"(unanimous|majority|none|adjudicator:\S+)((?: +[\d,]+)+)", line)
        for line in text.splitlines()
    )
    return {row[1]: [int(cell) for cell in row[2].split()] for row in found if row is not None}


def test_it_is_told_what_each_policy_would_do_and_nothing_is_done(team: Path, run: Run) -> None:
    before = team.read_bytes()
    result = run("adjudicate", "--auto", "--dry-run", "--as", "layla")
    assert result.stdout.splitlines() == [
        "3 articles finished by two people or more, nothing decided by hand.",
        "policy              decided  settled  left open",
        "unanimous                 2        1          4",
        "majority                  3        2          3",
        "adjudicator:huda          6        3          0",
        "adjudicator:maryam        3        2          3",
        "adjudicator:salim         6        3          0",
        "2 articles were finished by exactly two people, and a majority of two is both: there majority decides what unanimous does.",
        NOTHING_CHANGED,
    ]
    assert not result.stderr
    assert team.read_bytes() == before


@pytest.mark.parametrize("policy", ["unanimous", "majority", "adjudicator:huda", "adjudicator:maryam"])
@pytest.mark.parametrize("begun", ["none", "majority", "adjudicator:huda"])
def test_what_would_be_done_is_what_is_done(team: Path, run: Run, begun: str, policy: str) -> None:
    """Also after some was decided, and with an article that somebody is still to finish."""
    with Project.open(team) as opened:
        opened.assignments.assign(["huda", "salim", "layla"], per_article=3, articles=["third"])
    run("adjudicate", "second", "--auto", "--as", "layla", "--policy", begun)
    decided, settled, left = rows(run("adjudicate", "--auto", "--dry-run", "--as", "layla").stdout)[policy][
        :3
    ]
    done = run("adjudicate", "--auto", "--as", "layla", "--policy", policy).stdout
    told = re.search(r"(\d+) decided, (\d+) article", done)
    assert (decided, settled) == ((int(told[1]), int(told[2])) if told else (0, 0))
    still = re.search(r"Still open in .*?: (.*)\.", done)
    assert left == (sum(map(int, re.findall(r"\d+", still[1]))) if still else 0)
    again = rows(run("adjudicate", "--auto", "--dry-run", "--as", "layla").stdout)[policy]
    assert again[:3] == [0, 0, left]


def test_it_is_told_on_which_decisions_made_by_hand_a_policy_gives_the_same(team: Path, run: Run) -> None:
    """The label and the place are as huda has them; what she alone marked is out; nobody marked what was added."""
    with Project.open(team) as opened:
        deciding(opened, "first")
    result = run("adjudicate", "--auto", "--dry-run", "--as", "layla")
    assert result.stdout.splitlines()[:2] == [
        "3 articles finished by two people or more, 4 decisions made by hand.",
        "policy              decided  settled  left open  same gold  other gold  says nothing",
    ]
    assert {policy: numbers[3:] for policy, numbers in rows(result.stdout).items()} == {
        "unanimous": [0, 0, 4],
        "majority": [0, 0, 4],
        "adjudicator:huda": [2, 1, 1],
        "adjudicator:salim": [1, 2, 1],
        "adjudicator:maryam": [0, 0, 4],
    }


def deciding(opened: Project, article: str) -> None:
    """Decide by hand: each group for what huda has, but a claim of hers for none, and a span that nobody marked."""
    text, layers = opened.articles.get(article), opened.finished.layers(article)
    made = Adjudication(text, "layla", layers, Gold(article=article))
    steps = []
    for case in made.open_cases():
        assert case.group is not None
        theirs = [version for version in case.group.versions if "huda" in version.annotators]
        steps.append(
            made.choose(case, theirs) if "claim" not in {one.label for one in theirs} else made.reject(case)
        )
    start = FIRST.index("المجلس")
    steps.append(made.add(start, start + len("المجلس"), "actor"))
    assert not opened.gold.decide_each(steps[:1])
    for step in steps[1:]:
        assert not opened.gold.decide_each([step])


def test_a_policy_that_is_named_is_told_alone(team: Path, run: Run) -> None:
    before = team.read_bytes()
    for policy in ("majority", "none", "adjudicator:salim", "unanimous"):
        result = run("adjudicate", "--auto", "--dry-run", "--as", "layla", "--policy", policy)
        assert list(rows(result.stdout)) == [policy]
        assert ("a majority of two" in result.stdout) == (policy == "majority")
    assert team.read_bytes() == before


@pytest.mark.usefixtures("team")
def test_some_articles_are_looked_at(run: Run) -> None:
    for chosen in (["second"], ["--articles", "2"]):
        lines = run("adjudicate", *chosen, "--auto", "--dry-run", "--as", "layla").stdout.splitlines()
        assert lines[0] == "1 article finished by two people or more, nothing decided by hand."
        assert lines[-1] == NOTHING_CHANGED
        assert "a majority of two" not in "".join(lines)
    nobody = run("adjudicate", "third", "--auto", "--dry-run", "--as", "layla").stdout
    assert "adjudicator:maryam" not in nobody


def test_it_goes_with_auto(team: Path, run: Run) -> None:
    before = team.read_bytes()
    result = run("adjudicate", "--dry-run", "--as", "layla", status=2)
    assert only_line(result.stderr) == (
        "--dry-run goes with --auto: it tells what each policy would decide without a screen."
    )
    assert not result.stdout
    assert team.read_bytes() == before


def test_where_there_is_nothing_to_compare_it_says_so(project: Path, run: Run) -> None:
    assert project.exists()
    line = only_line(run("adjudicate", "--auto", "--dry-run", "--as", "layla", status=1).stderr)
    assert line.startswith("No article has been finished by two people, so there is nothing to adjudicate.")


def test_a_project_that_can_only_be_read_is_looked_at(team: Path, run: Run, here: Path) -> None:
    first = run("adjudicate", "--auto", "--dry-run", "--as", "layla").stdout
    team.chmod(0o444)
    here.chmod(0o555)
    try:
        assert run("adjudicate", "--auto", "--dry-run", "--as", "layla").stdout == first
    finally:
        here.chmod(0o755)


def test_an_article_that_went_back_to_somebody_is_not_settled(team: Path, run: Run) -> None:
    """Not even when nothing is open in it, until that person finishes it again."""
    run("adjudicate", "second", "--auto", "--as", "layla")
    with Project.open(team) as opened:
        opened.notes.send_back(
            [Note.new("second", 0, 4, "maryam", "layla", "أهي القرية كلها؟", sends_back=True)]
        )
    assert rows(run("adjudicate", "second", "--auto", "--dry-run", "--as", "layla").stdout)["majority"] == [
        1,
        0,
        0,
    ]
    arguments = ("adjudicate", "second", "--auto", "--as", "layla", "--policy", "majority")
    assert run(*arguments).stdout.splitlines() == [
        "1 article finished by two people or more, policy majority: 1 decided, 0 articles settled.",
        "1 article was finished by exactly two people, and a majority of two is both: there majority decides what unanimous does.",
        "Nothing is left to decide.",
        "1 article not settled yet, as somebody is still to finish it: annotator status",
    ]
    with Project.open(team) as opened:
        opened.work.set_status("second", "maryam", Status.DONE)
    assert "1 article settled." in run(*arguments).stdout


def test_hidden_names_are_not_told(team: Path, run: Run) -> None:
    """Nor can they be told by the order of the rows; the letters are those that the screens show."""
    with Project.open(team) as opened:
        called = opened.people.drawn_letters()
    shown = rows(run("adjudicate", "--auto", "--dry-run", "--as", "layla").stdout)
    result = run("adjudicate", "--auto", "--dry-run", "--hide-names", "--as", "layla")
    hidden = rows(result.stdout)
    people = ("huda", "salim", "maryam")
    assert not any(name in result.stdout for name in people)
    assert list(hidden)[2:] == sorted(f"adjudicator:{called[name]}" for name in people)
    assert all(hidden[f"adjudicator:{called[name]}"] == shown[f"adjudicator:{name}"] for name in people)
