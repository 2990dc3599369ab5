"""From a key to the last byte of what it paints, through a pseudo-terminal, for articles of different sizes."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import floor, lit, slate
from benchmarks.material import LARGEST, SIZES, Size, article_project, tagged
from benchmarks.program import environment, screens
from benchmarks.table import Bar, Cell, LeftOut, Table, high, ratio
from benchmarks.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.terminal import Reply

LEFT, PAGE_UP, ARTICLE_END, ARTICLE_START = b"\x1b[D", b"\x1b[5~", b"\x1b[1;5F", b"\x1b[1;5H"
MOVE, TAG, UNTAG, JUMP = "caret (Left)", "tag (a)", "untag (a)", "far jump (Ctrl+Home, Ctrl+End)"
MOST_MS, MOST_RATIO = 8.0, 1.25
MOST_OF_FLOOR, MOST_OF_FLOOR_TAGGING = 1.3, 1.6


class Measured:
    """Replies to keys, and beside each the bare program's reply and the time of a bare commit, in ms."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.bare: list[Reply] = []
        self.commits: list[float] = []

    @property
    def last(self) -> list[float]:
        """The time to the last byte of each, in ms."""
        return [1000 * reply.last for reply in self.replies]

    @property
    def painted_to_floor(self) -> float:
        """The ratio of the time until something is painted to that of the bare program."""
        return ratio([reply.first for reply in self.replies], [reply.last for reply in self.bare])

    @property
    def saved_to_floor(self) -> float:
        """The ratio of the time until all is painted to that of the bare program and a bare commit."""
        least = [1000 * reply.last + commit for reply, commit in zip(self.bare, self.commits, strict=True)]
        return ratio(self.last, least)


def run(*, quick: bool) -> Iterator[Table | LeftOut]:
    """Measure keys in all sizes, the floor and slate side by side, a key at a time, so that noise meets all alike."""
    measured: dict[tuple[str, Size], Measured] = defaultdict(Measured)
    keys: list[Reply] = []
    commits: list[float] = []
    beside: dict[Size, list[Reply]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        commit = running.enter_context(_bare_commits(folder / "bare.db"))
        bare = running.enter_context(Terminal([sys.executable, *floor.KEYS], environment(folder)))
        terminals, slates = {}, {}
        for size in (*SIZES, *LARGEST):
            project = article_project(folder / f"{size.words}-{size.spans}.db", (size,))
            terminals[size] = running.enter_context(screens(project, "article-0"))
            if slate.installed() and size in SIZES:
                text = folder / f"{size.words}.txt"
                text.write_text(tagged(size)[0], "utf-8")
                slates[size] = running.enter_context(slate.annotating(folder, text))
        for terminal in (bare, *slates.values()):
            terminal.read(quiet=0.5)
        for terminal in terminals.values():
            _get_ready(terminal)
        for _ in range(2 if quick else 25):
            for key in (LEFT, b"a", LEFT, b"a", b"a"):
                keys.append(bare.press(LEFT))
                commits.append(commit())
                for size, terminal in terminals.items():
                    what, reply = _press(terminal, key)
                    found = measured[what, size]
                    found.replies.append(reply)
                    found.bare.append(keys[-1])
                    found.commits.append(0 if what == MOVE else commits[-1])
                    if what == MOVE and size in slates:
                        beside[size].append(slates[size].press(slate.FORWARD))
        for _ in range(1 if quick else 10):
            for key in (ARTICLE_START, ARTICLE_END):
                for size, terminal in terminals.items():
                    measured[JUMP, size].replies.append(terminal.press(key))
    yield _table(measured, keys, median(commits), beside)
    yield from lit.run(quick=quick)
    if not slate.installed():
        yield slate.MISSING


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


def _table(
    measured: dict[tuple[str, Size], Measured],
    keys: list[Reply],
    commit: float,
    beside: dict[Size, list[Reply]],
) -> Table:
    bare = [1000 * reply.last for reply in keys]
    rows: list[tuple[Cell, ...]] = [
        (
            "a bare Textual program",
            "",
            *_times(keys),
            None,
            None,
            None,
            _bytes(keys),
            *((None,) if beside else ()),
        ),
    ]
    medians, ratios = {}, {}
    moves: dict[str, float] = {}
    tags: dict[str, float] = {}
    for (what, size), found in sorted(measured.items(), key=lambda item: _order(*item[0])):
        name = f"{what}, {size}"
        compared = ratio(found.last, measured[what, SIZES[0]].last)
        painted = saved = None
        if what != JUMP:
            medians[name], ratios[name] = median(found.last), compared
            painted, saved = found.painted_to_floor, found.saved_to_floor
        if what == MOVE and saved is not None:
            moves[name] = saved
        elif painted is not None and saved is not None:
            tags |= {f"{name}, painted": painted, f"{name}, saved": saved}
        theirs = 1000 * median(reply.last for reply in beside[size]) if what == MOVE and beside else None
        rows.append(
            (
                *(what, str(size), *_times(found.replies), painted, saved, compared, _bytes(found.replies)),
                *((theirs,) if beside else ()),
            )
        )
    return Table(
        title="From a key to its last painted byte",
        command="python -m benchmarks keys",
        about="a terminal of 120 by 40 cells; one program a size, keys in turn; on the last screen, the same text in all. "
        "The floor is a bare Textual program that paints one row on a key, in the same turn: "
        f"{median(bare):.1f} ms. Tagging ends with the word 'saved', after the commit; a bare durable commit takes "
        f"{commit:.1f} ms in the same folder. Ratios are of keys in the same turn: of the first byte, with which all that "
        "a key changes is painted, to the floor; of the last one to the floor, for tags with a bare commit; "
        "and of the last one to that in the smallest article."
        f"{' slate: a move by a token in the same article, from its start on.' if beside else ''}",
        columns=(
            "key", "article", "keys", "first byte, ms", "median, ms", "95 %, ms", "first to floor", "last to floor", "to the smallest", "bytes",
            *(("slate, ms",) if beside else ()),
        ),
        rows=tuple(rows),
        bars=(
            Bar("median of caret and tags, ms,", MOST_MS, medians),
            Bar("their ratio to the smallest article", MOST_RATIO, ratios),
            Bar("caret, ratio to the floor,", MOST_OF_FLOOR, moves),
            Bar("tags, ratio to the floor,", MOST_OF_FLOOR_TAGGING, tags),
        ),
    )  # fmt: skip


def _times(replies: list[Reply]) -> tuple[Cell, ...]:
    """Return how many there are, their median time to the first and the last byte, and the 95th percentile, in ms."""
    last = [1000 * reply.last for reply in replies]
    return len(last), 1000 * median(reply.first for reply in replies), median(last), high(last)


def _bytes(replies: list[Reply]) -> int:
    return int(median(len(reply.data) for reply in replies))


def _order(what: str, size: Size) -> tuple[int, int]:
    return (MOVE, TAG, UNTAG, JUMP).index(what), (*SIZES, *LARGEST).index(size)


@contextmanager
def _bare_commits(path: Path) -> Iterator[Callable[[], float]]:
    """Give what commits an inserted row, as durable as the program's, and returns how many ms that took."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {statement}")
        connection.execute("CREATE TABLE t (value TEXT)")

        def commit() -> float:
            began = time.perf_counter()
            connection.execute("INSERT INTO t VALUES ('x')")
            return 1000 * (time.perf_counter() - began)

        yield commit
