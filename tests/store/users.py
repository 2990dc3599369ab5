"""Two users of one machine, who are in one group; their processes are real, so the tests have to run as root."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles
from tests.patience import PATIENCE
from tests.store.helpers import SCHEMA, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TEAM = 45000

needs_two_users = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="two users need root, and setpriv to become them",
)


class User(NamedTuple):
    """Somebody who is in the group `TEAM` beside their own."""

    number: int

    def popen(self, *words: str, at: Path, umask: int = 0o022, **environment: str) -> subprocess.Popen[str]:
        """Start a command in a folder. What it keeps for itself is in folders beside that."""
        base = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return subprocess.Popen(
            [*self.becoming(), *words],
            cwd=at,
            env={
                **base,
                "PYTHONPATH": str(ROOT),
                "HOME": str(self.home(at)),
                "TMPDIR": str(self.temporary_folder(at)),
                **environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            umask=umask,
        )

    def runs(self, *words: str, at: Path, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run `annotator` to its end."""
        process = self.popen(sys.executable, "-m", "annotator", *words, at=at, **more)
        out, errors = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(words, process.returncode, out, errors)

    def python(self, code: str, *words: str, at: Path, **more: Any) -> subprocess.Popen[str]:
        """Start a program of Python's."""
        return self.popen(sys.executable, "-c", code, *words, at=at, **more)

    def home(self, at: Path) -> Path:
        """Return the folder that is this user's own."""
        return at.parent / f"home-{self.number}"

    def temporary(self, at: Path) -> list[Path]:
        """Return what is in this user's folder for temporary files."""
        return sorted(self.temporary_folder(at).rglob("*"))

    def temporary_folder(self, at: Path) -> Path:
        """Return this user's folder for temporary files."""
        return at.parent / f"temporary-{self.number}"

    def becoming(self) -> list[str]:
        """Return the words before a command that has to run as this user."""
        who = str(self.number)
        return ["setpriv", "--reuid", who, "--regid", who, "--groups", str(TEAM), *_reading()]


A, B = User(45001), User(45002)


@functools.cache
def _reading() -> tuple[str, ...]:
    """Return what lets a user read the program where it lies in a folder of root's; nothing more may be written by it."""
    who = ("setpriv", "--reuid", str(A.number), "--clear-groups")
    more = ("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")
    for way in ((), more):
        words = [*who, *way, sys.executable, "-c", "import annotator.cli"]
        if subprocess.run(words, capture_output=True, check=False, cwd=ROOT).returncode == 0:
            return way
    pytest.skip("the program can't be read by other users")


@contextmanager
def shared_folder(mode: int = 0o2775) -> Iterator[Path]:
    """Give a folder of A's, of the group `TEAM`, with folders beside it for what each user keeps."""
    top = Path(tempfile.mkdtemp())
    try:
        top.chmod(0o755)
        if not all(parent.stat().st_mode & 0o001 for parent in top.parents):
            pytest.skip("the folder for temporary files can't be reached by other users")
        folder = top / "shared"
        folder.mkdir()
        os.chown(folder, A.number, TEAM)
        folder.chmod(mode)
        for user in (A, B):
            for name in ("home", "temporary"):
                own = top / f"{name}-{user.number}"
                own.mkdir()
                os.chown(own, user.number, user.number)
        yield folder
    finally:
        shutil.rmtree(top)


def given(folder: Path, mode: int = 0o644, texts: int = 3) -> Path:
    """Make a project of A's in a shared folder."""
    path = folder / "annotator.db"
    with Project.create(path, SCHEMA) as project:
        add_articles(
            project, (Incoming(text=f"{TEXT}{place}", path=path, id=f"{place}.txt") for place in range(texts))
        )
    os.chown(path, A.number, TEAM if folder.stat().st_mode & 0o2000 else A.number)
    path.chmod(mode)
    return path


def owners(folder: Path) -> dict[str, int]:
    """Return the files of a folder with the number of whose each is."""
    return {file.name: file.stat().st_uid for file in folder.iterdir()}


def ended(process: subprocess.Popen[str]) -> list[str]:
    """Let a process end, which has to have gone well; return the lines that it printed."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write("\n")
    out, errors = process.stdout.read(), process.stderr.read()
    assert process.wait(PATIENCE) == 0, errors
    process.stdout.close()
    process.stderr.close()
    return out.splitlines()


def ready(process: subprocess.Popen[str]) -> subprocess.Popen[str]:
    """Wait until a process says *ready*."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if line != "ready\n":
        process.kill()
        raise AssertionError((line, process.communicate()))
    return process
