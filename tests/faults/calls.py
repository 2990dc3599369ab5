"""A program that is stopped before one of its system calls, or in which one fails, by strace.

A script imports the program, makes a call that marks where it begins, and runs it. A first run lists the calls that change
something; each further run is stopped before one of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.store.workers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CHANGING = (
    *("write", "pwrite64", "sendfile", "copy_file_range", "fallocate", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir"),
    *("chmod", "fchmod", "fchmodat", "fchown", "fsetxattr", "fremovexattr"),
)
"""What changes something. That a file is made is seen at the next of these calls."""

_MARK = 999
_BEGINNING = f"""
import os, sys
import annotator.cli.backup, annotator.cli.restore, annotator.store.backup.backup, annotator.store.backup.restore
import annotator.project, annotator.store.disk.rescue_paths, msgspec, sqlite_utils, tempfile
from annotator.cli import main
from tests.faults.older import upgrade
try:
    os.write({_MARK}, b"begin")
except OSError:
    pass
"""
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((\w*)")


class Call(NamedTuple):
    """A system call, and which one of its name it is in the whole run."""

    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def possible() -> str:
    """Why the calls of a program can't be seen here, "" where they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False)
    return "strace may not be used here" if done.returncode else ""


def run(code: str, folder: Path, *options: str, log: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python code in a folder under strace, after what it needs is imported."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", str(log or os.devnull), *options, sys.executable, "-c", _BEGINNING + code],
        cwd=folder,
        env={**kept, "HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def calls(code: str, folder: Path, log: Path) -> list[Call]:
    """Run the code to its end, and return the calls by which it changes something, in their order."""
    done = run(code, folder, "-e", f"trace={','.join(CHANGING)}", log=log)
    assert done.returncode == 0, done.stderr
    counted, found, begun = Counter[str](), list[Call](), False
    for line in log.read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        name, first = match.groups()
        counted[name] += 1
        if name == "write" and first == str(_MARK):
            begun = True
        elif begun and not (name == "write" and first in {"1", "2"}):
            found.append(Call(name, counted[name]))
    assert begun
    return found


def killed(code: str, folder: Path, call: Call) -> None:
    """Run the code, and kill it where it begins that call."""
    only = ("-e", f"trace={call.name}", "-e", f"inject={call.name}:signal=SIGKILL:when={call.number}")
    done = run(code, folder, *only)
    assert done.returncode in {-9, 137}, f"{call}: {done.returncode}, {done.stderr}"


def failing(code: str, folder: Path, call: Call, error: str) -> subprocess.CompletedProcess[str]:
    """Run the code; that call does nothing and fails with the error of that name."""
    only = ("-e", f"trace={call.name}", "-e", f"inject={call.name}:error={error}:when={call.number}")
    return run(code, folder, *only)
