"""What the filters of the output take of a paint, for each way of sending text to a terminal.

The program paints in a terminal that needs no filter, and each filter rewrites what it painted. Of both we take the time
of the processor, or where the system does not tell the program's, the time from the key to its last byte. The program is
started several times and the filters are set up as often; the quickest time of each paint counts, so that what else the
machine does makes little difference. What is new to a filter is new to the program, too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from annotator.tui.terminal.filters import filter_of
from benchmarks.keys import ARTICLE_START, LEFT
from benchmarks.material import SIZES, article_project
from benchmarks.program import screens
from benchmarks.table import Bar, Cell, Table
from benchmarks.terminal import processor_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.config import Marks, Wide
    from annotator.tui.terminal.filters import Filter
    from annotator.tui.terminal.plan import Filter as Name
    from benchmarks.terminal import Terminal

WAYS: tuple[tuple[Name, Marks, Wide, str], ...] = (
    ("none", "none", "counted", "foot, Terminology, st"),
    ("none", "left", "counted", "Alacritty"),
    ("words", "kept", "counted", "PuTTY"),
    ("italic", "kept", "counted", "kitty before 0.40"),
    ("scaled", "kept", "counted", "kitty"),
    ("dither", "kept", "counted", "mlterm"),
    ("dither", "none", "counted", "QTerminal"),
    ("dither", "none", "placed", "deepin-terminal"),
    ("protect", "kept", "placed", "xterm.js"),
)
MOST_SHARE, MOST_MS = 10.0, 2.5
PAGE_DOWN = b"\x1b[6~"
PAGES, KEYS = (PAGE_DOWN,) * 6, (LEFT,) * 20
FIRST, NEW, SEEN, KEY = "first paint", "new screen", "screen seen before", "key"


class Paint(NamedTuple):
    """The bytes that came of a key, and the time that the program took for them in ms."""

    data: bytes
    took: float


Paints = dict[str, list[Paint]]


def run(*, quick: bool) -> Iterator[Table]:
    """Record what is painted where nothing is rewritten, then have each filter rewrite it."""
    times = 2 if quick else 8
    with tempfile.TemporaryDirectory() as name:
        project = article_project(Path(name) / "article.db", SIZES[1:2])
        rounds = [_round(project) for _ in range(times)]
    rows: list[tuple[Cell, ...]] = []
    shares, screens_seen = {}, {}
    painted = _quickest([one.painted for one in rounds])
    for place, (filtered, marks, wide, terminals) in enumerate(WAYS):
        rewritten = _quickest([one.rewritten[place] for one in rounds])
        way = ", ".join(
            (
                filtered,
                *((f"marks {marks}",) if marks != "kept" else ()),
                *((wide,) if wide == "placed" else ()),
            )
        )
        for what in painted:
            took, spent = (median(paint.took for paint in each[what]) for each in (painted, rewritten))
            size, sent = (
                int(median(len(paint.data) for paint in each[what])) for each in (painted, rewritten)
            )
            if what == SEEN:
                screens_seen[way] = spent
            elif what != NEW:
                shares[f"{way}, {what}"] = 100 * spent / took
            rows.append((way, terminals, what, took, spent, 100 * spent / took, size, sent))
    yield Table(
        title="What a filter takes of a paint",
        command="python -m benchmarks filters",
        about=f"{len(PAGES)} pages of an article of {SIZES[1]}, gone through twice, and {len(KEYS)} moves of the caret, "
        "painted in a terminal that needs no filter, then rewritten by each filter: time of the processor, the program's "
        f"without the filter and the filter's. Each is the quickest of {times}, and of several paints the median. The first "
        "paint counts from the start of the program. No bar is set for new screens.",
        columns=("filter", "terminals", "paint", "paint, ms", "filter, ms", "%", "bytes", "bytes filtered"),
        rows=tuple(rows),
        bars=(
            Bar("share of the first paint and of a key, %,", MOST_SHARE, shares),
            Bar("filter for a screen seen before, ms,", MOST_MS, screens_seen),
        ),
    )


class Round(NamedTuple):
    """What the program paints, and what comes of it by each of WAYS, one after the other on the same machine."""

    painted: Paints
    rewritten: list[Paints]


def _round(project: Path) -> Round:
    painted = _paints(project)
    return Round(painted, [_rewrite(painted, name, marks, wide) for name, marks, wide, _ in WAYS])


def _paints(project: Path) -> Paints:
    """Start the program and return what it paints."""
    with screens(project, "article-0") as terminal:
        first = terminal.read(quiet=0.5, until=b"help")
        found = {FIRST: [Paint(first.data, 1000 * (processor_time(terminal.pid) or first.last))]}
        for what, keys in ((NEW, PAGES), (SEEN, PAGES), (KEY, KEYS)):
            if what != NEW:
                terminal.press(ARTICLE_START)
            found[what] = [_painted(terminal, key) for key in keys]
        return found


def _painted(terminal: Terminal, key: bytes) -> Paint:
    before = processor_time(terminal.pid)
    reply = terminal.press(key)
    after = processor_time(terminal.pid)
    return Paint(reply.data, 1000 * (reply.last if before is None or after is None else after - before))


def _quickest(rounds: list[Paints]) -> Paints:
    """Return what came of each key the last time, and the quickest time for it."""
    return {
        what: [
            Paint(each[-1].data, min(paint.took for paint in each))
            for each in zip(*(one[what] for one in rounds), strict=True)
        ]
        for what in rounds[0]
    }


def _rewrite(paints: Paints, name: Name, marks: Marks, wide: Wide) -> Paints:
    """Return what a filter makes of paints, and the time that it takes for each."""
    _forget()
    found = {FIRST: _through(filter_of(name, marks, wide), paints[FIRST])}
    _forget()
    output = filter_of(name, marks, wide)
    return found | {what: _through(output, paints[what]) for what in (NEW, SEEN, KEY)}


def _through(output: Filter | None, paints: list[Paint]) -> list[Paint]:
    found = []
    for paint in paints:
        data = paint.data.decode(errors="replace")
        began = time.thread_time()
        sent = output(data) + output.flush() if output else data
        took = 1000 * (time.thread_time() - began)
        found.append(Paint(sent.encode(), took))
    return found


def _forget() -> None:
    """Empty what the filters remember of earlier rows, whichever of them wrote these."""
    for name, module in [*sys.modules.items()]:
        if name.startswith(filter_of.__module__):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
