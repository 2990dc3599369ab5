"""What `make` prints while it sets up an environment. Python, venv and pip are stood for by shell scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = """#!/bin/sh
case "$1 $2" in
"-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && cp annotator.sh "$3/bin/annotator";;
"-m pip")
    echo "pip says: Collecting everything"
    echo "WARNING: pip can be upgraded" >&2
    exit ${PIP:-0};;
*) exit ${OLD:-0};;
esac
"""

pytestmark = [
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
    pytest.mark.skipif(not (ROOT / "Makefile").exists(), reason="needs the checkout"),
]


class Made(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a Makefile and what stands for the program."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name, text in (("python3", PYTHON), ("annotator.sh", "#!/bin/sh\necho opened\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def make(folder: Path, target: str, **settings: str) -> Made:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", target, "PYTHON=./python3"],
        cwd=folder, env={**mine, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Made(done.returncode, done.stdout, done.stderr)


def test_the_demo_prints_a_line_a_step_and_nothing_of_pips(folder: Path) -> None:
    made = make(folder, "demo")
    assert made.status == 0, made
    assert made.out.splitlines() == [
        "Making an environment in .venv",
        "Installing what annotator needs, which takes a minute or two",
        ".venv/bin/annotator demo",
        "opened",
    ]
    assert made.err == ""
    assert make(folder, "demo").out.splitlines() == [".venv/bin/annotator demo", "opened"]


def test_what_pip_printed_is_shown_if_it_fails_and_the_next_time_it_is_tried_again(folder: Path) -> None:
    made = make(folder, "demo", PIP="1")
    assert made.status != 0
    assert "pip says: Collecting everything\nWARNING: pip can be upgraded\n" in made.err
    assert "pip could not install it" in made.err
    assert "opened" not in made.out
    assert "opened" in make(folder, "demo").out


def test_a_python_that_is_too_old_is_told_before_anything_is_made(folder: Path) -> None:
    made = make(folder, "demo", OLD="1")
    assert made.status != 0
    assert "Making" not in made.out
    assert not (folder / ".venv").exists()
