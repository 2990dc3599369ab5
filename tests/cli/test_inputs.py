"""No command writes to a file that it reads."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import FIRST, Run, only_line
from tests.cli.shell import bash, needs_bash

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(project: Path, here: Path, run: Run) -> Path:  # noqa: ARG001
    """Gold, predictions in two files and a folder, ids of articles in a file, links to these, and an older data set."""
    run("export", "--layer", "huda", "--articles", "first", "-o", "mine.jsonl")
    (here / "other.jsonl").write_text(json.dumps({"text": FIRST, "spans": []}) + "\n", "utf-8")
    (here / "ids").write_text("first\n")
    (here / "soft.html").symlink_to("mine.jsonl")
    (here / "hard.html").hardlink_to(here / "mine.jsonl")
    (here / "folder").mkdir()
    shutil.copy(here / "mine.jsonl", here / "folder" / "some.jsonl")
    (here / "folder" / "page.html").write_text("an older page")
    run("export", "--layer", "all", "--split", "50/50", "-o", "older")
    return here


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "annotator.db" not in path.name
    }


EVALUATE = "evaluate --against huda"


@pytest.mark.parametrize(
    ("args", "option"),
    [
        (f"{EVALUATE} --predictions mine.jsonl --html mine.jsonl", "--html"),
        (f"{EVALUATE} --predictions mine.jsonl --html ./folder/../mine.jsonl", "--html"),
        (f"{EVALUATE} --predictions mine.jsonl --html soft.html", "--html"),
        (f"{EVALUATE} --predictions mine.jsonl --html hard.html", "--html"),
        (f"{EVALUATE} --predictions soft.html --html mine.jsonl", "--html"),
        (f"{EVALUATE} --predictions mine.jsonl --compare other.jsonl --html other.jsonl", "--html"),
        (f"{EVALUATE} --predictions folder --html folder/some.jsonl", "--html"),
        (f"{EVALUATE} --predictions mine.jsonl --articles @ids --html ids", "--html"),
        ("agreement --articles @ids --html ids", "--html"),
        ("agreement --against huda --articles first,@ids --html ids", "--html"),
        ("export --layer all --articles @ids -o ids", "-o"),
        ("export --layer all --articles @ids --losses ids -o new.jsonl", "--losses"),
        ("export --layer all --articles @ids --pseudonyms --key ids -o new.jsonl", "--key"),
        ("export --layer all --split 50/50 --keep older --losses older/parts.json -o new", "--losses"),
        ("export --layer all --split 50/50 --keep older --losses older/test.jsonl -o new", "--losses"),
        (
            "export --layer all --split 50/50 --keep older --pseudonyms --key older/dataset.json -o new",
            "--key",
        ),
    ],
)
def test_a_file_that_is_read_is_not_written(args: str, option: str, files: Path, run: Run) -> None:
    before = state(files)
    told = only_line(run(*args.split(), status=2).stderr)
    assert "is a file that this command reads (" in told
    assert told.endswith(f"name another one after {option}.")
    assert state(files) == before


@pytest.mark.parametrize(
    ("more", "option"),
    [
        ("-o older/new", "-o"),
        ("-o older", "-o"),
        ("-o older/../older/deep/new", "-o"),
        ("-o link/new", "-o"),
        ("-o new --losses older/lost", "--losses"),
        ("-o new --losses link/lost", "--losses"),
        ("-o new --pseudonyms --key older/key.csv", "--key"),
    ],
)
@pytest.mark.parametrize("keep", ["older", "./link"])
def test_nothing_is_written_into_the_older_data_set(
    keep: str, more: str, option: str, files: Path, run: Run
) -> None:
    (files / "link").symlink_to("older")
    before = state(files)
    told = only_line(run(*f"export --layer all --split 50/50 --keep {keep} {more}".split(), status=2).stderr)
    assert told.endswith(
        f"would lie in {keep.removeprefix('./')}, which this command reads; name a place outside of it after {option}."
    )
    assert state(files) == before
    run(*f"export --layer all --split 50/50 --keep {keep} -o new --losses older-lost".split())


@pytest.mark.parametrize(
    "args",
    [
        f"{EVALUATE} --predictions folder --html folder/page.html",
        f"{EVALUATE} --predictions folder --html new.html",
        f"{EVALUATE} --predictions mine.jsonl --html other.jsonl",
    ],
)
def test_any_other_file_is_written(args: str, files: Path, run: Run) -> None:
    written = args.rpartition(" ")[2]
    run("import", "mine.jsonl", "--as-model", "ner@1")
    run(*args.replace("--against huda", "--against ner@1").split())
    assert (files / written).read_text("utf-8").startswith("<!doctype html>")


@needs_bash
def test_what_is_appended_to_standard_output_is_not_the_predictions(files: Path) -> None:
    before = state(files)
    done = bash(files, "annotator evaluate --against huda --predictions mine.jsonl >> mine.jsonl")
    assert done.returncode == 2
    assert b"standard output is a file that this command reads (mine.jsonl)" in done.stderr
    assert state(files) == before
