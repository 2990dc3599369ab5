"""Projects of all sizes, made by the program's own import from generated files; each import beside what can do the same."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.exchange import measured, timed, write_plainly
from benchmarks.program import environment
from benchmarks.size import corpus
from benchmarks.size.costs import Cost, turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.size.corpus import Corpus

MOST_WITH_SPANS = 100_000
"""The largest number of articles that are imported with spans in each: a million would be two gigabytes of JSON."""
MOST_EXPORTED = 10_000
"""The largest number of articles that are imported as they were exported, which takes as long."""
_ARTICLES = "CREATE TABLE article (id TEXT PRIMARY KEY, title TEXT, date TEXT, source TEXT, text TEXT, sha256 TEXT UNIQUE)"
_SPANS = "CREATE TABLE span (article TEXT, start INTEGER, end INTEGER, label TEXT, annotator TEXT)"
_WORDS = "CREATE VIRTUAL TABLE words USING fts5(text, content = '')"
_LETTERS = "CREATE VIRTUAL TABLE letters USING fts5(text, content = '', detail = none, tokenize = 'trigram')"
_SQLITE_UTILS = """
import sys, time
from sqlite_utils.cli import cli
from benchmarks.terminal import peak_memory
began = time.perf_counter()
try:
    cli(sys.argv[1:])
except SystemExit as ended:
    if ended.code:
        raise
print(time.perf_counter() - began, peak_memory() or 0, file=sys.stderr)
"""


class Made(NamedTuple):
    """A corpus and projects of it: texts alone, with layers of two people, with articles assigned, and handed out on demand."""

    folder: Path
    corpus: Corpus
    texts: Path
    tagged: Path
    assigned: Path
    handed_out: Path


class Beside(NamedTuple):
    """A cost of ours in seconds, and of the peers that were measured in the same turns."""

    ours: Cost
    peers: tuple[Cost, ...] = ()


def written(folder: Path, numbers: Sequence[int]) -> dict[int, Made]:
    """Write the corpora, and name what projects are to be made of them."""
    made = {}
    for number in numbers:
        place = folder / str(number)
        place.mkdir()
        files = corpus.write(place, number, with_spans=number <= MOST_WITH_SPANS)
        names = ("texts.db", "tagged.db", "assigned.db", "handed-out.db")
        made[number] = Made(place, files, *(place / name for name in names))
    return made


def imported(projects: Mapping[int, Made], *, once: bool) -> Iterator[Beside]:
    """Import texts, which makes the projects; then texts with spans, and layers into the projects."""
    ours = Cost("import .jsonl, texts")
    indexed = Cost("a plain loop over sqlite3 with indexes for search and filters, texts")
    plain, utils = Cost("a plain loop over sqlite3, texts"), Cost("sqlite-utils insert, texts")
    for number in turns(ours, [*projects], once=once):
        made = projects[number]
        ours.add(number, *_import(made, made.texts, made.corpus.texts))
        plain.add(number, _plainly(made, lambda path: loaded(path, made.corpus.texts)))  # noqa: B023
        indexed.add(number, _plainly(made, lambda path: loaded(path, made.corpus.texts, indexes=True)))  # noqa: B023
        utils.add(number, *_by_sqlite_utils(made))
    yield Beside(ours, (indexed, plain, utils))
    ours = Cost(f"import .jsonl, {corpus.SPANS} spans an article")
    plain = Cost(f"a plain loop over sqlite3, {corpus.SPANS} spans an article")
    for number in turns(ours, [number for number in projects if number <= MOST_WITH_SPANS], once=once):
        made = projects[number]
        ours.add(number, *_import(made, made.folder / "spans.db", made.corpus.spans))
        plain.add(number, _plainly(made, lambda path: loaded(path, made.corpus.spans)))  # noqa: B023
        _remove(made.folder / "spans.db")
    yield Beside(ours, (plain,))
    ours = Cost(f"import .jsonl that was exported, {corpus.SPANS} spans an article")
    for number in turns(ours, [number for number in projects if number <= MOST_EXPORTED], once=once):
        made = projects[number]
        ours.add(number, *_import(made, made.folder / "spans.db", _exported(made)))
        _remove(made.folder / "spans.db")
    yield Beside(ours)
    ours = Cost(f"import .jsonl, two layers in every {corpus.TAGGED_EVERY}th article that is there")
    for number in turns(ours, [*projects], once=once):
        made = projects[number]
        _remove(made.tagged)
        shutil.copyfile(made.texts, made.tagged)
        ours.add(
            number, *measured(made.folder, "import", str(made.corpus.layers), "--project", str(made.tagged))
        )
    yield Beside(ours)


def exported(projects: Mapping[int, Made], *, once: bool) -> Beside:
    """Export everything, beside a plain loop."""
    ours, plain = Cost("export .jsonl"), Cost("a plain loop with json.dumps")
    for number in turns(ours, [*projects], once=once):
        made = projects[number]
        out, other = made.folder / "out.jsonl", made.folder / "plain.jsonl"
        arguments = ("export", "--layer", "all", "--project", str(made.tagged), "-o", str(out))
        ours.add(number, *measured(made.folder, *arguments))
        plain.add(number, timed(lambda: write_plainly(made.tagged, other)))  # noqa: B023
        out.unlink()
        other.unlink()
    return Beside(ours, (plain,))


def assign(projects: Mapping[int, Made]) -> None:
    """Make the projects whose articles are assigned, and those whose articles are handed out on demand."""
    for made in projects.values():
        for copy, arguments in (
            (made.assigned, (*corpus.PEOPLE, "--per-article", "1")),
            (made.handed_out, ("--dynamic", "--per-article", "2")),
        ):
            shutil.copyfile(made.tagged, copy)
            measured(made.folder, "assign", *arguments, "--project", str(copy))


def _import(made: Made, project: Path, source: Path) -> tuple[float, float]:
    _remove(project)
    measured(made.folder, "init", "--project", str(project))
    return measured(made.folder, "import", str(source), "--project", str(project))


def _exported(made: Made) -> Path:
    """Return the file of articles with spans as this program exports them, with an id and a time for each span."""
    out = made.folder / "exported.jsonl"
    if not out.exists():
        project = made.folder / "spans.db"
        _import(made, project, made.corpus.spans)
        layer = ("--layer", corpus.PEOPLE[0])
        measured(made.folder, "export", *layer, "--project", str(project), "-o", str(out))
    return out


def _plainly(made: Made, load: Callable[[Path], object]) -> float:
    path = made.folder / "plain.db"
    took = timed(lambda: load(path))
    _remove(path)
    return took


def loaded(path: Path, source: Path, *, indexes: bool = False) -> tuple[int, int]:
    """Load JSON lines into a table of articles and one of spans in one transaction; return how many there are of each.

    It checks nothing. With `indexes`, the words of texts and the letters of titles, sources and ids are indexed as well.
    """
    articles = spans = 0
    with closing(sqlite3.connect(path)) as connection, connection, source.open(encoding="utf-8") as lines:
        connection.execute("PRAGMA journal_mode = WAL")
        for table in (_ARTICLES, _SPANS, *((_WORDS, _LETTERS) if indexes else ())):
            connection.execute(table)
        for record in map(json.loads, lines):
            key, text = record["id"], record["text"]
            found = hashlib.sha256(text.encode()).hexdigest()
            fields = (key, record["title"], record["date"], record["source"])
            connection.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", (*fields, text, found))
            articles += 1
            if indexes:
                connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (articles, text))
                letters = " ".join(fields)
                connection.execute("INSERT INTO letters (rowid, text) VALUES (?, ?)", (articles, letters))
            if "spans" in record:
                rows = [(key, *span.values()) for span in record["spans"]]
                connection.executemany("INSERT INTO span VALUES (?, ?, ?, ?, ?)", rows)
                spans += len(rows)
    return articles, spans


def _by_sqlite_utils(made: Made) -> tuple[float, float]:
    path = made.folder / "utils.db"
    done = subprocess.run(
        [sys.executable, "-c", _SQLITE_UTILS, "insert", path, "article", made.corpus.texts, "--nl", "--pk", "id"],
        env=environment(made.folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    _remove(path)
    seconds, memory = done.stderr.splitlines()[-1].split()
    return float(seconds), float(memory)


def _remove(project: Path) -> None:
    for file in project.parent.glob(f"{project.name}*"):
        file.unlink()
