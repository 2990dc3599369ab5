"""What the filters of the output take of a paint, for each way of sending text to a terminal."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from annotator.tui.terminal.filters import filter_of
from benchmarks.keys import ARTICLE_END, ARTICLE_START, LEFT
from benchmarks.material import SIZES, article_project
from benchmarks.program import screens
from benchmarks.table import Bar, Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.config import Marks, Wide
    from annotator.tui.terminal.plan import Filter
    from benchmarks.terminal import Reply

WAYS: tuple[tuple[Filter, Marks, Wide, str], ...] = (
    ("none", "none", "counted", "foot, Terminology, st"),
    ("italic", "kept", "counted", "kitty before 0.40"),
    ("scaled", "kept", "counted", "kitty"),
    ("dither", "kept", "counted", "mlterm"),
    ("dither", "none", "counted", "QTerminal"),
    ("dither", "none", "placed", "deepin-terminal"),
    ("protect", "kept", "placed", "xterm.js"),
)
MOST_SHARE = 10.0
FIRST, NEW = "first paint", "new screen"


class Paint(NamedTuple):
    """What was painted: bytes that came of each key, and the time to the last of them in ms."""

    what: str
    replies: list[Reply]

    @property
    def took(self) -> float:
        """The median of the times."""
        return 1000 * median(reply.last for reply in self.replies)


def run(*, quick: bool) -> Iterator[Table]:
    """Record what is painted where nothing is rewritten, then have each filter rewrite it."""
    with tempfile.TemporaryDirectory() as name:
        project = article_project(Path(name) / "article.db", SIZES[:1])
        with screens(project, "article-0") as terminal:
            first = terminal.read(quiet=0.5, until=b"help")
            times = 2 if quick else 20
            jumps = [terminal.press(key) for _ in range(times) for key in (ARTICLE_END, ARTICLE_START)]
            keys = [terminal.press(LEFT) for _ in range(2 * times)]
    paints = (
        Paint(FIRST, [first]),
        Paint(NEW, jumps),
        Paint("screen seen before", jumps),
        Paint("key", keys),
    )
    rows: list[tuple[Cell, ...]] = []
    shares = {}
    for filtered, marks, wide, terminals in WAYS:
        for paint in paints:
            spent, sent = _rewrite(paint, filtered, marks, wide)
            share = 100 * spent / paint.took
            shares[f"{filtered}, {terminals}, {paint.what}"] = share
            way = ", ".join(
                (
                    filtered,
                    *(("no marks",) if marks == "none" else ()),
                    *((wide,) if wide == "placed" else ()),
                )
            )
            size = int(median(len(reply.data) for reply in paint.replies))
            rows.append((way, terminals, paint.what, paint.took, spent, share, size, sent))
    yield Table(
        title="What a filter takes of a paint",
        command="python -m benchmarks filters",
        about="what the screens paint in a terminal that needs no filter, rewritten by each filter. The first paint "
        "counts from the start of the program; a filter knows rows that it has rewritten before.",
        columns=(
            "filter",
            "terminals",
            "paint",
            "median, ms",
            "of it filter, ms",
            "%",
            "bytes",
            "bytes filtered",
        ),
        rows=tuple(rows),
        bars=(Bar("share of a paint, %,", MOST_SHARE, shares),),
    )


def _rewrite(paint: Paint, name: Filter, marks: Marks, wide: Wide) -> tuple[float, int]:
    """Return the median time in ms that a filter takes for what came of a key, and the median of the bytes it sends."""
    took, sizes = [], []
    output = filter_of(name, marks, wide)
    for reply in paint.replies:
        if output is None or paint.what in (FIRST, NEW):
            output = filter_of(name, marks, wide)
        if output is None:
            return 0.0, 0
        data = reply.data.decode(errors="replace")
        began = time.thread_time()
        sent = output(data) + output.flush()
        took.append(1000 * (time.thread_time() - began))
        sizes.append(len(sent.encode()))
    return median(took), int(median(sizes))
