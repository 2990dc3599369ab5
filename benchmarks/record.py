"""What a run found: it is printed, kept as JSON, and put into the page on speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from benchmarks.machine import Quiet
from benchmarks.table import Cell, LeftOut, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

BEGIN, END = "<!-- one run -->\n", "<!-- end of one run -->\n"
"""Between these lines the page has the figures; the rest of it is written by hand."""


class Part(msgspec.Struct, frozen=True):
    """What a benchmark found, how long it took in seconds, how quiet the machine was, and why it ended early if it did."""

    name: str
    seconds: float
    quiet: Quiet
    tables: tuple[Table, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    failed: str = ""


class Record(msgspec.Struct, frozen=True):
    """A run: when, on which machine, of which commit, whether with few repetitions, and what each benchmark found."""

    date: str
    machine: str
    commit: str
    quick: bool
    parts: tuple[Part, ...] = ()

    @property
    def head(self) -> str:
        """When, where and what was measured, in a line."""
        return f"{self.date}, commit {self.commit}, {self.machine}"

    def tables(self) -> Iterator[Table]:
        """Yield all tables in order."""
        for part in self.parts:
            yield from part.tables

    def failures(self) -> list[str]:
        """Return what could not be measured and which bars are missed, a sentence each."""
        unmeasured = [
            f"{part.name} could not be measured to its end: {part.failed}"
            for part in self.parts
            if part.failed
        ]
        return unmeasured + [
            f"{table.title}: {bar}" for table in self.tables() for bar in table.bars if not bar.met
        ]

    def verdict(self) -> str:
        """Return the last lines of a run."""
        return "\n".join(self.failures() or ["Every bar is met."])

    def quietness(self) -> Table:
        """Return how long each benchmark took, and how quiet the machine was."""
        rows: list[tuple[Cell, ...]] = [
            (part.name, part.seconds, part.quiet.before, part.quiet.after, part.quiet.others)
            for part in self.parts
        ]
        return Table(
            title="How quiet the machine was",
            command="python -m benchmarks",
            about="the load is how many processes wanted a processor in the last minute, those measured among them; "
            "what others had is the processors' time that neither the benchmark nor what it started took.",
            columns=("benchmark", "s", "load before", "load after", "others had, %"),
            rows=tuple(rows),
        )


def read(path: Path) -> Record:
    """Return a run that was kept. Raises `msgspec.DecodeError` where a file is none."""
    return msgspec.json.decode(path.read_bytes(), type=Record)


def write(path: Path, record: Record) -> None:
    """Keep a run."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record)) + b"\n")


def section(record: Record, benchmarks: Collection[str] = ()) -> str:
    """Return a run as the page shows it. What of `benchmarks` is not in it, as it is newer, is named."""
    parts = [f"{record.head}."]
    if newer := [f"`{name}`" for name in benchmarks if name not in {part.name for part in record.parts}]:
        parts.append(f"Not in this run, which is older than they are: {', '.join(newer)}.")
    if record.quick:
        parts.append("**Repeated little, to see that it works: these figures mean nothing.**")
    parts.append(str(record.quietness()))
    for part in record.parts:
        parts += [str(found) for found in (*part.tables, *part.left_out)]
    failures = record.failures()
    parts.append("\n".join(f"- {failure}" for failure in failures) if failures else record.verdict())
    return "\n\n".join(parts) + "\n"


def parted(page: str) -> tuple[str, str]:
    """Return what a page has before and after the run, with the lines that part it. Raises `ValueError` where there are none."""
    before, began, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not began or not ended:
        raise ValueError(f"it has no lines {BEGIN.strip()} and {END.strip()}")
    return before + began, ended + after


def renewed(page: str, record: Record, benchmarks: Collection[str] = ()) -> str:
    """Return the page with this run in it, `benchmarks` as for `section`. Raises `ValueError` as `parted` does."""
    before, after = parted(page)
    return f"{before}\n{section(record, benchmarks)}\n{after}"
