"""Commands in a real shell, with the program as `annotator`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def bash(folder: Path, script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script in `folder`; its status is that of its last command."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    return subprocess.run(
        ["bash", "-c", f'annotator() {{ "{sys.executable}" -m annotator "$@"; }}\n{script}'],
        cwd=folder,
        env={**kept, "HOME": str(folder), "ANNOTATOR_NAME": "huda", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
