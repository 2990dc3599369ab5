"""What tests of the driver share."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

APP = str(Path(__file__).with_name("tiny_app.py"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Start the tiny app in a pseudo-terminal; `answered` where the test answers its questions."""
    children = []

    def run(
        *arguments: str, command: str = sys.executable, answered: bool = False, **environment: str
    ) -> Any:
        base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        root = str(Path(__file__).parents[3])
        child = pexpect.spawn(
            command,
            list(arguments) if arguments else [APP],
            env={
                **base,
                "TERM": "xterm-256color",
                "PYTHONPATH": root,
                "ANNOTATOR_CONFIG": str(tmp_path / "config.toml"),
                **({"ANSWERED": "1"} if answered else {}),
                **environment,
            },
            dimensions=(12, 60),
            timeout=PATIENCE,
        )
        children.append(child)
        return child

    yield run
    for child in children:
        child.close(force=True)
