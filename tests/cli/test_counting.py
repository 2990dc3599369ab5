"""What people press, type and import, and what an export writes before and after."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from annotator.model import Edit, Move, Operation, Span, Status, now
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import Run, only_line
from tests.store.helpers import SCHEMA, incoming

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.tried("stray keys and commands: the export before and after")


@pytest.fixture
def project(here: Path) -> Path:
    """A project of three articles that huda alone has finished."""
    path = here / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        add_articles(
            project, (incoming(f"خبر{place} وصلت القافلة مساء أمس", id=f"x{place}") for place in range(1, 4))
        )
        for place in range(1, 4):
            project.layers.add(f"x{place}", "huda", [Span.new(0, 3, "actor", "huda")], Status.DONE)
    return path


def tag_and_untag(project: Project) -> None:
    span = Span.new(5, 9, "claim", "boss")
    for move, edit in ((Move.DO, Edit(before=None, after=span)), (Move.UNDO, Edit(before=span, after=None))):
        project.layers.record(Operation(article="x1", annotator="boss", when=now(), move=move, edit=edit))


def then_reopen(status: Status) -> Callable[[Project], None]:
    def do(project: Project) -> None:
        project.work.set_status("x1", "boss", status, "غير واضح" if status is Status.FLAGGED else "")
        project.work.set_status("x1", "boss", Status.DOING)

    return do


STRAYS: dict[str, Callable[[Project], object]] = {
    "tag and untag": tag_and_untag,
    "done and reopened": then_reopen(Status.DONE),
    "flagged and reopened": then_reopen(Status.FLAGGED),
    "time": lambda project: project.work.add_time("x1", "boss", 30),
    "next": lambda project: project.pool.next_article("boss"),
}


@pytest.mark.parametrize("name", STRAYS)
def test_a_stray_key_empties_no_gold(project: Path, run: Run, name: str) -> None:
    before = run("export")
    assert before.stderr == "3 articles written.\n"
    with Project.open(project) as opened:
        STRAYS[name](opened)
    after = run("export")
    assert (after.stdout_bytes, after.stderr) == (before.stdout_bytes, before.stderr)
    status = json.loads(run("status", "--format", "json").stdout)
    assert [article["left_out"] for article in status["articles"]] == [None] * 3
    assert all(article["doing"] == [] for article in status["articles"])
    assert [line.split()[0] for line in run("status").stdout.splitlines()[1:4]] == ["done"] * 3
    everything = [json.loads(line) for line in run("export", "--layer", "all").stdout.splitlines()]
    assert [record["annotators"] for record in everything] == [["huda"]] * 3


@pytest.mark.parametrize(
    "record",
    [
        {"id": "x1", "text": "خبر1 وصلت القافلة مساء أمس"},
        {"id": "y1", "text": "خبر آخر وصل اليوم"},
    ],
)
def test_importing_texts_under_a_name_makes_nobody_count(
    project: Path, run: Run, record: dict[str, str]
) -> None:
    before = run("export").stdout_bytes
    (project.parent / "texts.jsonl").write_text(json.dumps(record), encoding="utf-8")
    run("import", "texts.jsonl", "--as", "boss", "--format", "jsonl")
    assert run("export").stdout_bytes == before


def test_adjudicating_makes_nobody_count(project: Path, run: Run) -> None:
    before = run("export").stdout_bytes
    said = run("adjudicate", "--auto", "--as", "boss", status=1).stderr
    assert "has been finished by two people" in said
    assert run("export").stdout_bytes == before
    with Project.open(project) as opened:
        tag_and_untag(opened)
    assert only_line(run("adjudicate", "x1", "--auto", "--as", "nadia", status=1).stderr) == (
        "x1 can be adjudicated when two people have finished it. huda has finished it; "
        "one more is still to finish it."
    )


def test_whoever_finishes_counts(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.work.set_status("x1", "boss", Status.DONE)
    said = run("export", status=1).stderr.splitlines()
    assert said[0] == "0 articles written, 3 left out:"
    words = [line.split()[0] for line in run("status").stdout.splitlines()[1:4]]
    assert words == ["ready", "doing", "doing"]


# --- articles that nobody sees ------------------------------------------------------------------------


def new(project: Path, *ids: str) -> str:
    path = project.parent / "new.jsonl"
    lines = [json.dumps({"id": id_, "text": f"خبر جديد رقم {id_}"}) for id_ in ids]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path.name


@pytest.mark.parametrize(
    ("first", "advised"),
    [
        (("huda", "salim", "--per-article", "2"), "annotator assign huda salim --per-article 2"),
        (
            ("--dynamic", "--per-article", "2", "--return-after", "36h"),
            "annotator assign --dynamic --per-article 2 --return-after 36h",
        ),
    ],
)
def test_what_comes_in_later_is_told_with_the_command_that_deals_it_out(
    project: Path, run: Run, first: tuple[str, ...], advised: str
) -> None:
    other = project.rename(project.with_name("other project.db"))
    at = ("--project", other.name)
    run("assign", *first, *at)
    advised = f"{advised} --project 'other project.db'"
    told = ["2 articles are for nobody as yet.", f"To deal them out: {advised}"]
    said = run("import", new(project, "a", "b"), *at).stdout.splitlines()
    assert said == ["2 articles added, 0 skipped (already there), 0 refused", *told]
    assert (
        f"  2 for nobody as yet; to deal them out: {advised}"
        in run("export", *at, status=1).stderr.splitlines()
    )
    assert run("status", *at).stdout.splitlines()[-2:] == [
        "5 articles: 0 ready to adjudicate, 0 settled, 2 for nobody.",
        f"To deal out what is for nobody: {advised}",
    ]
    run(*shlex.split(advised)[1:])
    assert "nobody" not in run("export", *at, status=1).stderr
    assert "nobody" not in run("status", *at).stdout
    assert "nobody" not in run("import", "new.jsonl", *at).stdout


def test_where_nothing_is_assigned_nothing_is_nobodys(project: Path, run: Run) -> None:
    assert only_line(run("import", new(project, "a")).stdout).startswith("1 article added")
    assert "not finished by anybody; to mark it: annotator\n" in run("export").stderr


def test_a_merge_tells_the_same(project: Path, run: Run) -> None:
    (project.parent / "copy.db").write_bytes(project.read_bytes())
    run("import", new(project, "a"), "--project", "copy.db")
    run("assign", "huda", "--per-article", "1")
    told = run("merge", "copy.db").stdout.splitlines()
    assert [line for line in told[1:] if "backup" not in line] == [
        "1 article is for nobody as yet.",
        "To deal it out: annotator assign huda --per-article 1",
    ]


# --- assigning where something is finished, and trying it ------------------------------------------------


def test_finished_layers_count_when_more_is_assigned(project: Path, run: Run) -> None:
    said = run("assign", "salim", "maryam", "--per-article", "1").stdout.splitlines()
    assert said[0] == (
        "0 assignments added to 3 articles; none were there before, 3 finished already count too."
    )
    with Project.open(project) as opened:
        assert [article.assigned for article in opened.work.status().articles] == [("huda",)] * 3
        assert opened.people.names() == ["huda"]
    assert run("export").stderr == "3 articles written.\n"
    more = run("assign", "salim", "--per-article", "2").stdout
    assert more.startswith("3 assignments added to 3 articles; 3 were there and stay.\n")


@pytest.mark.parametrize(
    "args",
    [
        ("assign", "salim", "maryam", "--per-article", "2"),
        ("unassign", "huda", "--begun"),
        ("unassign", "huda"),
    ],
)
def test_a_dry_run_says_what_would_be_done(project: Path, run: Run, args: tuple[str, ...]) -> None:
    if args[0] == "unassign":
        run("assign", "huda", "salim", "--per-article", "2")
    before = project.read_bytes()
    tried = run(*args, "--dry-run").stdout.splitlines()
    assert project.read_bytes() == before
    assert tried[-1] == "This is what would be done; with --dry-run nothing was changed."
    assert run(*args).stdout.splitlines()[:-1] == tried[:-1]


@pytest.mark.parametrize("command", [("assign", "--per-article", "2"), ("unassign",)])
def test_a_dry_run_of_what_is_handed_out(project: Path, run: Run, command: tuple[str, ...]) -> None:
    if command[0] == "unassign":
        run("assign", "--dynamic", "--per-article", "2")
    before = project.read_bytes()
    tried = run(*command, "--dynamic", "--dry-run").stdout.splitlines()
    assert project.read_bytes() == before
    assert run(*command, "--dynamic").stdout.splitlines()[:-1] == tried[:-1]
