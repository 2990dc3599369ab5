"""The screens give memory back after all of it was looked through."""

from __future__ import annotations

import gc
import subprocess
import sys

CODE = """
import gc
from annotator.tui import memory

memory.look_after()
print(gc.get_freeze_count() > 0, gc.get_threshold()[0] >= 1_000, len(gc.callbacks))
gc.collect()
"""


def test_it_is_set_up_in_a_program_of_its_own() -> None:
    before = gc.callbacks[:]
    found = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert found.stdout.split()[:2] == ["True", "True"]
    assert found.stderr == ""
    assert gc.callbacks == before
