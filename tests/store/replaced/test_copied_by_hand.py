"""Copies that people make with cp while somebody writes: each opens as a whole project, or is refused and left as it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.errors import NotAProjectError
from annotator.project import Project
from annotator.store.check.checking import damage
from tests.store.helpers import HUDA, TEXT, make
from tests.store.listing import listed
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EACH, TIMES, LONG = 3, 2, 40
TURNS = 60
"""After so many rounds the writer stops: looking at a large copy takes long."""

_WRITING = """
import sys
from pathlib import Path
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import TEXT, adding, incoming

with Project.open(Path(sys.argv[1])) as project:
    print("open", flush=True)
    for turn in range(int(sys.argv[2])):
        add_articles(project, [incoming(f"{turn} {part} {TEXT}" * 9, id=f"{turn}-{part}") for part in range(3)])
        project.layers.record(adding(turn, turn + 2))
"""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Somebody brings articles in and tags them, as fast as he can."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITING, path, str(TURNS)], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        try:
            yield
        finally:
            process.kill()


def cp(path: Path, target: Path, suffixes: tuple[str, ...]) -> None:
    target.parent.mkdir()
    for suffix in suffixes:
        subprocess.run(["cp", f"{path}{suffix}", f"{target}{suffix}"], check=False, stderr=subprocess.DEVNULL)


def whole_or_refused(path: Path) -> None:
    """Open a copy. It is whole; else it is refused, and its file and its log are byte for byte as they were."""
    kept = [path, path.with_name(f"{path.name}-wal")]
    before = [file.read_bytes() if file.exists() else None for file in kept]
    try:
        project = Project.open(path)
    except NotAProjectError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert "restore COPY" in refused
        assert [file.read_bytes() if file.exists() else None for file in kept] == before
        return
    with project:
        assert damage(project._connection) == ""
        assert len(project.layers.get("1.txt", HUDA).spans) == len(project.layers.operations("1.txt", HUDA))
        (turns, rest) = divmod(len(listed(project, HUDA)) - 1, 3)
        assert rest == 0
        assert turns - len(project.layers.operations("1.txt", HUDA)) in {0, 1}


def copies(tmp_path: Path, times: int, suffixes: tuple[str, ...]) -> None:
    for number in range(times):
        path = tmp_path / f"{number}.db"
        make(path, TEXT * 9).close()
        with writing(path):
            copied = [tmp_path / f"copy{number}-{each}" / "annotator.db" for each in range(EACH)]
            for copy in copied:
                cp(path, copy, suffixes)
        for copy in copied:
            whole_or_refused(copy)
            shutil.rmtree(copy.parent)


ALONE, ALL, LOG_FIRST = ("",), ("", "-wal", "-shm"), ("-wal", "")

pytestmark = pytest.mark.tried("copies by cp while somebody writes")
each_way = pytest.mark.parametrize(
    "suffixes", [ALONE, ALL, LOG_FIRST], ids=["the file", "all", "the log first"]
)


@pytest.mark.times(EACH * TIMES)
@each_way
def test_some_copies(tmp_path: Path, suffixes: tuple[str, ...]) -> None:
    copies(tmp_path, TIMES, suffixes)


@pytest.mark.faults
@pytest.mark.times(EACH * LONG)
@each_way
def test_many_copies(tmp_path: Path, suffixes: tuple[str, ...]) -> None:
    copies(tmp_path, LONG, suffixes)
