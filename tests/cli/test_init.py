from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.project import Project
from tests.cli.conftest import Run, only_line
from tests.store.listing import listed

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = """
name = "short"
[[labels]]
name = "person"
key = "h"
color = "cyan"
[labels.definition]
en = "A person."
"""


def test_a_project_is_made_and_the_next_steps_are_told(here: Path, run: Run) -> None:
    result = run("init")
    assert result.stdout.splitlines() == [
        "Made annotator.db with the label schema conflict: actor (a), location (l), weapon (w), claim (c).",
        "Next: annotator import PATH; then: annotator",
    ]
    assert not result.stderr
    with Project.open(here / "annotator.db") as project:
        assert project.schema == labels.default()
        assert listed(project, "huda") == []


def test_another_file_and_another_schema(here: Path, run: Run) -> None:
    (here / "mine.toml").write_text(SCHEMA)
    result = run("init", "--project", "news.db", "--schema", "mine.toml")
    assert result.stdout.splitlines() == [
        "Made news.db with the label schema short: person (h).",
        "Next: annotator import PATH --project news.db; then: annotator --project news.db",
    ]
    with Project.open(here / "news.db") as project:
        assert project.schema == labels.load(here / "mine.toml")


def test_the_environment_names_the_project(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_PROJECT", "other.db")
    assert "Next: annotator import PATH; then: annotator" in run("init").stdout
    assert (here / "other.db").exists()
    assert not (here / "annotator.db").exists()


@pytest.mark.usefixtures("here")
def test_a_project_is_never_made_over_another(run: Run, project: Path) -> None:
    before = project.read_bytes()
    assert "annotator.db is there already, so nothing was changed" in only_line(run("init", status=1).stderr)
    assert project.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = "h"', 'key = "u"', "label 'person' is on the key 'u', which the program keeps for itself"),
        ('key = "h"', 'key = "r"', "give it one of acdhjklwBCEFGHILMOPQRTVWXYZ."),
        ('"cyan"', '"pink"', "label 'person' has the unknown color 'pink'; known are red, green"),
        ("[[labels]]", "[[label]]", "the entry 'label' is not known"),
        ('name = "person"', "name = person", "is not valid TOML"),
    ],
)
def test_a_schema_that_can_not_be_used(here: Path, run: Run, old: str, new: str, said: str) -> None:
    (here / "mine.toml").write_text(SCHEMA.replace(old, new))
    line = only_line(run("init", "--schema", "mine.toml", status=1).stderr)
    assert line.startswith("mine.toml: ")
    assert said in line
    assert not (here / "annotator.db").exists()


def test_two_labels_on_one_key(here: Path, run: Run) -> None:
    again = SCHEMA.split("\n", 2)[2].replace("person", "group")
    (here / "mine.toml").write_text(SCHEMA + again)
    line = only_line(run("init", "--schema", "mine.toml", status=1).stderr)
    assert line.startswith(
        "mine.toml: labels 'person' and 'group' are both on the key 'h'; give one of them one of"
    )
    assert not (here / "annotator.db").exists()


def test_a_schema_that_is_not_there(here: Path, run: Run) -> None:
    line = only_line(run("init", "--schema", "none.toml", status=1).stderr)
    assert line == "none.toml: can't be read: there is no such file or folder."
    assert not (here / "annotator.db").exists()
