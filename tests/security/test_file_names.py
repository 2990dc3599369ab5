"""File names that are made of ids: nothing is written outside the folder, and no program takes a name for something else."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING
from unicodedata import category

import msgspec
import pytest

from annotator.errors import UsageError
from annotator.formats import FORMATS
from annotator.formats.base import needed
from annotator.formats.file_names import safe

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.base import Format
    from annotator.formats.listing import Listed
    from tests.cli.conftest import Run

IDS = (
    "../../up",
    "../up",
    "..",
    ".",
    "/etc/passwd",
    "/tmp/absolute",
    "..\\..\\up",
    "C:\\up",
    "C:up",
    "\\\\server\\share",
    "-rf",
    "--help",
    "-",
    "~",
    "~root",
    ".hidden",
    ".annotator.db.1.part",
    " blank ",
    "\u00a0blank\u3000",
    "con",
    "CONOUT$.txt",
    "com1 .txt",
    "COM¹",
    "a/b/c",
    "news/../../up",
    "a.ann",
    "visual.conf",
    "TypeSystem.xml",
    "README.md",
    "dataset.json",
    "\u202egpj.exe",
    "$(touch x)",
    "`touch x`",
    "; touch x",
    "* ? [a]",
    "%PATH%",
    "خبر",
)
"""Ids of which programs could make something else than a file in the folder."""

WRITERS = [kind for kind in FORMATS if kind.writes]
each_writer = pytest.mark.parametrize("listed", WRITERS, ids=lambda kind: kind.name)


@pytest.fixture
def hostile(here: Path, run: Run) -> Path:
    """A project with an article of each id, with a span, in a folder of its own below others."""
    folder = here / "deep" / "deeper"
    folder.mkdir(parents=True)
    lines = [
        msgspec.json.encode(
            {
                "id": id_,
                "text": f"وصل {' '.join(sha256(b'%d%d' % (number, at)).hexdigest()[:9] for at in range(9))}",
                "spans": [{"start": 0, "end": 3, "label": "actor"}],
            }
        )
        for number, id_ in enumerate(IDS)
        if not any(category(char) == "Cc" for char in id_)
    ]
    (folder / "in.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    run("init", "--project", f"{folder}/annotator.db")
    run("import", "--project", f"{folder}/annotator.db", f"{folder}/in.jsonl", "--as", "huda")
    return folder


def loaded(listed: Listed) -> Format:
    """Return the format; the test is skipped where its library is not installed."""
    kind = listed.load()
    if kind.extra:
        try:
            needed({"cas": "cassis", "parquet": "pyarrow", "spacy": "spacy"}[kind.extra], kind)
        except UsageError:
            pytest.skip(f"the extra {kind.extra} is not installed")
    return kind


def tree(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
@each_writer
def test_no_writer_leaves_the_folder_that_is_named(
    here: Path, run: Run, hostile: Path, listed: Listed, *, split: bool
) -> None:
    kind = loaded(listed)
    if split and not kind.splits:
        pytest.skip("it has no splits")
    before = tree(here)
    out = hostile / "out"
    shares = ["--split", "50/50"] if split else []
    run(
        "export",
        "--project",
        f"{hostile}/annotator.db",
        "--layer",
        "all",
        "--format",
        kind.name,
        "-o",
        str(out),
        *shares,
    )
    made = tree(here) - before
    assert made
    assert all(path == out or out in path.parents or path.name.startswith("out") for path in made)
    assert all(path.parent == hostile or out in path.parents for path in made)
    for path in made:
        assert not path.is_symlink()
        assert path.name.isprintable()
        assert not re.match(r"[-.~\s]", path.name), path.name
        assert path.stem == path.stem.strip()
        assert not set(path.name) & set('/\\:*?"<>|')


def test_changed_names_are_told(run: Run, hostile: Path) -> None:
    project = ("--project", f"{hostile}/annotator.db", "--layer", "all", "--format", "brat")
    said = run("export", *project, "-o", f"{hostile}/out").stderr
    assert re.search(r"[0-9]+ .*names", said)
    assert (hostile / "out" / "_rf.txt").exists()


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("-rf", "_rf"),
        ("--help", "_-help"),
        ("~root", "_root"),
        ("\u00a0a\u3000", "_a_"),
        ("CONOUT$", "_CONOUT$"),
        ("COM¹.txt", "_COM¹.txt"),
        ("nul .txt", "_nul .txt"),
        ("a-b", "a-b"),
        ("a~", "a~"),
        ("console", "console"),
    ],
)
def test_a_name_is_no_option_no_home_and_no_device(id_: str, name: str) -> None:
    assert safe(id_) == name


@pytest.mark.parametrize(
    "split",
    [
        "../x=50/y=50",
        "..=50/y=50",
        "-x=50/y=50",
        "~x=50/y=50",
        ".x=50/y=50",
        "a b=50/y=50",
        "a\x1b=50/y=50",
        "C:x=50/y=50",
        "=50/=50",
    ],
)
def test_no_split_has_a_name_that_leads_elsewhere(here: Path, run: Run, project: Path, split: str) -> None:
    assert project.exists()
    before = tree(here)
    run("export", "--layer", "all", "--split", split, "-o", "out", status=2)
    assert tree(here) == before
