"""The machine that is measured on: what it is, and how quiet it was meanwhile."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import time
from pathlib import Path

import msgspec

from benchmarks.program import ROOT, with_pandas

_PROC_STAT = Path("/proc/stat")
_IDLE = (3, 4)
"""Where the first line of /proc/stat has the time that processors did nothing or waited for a disk."""


class Quiet(msgspec.Struct, frozen=True):
    """The machine's load before and after, and the share of its processors that others had, in %; None where nothing tells it."""

    before: float | None
    after: float | None
    others: float | None

    def __str__(self) -> str:
        """Return a sentence, "" where nothing tells what others had."""
        if self.others is None:
            return ""
        busy = "" if self.before is None else f", and {self.before:.1f} processes were busy before"
        return f"Other programs had {self.others:,.0f} % of the processors meanwhile{busy}."


class Watch:
    """Sees how quiet the machine is from its making on. Whoever measures waits for all programs that it starts."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._load = load()
        self._busy, self._own = _busy(), _own()

    def seconds(self) -> float:
        """Return for how long it has been watching."""
        return time.monotonic() - self.began

    def quiet(self) -> Quiet:
        """Return how quiet the machine has been. Steps of the two clocks may differ by a hundredth of a second."""
        busy, most = _busy(), self.seconds() * (os.cpu_count() or 1)
        if busy is None or self._busy is None or not most:
            return Quiet(self._load, load(), None)
        others = max(busy - self._busy - (_own() - self._own), 0.0)
        return Quiet(self._load, load(), min(100 * others / most, 100.0))


def load() -> float | None:
    """Return how many processes wanted a processor in the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def machine() -> str:
    """Return system, processors and what figures depend on, in a line."""
    busy = load()
    return (
        f"{platform.system()} on {platform.machine()} with {os.cpu_count()} cores"
        f"{'' if busy is None else f', {busy:.1f} processes busy at the start'}, "
        f"Python {platform.python_version()}, {'with' if True in with_pandas() else 'without'} pandas"
    )


def commit() -> str:
    """Return the commit that is measured, shortened, and whether files differ from it."""
    if shutil.which("git") is None or not (found := _git("rev-parse", "--short", "HEAD")):
        return "unknown"
    return f"{found}{' and changes that are not committed' if _git('status', '--porcelain') else ''}"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _busy() -> float | None:
    """Return the seconds that all processors together were busy since the start of the system; also stolen ones."""
    if not _PROC_STAT.exists():
        return None
    ticks = [int(each) for each in _PROC_STAT.read_text().split("\n", 1)[0].split()[1:9]]
    return sum(each for place, each in enumerate(ticks) if place not in _IDLE) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Return the processor time of this process, and of those that it started and waited for."""
    return sum(os.times()[:4])
