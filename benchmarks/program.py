"""The program as it is started here: its command line, its environment."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from benchmarks.material import ANNOTATOR
from benchmarks.terminal import Terminal

ROOT = Path(__file__).parent.parent


def command(*arguments: str) -> list[str]:
    """Return the command line of `annotator` with these arguments."""
    return [sys.executable, "-m", "annotator", *arguments]


def with_pandas() -> tuple[bool, ...]:
    """Return whether pandas can be imported, for each way in which the program is measured: both ways where it is installed."""
    return (True, False) if find_spec("pandas") is not None else (False,)


def environment(folder: Path, *, pandas: bool = True) -> dict[str, str]:
    """Return an environment with nothing of the user's in it but the path. Without `pandas` that can't be imported."""
    path = [str(ROOT)]
    if not pandas:
        hiding = folder / "without-pandas"
        hiding.mkdir(exist_ok=True)
        (hiding / "pandas.py").write_text("raise ModuleNotFoundError('hidden', name='pandas')\n")
        path.insert(0, str(hiding))
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "ANNOTATOR_CONFIG": str(folder / "config.toml"),
        "ANNOTATOR_NAME": ANNOTATOR,
        "PYTHONPATH": os.pathsep.join(path),
    }


def screens(project: Path, *article: str, pandas: bool = True) -> Terminal:
    """Start the screens on a project, on an article if one is named."""
    return Terminal(
        command("annotate", "--project", str(project), *article), environment(project.parent, pandas=pandas)
    )


def adjudication(project: Path, article: str) -> Terminal:
    """Start the adjudication of an article."""
    arguments = ("adjudicate", article, "--as", "nadia", "--project", str(project))
    return Terminal(command(*arguments), environment(project.parent))
