"""Projects whose program was killed, and what happens to their files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.store.workers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("", "-wal", "-shm", "-journal")
HEADER, FRAME, PAGE = 32, 24, 4096

_WORKING = """
import os, signal, sys
from pathlib import Path
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import TEXT, adding, incoming

with Project.open(Path(sys.argv[1])) as project:
    add_articles(project, [incoming(f"new {place} {TEXT}" * 50, id=f"new {place}") for place in range(int(sys.argv[3]))])
    for place in map(int, sys.argv[2].split()):
        project.layers.record(adding(place, place + 1))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def kill(path: Path, places: range, articles: int = 0) -> None:
    """Have a program bring in articles and add a span at each of these places, and kill it: the log stays."""
    done = subprocess.run(
        [sys.executable, "-c", _WORKING, path, " ".join(map(str, places)), str(articles)], cwd=ROOT, capture_output=True, check=False
    )  # fmt: skip
    assert done.returncode == -9, done.stderr.decode()


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def copied(path: Path, target: Path, suffixes: tuple[str, ...] = FILES) -> Path:
    """Copy a database, as `cp` does, with those of its files that there are."""
    for suffix in suffixes:
        if beside(path, suffix).exists():
            shutil.copyfile(beside(path, suffix), beside(target, suffix))
    return target


def frames(log: bytes) -> int:
    return (len(log) - HEADER) // (FRAME + PAGE)


def at(frame: int) -> int:
    """Where a frame begins, the first one being 0."""
    return HEADER + frame * (FRAME + PAGE)


def flipped(log: bytes, place: int) -> bytes:
    """The log with one bit of it turned over."""
    data = bytearray(log)
    data[place] ^= 0x10
    return bytes(data)
