"""Prints the tables that are asked for, tells how long that takes, and says which bars were missed.

A run is kept with `--json`; page and plot are made of a run, of this one or of one that was kept.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec
from msgspec import structs

from annotator.errors import AnnotatorError
from benchmarks import (
    adjudicating,
    agreement,
    checking,
    concordance,
    crash,
    deciding,
    exchange,
    filters,
    formats,
    keys,
    keystrokes,
    layout,
    long_use,
    opening,
    plot,
    record,
    size,
    starting,
    together,
)
from benchmarks.machine import Watch, commit, machine
from benchmarks.progress import Progress
from benchmarks.record import Part, Record
from benchmarks.table import LeftOut, Table
from benchmarks.terminal import SilentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Run(Protocol):
    """Measures something; `quick` means few repetitions, to see that it works."""

    def __call__(self, *, quick: bool) -> Iterator[Table | LeftOut]:
        """Yield a table as soon as it is there, and what is left out because something that it needs is not installed."""


class Benchmark(NamedTuple):
    """What measures, and how long it takes on a machine with two cores, in seconds."""

    run: Run
    seconds: float
    quick: float


BENCHMARKS: dict[str, Benchmark] = {
    "keys": Benchmark(keys.run, 60, 20),
    "keystrokes": Benchmark(keystrokes.run, 420, 60),
    "filters": Benchmark(filters.run, 60, 15),
    "opening": Benchmark(opening.run, 150, 20),
    "crash": Benchmark(crash.run, 60, 5),
    "starting": Benchmark(starting.run, 90, 15),
    "layout": Benchmark(layout.run, 30, 5),
    "exchange": Benchmark(exchange.run, 110, 12),
    "formats": Benchmark(formats.run, 420, 30),
    "agreement": Benchmark(agreement.run, 40, 5),
    "checking": Benchmark(checking.run, 40, 5),
    "adjudicating": Benchmark(adjudicating.run, 30, 10),
    "deciding": Benchmark(deciding.run, 20, 6),
    "size": Benchmark(size.run, 720, 60),
    "together": Benchmark(together.run, 370, 30),
    "long": Benchmark(long_use.run, 420, 40),
    "concordance": Benchmark(concordance.run, 90, 15),
}
LARGE = {
    "size": Benchmark(partial(size.run, large=True), 4320, 60),
    "exchange": Benchmark(partial(exchange.run, large=True), 1800, 12),
}
"""What takes the place of benchmarks with `--large`."""

_UNMEASURED = (SilentError, subprocess.CalledProcessError, AnnotatorError, AssertionError, OSError)
"""What ends a benchmark, but not those after it."""

INTERRUPTED = 130
"""The exit status after Ctrl+C, as a shell has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 when a bar is missed or something could not be measured, 130 after Ctrl+C, else 0."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    there = BENCHMARKS | (LARGE if chosen.large else {})
    if unknown := [name for name in chosen.names if name not in there]:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(there)}")
    if chosen.page is not None:
        try:
            record.parted(chosen.page.read_text("utf-8"))
        except (OSError, ValueError) as error:
            parser.error(f"{chosen.page} can't take a run: {error}")
    if chosen.kept is not None:
        if chosen.names or chosen.quick or chosen.large:
            parser.error("--from measures nothing: leave out names, --quick and --large")
        try:
            found = record.read(chosen.kept)
        except (OSError, msgspec.DecodeError) as error:
            parser.error(f"{chosen.kept} is no run that was kept with --json: {error}")
    else:
        names = list(dict.fromkeys(chosen.names or there))
        found, stopped = _measured({name: there[name] for name in names}, chosen)
        if stopped:
            return INTERRUPTED
    if chosen.plot is not None:
        chosen.plot.write_text(plot.drawn(found), "utf-8")
    if chosen.page is not None:
        chosen.page.write_text(record.renewed(chosen.page.read_text("utf-8"), found, BENCHMARKS), "utf-8")
    print(found.verdict())
    return 1 if found.failures() else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure how fast annotator is."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="few repetitions: the figures mean nothing")
    parser.add_argument("--large", action="store_true", help="size and exchange with 1,000,000 articles, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the run in a file")
    parser.add_argument(
        "--from", dest="kept", type=Path, metavar="FILE", help="measure nothing: take a run that was kept"
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw how costs grow with the number of articles, as SVG"
    )
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="put the run into a page, such as docs/speed.md"
    )
    return parser


def _measured(benchmarks: dict[str, Benchmark], chosen: argparse.Namespace) -> tuple[Record, bool]:
    """Measure and print; return what was found, and whether Ctrl+C ended it. The run is kept after each benchmark."""
    found = Record(str(datetime.now(UTC).date()), machine(), commit(), chosen.quick)
    progress = Progress({name: _expected(each, quick=chosen.quick) for name, each in benchmarks.items()})
    print(f"{found.head}\n", flush=True)
    for name, benchmark in benchmarks.items():
        part = _Parting(name)
        stopped = False
        with progress.of(name):
            try:
                for each in benchmark.run(quick=chosen.quick):
                    progress.clear()
                    print(f"{each}\n", flush=True)
                    progress.show()
                    part.add(each)
            except _UNMEASURED as error:
                part.failed = _told(error)
            except KeyboardInterrupt:
                stopped = True
        if not stopped or part.tables:
            found = structs.replace(found, parts=(*found.parts, part.whole()))
        if chosen.json is not None:
            record.write(chosen.json, found)
        if stopped:
            progress.clear()
            whole = " The tables above are whole." if any(found.tables()) else ""
            print(f"Stopped.{whole}", file=sys.stderr)
            return found, True
    progress.end()
    print(f"{found.quietness()}\n", flush=True)
    return found, False


class _Parting:
    """What a benchmark has found so far."""

    def __init__(self, name: str) -> None:
        self._name, self._watch = name, Watch()
        self.tables: list[Table] = []
        self._left_out: list[LeftOut] = []
        self.failed = ""

    def add(self, found: Table | LeftOut) -> None:
        """Take in what it yielded."""
        if isinstance(found, Table):
            self.tables.append(found)
        else:
            self._left_out.append(found)

    def whole(self) -> Part:
        """Return all of it, with what the machine did meanwhile."""
        return Part(
            self._name,
            self._watch.seconds(),
            self._watch.quiet(),
            tuple(self.tables),
            tuple(self._left_out),
            self.failed,
        )


def _expected(benchmark: Benchmark, *, quick: bool) -> float:
    return benchmark.quick if quick else benchmark.seconds


def _told(error: Exception) -> str:
    """Return what went wrong in one line: the last one that a program printed on standard error, if it failed."""
    if isinstance(error, subprocess.CalledProcessError) and error.stderr:
        text = error.stderr if isinstance(error.stderr, str) else error.stderr.decode(errors="replace")
        return text.strip().splitlines()[-1]
    return " ".join(str(error).split()) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
