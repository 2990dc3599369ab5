"""From the command line to the first screen or the end of the program, what is imported for it, and memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.material import SIZES, article_project, library_project
from benchmarks.program import command, environment, screens
from benchmarks.table import Bar, Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW, MANY, MANY_QUICK = 14, 10_000, 200
MOST_MS = 600.0
_IMPORTED = """
import sys
from annotator.cli import main
try:
    main(sys.argv[1:], prog_name="annotator")
finally:
    print(int("textual" in sys.modules), file=sys.stderr)
"""


def run(*, quick: bool) -> Iterator[Table]:
    """Start the program in turn on a small and a large project, and as commands that need no screen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many = MANY_QUICK if quick else MANY
        projects = {
            f"{number:,} articles": library_project(folder / f"{number}.db", number) for number in (FEW, many)
        }
        projects[f"an article of {SIZES[-1].words:,} words"] = article_project(
            folder / "large.db", SIZES[-1:]
        )
        yield _screens(projects, repeats=1 if quick else 9)
        yield _commands(folder, projects[f"{FEW:,} articles"], repeats=1 if quick else 9)


def _screens(projects: dict[str, Path], repeats: int) -> Table:
    firsts, lasts = defaultdict(list), defaultdict(list)
    memory: dict[str, float | None] = {}
    for _ in range(repeats):
        for what, project in projects.items():
            article = ("article-0",) if "words" in what else ()
            with screens(project, *article) as terminal:
                reply = terminal.read(quiet=0.5, until=b", saved" if article else b"Type to filter")
                firsts[what].append(1000 * reply.first)
                lasts[what].append(1000 * reply.last)
                memory[what] = terminal.peak_memory()
    rows: list[tuple[Cell, ...]] = [
        (what, len(took), median(firsts[what]), median(took), max(took), memory[what])
        for what, took in lasts.items()
    ]
    return Table(
        title="Start to the first screen",
        command="python -m benchmarks starting",
        about="from the program's start to the last byte of the first screen, in a terminal that answers at once; "
        "memory is the most that was in RAM until then.",
        columns=("project", "times", "first byte, ms", "median, ms", "highest, ms", "memory, MB"),
        rows=tuple(rows),
        bars=(
            Bar(
                "median to the library, ms,",
                MOST_MS,
                {what: median(took) for what, took in lasts.items() if "words" not in what},
            ),
        ),
    )


def _commands(folder: Path, project: Path, repeats: int) -> Table:
    lines = {
        "annotator --help": ["--help"],
        f"annotator export, {FEW} articles": [
            "export", "--format", "jsonl", "--layer", "all", "--project", str(project),
        ],
    }  # fmt: skip
    times = defaultdict(list)
    for _ in range(repeats):
        for what, arguments in {"python -c pass": [], **lines}.items():
            whole = command(*arguments) if arguments else [sys.executable, "-c", "pass"]
            began = time.perf_counter()
            subprocess.run(whole, env=environment(folder), capture_output=True, check=True)
            times[what].append(1000 * (time.perf_counter() - began))
    imported = {what: _imports_textual(arguments, folder) for what, arguments in lines.items()}
    return Table(
        title="Commands without a screen",
        command="python -m benchmarks starting",
        about="from the command's start to its end.",
        columns=("command", "times", "median, ms", "highest, ms", "imports Textual"),
        rows=tuple(
            (what, len(took), median(took), max(took), "yes" if imported.get(what) else "no")
            for what, took in times.items()
        ),
        bars=(Bar("imports of Textual", 0, imported),),
    )


def _imports_textual(arguments: list[str], folder: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTED, *arguments],
        env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return float(done.stderr.splitlines()[-1])
