"""All spans of a project in groups: how long until the first rows and all of them are there, and keys meanwhile."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from annotator import labels
from annotator.model import Incoming, Status
from annotator.project import Project
from annotator.tui.concordance.groups import Groups, batches
from benchmarks.material import ANNOTATOR, articles, spans
from benchmarks.program import screens
from benchmarks.table import Bar, Cell, Table, high
from benchmarks.terminal import memory
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.terminal import Terminal

NUMBERS = (1_000, 10_000, 100_000)
EACH = 50
"""Spans of an article."""
MOST_MS, MOST_KEY_MS = 100.0, 100.0
OPEN, SEARCH, BACK = b"\x0b", b"\x06", b"\x1b"
_ROW = re.compile("|".join(label.name for label in labels.default().labels).encode())


class Opened(NamedTuple):
    """Milliseconds until the screen for searching is painted; of the concordance, until the first rows, until all spans are counted, and from each letter typed meanwhile to what it paints; MB that it took."""

    search: float
    first: float
    whole: float
    keys: list[float]
    later: list[float]
    memory: float


def run(*, quick: bool) -> Iterator[Table]:
    """Open the concordance of larger and larger projects, and type into it."""
    rows: list[tuple[Cell, ...]] = []
    first, keys = {}, {}
    with tempfile.TemporaryDirectory() as name:
        for number in NUMBERS[: 2 if quick else None]:
            project = _project(Path(name) / f"{number}.db", number)
            rounds = [_opened(project, number) for _ in range(2 if quick else 7)]
            plain, groups = _plainly(project)
            meanwhile = [key for one in rounds for key in one.keys]
            later = [key for one in rounds for key in one.later]
            first[f"{number:,} spans"] = median(one.first for one in rounds)
            if meanwhile:
                keys[f"{number:,} spans"] = high(meanwhile)
            rows.append(
                (
                    number,
                    groups,
                    median(one.search for one in rounds),
                    median(one.first for one in rounds),
                    max(one.first for one in rounds),
                    median(one.whole for one in rounds),
                    plain,
                    high(meanwhile) if meanwhile else None,
                    high(later),
                    median(one.memory for one in rounds),
                )
            )
    yield Table(
        title="All spans in groups",
        command="python -m benchmarks concordance",
        about=f"Ctrl+K in the library of projects with {EACH} spans in each article of 300 words: until the first rows are painted, "
        "the median and the highest, and until the last span is counted; beside it the same reading and grouping without a screen, and what Ctrl+F takes for its empty screen. "
        "Letters are typed into the filter while it reads and after it: 95 of 100 are painted in that time. Memory is what the program has more in RAM afterwards.",
        columns=(
            *(
                "spans",
                "groups",
                "Ctrl+F, ms",
                "first rows, ms",
                "highest, ms",
                "all, ms",
                "without a screen, ms",
            ),
            *("key meanwhile, ms", "key later, ms", "memory, MB"),
        ),
        rows=tuple(rows),
        bars=(
            Bar("first rows, ms,", MOST_MS, first),
            *((Bar("key meanwhile, ms,", MOST_KEY_MS, keys),) if keys else ()),
        ),
    )


def _project(path: Path, number: int) -> Path:
    with Project.create(path, labels.default()) as project:
        texts = list(articles(number // EACH))
        add_articles(
            project, [Incoming(text=text, path=path, id=str(place)) for place, text in enumerate(texts)]
        )
        for place, text in enumerate(texts):
            project.layers.add(str(place), ANNOTATOR, spans(text, EACH), Status.DOING)
    return path


def _plainly(path: Path) -> tuple[float, int]:
    """Return the milliseconds of reading and grouping alone, and the number of groups."""
    groups = Groups()
    with Project.open(path) as project:
        began = time.perf_counter()
        for batch in batches(project.concordance.of_person(ANNOTATOR)):
            groups.add(batch)
        return 1000 * (time.perf_counter() - began), len(groups)


def _opened(project: Path, number: int) -> Opened:
    with screens(project) as terminal:
        terminal.read(quiet=0.5, until=b"help")
        terminal.drain(quiet=0.5)
        search = 1000 * terminal.press(SEARCH).last
        terminal.press(BACK, quiet=0.5)
        before = memory(terminal.pid) or 0.0
        sent = terminal.send(OPEN)
        first, seen = _until_row(terminal, sent)
        whole = f"{number:,} spans in".encode()
        keys, typed = [], "q"
        while whole not in seen:
            reply = terminal.press(typed[-1].encode(), quiet=0.0, until=f"Filter: {typed} (".encode())
            keys.append(1000 * reply.last)
            seen += reply.data
            typed += "q"
            if whole not in seen and len(typed) > 60:
                seen += terminal.read(quiet=0.0, until=whole, since=sent).data
        ended = time.perf_counter()
        terminal.drain(quiet=0.3)
        later = []
        for _ in range(10):
            reply = terminal.press(b"z", quiet=0.05)
            later.append(1000 * reply.last)
        return Opened(
            search, first, 1000 * (ended - sent), keys, later, (memory(terminal.pid) or 0.0) - before
        )


def _until_row(terminal: Terminal, sent: float) -> tuple[float, bytes]:
    """Return the milliseconds until a row of a group is painted, and all that was painted until then."""
    seen = b""
    while not _ROW.search(seen):
        seen += terminal.read(quiet=0.0, since=sent).data
    return 1000 * (time.perf_counter() - sent), seen
