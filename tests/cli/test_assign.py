"""Saying who is to mark what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import Run, only_line
from tests.store.helpers import SCHEMA, contents, incoming, powerless, unprivileged_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(here: Path) -> Path:
    """A project of six articles with 10, 20, 30 and so on words."""
    path = here / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        add_articles(
            project,
            (
                incoming(
                    f"خبر{place} " + "كلمة " * (10 * place - 1), id=f"news-{place}", source="وكالة الساحل"
                )
                for place in range(1, 7)
            ),
        )
    return path


def assigned(path: Path) -> list[tuple[str, ...]]:
    with Project.open(path) as project:
        return [article.assigned for article in project.work.status().articles]


def test_what_everybody_got_is_told(project: Path, run: Run) -> None:
    said = run("assign", "salim", "huda", "--per-article", "1").stdout.splitlines()
    assert said[0] == "6 assignments added to 6 articles; none were there before."
    with Project.open(project) as opened:
        loads = {name: opened.library.totals(name) for name in ("huda", "salim")}
    for line, (name, load) in zip(said[1:3], loads.items(), strict=True):
        assert (
            line.split()
            == (
                f"For {name} added {load.own}, in all {load.own} articles with {load.words_own} words"
            ).split()
        )
    assert len({line.index("in all") for line in said[1:3]}) == 1
    assert said[3:] == ["New in this project: huda, salim.", "How far everybody is: annotator status"]
    assert sum(load.words_own for load in loads.values()) == 210


def test_assigning_twice_says_what_is_kept(project: Path, run: Run) -> None:
    run("assign", "huda", "salim", "--per-article", "1", "--articles", "1-4")
    before = assigned(project)
    said = run("assign", "huda", "salim", "--per-article", "1", "--articles", "3-5").stdout
    assert said.startswith("1 assignment added to 3 articles; 2 were there and stay.\n")
    assert "New in" not in said
    assert "1 article is for nobody as yet.\n" in said
    assert assigned(project)[:4] == before[:4]
    again = run("assign", "huda", "salim", "--per-article", "2").stdout
    assert again.startswith("7 assignments added to 6 articles; 5 were there and stay.\n")
    assert assigned(project) == [("huda", "salim")] * 6


def test_the_seed_deals_differently_and_the_order_of_names_does_not(project: Path, run: Run) -> None:
    dealt = set()
    for names, seed in ((["huda", "salim"], "1"), (["salim", "huda"], "1"), (["huda", "salim"], "5")):
        copy = project.with_name(f"copy-{len(names)}-{seed}-{names[0]}.db")
        copy.write_bytes(project.read_bytes())
        run("assign", *names, "--per-article", "1", "--seed", seed, "--project", str(copy))
        dealt.add((seed, tuple(assigned(copy))))
    assert len(dealt) == 2
    assert len({result for _, result in dealt}) == 2


def test_a_part_of_the_articles(project: Path, run: Run) -> None:
    said = run("assign", "huda", "--per-article", "1", "--articles", "news-2, 5").stdout
    assert "4 articles are for nobody as yet." in said
    assert assigned(project) == [(), ("huda",), (), (), ("huda",), ()]


def test_handing_out_on_demand(project: Path, run: Run) -> None:
    said = run("assign", "--dynamic", "--per-article", "2", "--articles", "1-4").stdout.splitlines()
    assert said == [
        "4 articles added to what is handed out on demand, 0 changed, 0 kept as they were.",
        "Each goes to whoever asks for the next one, until 2 people have finished it; untouched for 3 days, "
        "it goes to somebody else.",
        "2 articles are for nobody as yet.",
        "How far everybody is: annotator status",
    ]
    again = run(
        "assign", "--dynamic", "--per-article", "1", "--articles", "4,5", "--return-after", "12h"
    ).stdout
    assert again.startswith(
        "1 article added to what is handed out on demand, 1 changed, 0 kept as they were.\n"
        "Each goes to whoever asks for the next one, until 1 person has finished it; untouched for 12 hours, "
    )
    with Project.open(project) as opened:
        assert opened.pool.next_article("huda") == "news-1"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("3d", "3 days"),
        ("1d", "1 day"),
        ("36h", "36 hours"),
        ("24h", "1 day"),
        ("90m", "90 minutes"),
        ("1.5H", "90 minutes"),
        (" 60 m ", "1 hour"),
    ],
)
def test_lengths_of_time(project: Path, run: Run, time: str, said: str) -> None:  # noqa: ARG001
    told = run("assign", "--dynamic", "--per-article", "1", "--return-after", time).stdout
    assert f"untouched for {said}, it goes" in told


@pytest.mark.parametrize(
    "time", ["", "3", "d", "0d", "0.0h", "-3d", "3w", "3 days", "1d12h", "1e3d", "nan", "9999999d"]
)
def test_what_is_no_length_of_time(project: Path, run: Run, time: str) -> None:
    before = contents(project.parent)
    told = run("assign", "--dynamic", "--per-article", "1", f"--return-after={time}", status=2)
    assert only_line(told.stderr) == (
        f"--return-after {time!r} is no length of time: give days, hours or minutes, as in 3d, 12h or 90m."
    )
    assert contents(project.parent) == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["huda", "salim", "--per-article", "3"], "--per-article 3 is more than there are: 2 people are named"),
        (["huda", "--per-article", "0"], "--per-article 0 makes no sense: an article is for 1 to 1000 people."),
        (["huda", "--per-article", "-2"], "--per-article -2 makes no sense"),
        (["huda", " huda", "--per-article", "1"], "huda is named twice; name each person once."),
        (["huda", "gold", "--per-article", "1"], "'gold' can't be an annotator's name"),
        (["ALL", "--per-article", "1"], "'ALL' can't be an annotator's name"),
        (["", "--per-article", "1"], "An annotator's name can't be empty; give one."),
        (["a\x1bb", "--per-article", "1"], "has characters that can't be seen; give another."),
        (["h" * 65, "--per-article", "1"], "An annotator's name has at most 64 characters"),
        (["--per-article", "1"], "Nobody is named to assign articles to: give their names, or --dynamic."),
        (["huda", "--per-article", "1", "--articles", "زلزال"], "'زلزال' finds no article."),
        (["huda", "--per-article", "1", "--articles", "7"], "'7' finds no article."),
        (["huda", "--per-article", "1", "--articles", ""], "'' finds no article."),
        (["huda", "--per-article", "1", "--dynamic"], "With --dynamic nobody is named"),
        (["--per-article", "1", "--dynamic", "--seed", "2"], "--seed changes nothing with --dynamic"),
        (["huda", "--per-article", "1", "--return-after", "3d"], "--return-after is for articles that are handed out"),
        (["--per-article", "2000", "--dynamic"], "--per-article 2000 makes no sense"),
        (["huda"], "--per-article is missing: how many people are to mark each article. Example: annotator assign"),
        (["huda", "--per-article", "two"], "--per-article can't be two: it is a whole number, as in --per-article 2"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(project: Path, run: Run, args: list[str], said: str) -> None:
    before = contents(project.parent)
    result = run("assign", *args, status=2)
    assert said in result.stderr
    assert not result.stdout
    assert contents(project.parent) == before


def test_assigned_and_on_demand_are_not_mixed(project: Path, run: Run) -> None:
    run("assign", "huda", "--per-article", "1", "--articles", "1,2")
    run("assign", "--dynamic", "--per-article", "1", "--articles", "3")
    before = assigned(project)
    assert only_line(run("assign", "--dynamic", "--per-article", "1", status=2).stderr) == (
        "2 of the 6 articles are assigned to people, the first of them news-1, and can't be handed out on demand as "
        "well. Choose others with --articles; nothing was changed."
    )
    assert only_line(run("assign", "huda", "--per-article", "1", status=2).stderr) == (
        "1 of the 6 articles is handed out on demand (--dynamic), news-3, and can't be assigned to "
        "people as well. Choose others with --articles; nothing was assigned."
    )
    assert assigned(project) == before


def test_a_project_without_articles(here: Path, run: Run) -> None:
    Project.create(here / "annotator.db", SCHEMA).close()
    told = run("assign", "huda", "--per-article", "1", status=2)
    assert "The project has no articles yet; bring some in with: annotator import PATH" in only_line(
        told.stderr
    )
    assert "There is no project at other.db" in (
        run("assign", "huda", "--per-article", "1", "--project", "other.db", status=1).stderr
    )


def test_a_project_that_can_only_be_read(run: Run) -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        with Project.create(path, SCHEMA) as project:
            add_articles(project, [incoming("خبر قصير", id="short")])
        with powerless(folder, path):
            for args in (["huda"], ["--dynamic"]):
                told = run("assign", *args, "--per-article", "1", "--project", str(path), status=1)
                assert "can be read but not written" in only_line(told.stderr)
            assert "nobody" in run("status", "--project", str(path)).stdout


def test_who_is_done_keeps_what_they_did(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.work.set_status("news-6", "maryam", Status.DONE)
    run("assign", "huda", "salim", "maryam", "--per-article", "2")
    assert "maryam" in assigned(project)[5]
