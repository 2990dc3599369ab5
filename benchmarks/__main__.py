"""Prints the tables that are asked for, tells how long that takes, and says which bars were missed."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from benchmarks import (
    adjudicating,
    agreement,
    checking,
    crash,
    exchange,
    filters,
    formats,
    keys,
    layout,
    opening,
    starting,
    together,
)
from benchmarks.program import with_pandas
from benchmarks.progress import Progress
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
    "filters": Benchmark(filters.run, 60, 15),
    "opening": Benchmark(opening.run, 150, 20),
    "crash": Benchmark(crash.run, 60, 5),
    "starting": Benchmark(starting.run, 90, 15),
    "layout": Benchmark(layout.run, 30, 5),
    "exchange": Benchmark(exchange.run, 60, 10),
    "formats": Benchmark(formats.run, 420, 30),
    "agreement": Benchmark(agreement.run, 40, 5),
    "checking": Benchmark(checking.run, 40, 5),
    "adjudicating": Benchmark(adjudicating.run, 30, 10),
    "together": Benchmark(together.run, 370, 30),
}

INTERRUPTED = 130
"""The exit status after Ctrl+C, as a shell has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 when a bar is missed or something could not be measured, 130 after Ctrl+C, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure how fast annotator is."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="few repetitions: the figures mean nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the tables to a file, too")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.names if name not in BENCHMARKS]:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(BENCHMARKS)}")
    names = list(dict.fromkeys(chosen.names or BENCHMARKS))
    progress = Progress({name: _expected(BENCHMARKS[name], quick=chosen.quick) for name in names})
    tables: list[Table] = []
    failures = []
    print(f"{_machine()}\n", flush=True)
    try:
        for name in names:
            with progress.of(name):
                try:
                    for found in BENCHMARKS[name].run(quick=chosen.quick):
                        progress.clear()
                        print(f"{found}\n", flush=True)
                        progress.show()
                        if isinstance(found, Table):
                            tables.append(found)
                except (SilentError, subprocess.CalledProcessError) as error:
                    failures.append(f"{name} could not be measured to its end: {_told(error)}")
    except KeyboardInterrupt:
        progress.clear()
        print(f"Stopped.{' The tables above are whole.' if tables else ''}", file=sys.stderr)
        return INTERRUPTED
    finally:
        if chosen.json is not None:
            chosen.json.write_bytes(msgspec.json.format(msgspec.json.encode(tables)))
    progress.end()
    failures += [f"{table.title}: {bar}" for table in tables for bar in table.bars if not bar.met]
    print("\n".join(failures or ["Every bar is met."]))
    return 1 if failures else 0


def _expected(benchmark: Benchmark, *, quick: bool) -> float:
    return benchmark.quick if quick else benchmark.seconds


def _told(error: Exception) -> str:
    """Return what went wrong in one line: the last one that a program printed on standard error, if it failed."""
    if isinstance(error, subprocess.CalledProcessError) and error.stderr:
        text = error.stderr if isinstance(error.stderr, str) else error.stderr.decode(errors="replace")
        return text.strip().splitlines()[-1]
    return " ".join(str(error).split())


def _machine() -> str:
    today = datetime.now(UTC).date()
    busy = f", {os.getloadavg()[0]:.1f} processes busy at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{today}, {platform.system()} on {platform.machine()} with {os.cpu_count()} cores{busy}, "
        f"Python {platform.python_version()}, {'with' if True in with_pandas() else 'without'} pandas"
    )


if __name__ == "__main__":
    sys.exit(main())
