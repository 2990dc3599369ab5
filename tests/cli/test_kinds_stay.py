"""Whatever a command does to a project with models and references, it is whole afterwards, and they are what they were."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli.commands import COMMANDS
from annotator.cli.group import program
from annotator.model import ImportOptions, LayerKind, Span, Status
from annotator.project import Project
from tests.cli.conftest import FIRST, SECOND, Run
from tests.store.people.kinds import bring

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "a@1": LayerKind.MODEL, "b@2": LayerKind.MODEL, "pub": LayerKind.REFERENCE, "corpus": LayerKind.REFERENCE,
}  # fmt: skip

NEW = {"c@3": LayerKind.MODEL, "n@1": LayerKind.MODEL, "other": LayerKind.REFERENCE}

LINES = {
    "show": ["show 1 --layer all"],
    "lint": ["lint --layer huda"],
    "search": ["search الوزارة"],
    "schema": ["schema"],
    "status": ["status"],
    "agreement": ["agreement"],
    "formats": ["formats"],
    "check": ["check"],
    "assign": ["assign huda salim --per-article 2", "assign --dynamic --per-article 2"],
    "unassign": ["unassign huda --begun"],
    "people": [
        "people",
        "people rename b@2 c@3",
        "people rename pub other",
        "people rename huda zaid",
        "people join b@2 a@1",
        "people join a@1 b@2",
        "people join pub corpus",
        "people join corpus pub",
        "people join salim huda",
        "people remove a@1",
        "people remove corpus",
    ],
    "card": ["card"],
    "evaluate": ["evaluate --predictions a@1 --against pub"],
    "adjudicate": ["adjudicate --auto --as boss --policy majority"],
    "export": ["export", "export --layer all -o out.jsonl", "export --layer a@1 --format csv -o out.csv"],
    "import": [
        "import again.jsonl",
        "import again.jsonl --as huda",
        "import again.jsonl --as-model a@1 --same-text add",
        "import again.jsonl --as-model n@1",
        "import again.jsonl --as-reference pub --same-text replace",
        "import corrected.jsonl --update; import --undo second",
    ],
    "merge": ["merge copy.db", "people join b@2 a@1; merge joined.db"],
    "backup": ["backup new.db"],
    "restore": ["restore copy.db"],
    "recover": ["recover annotator.db new.db"],
}
"""Lines for each command that works in a project without a screen."""

READING = {"recover", *(entry.name for entry in COMMANDS if entry.reads)}

OTHERS = {"annotate", "completion", "demo", "doctor", "help", "init"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two people, two models and two references, with copies in which one joined or did something else."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "first.txt").write_bytes(FIRST.encode())
    (folder / "second.txt").write_bytes(SECOND.encode())
    path = folder / "annotator.db"
    for line in ("init", "import {0}/first.txt {0}/second.txt"):
        done = CliRunner().invoke(program, [*line.format(folder).split(), "--project", str(path)])
        assert done.exit_code == 0, done.output
    with Project.open(path) as project:
        for name in ("huda", "salim"):
            project.layers.add("first", name, [Span.new(5, 15, "actor", name)], Status.DONE)
        for name, kind in KINDS.items():
            marks = [(5, 15, "actor"), (37, 47, "location")] if name != "b@2" else [(5, 15, "claim")]
            bring(
                project, ImportOptions(annotator=name, kind=kind), (FIRST, marks), (SECOND, [(0, 4, "actor")])
            )
    again = {
        "text": FIRST, "offset_unit": "codepoint",
        "spans": [{"start": 5, "end": 15, "label": "actor", "annotator": "zaid"}],
    }  # fmt: skip
    (folder / "again.jsonl").write_text(json.dumps(again) + "\n", "utf-8")
    corrected = {"id": "second", "text": SECOND.replace("صباحًا", "فجرًا")}
    (folder / "corrected.jsonl").write_text(json.dumps(corrected) + "\n", "utf-8")
    for copy in ("copy.db", "joined.db"):
        shutil.copy(path, folder / copy)
    with Project.open(folder / "copy.db") as project:
        bring(project, ImportOptions(annotator="n@1", kind=LayerKind.MODEL), (FIRST, [(0, 4, "actor")]))
        project.layers.add("second", "zaid", [Span.new(0, 4, "actor", "zaid")], Status.DONE)
    with Project.open(folder / "joined.db") as project:
        project.people.join("b@2", "a@1")
    return folder


def test_each_command_is_tried() -> None:
    assert {entry.name for entry in COMMANDS} == LINES.keys() | OTHERS


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_a_project_is_whole_after_a_command(made: Path, here: Path, run: Run, line: str) -> None:
    for file in made.iterdir():
        shutil.copy(file, here)
    for words in line.split("; "):
        done = CliRunner().invoke(program, words.split())
        assert done.exit_code in (0, 1), done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
    run("check")
    if line.split()[0] not in READING:
        assert "Everything came over." in run("recover", "annotator.db", "saved.db").stdout
    for path in {here / "annotator.db", *here.glob("new.db"), *here.glob("saved.db")}:
        with Project.open(path) as project:
            found = {one.name: one.kind for one in project.people.overview().others}
        assert len(found) >= len(KINDS) - 1
        assert found.items() <= (KINDS | NEW).items()
