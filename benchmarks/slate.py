"""slate, a program for annotation that draws with curses, to compare with: slate-nlp on PyPI, in an environment of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.program import ROOT, environment
from benchmarks.table import LeftOut
from benchmarks.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = ROOT / "build" / "slate" / "bin" / "slate"
"""Where `make slate` installs it."""
MISSING = LeftOut("slate", "It is not installed; install it in an environment of its own with: make slate")

FORWARD = b"\x1bOC"
"""The key that moves its caret to the next token."""


def installed() -> bool:
    """Return whether it is there to be measured."""
    return PROGRAM.exists()


def annotating(folder: Path, article: Path) -> Terminal:
    """Start it on a text file. It writes what is tagged beside that file, and its log to the folder."""
    command = [str(PROGRAM), "--overwrite", "--log-prefix", str(folder / "slate"), str(article)]
    return Terminal(command, environment(folder))
