"""What is looked at on every opening, `annotator check`, and what an export spends on looking."""

from __future__ import annotations

import io
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from annotator import labels
from annotator.model import Incoming, Selection, Span, Status
from annotator.project import Project
from annotator.store.check import checking, guards
from annotator.store.file.migrations import STEPS
from annotator.store.opening.opening import open_project
from benchmarks.material import text
from benchmarks.table import Bar, Cell, Table
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.store.file.connection import Connection

GLANCE_MS = 5.0


class _Size(NamedTuple):
    articles: int
    words: int
    spans: int


SIZES = (_Size(0, 0, 0), _Size(2, 100, 10), _Size(10, 300, 20), _Size(40, 300, 20), _Size(2_000, 300, 20))


def run(*, quick: bool) -> Iterator[Table]:
    """Look at projects of several sizes, in this process."""
    rows: list[tuple[Cell, ...]] = []
    glances: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES[:3] if quick else SIZES:
            path = Path(folder, f"{size.articles}.db")
            _make(path, size)
            with closing(open_project(path)) as connection:
                often = 3 if quick or size.articles > 100 else 15
                opening = _ms(lambda: guards.require_openable(connection, STEPS), often)
                whole = _ms(lambda: checking.require(connection, checking.faults(connection)), often)
                articles = _ms(lambda: _each(connection), often)
            with Project.open(path) as project:
                export = _ms(
                    lambda: project.exports.write(
                        "jsonl", io.BytesIO(), selection=Selection(layers=("all",))
                    ),
                    often,
                )
            kilobytes = path.stat().st_size // 1024
            glances[f"{kilobytes:,} KiB"] = opening
            rows.append(
                (size.articles, size.articles * size.spans, kilobytes, opening, whole, export, articles)
            )
    yield Table(
        title="Looking at a project",
        command="python -m benchmarks checking",
        about="median of the processor time of each, in one process; an export looks at each article that it writes.",
        columns=(
            *("articles", "spans", "KiB", "on opening, ms", "all of it, ms", "export, ms"),
            "of which looking at articles, ms",
        ),
        rows=tuple(rows),
        bars=(Bar("looking on opening, ms,", GLANCE_MS, glances),),
    )


def _make(path: Path, size: _Size) -> None:
    with Project.create(path, labels.default()) as project:
        add_articles(
            project,
            (
                Incoming(text=f"{text(size.words, first=number)} {number}", path=path, id=f"a{number}")
                for number in range(size.articles)
            ),
        )
        for number in range(size.articles):
            spans = [Span.new(place, place + 5, "actor", "huda") for place in range(size.spans)]
            project.layers.add(f"a{number}", "huda", spans, Status.DONE)


def _each(connection: Connection) -> None:
    require = guards.require_each(connection)
    for (number,) in connection.rows("SELECT number FROM article"):
        require(number)


def _ms(look: Callable[[], object], often: int) -> float:
    times = []
    for _ in range(often):
        before = time.process_time()
        look()
        times.append((time.process_time() - before) * 1000)
    return median(times)
