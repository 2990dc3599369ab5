from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import structs

from annotator import labels, resources
from annotator.project import Project
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_project_the_default_schema_is_printed_and_can_be_used(here: Path, run: Run) -> None:
    (here / "mine.toml").write_text(run("schema").stdout, encoding="utf-8")
    assert labels.load(here / "mine.toml") == labels.default()
    assert not (here / "annotator.db").exists()


def test_the_schema_of_the_project(here: Path, run: Run) -> None:
    mine = run("schema").stdout.replace('"conflict"', '"mine"').replace('"red"', '"#aa0000"')
    (here / "mine.toml").write_text(mine, encoding="utf-8")
    run("init", "--schema", "mine.toml")
    assert run("schema").stdout == mine
    with Project.open(here / "annotator.db") as project:
        assert project.schema.labels[2].color == "#aa0000"


def test_it_is_told_which_labels_are_on_keys_of_the_program(here: Path, run: Run) -> None:
    default = labels.default()
    old = structs.replace(default, labels=(structs.replace(default.labels[0], key="g"), *default.labels[1:]))
    with Project.create(here / "annotator.db", old):
        pass
    done = run("schema")
    assert 'key = "g"' in done.stdout
    assert only_line(done.stderr) == (
        "The program keeps the keys of some labels for itself now. Press the comma first: actor (,g). "
        "A new project does not take these keys: give the labels others there."
    )
    (here / "mine.toml").write_text(done.stdout, encoding="utf-8")
    assert "label 'actor' is on the key 'g'" in only_line(
        run("init", "--project", "other.db", "--schema", "mine.toml", status=1).stderr
    )


def test_a_project_that_is_named_and_not_there(run: Run) -> None:
    assert "There is no project at other.db" in only_line(
        run("schema", "--project", "other.db", status=1).stderr
    )


def test_the_schema_of_a_record_is_the_one_that_comes_with_the_program(run: Run) -> None:
    printed = run("schema", "--record").stdout
    assert printed == (resources.schemas() / "record.schema.json").read_text(encoding="utf-8"), (
        "the types have changed: annotator schema --record > schemas/record.schema.json"
    )
    assert json.loads(printed)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
