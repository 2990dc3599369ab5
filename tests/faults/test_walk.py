"""Keys, mouse, garbage, pastes and sizes by chance: the program lives, and what it told as saved is saved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.faults.walk import Walk

pytestmark = pytest.mark.tried("keys, mouse, garbage, pastes and sizes by chance (steps)")

WAYS = {
    "library": ["annotate", "--as", "layla"],
    "annotate": ["annotate", "1", "--as", "huda"],
    "adjudicate": ["adjudicate", "--as", "nadia"],
}
SHORT, LONG = 150, 1_700
SEEDS = range(4)
"""Four walks for each of three ways: 20,400 steps."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with articles, layers of three people and gold."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "demo", "--dir", str(folder), "--no-open"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "annotator.db"


def walk(demo: Path, folder: Path, way: str, seed: int, steps: int, every: int) -> None:
    path = Path(shutil.copy(demo, folder / "annotator.db"))
    Walk(path, WAYS[way], seed).walk(steps, every)


@pytest.mark.times(SHORT)
@pytest.mark.parametrize("way", WAYS)
def test_a_short_walk(demo: Path, tmp_path: Path, way: str) -> None:
    walk(demo, tmp_path, way, seed=11, steps=SHORT, every=SHORT // 2)


@pytest.mark.times(LONG)
@pytest.mark.faults
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_long_walk(demo: Path, tmp_path: Path, way: str, seed: int) -> None:
    walk(demo, tmp_path, way, seed, LONG, every=100)
