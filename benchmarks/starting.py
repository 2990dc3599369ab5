"""From the command line to the first screen or the end of the program, what is imported for it, and memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import floor, material, slate
from benchmarks.program import command, environment, screens, with_pandas
from benchmarks.table import Bar, Cell, LeftOut, Table, ratio
from benchmarks.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.terminal import Reply

FEW, MANY, MANY_QUICK = 14, 10_000, 200
MOST_MS = 600.0
MOST_SCREEN = 1.35
"""How many times a bare Textual program the first screen may take."""
MOST_HELP, MOST_COMMAND = 3.0, 6.0
"""How many times `python -c pass` help may take, and a command on a small project."""
_IMPORTED = """
import sys
from annotator.cli import main
try:
    main(sys.argv[1:], prog_name="annotator")
finally:
    print(int("textual" in sys.modules), file=sys.stderr)
"""


class Start(NamedTuple):
    """What is opened: a project, its first article as a text file for slate, and the article to open, if one is named."""

    what: str
    project: Path
    text: Path
    article: tuple[str, ...] = ()

    @property
    def small(self) -> bool:
        """Whether it is held against the bar for what most people open."""
        return self.what in (_few(), _article(material.SIZES[0]))


class Line(NamedTuple):
    """A command without a screen, and how many times the floor it may take."""

    what: str
    arguments: tuple[str, ...]
    limit: float


def run(*, quick: bool) -> Iterator[Table | LeftOut]:
    """Start the program in turn on small and large projects and articles, and as commands that need no screen."""
    repeats = 1 if quick else 9
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        starts = [
            *(_library(folder, number) for number in (FEW, MANY_QUICK if quick else MANY)),
            *(_large(folder, size) for size in (material.SIZES[0], material.SIZES[-1])),
        ]
        yield _screens(starts, folder, repeats)
        if not slate.installed():
            yield slate.MISSING
        yield _commands(folder, starts[0].project, repeats)


def _few() -> str:
    return f"{FEW:,} articles"


def _article(size: material.Size) -> str:
    return f"an article of {size.words:,} words"


def _library(folder: Path, number: int) -> Start:
    text = folder / f"{number}.txt"
    text.write_text(next(material.articles(1)), "utf-8")
    return Start(f"{number:,} articles", material.library_project(folder / f"{number}.db", number), text)


def _large(folder: Path, size: material.Size) -> Start:
    text = folder / f"words-{size.words}.txt"
    text.write_text(material.tagged(size)[0], "utf-8")
    project = material.article_project(folder / f"words-{size.words}.db", (size,))
    return Start(_article(size), project, text, ("article-0",))


def _screens(starts: list[Start], folder: Path, repeats: int) -> Table:
    bare: list[float] = []
    beside: dict[str, list[float]] = defaultdict(list)
    ours: dict[tuple[Start, bool], list[Reply]] = defaultdict(list)
    memory: dict[tuple[Start, bool], float | None] = {}
    for _ in range(repeats):
        with Terminal([sys.executable, *floor.EMPTY], environment(folder)) as terminal:
            bare.append(1000 * terminal.read(quiet=0.5).last)
        for start in starts:
            for pandas in with_pandas():
                with screens(start.project, *start.article, pandas=pandas) as terminal:
                    until = b", saved" if start.article else b"Type to filter"
                    ours[start, pandas].append(terminal.read(quiet=0.5, until=until))
                    memory[start, pandas] = terminal.peak_memory()
            if slate.installed():
                with slate.annotating(folder, start.text) as terminal:
                    beside[start.what].append(1000 * terminal.read(quiet=0.5).last)
    rows: list[tuple[Cell, ...]] = []
    firsts, lasts = dict[str, float](), dict[str, float]()
    for (start, pandas), replies in ours.items():
        took = [1000 * reply.last for reply in replies]
        first, name = median(1000 * reply.first for reply in replies), _named(start.what, pandas)
        if start.small:
            firsts[name] = ratio(took, bare)
        if not start.article:
            lasts[name] = median(took)
        rows.append(
            (
                *(start.what, _yes(pandas), len(took), first, median(took), max(took)),
                *(median(bare), ratio(took, bare)),
                *((median(beside[start.what]),) if beside else ()),
                memory[start, pandas],
            )
        )
    return Table(
        title="Start to the first screen",
        command="python -m benchmarks starting",
        about="from the program's start to the last byte of the first screen, in a terminal that answers at once. The floor is "
        "an empty Textual program in the same turn."
        f"{' slate is opened on one article as a text file.' if beside else ''} "
        "Memory is the most that was in RAM until then.",
        columns=(
            *("opened", "beside pandas", "times", "first byte, ms", "median, ms", "highest, ms"),
            *("floor, ms", "to the floor"),
            *(("slate, ms",) if beside else ()),
            "memory, MB",
        ),
        rows=tuple(rows),
        bars=(
            Bar("ratio to the floor", MOST_SCREEN, firsts),
            Bar("median to the library, ms,", MOST_MS, lasts),
        ),
    )


def _commands(folder: Path, project: Path, repeats: int) -> Table:
    lines = (
        Line("annotator --help", ("--help",), MOST_HELP),
        Line(f"annotator status, {_few()}", ("status", "--project", str(project)), MOST_COMMAND),
        Line(
            f"annotator export, {_few()}",
            ("export", "--format", "jsonl", "--layer", "all", "--project", str(project)),
            MOST_COMMAND,
        ),
    )
    bare: list[float] = []
    took: dict[tuple[Line, bool], list[float]] = defaultdict(list)
    for _ in range(repeats):
        bare.append(_ran([sys.executable, "-c", "pass"], environment(folder)))
        for line in lines:
            for pandas in with_pandas():
                took[line, pandas].append(_ran(command(*line.arguments), environment(folder, pandas=pandas)))
    imported = {line.what: _imports_textual(line.arguments, folder) for line in lines}
    return Table(
        title="Commands without a screen",
        command="python -m benchmarks starting",
        about="from the command's start to its end. The floor is `python -c pass` in the same turn.",
        columns=(
            *("command", "beside pandas", "times", "median, ms", "highest, ms"),
            *("floor, ms", "to the floor", "imports Textual"),
        ),
        rows=tuple(
            (
                *(line.what, _yes(pandas), len(each), median(each), max(each)),
                *(median(bare), ratio(each, bare), _yes(bool(imported[line.what]))),
            )
            for (line, pandas), each in took.items()
        ),
        bars=(
            *(
                Bar(
                    f"ratio of {what} to the floor",
                    limit,
                    {
                        _named(line.what, pandas): ratio(each, bare)
                        for (line, pandas), each in took.items()
                        if line.limit == limit
                    },
                )
                for what, limit in (("help", MOST_HELP), ("a command on a small project", MOST_COMMAND))
            ),
            Bar("imports of Textual", 0.0, imported),
        ),
    )


def _ran(line: list[str], variables: dict[str, str]) -> float:
    """Run a command and return how long it took, in ms."""
    began = time.perf_counter()
    subprocess.run(line, env=variables, capture_output=True, check=True)
    return 1000 * (time.perf_counter() - began)


def _imports_textual(arguments: tuple[str, ...], folder: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTED, *arguments],
        env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return float(done.stderr.splitlines()[-1])


def _named(what: str, pandas: bool) -> str:
    return f"{what}, beside pandas" if pandas else what


def _yes(true: bool) -> str:
    return "yes" if true else "no"
