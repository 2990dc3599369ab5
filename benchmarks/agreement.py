"""Agreement: how long it takes to measure it, with intervals, and what of it takes how long."""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from annotator import labels
from annotator.agreement import bootstrap
from annotator.agreement.counting import count
from annotator.agreement.measuring import measure
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from benchmarks import material
from benchmarks.program import command, environment
from benchmarks.table import Bar, Cell, Table
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS, SPANS, PEOPLE = 300, 40, ("huda", "salim")
LIMIT = 2.0
"""Seconds that everything may take."""


def run(*, quick: bool) -> Iterator[Table]:
    """Measure agreement of two people in many articles: by the command, and step by step."""
    number, repeats = (50, 1) if quick else (1_000, 5)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "annotator.db"
        _make(path, number)
        steps, rows = _steps(path, number), list[tuple[Cell, ...]]()
        for what, step in steps.items():
            rows.append(_row(what, [_timed(step) for _ in range(repeats)]))
        whole = [_timed(lambda: _command(path)) for _ in range(repeats)]
        page = [_timed(lambda: _command(path, "--html", "page.html")) for _ in range(repeats)]
    yield Table(
        title="Agreement",
        command="python -m benchmarks agreement",
        about=f"{number:,} articles of {WORDS} words, two people, {SPANS} spans each, {bootstrap.RESAMPLES:,} resamples, "
        "in one process; the commands with their start.",
        columns=("what", "times", "median, s", "highest, s"),
        rows=(*rows, _row("annotator agreement", whole), _row("annotator agreement --html", page)),
        bars=(Bar("median of everything, s,", LIMIT, {"annotator agreement": median(whole)}),),
    )


def _make(path: Path, number: int) -> None:
    chance = random.Random(1)
    with Project.create(path, labels.default()) as project:
        texts = dict(enumerate(material.articles(number, WORDS)))
        add_articles(
            project,
            (
                Incoming(text=text, path=path, id=str(place), title=str(place))
                for place, text in texts.items()
            ),
        )
        for place, text in texts.items():
            first = material.spans(text, SPANS)
            for name, spans in zip(PEOPLE, (first, _other(first, text, chance)), strict=True):
                project.layers.add(str(place), name, spans, Status.DONE)


def _other(spans: list[Span], text: str, chance: random.Random) -> list[Span]:
    """Return what somebody else marks: most of it the same, the others with another edge or another label."""
    names = [label.name for label in labels.default().labels]
    marks: dict[tuple[int, int, str], None] = {}
    for span in spans:
        start, end, label = span.start, span.end, span.label
        match chance.randrange(8):
            case 0 if end - start > 1:
                start += 1
            case 1:
                end = min(len(text), end + chance.randrange(1, 9))
            case 2:
                label = chance.choice(names)
        marks[start, end, label] = None
    return [Span.new(*mark, PEOPLE[1]) for mark in marks]


def _steps(path: Path, number: int) -> dict[str, Callable[[], object]]:
    with Project.open(path) as project:
        articles = list(project.finished.marks())
        names = [label.name for label in project.schema.labels]

    def read() -> None:
        with Project.open(path) as project:
            for _ in project.finished.marks():
                pass

    return {
        "read the project": read,
        "count in each article": lambda: [count(article) for article in articles],
        "count, measure, resample": lambda: measure(articles, names, number),
    }


def _command(path: Path, *options: str) -> None:
    subprocess.run(
        command("agreement", "--project", str(path), *options),
        env=environment(path.parent), cwd=path.parent, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True,
    )  # fmt: skip


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _row(what: str, took: list[float]) -> tuple[Cell, ...]:
    return (what, len(took), median(took), max(took))
