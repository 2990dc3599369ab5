"""Many people at one project at once: how long each waits for a commit, and whether all that was acknowledged is there."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from annotator import labels
from annotator.model import Incoming
from annotator.project import Project
from annotator.store.file.connection import BUSY_SECONDS
from benchmarks import material
from benchmarks.machine import Watch
from benchmarks.program import environment
from benchmarks.table import Bar, Cell, Table, high
from benchmarks.writers import ARTICLES, Told
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import Operation, Span

PEOPLE = 20
LOG_MB = 32.0
_LOOK_SECONDS = 0.1
_MOST = 10_000_000


class Pace(NamedTuple):
    """How long and how fast each person writes: seconds, at most so many writes, seconds between two."""

    name: str
    seconds: float
    pause: float = 0.0
    writes: int = _MOST


def run(*, quick: bool) -> Iterator[Table]:
    """Let twenty people write, flat out and then as fast as quick people type."""
    flat_out = Pace("as fast as they can", 20 if quick else 300)
    typing = Pace("5 writes a second each", 5 if quick else 60, pause=0.2)
    with tempfile.TemporaryDirectory() as name:
        yield _table(Path(name, "flat-out"), flat_out)
        yield _table(Path(name, "typing"), typing)


def _table(folder: Path, pace: Pace) -> Table:
    folder.mkdir()
    path = project(folder / "annotator.db")
    watch = Watch()
    with Largest(log_of(path)) as log:
        told = write(path, pace)
    quiet = watch.quiet()
    missing = refused = 0
    took: dict[str, list[float]] = {}
    for person in told:
        missing += lost(path, person)
        refused += len(person.refused)
        for what, seconds in person.took.items():
            took.setdefault(what, []).extend(1000 * each for each in seconds)
    together = [each for times in took.values() for each in times]
    return Table(
        title=f"Twenty people at once, {pace.name}",
        command="python -m benchmarks together",
        about=f"{PEOPLE} processes write to one project for {pace.seconds:,.0f} s: times from the call to the durable "
        f"commit; {len(together) / pace.seconds:,.0f} commits a second. Afterwards everything is read and compared with what "
        f"was acknowledged: {missing} writes lost, {refused} refused because of a lock. The write-ahead log had "
        f"{log.bytes / 1e6:,.1f} MB at most. {quiet}",
        columns=("what", "commits", "median, ms", "95 %, ms", "99 %, ms", "highest, ms"),
        rows=(*(_row(what, took[what]) for what in sorted(took)), _row("all", together)),
        bars=(
            Bar("95 % of commits, ms,", 50.0, {"all": high(together)}),
            Bar("the write-ahead log, MB,", LOG_MB, {"at its largest": log.bytes / 1e6}),
            Bar("writes lost", 0.0, {"all": float(missing)}),
            Bar("writes refused", 0.0, {"all": float(refused)}),
        ),
    )


def log_of(path: Path) -> Path:
    """Return the path of a project's write-ahead log."""
    return path.with_name(f"{path.name}-wal")


class Largest:
    """The largest size in bytes that a file has inside the block, looked at ten times a second."""

    def __init__(self, path: Path) -> None:
        self.bytes = 0
        self._path = path
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(_LOOK_SECONDS):
            with suppress(FileNotFoundError):
                self.bytes = max(self.bytes, self._path.stat().st_size)


def _row(what: str, took: list[float]) -> tuple[Cell, ...]:
    last = quantiles(took, n=100, method="inclusive")[-1] if len(took) > 1 else took[0]
    return (what, len(took), median(took), high(took), last, max(took))


def project(path: Path) -> Path:
    """Make a project with the articles that everybody marks, and those into which layers are brought."""
    texts = material.articles(2 * ARTICLES, 600)
    names = [f"{what}-{key}" for what in ("marked", "brought") for key in range(ARTICLES)]
    with Project.create(path, labels.default()) as made:
        add_articles(
            made, (Incoming(text=text, path=path, id=name) for name, text in zip(names, texts, strict=True))
        )
    return path


def write(
    path: Path, pace: Pace, people: int = PEOPLE, *, busy_seconds: float = BUSY_SECONDS
) -> Sequence[Told]:
    """Let that many processes write to the project at once; return what was acknowledged to each.

    Each waits `busy_seconds` for the right to write, as long as a program does that people use.
    """
    names = [f"annotator-{number + 1}" for number in range(people)]
    files = [path.with_name(f"{name}.told") for name in names]
    arguments = [str(pace.seconds), str(pace.writes), str(pace.pause), str(busy_seconds)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.writers", path, name, file, *arguments],
            env=environment(path.parent), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            process_group=0,
        )
        for name, file in zip(names, files, strict=True)
    ]  # fmt: skip
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            process.communicate()
            assert process.returncode == 0, process.args
    finally:  # Ctrl+C does not reach a process of another group
        for process in processes:
            process.kill()
            process.wait()
    return [msgspec.json.decode(file.read_bytes(), type=Told) for file in files]


def lost(path: Path, told: Told) -> int:
    """Return how much of what was acknowledged to one person is not in the project, or not as it was told."""
    missing = 0
    with Project.open(path) as opened:
        for article, expected in told.operations.items():
            stored = opened.layers.operations(article, told.name)
            missing += _missing(expected, stored)
            missing += {span.id: span for span in opened.layers.get(article, told.name).spans} != replayed(
                stored
            )
        for article, status in told.statuses.items():
            missing += opened.work.progress(article, told.name).status is not status
        for article, seconds in told.seconds.items():
            missing += opened.work.progress(article, told.name).seconds != seconds
        for article, ids in told.brought.items():
            missing += len(set(ids) - {span.id for span in opened.layers.get(article, told.name).spans})
    return missing


def _missing(expected: Sequence[Operation], stored: Sequence[Operation]) -> int:
    """Return how many operations are not stored; where all are, 1 if they are not stored in that order."""
    gone = {msgspec.json.encode(each) for each in expected} - {msgspec.json.encode(each) for each in stored}
    return len(gone) or int(list(expected) != list(stored))


def replayed(operations: Sequence[Operation]) -> dict[str, Span]:
    """Return the spans that a history leads to, by id."""
    spans: dict[str, Span] = {}
    for operation in operations:
        before, after = operation.edit.before, operation.edit.after
        if after is not None:
            spans[after.id] = after
        elif before is not None:
            del spans[before.id]
    return spans
