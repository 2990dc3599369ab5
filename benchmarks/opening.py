"""From the key that opens an article to the last byte of its first screen."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.material import LARGEST, SIZES, article_project
from benchmarks.program import screens
from benchmarks.table import Bar, Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.terminal import Terminal

HOME, DOWN, UP = b"\x1b[H", b"\x1b[B", b"\x1b[A"
ARTICLES = (*SIZES, *LARGEST)
MOST_MS = (60.0, 60.0, 500.0, 500.0, 500.0)
ENTER, NEXT = "from the library (Enter)", "from another article (>)"


def run(*, quick: bool) -> Iterator[Table]:
    """Open an article of each size in turn, both ways."""
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        project = article_project(Path(name, "articles.db"), ARTICLES)
        with screens(project) as terminal:
            terminal.read(quiet=0.5)
            for _ in range(1 if quick else 9):
                for number in range(len(ARTICLES)):
                    times[ENTER, number].append(_open(terminal, 2 * number + 1, b"\r"))
                    times[NEXT, number].append(_open(terminal, 2 * number, b"\r", b">"))
    rows: list[tuple[Cell, ...]] = [
        (how, str(ARTICLES[number]), len(took), took[0], median(took), max(took))
        for (how, number), took in sorted(times.items())
    ]
    bars = [
        Bar(
            f"median of opening {size}, ms,",
            MOST_MS[number],
            {how: median(times[how, number]) for how in (ENTER, NEXT)},
        )
        for number, size in enumerate(ARTICLES)
    ]
    yield Table(
        title="Opening an article",
        command="python -m benchmarks opening",
        about="from the key to the last byte of the first screen, spans and history read; sizes in turn.",
        columns=("how", "article", "times", "first time, ms", "median, ms", "highest, ms"),
        rows=tuple(rows),
        bars=tuple(bars),
    )


def _open(terminal: Terminal, place: int, *keys: bytes) -> float:
    """Press keys on the article at that place of the library, return to the library; ms of the last key."""
    terminal.press(HOME + DOWN * place + UP + DOWN, quiet=0.2)
    for key in keys[:-1]:
        terminal.press(key, quiet=0.4, until=b", saved")
    reply = terminal.press(keys[-1], quiet=0.6, until=b", saved")
    terminal.press(b"q", quiet=0.3)
    return 1000 * reply.last
