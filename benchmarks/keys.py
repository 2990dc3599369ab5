"""From a key to the last byte of what it paints, through a pseudo-terminal, for articles of different sizes."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.material import SIZES, Size, article_project
from benchmarks.program import screens
from benchmarks.table import Bar, Cell, Table, high, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.terminal import Reply, Terminal

LEFT, PAGE_UP, ARTICLE_END, ARTICLE_START = b"\x1b[D", b"\x1b[5~", b"\x1b[1;5F", b"\x1b[1;5H"
MOVE, TAG, UNTAG, JUMP = "caret (Left)", "tag (a)", "untag (a)", "far jump (Ctrl+Home, Ctrl+End)"
MOST_MS, MOST_RATIO = 8.0, 1.25

Replies = dict[tuple[str, Size], list["Reply"]]


def run(*, quick: bool) -> Iterator[Table]:
    """Measure keys in all sizes side by side, a key at a time, so that noise meets all alike."""
    replies: Replies = defaultdict(list)
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        commit = _bare_commit(folder / "bare.db")
        terminals = {}
        for size in SIZES:
            project = article_project(folder / f"{size.words}.db", (size,))
            terminals[size] = running.enter_context(screens(project, "article-0"))
        for terminal in terminals.values():
            _get_ready(terminal)
        for _ in range(2 if quick else 25):
            for key in (LEFT, b"a", LEFT, b"a", b"a"):
                for size, terminal in terminals.items():
                    what, reply = _press(terminal, key)
                    replies[what, size].append(reply)
        for _ in range(1 if quick else 10):
            for key in (ARTICLE_START, ARTICLE_END):
                for size, terminal in terminals.items():
                    replies[JUMP, size].append(terminal.press(key))
    yield _table(replies, commit)


def _get_ready(terminal: Terminal) -> None:
    """Go to the last screen of the article, to the same text in all; do once what is measured."""
    terminal.read(quiet=0.5)
    for key in (ARTICLE_END, PAGE_UP, LEFT):
        terminal.press(key, quiet=0.3)
    for _ in range(2):
        terminal.press(b"a", quiet=0.3, until=b", saved")


def _press(terminal: Terminal, key: bytes) -> tuple[str, Reply]:
    """Press a key; return what came of it and when. Tagging ends when the program says that it is saved."""
    if key == LEFT:
        return MOVE, terminal.press(key)
    reply = terminal.press(key, until=b", saved")
    return UNTAG if b"Removed" in reply.data else TAG, reply


def _table(replies: Replies, commit: float) -> Table:
    rows: list[tuple[Cell, ...]] = []
    medians, ratios = {}, {}
    for (what, size), measured in sorted(replies.items(), key=lambda item: _order(*item[0])):
        last = [1000 * reply.last for reply in measured]
        smallest = [1000 * reply.last for reply in replies[what, SIZES[0]]]
        name = f"{what}, {size.words:,} words"
        compared = ratio(last, smallest)
        if what != JUMP:
            medians[name], ratios[name] = median(last), compared
        first = median(1000 * reply.first for reply in measured)
        data = int(median(len(reply.data) for reply in measured))
        rows.append((what, str(size), len(last), first, median(last), high(last), compared, data))
    return Table(
        title="From a key to its last painted byte",
        command="python -m benchmarks keys",
        about="a terminal of 120 by 40 cells; one program a size, keys in turn; on the last screen, the same text in all. "
        "Tagging ends with the word 'saved', after the commit, "
        f"and a bare durable commit takes {commit:.1f} ms in the same folder. "
        "Ratio: to the smallest article, of the keys in the same turn.",
        columns=("key", "article", "keys", "first byte, ms", "median, ms", "95 %, ms", "ratio", "bytes"),
        rows=tuple(rows),
        bars=(
            Bar("median of caret and tags, ms,", MOST_MS, medians),
            Bar("their ratio to the smallest article", MOST_RATIO, ratios),
        ),
    )


def _order(what: str, size: Size) -> tuple[int, int]:
    return (MOVE, TAG, UNTAG, JUMP).index(what), size.words


def _bare_commit(path: Path) -> float:
    """Return the median time of a commit that inserts one row, as durable as the program's, in ms."""
    took = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {statement}")
        connection.execute("CREATE TABLE t (value TEXT)")
        for _ in range(50):
            began = time.perf_counter()
            connection.execute("INSERT INTO t VALUES ('x')")
            took.append(time.perf_counter() - began)
    return 1000 * median(took)
