"""Settling an article with thirty disagreements: how many keys it takes, and how long each waits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.text import segment
from benchmarks.material import SIZES, Size, text
from benchmarks.program import adjudication
from benchmarks.table import Bar, Cell, Table, high
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

DISAGREEMENTS = 30
MOST_KEYS, MOST_MS = 60.0, 33.0


def run(*, quick: bool) -> Iterator[Table]:
    """Settle articles of different sizes, all with the same number of disagreements."""
    rows: list[tuple[Cell, ...]] = []
    medians: dict[str, float] = {}
    keys: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES[:1] if quick else SIZES:
            project = adjudicated_project(Path(name, f"{size.words}.db"), size)
            took, last = _settle(project)
            medians[str(size)] = median(took)
            keys[str(size)] = len(took) + 1
            rows.append((str(size), len(took) + 1, median(took), high(took), max(took), last))
    yield Table(
        title=f"Settling {DISAGREEMENTS} disagreements",
        command="python -m benchmarks adjudicating",
        about="a terminal of 120 by 40 cells. A key takes the first version and goes on to the next disagreement; it ends "
        "with the last byte painted, after the word 'saved', so after the commit. In the larger articles each one "
        "scrolls to rows not laid out before. Enter settles the article, which puts into gold what the two people agree on: "
        "all spans but the thirty.",
        columns=("article, a person", "keys", "median, ms", "95 %, ms", "longest, ms", "Enter, ms"),
        rows=tuple(rows),
        bars=(
            Bar("keys for an article", MOST_KEYS, keys),
            Bar("median of a decision, ms,", MOST_MS, medians),
        ),
    )


def adjudicated_project(path: Path, size: Size) -> Path:
    """Make a project with one article that two people finished; they differ in the edges of `DISAGREEMENTS` spans."""
    content = text(size.words)
    words = list(segment.words(content))
    names = [label.name for label in labels.default().labels]
    every = size.spans // DISAGREEMENTS
    layers: dict[str, list[Span]] = {"huda": [], "salim": []}
    for k in range(size.spans):
        first = len(words) * k // size.spans
        for person, layer in layers.items():
            differs = person == "salim" and k % every == 0 and k // every < DISAGREEMENTS
            last = first + (2 if differs else 1)
            layer.append(Span.new(words[first][0], words[last][1], names[k % len(names)], person))
    with Project.create(path, labels.default()) as project:
        add_articles(project, [Incoming(text=content, path=path, id="article", title="article")])
        for person, layer in layers.items():
            project.layers.add("article", person, layer, Status.DONE)
    return path


def _settle(project: Path) -> tuple[list[float], float]:
    """Return how long each decision took, and Enter, in ms."""
    with adjudication(project, "article") as terminal:
        terminal.read(quiet=0.5, until=b", saved", limit=60.0)
        took = [1000 * terminal.press(b"1", until=b", saved").last for _ in range(DISAGREEMENTS)]
        last = 1000 * terminal.press(b"\r", until=b"settled, 0 open, saved", limit=60.0).last
    with Project.open(project) as reader:
        gold = reader.gold.get("article")
    if gold.settled is None:
        raise AssertionError("the article was not settled with these keys")
    return took, last
