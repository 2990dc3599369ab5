"""Prints the tables that are asked for, and says which bars were missed."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.table import Table


class Benchmark(Protocol):
    """Measures something; `quick` means few repetitions, to see that it works."""

    def __call__(self, *, quick: bool) -> Iterator[Table]:
        """Yield a table as soon as it is there."""


BENCHMARKS: dict[str, Benchmark] = {
    "keys": keys.run,
    "filters": filters.run,
    "opening": opening.run,
    "crash": crash.run,
    "starting": starting.run,
    "layout": layout.run,
    "exchange": exchange.run,
    "formats": formats.run,
    "agreement": agreement.run,
    "checking": checking.run,
    "adjudicating": adjudicating.run,
    "together": together.run,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 when a bar is missed, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure how fast annotator is."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="few repetitions: the figures mean nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the tables to a file, too")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.names if name not in BENCHMARKS]:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(BENCHMARKS)}")
    print(f"{_machine()}\n", flush=True)
    tables = []
    for name in chosen.names or BENCHMARKS:
        for table in BENCHMARKS[name](quick=chosen.quick):
            tables.append(table)
            print(f"{table}\n", flush=True)
    if chosen.json is not None:
        chosen.json.write_bytes(msgspec.json.format(msgspec.json.encode(tables)))
    missed = [f"{table.title}: {bar}" for table in tables for bar in table.bars if not bar.met]
    print("\n".join(missed or ["Every bar is met."]))
    return 1 if missed else 0


def _machine() -> str:
    today = datetime.now(UTC).date()
    busy = f", {os.getloadavg()[0]:.1f} processes busy at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{today}, {platform.system()} on {platform.machine()} with {os.cpu_count()} cores{busy}, "
        f"Python {platform.python_version()}"
    )


if __name__ == "__main__":
    sys.exit(main())
