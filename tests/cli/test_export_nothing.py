"""An export of no article writes nothing, wherever it goes, and says what has some."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from annotator.formats import FORMATS
from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.shell import bash, needs_bash

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.base import Format
    from tests.cli.conftest import Run

pytestmark = pytest.mark.tried("exports of no article over what is there")

WRITERS = [kind for kind in FORMATS if kind.writes]
LIBRARIES = {"hf": "pyarrow", "spacy": "spacy", "cas-json": "cassis", "cas-xmi": "cassis"}


def tree(folder: Path) -> dict[str, bytes | None]:
    """All files and folders, with the bytes of files but for those that SQLite writes when it reads."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if not path.name.startswith("annotator.db-")
    }


LAYERS: dict[str, list[str]] = {"gold": [], "named gold": ["--layer", "gold"], "idle": ["--layer", "maryam"]}


@pytest.fixture
def idle(project: Path) -> Path:
    """The project, in which maryam has begun and left again, so that nobody's gold and her layer are empty."""
    with Project.open(project) as opened:
        opened.work.set_status("first", "maryam", Status.DOING)
        opened.work.set_status("first", "maryam", Status.TODO)
    return project


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("kind", WRITERS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("strict", [[], ["--strict"]], ids=["", "strict"])
def test_what_is_there_stays(here: Path, run: Run, kind: Format, layer: str, strict: list[str]) -> None:
    if (library := LIBRARIES.get(kind.name)) and find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    (here / "lost").write_text("old")
    if kind.folder:
        (here / "out.json").mkdir()
    else:
        (here / "out.json").write_text("old")
        (here / "out.labels.xml").write_text("old")
    args = ["export", "--format", kind.name, *LAYERS[layer], *strict]
    before = tree(here)
    result = run(*args, "-o", "out.json", "--losses", "lost", status=1)
    assert tree(here) == before
    assert result.stdout == ""
    assert result.stderr.startswith("0 articles written (out.json is as it was)")
    if kind.splits:
        run(*args, "--split", "50/50", "-o", "new", status=1)
        run(*args, "--split", "100", "-o", "new", status=1)
    run(*args, "-o", "new", "--losses", "new-lost", status=1)
    assert tree(here) == before
    if not kind.folder:
        assert run(*args, status=1).stdout_bytes == b""


@needs_bash
@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("format_", ["jsonl", "csv", "conll", "label-studio"])
@pytest.mark.parametrize(
    "place",
    [
        "",
        "| cat",
        "-o /dev/stdout",
        "-o /dev/fd/5 5>&1",
        "-o >(cat)",
        "--strict -o /dev/stdout | cat",
        "-o x --losses /dev/stdout",
    ],
)
def test_nothing_goes_to_a_pipe(here: Path, format_: str, place: str) -> None:
    done = bash(here, f"set -o pipefail; annotator export --format {format_} {place}")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"0 articles written")
    assert not (here / "x").exists()


@pytest.mark.usefixtures("idle")
def test_it_says_why_and_what_has_some(run: Run) -> None:
    reasons = [
        "  1 not finished by anybody; to mark it: annotator",
        "  1 finished by one person where several work; to give it to a second one: "
        "annotator assign huda salim --per-article 2",
    ]
    layers = [
        "huda has 1 article: annotator export --layer huda",
        "salim has 1 article: annotator export --layer salim",
        "--layer all has 2 articles: annotator export --layer all",
    ]
    assert run("export", status=1).stderr.splitlines() == [
        "0 articles written, 2 left out:",
        *reasons,
        *layers,
    ]
    idle = run("export", "--layer", "maryam", status=1).stderr.splitlines()
    assert idle == ["0 articles written.", "maryam has no layer in any article.", *layers]


@pytest.mark.usefixtures("idle")
def test_what_it_says_is_what_is_written(here: Path, run: Run) -> None:
    with Project.open(here / "annotator.db") as opened:
        opened.layers.add("first", "أم سلمى", [Span.new(5, 15, "actor", "أم سلمى")], Status.DONE)
        opened.layers.add("second", "أم سلمى", [], Status.FLAGGED)
    told = run("export", status=1).stderr.splitlines()
    offered = [line.split(": ", 1) for line in told if "annotator export" in line]
    assert [words.split(" has ")[0] for words, _ in offered] == ["أم سلمى", "huda", "salim", "--layer all"]
    for words, command in offered:
        done = bash(here, f"{command} -o out")
        assert done.returncode == 0
        count = words.split(" has ")[1]
        assert done.stderr.decode().startswith(f"{count} written to out")
        assert len((here / "out").read_bytes().splitlines()) == int(count.split()[0])


def test_many_people_are_counted(project: Path, run: Run) -> None:
    with Project.open(project) as opened:
        for number in range(9):
            opened.layers.add("second", f"p{number}", [], Status.DONE)
    told = run("export", status=1).stderr.splitlines()
    assert sum("annotator export --layer" in line for line in told) == 6
    assert "So 6 more people have some." in told


def test_where_the_project_has_nothing(here: Path, run: Run) -> None:
    run("init")
    for args in ([], ["--layer", "all"], ["--split", "80/10/10", "-o", "set"], ["-o", "out"]):
        (line,) = run("export", *args, status=1).stderr.splitlines()
        assert line.startswith("0 articles written")
        assert line.endswith("the project has no articles yet; bring some in with: annotator import PATH")
    assert [path.name for path in here.iterdir()] == ["annotator.db"]


@pytest.mark.usefixtures("idle")
def test_what_makes_no_sense_is_still_told_first(run: Run) -> None:
    assert "--columns is 99" in run("export", "--format", "conll", "--columns", "99", status=2).stderr
    assert "are 95 together" in run("export", "--split", "80/10/5", "-o", "set", status=2).stderr
