from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from jsonschema import Draft202012Validator

from annotator import resources
from annotator.errors import OutputError
from annotator.model import (
    Choice,
    Decision,
    DecisionEdit,
    Edit,
    GoldSpan,
    GoldStep,
    Move,
    Operation,
    Span,
    Status,
    now,
)
from annotator.project import Project
from annotator.project.exports import Exports
from tests.cli.conftest import FIRST, SECOND, Run, only_line

if TYPE_CHECKING:
    from click.testing import Result


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout_bytes.split(b"\n") if line]


@pytest.fixture
def alone(project: Path) -> Path:
    """The same project, in which salim was to mark nothing: the first article is huda's alone."""
    with Project.open(project) as opened:
        (span,) = opened.layers.get("first", "salim").spans
        removal = Edit(before=span, after=None)
        opened.layers.record(
            Operation(article="first", annotator="salim", when=now(), move=Move.DO, edit=removal)
        )
        opened.work.set_status("first", "salim", Status.TODO)
    return project


@pytest.mark.usefixtures("alone")
def test_what_one_person_alone_was_to_mark_and_finished(run: Run) -> None:
    result = run("export")
    (record,) = records(result)
    assert record["id"] == "first"
    assert record["text"] == FIRST
    assert record["sha256"] == sha256(FIRST.encode()).hexdigest()
    assert record["annotators"] == ["huda"]
    assert [(span["start"], span["end"], span["label"]) for span in record["spans"]] == [
        (5, 47, "claim"),
        (5, 15, "actor"),
        (37, 47, "location"),
    ]
    for span in record["spans"]:
        assert (span["source"], span["annotators"], span["annotator"]) == ("single", ["huda"], None)
        assert (span["adjudicator"], span["decision"], span["note"]) == (None, None, "")
    assert [span["text"] for span in record["spans"]][1:] == ["لواء الضفة", "مرفأ الغضا"]
    assert result.stderr.splitlines() == [
        "1 article written, 1 left out:",
        "  1 not finished by anybody; to mark it: annotator",
        "  --layer all writes every article, --layer NAME one annotator's.",
    ]
    assert run("export", "--layer", "gold").stdout_bytes == result.stdout_bytes


@pytest.mark.usefixtures("project")
def test_an_article_of_several_people_is_no_gold_before_it_is_settled(run: Run) -> None:
    result = run("export", status=1)
    assert not result.stdout
    assert result.stderr.splitlines() == [
        "0 articles written, 2 left out:",
        "  1 not finished by anybody; to mark it: annotator",
        "  1 finished by one person where several work; to give it to a second one: "
        "annotator assign huda salim --per-article 2",
        "huda has 1 article: annotator export --layer huda",
        "salim has 1 article: annotator export --layer salim",
        "--layer all has 2 articles: annotator export --layer all",
    ]


def test_gold_says_where_each_span_comes_from(project: Path, run: Run) -> None:
    settle(project)
    project.rename("other.db")
    result = run("export", "-o", "gold.jsonl", "--project", "other.db")
    assert result.stderr.splitlines() == [
        "1 article written to gold.jsonl, 1 left out:",
        "  1 not finished by anybody; to mark it: annotator --project other.db",
        "  --layer all writes every article, --layer NAME one annotator's.",
    ]
    (record,) = [json.loads(line) for line in Path("gold.jsonl").read_bytes().splitlines()]
    assert record["annotators"] == ["huda", "salim"]
    told = "start end label source annotators adjudicator decision note annotator".split()  # noqa: SIM905
    assert [[span[name] for name in told] for span in record["spans"]] == [
        [5, 47, "claim", "decided", ["huda"], "maryam", "taken", "قول كامل", None],
        [5, 15, "actor", "unanimous", ["huda", "salim"], "maryam", "taken", "", None],
        [38, 47, "location", "decided", [], "maryam", "edited", "", None],
    ]
    assert [span["text"] for span in record["spans"]][2] == "رفأ الغضا"
    assert record["spans"][0]["created"] == "2026-03-01T12:00:00Z"


def test_gold_whose_layers_changed_is_left_out(project: Path, run: Run) -> None:
    settle(project)
    with Project.open(project) as opened:
        span = Span.new(22, 27, "weapon", "salim")
        opened.layers.record(
            Operation(
                article="first",
                annotator="salim",
                when=now(),
                move=Move.DO,
                edit=Edit(before=None, after=span),
            )
        )
    result = run("export", status=1)
    assert not result.stdout
    assert "  1 settled, but changed since; to settle it again: annotator adjudicate" in result.stderr
    assert len(records(run("export", "--layer", "all"))) == 2


def settle(project: Path) -> None:
    """Salim finishes the first article too, and maryam settles it: one span agreed, one taken, one edited, one refused."""
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with Project.open(project) as opened:
        actor = Span.new(5, 15, "actor", "salim")
        opened.layers.add("first", "salim", [actor], Status.DONE)
        claim, huda, place = opened.layers.get("first", "huda").spans
        _, weapon = opened.layers.get("first", "salim").spans

        def decided(choice: Choice, *sources: Span, **fields: Any) -> DecisionEdit:
            spans = () if choice is Choice.NONE else sources[:1]
            fields = {
                "spans": tuple(
                    GoldSpan(id=f"g{span.id}", start=span.start, end=span.end, label=span.label)
                    for span in spans
                ),
                **fields,
            }
            made = Decision(
                id=f"d{sources[0].id}",
                article="first",
                adjudicator="maryam",
                when=moment,
                choice=choice,
                people=("huda", "salim"),
                sources=sources,
                **fields,
            )
            return DecisionEdit(before=None, after=made)

        edited = GoldSpan(id="edited", start=place.start + 1, end=place.end, label="location")
        opened.gold.decide(
            GoldStep(
                article="first",
                adjudicator="maryam",
                when=moment,
                move=Move.DO,
                edits=(
                    decided(Choice.TAKEN, claim, note="قول كامل"),
                    decided(Choice.TAKEN, huda, actor, policy="unanimous"),
                    decided(Choice.NONE, weapon),
                    decided(Choice.EDITED, place, spans=(edited,)),
                ),
                settled=(False, True),
            )
        )


@pytest.mark.usefixtures("project")
def test_all(run: Run) -> None:
    result = run("export", "--layer", "all", "--format", "jsonl")
    assert [(record["id"], record["annotators"], len(record["spans"])) for record in records(result)] == [
        ("first", ["huda", "salim"], 4),
        ("second", [], 0),
    ]
    for record in records(result):
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"]


@pytest.mark.usefixtures("project")
def test_one_layer(run: Run) -> None:
    (record,) = records(run("export", "--layer", "salim"))
    assert [(span["annotator"], span["text"]) for span in record["spans"]] == [("salim", "ناقلة ذخيرة"[:10])]


@pytest.mark.usefixtures("project")
def test_a_layer_that_there_is_not(run: Run) -> None:
    result = run("export", "--layer", "nobody", status=2)
    assert only_line(result.stderr) == (
        "There is no annotator called nobody in this project. There are: huda, salim."
    )
    assert not result.stdout


def test_every_record_is_of_the_published_schema(project: Path, run: Run) -> None:
    settle(project)
    schema = json.loads((resources.schemas() / "record.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    exported = records(run("export", "--layer", "all")) + records(run("export"))
    assert len(exported) == 3
    for record in exported:
        validator.validate(record)
        for name in record.keys() - {"state"}:
            broken = {other: value for other, value in record.items() if other != name}
            assert not validator.is_valid(broken), f"the schema does not ask for {name}"
    assert not validator.is_valid({**exported[0], "spans": [{"start": "0"}]})


@pytest.mark.usefixtures("project")
def test_a_file(here: Path, run: Run) -> None:
    result = run("export", "--layer", "all", "-o", "out.jsonl")
    assert not result.stdout
    assert only_line(result.stderr) == "2 articles written to out.jsonl."
    assert (here / "out.jsonl").read_bytes() == run("export", "--layer", "all").stdout_bytes
    assert (here / "out.jsonl").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@pytest.mark.usefixtures("project")
def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(here: Path, run: Run) -> None:
    (here / "real.jsonl").write_text("old")
    (here / "real.jsonl").chmod(0o640)
    (here / "link.jsonl").symlink_to("real.jsonl")
    with (here / "real.jsonl").open() as reader:
        run("export", "--layer", "huda", "-o", "link.jsonl")
        assert reader.read() == "old", "who reads the old file has all of it"
    assert (here / "link.jsonl").is_symlink()
    assert json.loads((here / "real.jsonl").read_bytes())["id"] == "first"
    assert (here / "real.jsonl").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "error", [OutputError("No good."), KeyboardInterrupt(), OSError(28, "No space left on device")]
)
@pytest.mark.usefixtures("project")
def test_a_failure_leaves_the_old_file_and_nothing_else(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(_exports: Exports, _format: str, out: BinaryIO, **_how: object) -> int:
        out.write(b"half")
        raise error

    (here / "out.jsonl").write_text("old")
    before = sorted(path.name for path in here.iterdir())
    monkeypatch.setattr(Exports, "write", fail)
    result = run("export", "-o", "out.jsonl", status=130 if isinstance(error, KeyboardInterrupt) else 1)
    assert (here / "out.jsonl").read_text() == "old"
    assert sorted(path.name for path in here.iterdir()) == before
    if isinstance(error, OSError):
        assert (
            only_line(result.stderr) == "out.jsonl can't be written: the disk is full; nothing was changed."
        )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            "none/out.jsonl",
            "none/out.jsonl can't be written: there is no such file or folder; nothing was changed.",
        ),
        (".", ". is a folder; name a file in it after -o."),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_place_that_can_not_be_written(run: Run, target: str, said: str) -> None:
    assert only_line(run("export", "-o", target, status=1).stderr) == said


@pytest.mark.parametrize(
    "name", ["annotator.db", "annotator.db-wal", "annotator.db-shm", "./annotator.db", "link.db", "hard.db"]
)
@pytest.mark.usefixtures("project")
def test_the_project_itself_is_never_written_over(here: Path, run: Run, name: str) -> None:
    (here / "link.db").symlink_to("annotator.db")
    (here / "hard.db").hardlink_to("annotator.db")
    before = run("export", "--layer", "all").stdout_bytes
    line = only_line(run("export", "-o", name, status=2).stderr)
    assert line.endswith("is the project itself; name another file after -o.")
    assert run("export", "--layer", "all").stdout_bytes == before


@pytest.mark.usefixtures("project")
def test_a_device_is_written_to_as_it_is(run: Run) -> None:
    assert (
        only_line(run("export", "--layer", "huda", "-o", "/dev/null").stderr)
        == "1 article written to /dev/null."
    )
    assert Path("/dev/null").is_char_device()


@pytest.mark.usefixtures("project")
def test_a_dash_is_standard_output(run: Run) -> None:
    whole = run("export", "--layer", "all").stdout_bytes
    assert run("export", "--layer", "all", "-o", "-").stdout_bytes == whole != b""


@pytest.mark.usefixtures("project")
def test_a_name_that_is_too_long(run: Run) -> None:
    name = "x" * 300
    line = only_line(run("export", "-o", name, status=1).stderr)
    assert line == f"{name} can't be written: the name is too long; nothing was changed."


@pytest.mark.usefixtures("project")
def test_a_folder_that_can_not_be_saved_does_not_undo_what_is_written(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def fail(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    (here / "out.jsonl").write_text("old")
    monkeypatch.setattr(os, "fsync", fail)
    line = only_line(run("export", "--layer", "huda", "-o", "out.jsonl", status=1).stderr)
    assert line.startswith("out.jsonl is written, but its folder can't be saved to the disk (")
    assert json.loads((here / "out.jsonl").read_bytes())["id"] == "first"


def test_nothing_to_write_says_why(here: Path, run: Run) -> None:
    run("init")
    line = only_line(run("export", "--layer", "all", status=1).stderr)
    assert (
        line
        == "0 articles written: the project has no articles yet; bring some in with: annotator import PATH"
    )
    (here / "a.txt").write_text(SECOND)
    run("import", "a.txt")
    assert run("export", "-o", "out.jsonl", status=1).stderr.splitlines() == [
        "0 articles written (out.jsonl was not made), 1 left out:",
        "  1 not finished by anybody; to mark it: annotator",
        "--layer all has 1 article: annotator export --layer all",
    ]
    assert not (here / "out.jsonl").exists()


@pytest.mark.usefixtures("project")
def test_a_format_that_there_is_not(run: Run) -> None:
    line = only_line(run("export", "--format", "docx", status=2).stderr)
    assert line.startswith("'docx' is not a format that can be exported; there is jsonl")


def test_a_reader_that_stops_is_no_fault(here: Path, run: Run) -> None:
    run("init")
    (here / "many.jsonl").write_text(
        "".join(f'{{"text": "{number} {SECOND * 40}"}}\n' for number in range(300))
    )
    run("import", "many.jsonl")
    export = [sys.executable, "-m", "annotator", "export", "--layer", "all"]
    with subprocess.Popen(export, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1
