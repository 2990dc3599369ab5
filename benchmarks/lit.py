"""Keys with some hundred occurrences lit on the screen, beside the same keys where none is lit."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from benchmarks.material import ANNOTATOR
from benchmarks.program import screens
from benchmarks.table import Bar, Table, high, ratio
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.table import Cell
    from benchmarks.terminal import Reply

NAME = "غد"
LEAST_LIT = 500
_ROWS, _PAIRS = 39, 15
"""The rows that a terminal of 40 lines has for the text, and how many times two words of two letters fit into each."""
_LIT = _ROWS * _PAIRS - 1
_NEXT = "to the next one (n, Tab)"
_KEYS = {
    "caret (Left)": (b"\x1b[D", b"\x1b[D"),
    "caret (Down, Up)": (b"\x1b[B", b"\x1b[B"),
    "letter (Ctrl+Left)": (b"\x1b[1;5D", b"\x1b[1;5D"),
    _NEXT: (b"n", b"\t"),
}
"""The keys, where none is lit and where all are."""
MOST_RATIO = 1.25


def run(*, quick: bool) -> Iterator[Table]:
    """Measure keys in two programs on the same article, a key at a time in turn; in one of them all occurrences are lit."""
    replies: dict[tuple[str, bool], list[Reply]] = defaultdict(list)
    times = 2 if quick else 25
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        project = _project(Path(name) / "lit.db")
        terminals = {}
        for lit in (False, True):
            terminals[lit] = running.enter_context(screens(project, "lit" if lit else "marked"))
            terminals[lit].read(quiet=0.5)
        shown = terminals[True].press(b"A", quiet=0.5)
        assert f"{_LIT} more".encode() in shown.data, shown.data
        for what, keys in _KEYS.items():
            if what == _NEXT:
                for key in (b"/", *(NAME.encode()[at : at + 2] for at in (0, 2)), b"\r"):
                    terminals[False].press(key, quiet=0.3)
                terminals[True].press(b"\t", quiet=0.3)
            for _ in range(times):
                for lit, terminal in terminals.items():
                    replies[what, lit].append(terminal.press(keys[lit]))
                if keys[False] == b"\x1b[B":
                    for terminal in terminals.values():
                        terminal.press(b"\x1b[A")
        taken = terminals[True].press(b"\r", until=b", saved")
        undone = terminals[True].press(b"u", until=b", saved")
    yield _table(replies, shown, taken, undone)


def _project(path: Path) -> Path:
    """Make a project with two articles of one screen in which every other word is the same name, and the others are spans.

    In one of them the name is a span at each place, so that both have as much to paint.
    """
    text = "\n".join(" ".join([NAME, "قد"] * _PAIRS) for _ in range(_ROWS))
    starts = list(range(0, len(text), 3))
    with Project.create(path, labels.default()) as project:
        for name, content, marked in (("lit", text, 1), ("marked", f"{text[:-2]}مد", len(starts))):
            add_articles(project, [Incoming(text=content, path=path, id=name, title=name)])
            ranges = [(start, "actor") for start in starts[1::2]]
            ranges += [(start, "location") for start in starts[::2][:marked]]
            spans = [Span.new(start, start + 2, label, ANNOTATOR) for start, label in ranges]
            project.layers.add(name, ANNOTATOR, spans, Status.DOING)
    return path


def _table(replies: dict[tuple[str, bool], list[Reply]], shown: Reply, taken: Reply, undone: Reply) -> Table:
    rows: list[tuple[Cell, ...]] = []
    ratios = {}
    for what in _KEYS:
        without, lit = replies[what, False], replies[what, True]
        ratios[what] = ratio([reply.last for reply in lit], [reply.last for reply in without])
        times = [1000 * reply.last for reply in lit]
        rows.append(
            (
                what,
                len(lit),
                1000 * median(reply.last for reply in without),
                median(times),
                high(times),
                ratios[what],
                int(median(len(reply.data) for reply in without)),
                int(median(len(reply.data) for reply in lit)),
            )
        )
    once = (("light all (A)", shown), ("mark all (Enter), saved", taken), ("undo that (u), saved", undone))
    rows += [(what, 1, None, 1000 * reply.last, None, None, None, len(reply.data)) for what, reply in once]
    return Table(
        title=f"Keys with {_LIT} lit occurrences on the screen",
        command="python -m benchmarks keys",
        about=f"two programs on articles of one screen of 120 by 40 cells, with {_LIT} occurrences of a name between spans, keys in turn: in "
        "one of them all of these are lit, in the other they are marked. The next one is the next that is lit, and the next match of a "
        "search that found as many. Lighting and marking them paints all rows.",
        columns=(
            "key",
            "keys",
            "none lit, ms",
            "lit, ms",
            "95 %, ms",
            "ratio",
            "bytes, none lit",
            "bytes, lit",
        ),
        rows=tuple(rows),
        bars=(Bar(f"{LEAST_LIT} lit, ratio to none lit,", MOST_RATIO, ratios),),
    )
