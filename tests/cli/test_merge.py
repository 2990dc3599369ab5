from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.editing import Session
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import Run, only_line
from tests.store.helpers import raw
from tests.store.listing import listed
from tests.store.merging.hostile import forged, statement

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def other(project: Path) -> Path:
    """A copy of the project, in which salim and maryam have worked on."""
    path = project.with_name("other.db")
    raw(project, f"VACUUM INTO '{path}'")
    with Project.open(path) as opened:
        opened.layers.add("first", "maryam", [Span.new(5, 15, "actor", "maryam")], Status.DONE)
        opened.layers.add("first", "salim", [Span.new(5, 15, "actor", "salim")], Status.DONE)
        add_articles(opened, [Incoming(text="خبر ثالث.", path=path, id="third")])
    return path


NEW = (
    "other.db: 1 article added, 1 layer brought in, 1 brought up to date, 1 had nothing new; "
    "gold of 0 articles brought in; 0 left as they are here\n"
    "other.db: maryam: 1 layer, 1 span added, 0 changed, 0 removed; status or time of 1\n"
    "other.db: salim: 1 layer, 1 span added, 0 changed, 0 removed; status or time of 1\n"
)
COPIED = "Before that, {0} was copied to {0}.backup-merge-{1}. To go back to it: annotator restore {0}.backup-merge-{1}\n"
AGAIN = (
    "other.db: 0 articles added, 0 layers brought in, 0 brought up to date, 3 had nothing new; "
    "gold of 0 articles brought in; 0 left as they are here"
)


@pytest.mark.usefixtures("other")
def test_work_of_others_comes_in_and_twice_is_once(project: Path, run: Run) -> None:
    result = run("merge", "other.db")
    assert result.stdout == NEW + COPIED.format("annotator.db", 1)
    assert result.stderr == ""
    with Project.open(project) as opened:
        assert [row.id for row in listed(opened, "me")] == ["first", "second", "third"]
        assert opened.people.names() == ["huda", "maryam", "salim"]
        assert len(opened.layers.get("first", "salim").spans) == 2
        assert opened.work.progress("first", "salim").status is Status.DONE
    assert run("merge", "other.db").stdout == f"{AGAIN}\n"


@pytest.mark.usefixtures("other")
def test_what_was_changed_on_both_sides_is_told(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.layers.add("first", "salim", [Span.new(37, 47, "location", "salim")], Status.DONE)
    result = run("merge", "other.db", status=1)
    assert only_line(result.stderr) == (
        "other.db: what salim did in first was changed there and in annotator.db as well, so it stays as it is in "
        "annotator.db."
    )
    assert "1 layer brought in, 0 brought up to date, 1 had nothing new" in result.stdout
    assert "1 left as it is here" in result.stdout
    with Project.open(project) as opened:
        assert [span.start for span in opened.layers.get("first", "salim").spans] == [22, 37]
        assert len(opened.layers.get("first", "maryam").spans) == 1


def test_articles_whose_text_differs_between_two_projects(project: Path, other: Path, run: Run) -> None:
    with Project.open(project) as opened:
        add_articles(opened, [Incoming(text="خبر آخر.", path=project, id="third")])
        before = opened.layers.operations("first", "salim")
    said = only_line(run("merge", "other.db", status=1).stderr)
    assert said.startswith(
        f"other.db can't be merged into {project}, so nothing was changed: the text of third differs"
    )
    with Project.open(project) as opened:
        assert opened.people.names() == ["huda", "salim"]
        assert opened.layers.operations("first", "salim") == before
    assert other.exists()


def test_itself_nothing_and_what_is_no_project(here: Path, project: Path, run: Run) -> None:
    assert "is the project itself" in only_line(run("merge", project.name, status=2).stderr)
    assert run("merge", "none.db", status=1).stderr == (
        "There is no project at none.db to merge, so nothing was changed. Give the file of a copy of this project.\n"
    )
    assert "is not a project of this program" in run("merge", "first.txt", status=1).stderr
    assert "OTHER is missing. Example: annotator merge" in run("merge", status=2).stderr
    assert (here / "first.txt").exists()


@pytest.mark.usefixtures("other")
def test_some_people_and_a_look_first(project: Path, run: Run) -> None:
    before = project.read_bytes()
    looked = run("merge", "--people", "maryam", "--dry-run", "other.db").stdout
    assert looked == (
        "other.db: 1 article added, 1 layer brought in, 0 brought up to date, 0 had nothing new; "
        "gold of 0 articles brought in; 0 left as they are here\n"
        "other.db: maryam: 1 layer, 1 span added, 0 changed, 0 removed; status or time of 1\n"
        "other.db: 2 layers and the gold of 0 articles are of others than --people names, and stay out\n"
        "This is what would be done; with --dry-run nothing was changed.\n"
    )
    assert project.read_bytes() == before
    assert not list(project.parent.glob("*.backup-*"))
    assert run("merge", "--people", "nobody", "other.db", status=2).stderr == (
        "--people: nobody in what is merged is called nobody, so nothing was changed. There are: huda, maryam, salim.\n"
    )
    done = run("merge", "--people", "maryam", "other.db").stdout
    assert done.startswith(
        looked.removesuffix("This is what would be done; with --dry-run nothing was changed.\n")
    )
    assert done.endswith(COPIED.format("annotator.db", 1))
    with Project.open(project) as opened:
        assert opened.people.names() == ["huda", "maryam", "salim"]
        assert len(opened.layers.get("first", "salim").spans) == 1


def test_a_few_names_of_others_are_told_and_the_rest_counted(project: Path, run: Run) -> None:
    forged(
        project,
        project.with_name("other.db"),
        statement(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45) INSERT INTO former_name (name, annotator) "
            "SELECT 'name' || i, (SELECT number FROM annotator WHERE name = 'salim') FROM n"
        ),
    )
    told = run("merge", "other.db").stdout.splitlines()
    assert [line.endswith(" is noted as a former name of salim") for line in told].count(True) == 20
    assert "other.db: and 25 more names" in told


def test_what_would_be_lost_is_told(project: Path, other: Path, run: Run) -> None:
    run("merge", "other.db")
    with Project.open(other) as opened:
        layer = opened.layers.get("first", "salim")
        session = Session("first", "salim", 80, layer, opened.layers.operations("first", "salim"))
        opened.layers.record(*session.remove(layer.spans[0]))
    with Project.open(project) as opened:
        opened.layers.add("third", "salim", [Span.new(0, 3, "actor", "salim")], Status.DONE)
    said = run("merge", "other.db", status=1)
    assert only_line(said.stderr) == (
        "other.db: the layer of salim in first would lose or change 1 span, and other.db lacks changes of salim that are in annotator.db, "
        "so it stays as it is in annotator.db."
    )
    with Project.open(project) as opened:
        assert len(opened.layers.get("first", "salim").spans) == 2
