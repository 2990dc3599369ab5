"""Data sets that go on from an older one, and projects that can only be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import only_line
from tests.cli.dealt import SPLIT, bytes_of, division, grow, parts, stored, text

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def other_project(here: Path, run: Run, *numbers: int) -> Path:
    path = here / "other.db"
    run("init", "--project", "other.db")
    grow(path, *numbers)
    return path


@pytest.mark.usefixtures("ten")
@pytest.mark.parametrize("kind", ["jsonl", "conll", "hf", "spacy"])
def test_another_project_goes_on_from_an_older_data_set(run: Run, here: Path, kind: str) -> None:
    pytest.importorskip({"hf": "pyarrow", "spacy": "spacy"}.get(kind, "json"))
    run("export", *SPLIT, "--seed", "3", "--format", kind, "-o", "old")
    other_project(here, run, *range(3, 15))
    for folder in ("new", "newer"):
        given = ["--keep", "old"] if folder == "new" else []
        said = run("export", "--project", "other.db", *SPLIT, *given, "-o", folder).stderr
    assert bytes_of("new") == bytes_of("newer")
    assert "12 articles stay where they are" in said
    old, new = parts("old"), parts("new")
    assert {id_: old[id_] for id_ in old if id_ in new}.items() <= new.items()
    assert json.loads(Path("new", "dataset.json").read_bytes())["seed"] == 3
    assert division("new")["dealt"] == division("old")["dealt"]


@pytest.mark.usefixtures("ten")
def test_what_of_an_older_data_set_is_missing_or_has_another_text_is_told(run: Run, here: Path) -> None:
    run("export", *SPLIT, "-o", "old")
    other = other_project(here, run, *range(2, 9))
    with Project.open(other) as project:
        changed = Incoming(text="نص آخر لا يشبه ما كان.", path=other, id="n-9")
        renamed = Incoming(text=text(1), path=other, id="again")
        add_articles(project, [changed, renamed])
    said = run(
        "export", "--project", "other.db", *SPLIT, "--layer", "all", "--keep", "old", "-o", "new"
    ).stderr
    assert "1 article of the older data set is not in this project." in said
    assert "1 article of the older data set has another text here, and stays by its id." in said
    assert parts("new")["again"] == parts("old")["n-1"]
    assert parts("new")["n-9"] == parts("old")["n-9"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda old: (old / "test.jsonl").write_bytes(b"{}\n"), "test.jsonl was changed since it was exported"),
        (lambda old: (old / "parts.json").write_bytes(b"{}"), "parts.json was changed since it was exported"),
        (lambda old: (old / "train.jsonl").unlink(), "train.jsonl can't be read: "),
        (lambda old: (old / "dataset.json").write_bytes(b"[]"), "is not as an export wrote it"),
        (lambda old: (old / "dataset.json").write_bytes(b'{"a": 1'), "is not as an export wrote it"),
        (lambda old: (old / "dataset.json").write_bytes((old / "dataset.json").read_bytes().replace(b'"train.jsonl"', b'"train/../../annotator.db"')), "which is not in the folder"),
        (lambda old: (old / "dataset.json").write_bytes((old / "dataset.json").read_bytes().replace(b"train=60", b"train=70")), "has no shares: The shares"),
        (lambda old: (old / "dataset.json").write_bytes((old / "dataset.json").read_bytes().replace(b"train=60/validation=20/test=20", b"train=60/validation=30/test=10")), "and --split asks for"),
    ],
)  # fmt: skip
def test_an_older_data_set_that_is_not_whole_is_refused(ten: Path, run: Run, change: Any, told: str) -> None:
    run("export", *SPLIT, "-o", "old")
    change(Path("old"))
    before = stored(ten.parent)
    assert told in only_line(run("export", *SPLIT, "--keep", "old", "-o", "new", status=1).stderr)
    assert stored(ten.parent) == before


@pytest.mark.usefixtures("ten")
def test_the_card_of_an_older_data_set_may_be_completed(run: Run) -> None:
    run("export", *SPLIT, "-o", "old")
    with Path("old", "README.md").open("a") as file:
        file.write("\nMore.\n")
    run("export", *SPLIT, "--keep", "old", "-o", "new")
    assert parts("new") == parts("old")


@pytest.mark.usefixtures("ten")
def test_an_older_data_set_that_the_project_has_otherwise_is_refused(run: Run) -> None:
    run("export", *SPLIT, "-o", "old")
    run("export", *SPLIT, "--seed", "5", "--fresh", "-o", "new")
    said = only_line(run("export", *SPLIT, "--keep", "old", "-o", "newest", status=1).stderr)
    assert "--keep: the project keeps another split of these shares than old: " in said
    assert "or deal anew with --fresh" in said


@pytest.mark.usefixtures("ten")
def test_a_data_set_of_an_older_version_is_read_from_its_records(run: Run, here: Path) -> None:
    run("export", *SPLIT, "-o", "old")
    run("export", *SPLIT, "--format", "conll", "-o", "words")
    where = parts("old")
    for folder in ("old", "words"):
        Path(folder, "parts.json").unlink()
        facts = json.loads(Path(folder, "dataset.json").read_bytes())
        del facts["division"], facts["files"]["parts.json"]
        Path(folder, "dataset.json").write_text(json.dumps(facts))
    other_project(here, run, *range(12))
    export = ("export", "--project", "other.db", *SPLIT, "-o", "new", "--keep")
    assert "nothing by which articles are found again" in only_line(run(*export, "words", status=1).stderr)
    run(*export, "old")
    assert where.items() <= parts("new").items()


def _why(path: Path) -> Any:
    from annotator.store.disk.rights import ReadOnly

    return ReadOnly(f"{path} can only be read", "Ask for the right to write it.")


def test_who_can_only_read_has_to_say_where_articles_go(
    ten: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", "--split", "50/50", "-o", "old")
    grow(ten, 10, 11)
    monkeypatch.setattr("annotator.store.disk.rights.first_unwritable", lambda path: path)
    monkeypatch.setattr("annotator.store.disk.rights.missing_right", _why)
    before = ten.read_bytes()
    said = only_line(run("export", *SPLIT, "-o", "set", status=1).stderr)
    assert (
        "can only be read, and 12 articles would be dealt, which the project could not keep. Give --keep FOLDER"
        in said
    )
    said = only_line(run("export", "--split", "50/50", "-o", "set", status=1).stderr)
    assert "2 articles would be dealt that have no part yet" in said
    run("export", "--split", "50/50", "--articles", "1-10", "-o", "kept")
    assert parts("kept") == parts("old")
    said = run("export", "--split", "50/50", "--keep", "old", "-o", "new").stderr
    assert "give it to --keep next time" in said
    assert parts("old").items() <= parts("new").items()
    run("export", "--split", "50/50", "--keep", "new", "-o", "newer")
    assert parts("newer") == parts("new")
    run("export", *SPLIT, "--fresh", "-o", "fresh")
    assert division("fresh")["dealt"] == ""
    assert "May be" not in Path("fresh", "README.md").read_text()
    run("export", "--split", "100", "-o", "one")
    assert ten.read_bytes() == before
