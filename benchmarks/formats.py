"""Every format: articles a second of its export and its import, and whether memory grows with the number of articles."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from annotator import labels
from annotator.errors import UsageError
from annotator.formats import FORMATS
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.model import Incoming, Status
from annotator.project import Project
from benchmarks import material
from benchmarks.exchange import measured, timed, write_plainly
from benchmarks.table import Bar, Cell, LeftOut, Table
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.listing import Listed

WORDS, SPANS = 100, 20
NUMBERS = (1_000, 10_000)
HEAVY = ("cas-json", "cas-xmi", "spacy", "hf")
"""Formats whose libraries take long for an article; they are measured with a tenth of the articles."""

_GROWS = 10.0
"""How many MB more ten times the articles may take: lists of files, and what Python and SQLite keep for later."""


def run(*, quick: bool) -> Iterator[Table | LeftOut]:
    """Export the same articles to each format and import them again, fewer articles first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in (kind for kind in FORMATS if kind.writes):
            lacks = missing(kind)
            yield lacks or _table(
                kind, [_measured(folder, kind, _size(kind, number, quick=quick)) for number in NUMBERS]
            )
        loop = _loop(folder, _size(FORMATS[1], NUMBERS[1], quick=quick), 1 if quick else 3)
    yield Table(
        title="Our own format and a plain loop",
        command="python -m benchmarks formats",
        about="the export to jsonl beside a loop that does json.dumps for each row of the same query, in turn.",
        columns=("what", "s"),
        rows=(("annotator export", loop[0]), ("plain loop", loop[1])),
        bars=(Bar("time of the plain loop, times", 3.0, {"jsonl": loop[0] / loop[1]}),),
    )


def missing(kind: Listed) -> LeftOut | None:
    """Return that a format is left out, and what installs its library, if that is not installed."""
    writer = kind.load()
    try:
        writer.check_writing(Writing(schema=labels.default(), options=writer.options()), Losses())
    except UsageError as error:
        return LeftOut(f"the format {kind.name}", str(error))
    return None


def _table(kind: Listed, found: list[list[tuple[Cell, ...]]]) -> Table:
    return Table(
        title=f"Format {kind.name}",
        command="python -m benchmarks formats",
        about=f"articles of {WORDS} words with {SPANS} spans each, one person's layer, by the command, its start left out"
        f"{'; fewer articles, since its library takes long for each' if kind.name in HEAVY else ''}.",
        columns=("what", "articles", "s", "articles a second", "memory, MB"),
        rows=tuple(row for rows in found for row in rows),
        bars=(Bar("more memory with ten times the articles, MB,", _GROWS, _growth(found)),),
    )


def _size(kind: Listed, number: int, *, quick: bool) -> int:
    return number // (10 if kind.name in HEAVY else 1) // (100 if quick else 1)


def _project(folder: Path, number: int) -> Path:
    """Return a project of that many articles, each with a layer; made once."""
    path = folder / f"tagged-{number}.db"
    if not path.exists():
        with Project.create(path, labels.default()) as project:
            texts = list(material.articles(number, WORDS))
            add_articles(
                project, (Incoming(text=text, path=path, id=str(place)) for place, text in enumerate(texts))
            )
            for place, text in enumerate(texts):
                project.layers.add(str(place), material.ANNOTATOR, material.spans(text, SPANS), Status.DONE)
    return path


def _measured(folder: Path, kind: Listed, number: int) -> list[tuple[Cell, ...]]:
    """Return the rows of an export and, where there is one, of the import."""
    project, out = _project(folder, number), folder / f"out{'' if kind.folder else kind.suffixes[0]}"
    layer = ("--layer", material.ANNOTATOR, "--project", str(project))
    took = measured(folder, "export", "--format", kind.name, *layer, "-o", str(out))
    rows = [_row("export", number, took)]
    if kind.reads:
        again = folder / "again.db"
        measured(folder, "init", "--project", str(again))
        into = ("--as", material.ANNOTATOR, "--project", str(again))
        rows.append(
            _row("import", number, measured(folder, "import", str(out), "--format", kind.name, *into))
        )
        for file in folder.glob("again.db*"):
            file.unlink()
    if kind.folder:
        shutil.rmtree(out)
    else:
        out.unlink()
    return rows


def _row(what: str, number: int, took: tuple[float, float]) -> tuple[Cell, ...]:
    seconds, memory = took
    return (what, number, seconds, int(number / seconds), memory or None)


def _growth(found: list[list[tuple[Cell, ...]]]) -> dict[str, float]:
    few, many = found
    return {
        str(less[0]): float(more[-1]) - float(less[-1])
        for less, more in zip(few, many, strict=True)
        if less[-1] and more[-1]
    }


def _loop(folder: Path, number: int, repeats: int) -> tuple[float, float]:
    """Return the seconds of the export and of the plain loop, in turn."""
    project, out = _project(folder, number), folder / "out.jsonl"
    ours, plain = [], []
    for _ in range(repeats):
        layer = ("--layer", "all", "--project", str(project))
        ours.append(measured(folder, "export", *layer, "-o", str(out))[0])
        plain.append(timed(lambda: write_plainly(project, folder / "plain.jsonl")))
    return median(ours), median(plain)
