"""How quiet the machine was while something was measured: how much of the processors others had."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAT = Path("/proc/stat")
_IDLE = (3, 4)
"""The places of idle and waiting for a disk in the first line of `/proc/stat`, after its name."""


class Noise:
    """How busy the machine was inside a block. Printed as a sentence, "" where the system doesn't tell."""

    def __init__(self) -> None:
        self.load = 0.0
        self.others: float | None = None

    def __str__(self) -> str:
        if self.others is None:
            return ""
        return (
            f"Other programs had {100 * self.others:,.0f} % of the processors meanwhile, "
            f"and {self.load:.1f} processes were busy before."
        )


@contextmanager
def measured() -> Iterator[Noise]:
    """Measure what others take of all processors while the block runs; children of this process are not others once they ended."""
    noise = Noise()
    noise.load = os.getloadavg()[0]
    began, busy, own = time.monotonic(), _busy(), _own()
    yield noise
    after = _busy()
    if busy is not None and after is not None:
        there = (time.monotonic() - began) * (os.cpu_count() or 1)
        noise.others = max(after - busy - (_own() - own), 0.0) / max(there, 1e-9)


def _busy() -> float | None:
    """Return the seconds that all processors have worked together since the machine started; None where it isn't told."""
    if not _STAT.exists():
        return None
    ticks = [int(each) for each in _STAT.read_text().splitlines()[0].split()[1:9]]
    return sum(each for place, each in enumerate(ticks) if place not in _IDLE) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Return the seconds of processors that this process and its children that ended have had."""
    return sum(os.times()[:4])
