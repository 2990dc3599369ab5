from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import LintAction, LintKind, Span, Status
from annotator.project import Project
from tests.cli.conftest import FIRST, SECOND, Run
from tests.store.helpers import powerless, unprivileged_folder

if TYPE_CHECKING:
    from pathlib import Path

ONLY_CORRECTED = "article_text_is_only_corrected"
FIELDS = ["kind", "article", "number", "start", "end", "label", "text", "message", "proposal"]


def objects(run: Run, layer: str, status: int = 1, *options: str) -> list[dict[str, Any]]:
    printed = run("lint", "--layer", layer, "--format", "json", *options, status=status)
    found: list[dict[str, Any]] = json.loads(printed.stdout_bytes.decode())
    return found


@pytest.fixture
def faulty(project: Path) -> Path:
    """The project, in which maryam has two spans with faults in the second article."""
    with Project.open(project) as opened:
        spans = [Span.new(11, 19, "actor", "maryam"), Span.new(25, 34, "location", "maryam")]
        opened.layers.add("second", "maryam", spans, Status.DONE)
    return project


def test_a_layer_without_faults(run: Run, project: Path) -> None:  # noqa: ARG001
    assert run("lint", "--layer", "salim").output == "Nothing was found in the layer of salim.\n"
    assert objects(run, "salim", status=0) == []
    assert run("lint", "--layer", "gold").output == "Nothing was found in the gold.\n"


def test_a_table_and_how_much_there_is(run: Run, faulty: Path) -> None:  # noqa: ARG001
    heading, row, total = run("lint", "--layer", "maryam", status=1).output.splitlines()
    assert heading.split() == ["Article", "Start", "End", "Kind", "Label", "Text", "Proposal"]
    assert row.split()[:5] == ["second", "11", "19", "blank-at-edge", "actor"]
    assert total == "1 finding in 1 article: 1 blank-at-edge."


def test_json_is_a_list_of_objects_with_the_fields_that_are_documented(run: Run, faulty: Path) -> None:  # noqa: ARG001
    (one,) = objects(run, "maryam")
    assert list(one) == FIELDS
    assert one == {
        "kind": "blank-at-edge",
        "article": "second",
        "number": 2,
        "start": 11,
        "end": 19,
        "label": "actor",
        "text": SECOND[11:19],
        "message": "Begins with a space.",
        "proposal": {"action": "change", "start": 12, "end": 19, "label": "actor", "text": SECOND[12:19]},
    }


def test_csv_has_the_same_with_the_proposal_behind(run: Run, faulty: Path) -> None:  # noqa: ARG001
    out = run("lint", "--layer", "maryam", "--format", "csv", status=1).stdout_bytes.decode()
    (row,) = csv.DictReader(StringIO(out))
    assert list(row)[:8] == FIELDS[:-1]
    assert (row["kind"], row["action"], row["new_start"], row["new_text"]) == (
        "blank-at-edge", "change", "12", SECOND[12:19],
    )  # fmt: skip


def test_each_kind_and_action_is_documented() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "lint.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in page for kind in LintKind)
    assert all(f"`{action}`" in page for action in LintAction)
    assert all(f"`{field}`" in page for field in FIELDS)


def test_articles_that_are_not_begun_are_left(run: Run, project: Path) -> None:
    """Nine spans of a name, and one place without in an article that is done, and one in an article that nobody has begun."""
    text = "زار الوزير الموصل أمس.\n"
    for number in range(11):
        (project.parent / f"n{number}.txt").write_text(f"{text}{number}", encoding="utf-8")
    run("import", *(f"n{number}.txt" for number in range(11)))
    with Project.open(project) as opened:
        start = text.index("الموصل")
        for number in range(9):
            span = Span.new(start, start + 6, "location", "omar")
            opened.layers.add(f"n{number}", "omar", [span], Status.DONE)
    assert objects(run, "omar", status=0) == []
    with Project.open(project) as opened:
        opened.layers.add("n9", "omar", [], Status.DONE)
    (one,) = objects(run, "omar")
    assert (one["kind"], one["article"], one["text"]) == ("unmarked", "n9", "الموصل")
    assert one["proposal"]["action"] == "mark"


def test_a_model_has_a_layer_too(run: Run, project: Path) -> None:
    record = {"id": "second", "text": SECOND, "spans": [{"start": 11, "end": 19, "label": "actor"}]}
    (project.parent / "model.jsonl").write_text(json.dumps(record), encoding="utf-8")
    run("import", "model.jsonl", "--as-model", "arabert@1")
    assert [one["kind"] for one in objects(run, "arabert@1")] == ["blank-at-edge"]


def test_kinds_are_switched_off_in_the_schema(run: Run, here: Path) -> None:
    schema = 'name = "x"\nlint_off = ["blank-at-edge", "unmarked", "unmarked"]\nlabels = [{name = "actor", key = "a", color = "blue"}]\n'
    (here / "off.toml").write_text(schema)
    (here / "second.txt").write_text(SECOND, encoding="utf-8")
    run("init", "--schema", "off.toml")
    run("import", "second.txt")
    assert 'lint_off = ["unmarked", "blank-at-edge"]\n' in run("schema").output
    with Project.open(here / "annotator.db") as opened:
        opened.layers.add("second", "maryam", [Span.new(11, 19, "actor", "maryam")], Status.DONE)
    assert objects(run, "maryam", status=0) == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            '["blanks"]',
            "lint_off has the unknown kind 'blanks'; known are other-label, unmarked, other-edges, ",
        ),
        ('"unmarked"', 'lint_off is not a list of strings; write for example lint_off = ["unmarked"].'),
        ("[1]", "lint_off is not a list of strings"),
    ],
)
def test_a_schema_that_switches_off_what_there_is_not(run: Run, here: Path, value: str, told: str) -> None:
    (here / "bad.toml").write_text(f'name = "x"\nlint_off = {value}\nlabels = [{{name = "actor"}}]\n')
    result = run("init", "--schema", "bad.toml", status=1)
    assert f"bad.toml: {told}" in result.stderr
    assert not (here / "annotator.db").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--layer", "nobody"], "There is no annotator called nobody in this project."),
        (["--layer", "all"], "--layer all is not one layer"),
        (["--layer", "marks"], "--layer marks is not one layer"),
        (["--layer", ""], "There is no annotator called"),
        ([], "--layer is missing"),
        (["--layer", "huda", "--format", "xml"], "--format can't be xml"),
        (["--layer", "huda", "more"], "There is something too much"),
    ],
)
def test_what_can_not_be_asked(run: Run, project: Path, options: list[str], told: str) -> None:  # noqa: ARG001
    result = run("lint", *options, status=2)
    assert result.stdout == ""
    assert told in result.stderr


def test_nothing_is_changed(run: Run, faulty: Path) -> None:
    before = faulty.read_bytes()
    run("lint", "--layer", "maryam", status=1)
    assert faulty.read_bytes() == before


def test_a_project_that_can_only_be_read(run: Run, faulty: Path) -> None:
    with unprivileged_folder() as folder:
        copy = folder / "annotator.db"
        shutil.copy(faulty, copy)
        with powerless(copy, folder):
            assert len(objects(run, "maryam", 1, "--project", str(copy))) == 1


def test_a_damaged_text_is_told(run: Run, faulty: Path) -> None:
    with closing(sqlite3.connect(faulty)) as database:
        (trigger,) = database.execute(
            "SELECT sql FROM sqlite_schema WHERE name = ?", [ONLY_CORRECTED]
        ).fetchone()
        database.execute(f"DROP TRIGGER {ONLY_CORRECTED}")
        database.execute("UPDATE article_text SET text = 'x' || substr(text, 2)")
        database.execute(trigger)
        database.commit()
    result = run("lint", "--layer", "maryam", status=1)
    assert "damaged" in result.stderr
    assert "Traceback" not in result.stderr
    assert SECOND not in result.stdout


def test_a_reader_that_has_gone_is_no_fault(run: Run, project: Path) -> None:  # noqa: ARG001
    with Project.open(project) as opened:
        many = [Span.new(at, at + 1, "actor", "omar") for at, sign in enumerate(FIRST) if sign == " "]
        opened.layers.add("first", "omar", many, Status.DONE)
    code = f"{sys.executable} -m annotator lint --layer omar --format json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", code], cwd=project.parent, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[", "")
