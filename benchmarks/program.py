"""The program as it is started here: its command line, its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.material import ANNOTATOR
from benchmarks.terminal import Terminal

ROOT = Path(__file__).parent.parent


def command(*arguments: str) -> list[str]:
    """Return the command line of `annotator` with these arguments."""
    return [sys.executable, "-m", "annotator", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """Return an environment with nothing of the user's in it but the path."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "ANNOTATOR_CONFIG": str(folder / "config.toml"),
        "ANNOTATOR_NAME": ANNOTATOR,
        "PYTHONPATH": str(ROOT),
    }


def screens(project: Path, *article: str) -> Terminal:
    """Start the screens on a project, on an article if one is named."""
    return Terminal(command("annotate", "--project", str(project), *article), environment(project.parent))


def adjudication(project: Path, article: str) -> Terminal:
    """Start the adjudication of an article."""
    arguments = ("adjudicate", article, "--as", "nadia", "--project", str(project))
    return Terminal(command(*arguments), environment(project.parent))
