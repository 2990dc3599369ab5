"""Import and export: articles a second, memory, and how that compares with a plain loop that does the same."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import copies, material
from benchmarks.program import environment, with_pandas
from benchmarks.table import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS, SPANS_EACH = 300, 20
_MEASURED = """
import sys, time
from annotator.cli import main
from benchmarks.terminal import peak_memory
began = time.perf_counter()
try:
    main(sys.argv[1:], prog_name="annotator")
except SystemExit as ended:
    if ended.code:
        raise
print(time.perf_counter() - began, peak_memory() or 0, file=sys.stderr)
"""


def run(*, quick: bool, large: bool = False) -> Iterator[Table]:
    """Import and export the same articles in each format, in turn with the plain loops; find near duplicates."""
    number, repeats = (200, 1) if quick else (10_000, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = _sources(folder, number)
        tagged = folder / "tagged.db"
        material.library_project(tagged, number)
        rows = []
        for pandas in with_pandas():
            for what, source in sources.items():
                rows.append(_imported(folder, what, source, number, repeats, pandas=pandas))
            rows.append(_exported(folder, tagged, number, repeats, pandas=pandas))
    yield Table(
        title="Import and export",
        command="python -m benchmarks exchange",
        about=f"{number:,} articles of {WORDS} words, by the command, its start left out. The plain loop reads the "
        "same files into a table of texts and hashes in one transaction, or writes each row and its spans with "
        "json.dumps; it checks nothing.",
        columns=("what", "beside pandas", "s", "articles a second", "memory, MB", "plain loop, s", "ratio"),
        rows=tuple(rows),
    )
    yield from copies.run(quick=quick, large=large)


def _sources(folder: Path, number: int) -> dict[str, Path]:
    texts, lines, table = folder / "texts", folder / "articles.jsonl", folder / "articles.csv"
    texts.mkdir()
    with lines.open("w", encoding="utf-8") as out, table.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(["id", "text", "title"])
        for place, text in enumerate(material.articles(number, WORDS)):
            (texts / f"{place:05}.txt").write_text(text, "utf-8")
            title = text.partition("\n")[0]
            out.write(json.dumps({"id": str(place), "text": text, "title": title}, ensure_ascii=False) + "\n")
            writer.writerow([str(place), text, title])
    return {"import, a folder of .txt": texts, "import .jsonl": lines, "import .csv": table}


def _imported(
    folder: Path, what: str, source: Path, number: int, repeats: int, *, pandas: bool
) -> tuple[Cell, ...]:
    took, plain, memory = [], [], 0.0
    for turn in range(repeats):
        project = folder / f"{source.name}-{turn}.db"
        measured(folder, "init", "--project", str(project))
        seconds, memory = measured(folder, "import", "--project", str(project), str(source), pandas=pandas)
        took.append(seconds)
        plain.append(timed(lambda: _read_plainly(source, project.with_suffix(".plain"))))  # noqa: B023
        for file in folder.glob(f"{project.stem}.*"):
            file.unlink()
    return _row(what, number, took, memory, plain, pandas=pandas)


def _exported(folder: Path, project: Path, number: int, repeats: int, *, pandas: bool) -> tuple[Cell, ...]:
    took, plain, memory = [], [], 0.0
    for _ in range(repeats):
        out = folder / "out.jsonl"
        seconds, memory = measured(
            folder,
            "export",
            "--format",
            "jsonl",
            "--layer",
            "all",
            "--project",
            str(project),
            "-o",
            str(out),
            pandas=pandas,
        )
        took.append(seconds)
        plain.append(timed(lambda: write_plainly(project, folder / "plain.jsonl")))
    return _row("export .jsonl", number, took, memory, plain, pandas=pandas)


def _row(
    what: str, number: int, took: list[float], memory: float, plain: list[float], *, pandas: bool
) -> tuple[Cell, ...]:
    seconds, loop = median(took), median(plain)
    return (
        what,
        "yes" if pandas else "no",
        seconds,
        int(number / seconds),
        memory or None,
        loop,
        seconds / loop,
    )


def measured(folder: Path, *arguments: str, pandas: bool = True) -> tuple[float, float]:
    """Run a command; return its seconds without Python's start, and its peak memory in MB.

    Without `pandas`, that can't be imported.
    """
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments],
        env=environment(folder, pandas=pandas), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    seconds, memory = done.stderr.splitlines()[-1].split()
    return float(seconds), float(memory)


def timed(step: Callable[[], object]) -> float:
    """Return how many seconds a step takes."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _read_plainly(source: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE article (id TEXT, text TEXT, title TEXT, sha256 TEXT UNIQUE)")
        connection.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?)",
            (
                (key, text, title, hashlib.sha256(text.encode()).hexdigest())
                for key, text, title in _rows(source)
            ),
        )


def _rows(source: Path) -> Iterator[tuple[str, str, str]]:
    if source.is_dir():
        for file in sorted(source.iterdir()):
            text = file.read_text("utf-8")
            yield file.stem, text, text.partition("\n")[0]
        return
    with source.open(encoding="utf-8", newline="") as lines:
        found = csv.DictReader(lines) if source.suffix == ".csv" else map(json.loads, lines)
        for row in found:
            yield row["id"], row["text"], row["title"]


def write_plainly(project: Path, path: Path) -> None:
    """Write each row of articles with the rows of its spans, and check nothing."""
    with closing(sqlite3.connect(project)) as connection, path.open("w", encoding="utf-8") as out:
        connection.row_factory = sqlite3.Row
        every = "SELECT * FROM article JOIN article_text ON article_text.article = article.number"
        for row in connection.execute(every):
            spans = connection.execute("SELECT * FROM span WHERE article = ?", (row["number"],))
            record = {**row, "spans": [dict(span) for span in spans]}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
