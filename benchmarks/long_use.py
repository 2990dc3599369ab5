"""Twenty thousand keys in one run of each program: what it has in memory at the end, beside what it had after a thousand."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator import labels
from annotator.model import Incoming, Status
from annotator.project import Project
from benchmarks import material
from benchmarks.program import adjudication, screens
from benchmarks.table import Bar, Cell, LeftOut, Table
from benchmarks.terminal import memory, processor_time
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.terminal import Terminal

KEYS, EARLY = 20_000, 1_000
MOST_RATIO = 1.10
ARTICLES, WORDS, SPANS = 30, 400, 40
_AT_ONCE = 10
_PEOPLE = (material.ANNOTATOR, "salim")

_ARROWS = (*[b"\x1b[D"] * 8, *[b"\x1b[C"] * 6, *[b"\x1b[B"] * 8, *[b"\x1b[A"] * 6)
_FAR = (b"\x1b[5~", b"\x1b[6~", b"\x1b[1;5F", b"\x1b[1;5H", b"\t", b"\x1b[Z", b"\x1b[1;2D")
_LETTERS = tuple(bytes([code]) for code in b"aaeiopppuuuUxenNl>>><<v1234bs?Dk,./")
_KEYS = (*_ARROWS, *_FAR, *_LETTERS, b"\r", b"\x1b\x1b")
"""Moves, tags, decisions, undo, other articles, searches, lists and help; nothing that ends a program."""


class _Program(NamedTuple):
    """What is used, the status of layers before, and how it is started."""

    name: str
    status: Status
    start: Callable[[Path], Terminal]


_PROGRAMS = (
    _Program("annotate", Status.DOING, lambda path: screens(path, "0")),
    _Program("adjudicate", Status.DONE, lambda path: adjudication(path, "0")),
)


def run(*, quick: bool) -> Iterator[Table | LeftOut]:
    """Press the same random keys in both programs."""
    if memory() is None:
        yield LeftOut("memory in long use", "This system does not tell what a program has in memory.")
        return
    keys = 2 * EARLY if quick else KEYS
    rows: list[tuple[Cell, ...]] = []
    ratios: dict[str, float] = {}
    for program in _PROGRAMS:
        with tempfile.TemporaryDirectory() as name:
            early, late = _used(program, Path(name, "annotator.db"), keys)
        ratios[program.name] = late / early
        rows.append((program.name, keys, early, late, late / early))
    yield Table(
        title="Memory in long use",
        command="python -m benchmarks long",
        about=f"random keys in one run of each program, the same each time: moves, tags or decisions, undo, filters, searches, help "
        f"and changes of article among {ARTICLES} articles of {WORDS} words, which two people have tagged with {SPANS} spans. "
        "What is in RAM is looked at when the program has nothing left to do. Caches of words, styles and pages fill up; they "
        "have a largest size. Undo reaches back to the first change, which is read again from the project.",
        columns=("program", "keys", f"after {EARLY:,}, MB", "at the end, MB", "ratio"),
        rows=tuple(rows),
        bars=(Bar(f"memory at the end to that after {EARLY:,} keys", MOST_RATIO, ratios),),
    )


def _used(program: _Program, path: Path, keys: int) -> tuple[float, float]:
    """Return the memory after the first keys and at the end, in MB."""
    _make(path, program.status)
    chance = random.Random(1)
    early = 0.0
    with program.start(path) as terminal:
        terminal.read(quiet=0.8)
        for count in range(_AT_ONCE, keys + 1, _AT_ONCE):
            for _ in range(_AT_ONCE):
                terminal.send(chance.choice(_KEYS))
            _settle(terminal)
            if count == EARLY:
                early = memory(terminal.pid) or 0.0
        return early, memory(terminal.pid) or 0.0


def _settle(terminal: Terminal) -> None:
    """Read what comes until the program does nothing any more."""
    before = None
    terminal.drain(quiet=0.02)
    while (now := processor_time(terminal.pid)) != before:
        before = now
        terminal.drain(quiet=0.02)


def _make(path: Path, status: Status) -> None:
    with Project.create(path, labels.default()) as project:
        for number in range(ARTICLES):
            text = f"خبر رقم {number + 1}\n{material.text(WORDS, first=3 * number)}"
            add_articles(project, [Incoming(text=text, path=path, id=str(number), title=str(number))])
            for shift, person in enumerate(_PEOPLE):
                layer = material.spans(text, SPANS)[3 * shift :]
                project.layers.add(str(number), person, layer, status)
