"""Commands whose standard error is a terminal, as tests of the progress line run them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = """
import sys
from annotator.cli import main, progress
progress._FIRST = progress._AGAIN = 0.001
main(sys.argv[1:])
"""


def on_terminal(folder: Path, *arguments: str) -> tuple[str, str]:
    """Run a command that shows its progress at once; return its output and what stood on the terminal."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", _AT_ONCE, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm"},
        ) as process:
            os.close(theirs)
            shown = b""
            with suppress(OSError):  # the other end is closed
                while data := os.read(ours, 100_000):
                    shown += data
            output, _ = process.communicate(timeout=PATIENCE)
    finally:
        os.close(ours)
    assert process.returncode == 0, shown
    return output.decode(), shown.decode()
