"""Both lists of articles, and the ways from one article to the next: each key in turn in projects of all sizes."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.program import command, environment
from benchmarks.size import corpus
from benchmarks.size.costs import Cost
from benchmarks.watching import Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.watching import Painted

    Projects = Mapping[int, Path]
    """Projects by their number of articles."""

DOWN, PAGE_DOWN, END, HOME = b"\x1b[B", b"\x1b[6~", b"\x1b[F", b"\x1b[H"
ENTER, ESCAPE, NEXT, PREVIOUS, OWN, SORT = b"\r", b"\x1b", b">", b"<", b"\x0e", b"\x0f"
ADJUDICATOR = "nadia"
BODY, FACTS, HEAD = slice(1, 38), -2, 0
"""The lines of a list with articles, the one that tells how many they are, and the heads of the columns."""
SHORT = 0.2
"""Seconds without a byte after which a filter or an order is answered, once it is told how many are found."""
_COUNTING = 3600.0
"""Seconds after which counting is given up."""
_EMPTY, _UNCOUNTED = "Type to filter", "counted"
_COUNTED = re.compile(r"\([\d,]+\)")
"""How many a filter finds, as it is shown once that is known."""


class Filter(NamedTuple):
    """A filter that is typed; the key that counts is its last letter."""

    what: str
    text: str


FILTERS = (
    Filter("a word of every third article", corpus.SOURCE),
    Filter("part of that word", corpus.PART),
    Filter("one letter", "ل"),
    Filter(f"a word of one article in {corpus.RARE_EVERY:,}", corpus.RARE),
    Filter("the id of one article", "agency-0000777"),
    Filter("a word that is nowhere", corpus.ABSENT),
)


class Lists(NamedTuple):
    """Costs of a list in ms, the start with the most memory in the end; filters and orders to their first rows, and to the end."""

    start: Cost
    moves: list[Cost]
    rows: list[Cost]
    whole: list[Cost]


def library(projects: Projects, *, repeats: int) -> Lists:
    """Measure the annotator's list."""
    return _list(projects, ("annotate",), FILTERS, repeats)


def adjudicators_list(projects: Projects, *, repeats: int) -> Lists:
    """Measure the adjudicator's list, whose articles were counted at an earlier start."""
    arguments = ("adjudicate", "--as", ADJUDICATOR)
    return _list(projects, arguments, (FILTERS[0], FILTERS[2], FILTERS[-1]), repeats)


def first_start(projects: Projects) -> list[Cost]:
    """Start the adjudicator's list when nothing is counted yet: until its first rows, and until all is counted."""
    first, whole = Cost("first start"), Cost("first start, until all is counted")
    for number, path in projects.items():
        with _program(path, "adjudicate", "--as", ADJUDICATOR) as program:
            listed = program.started(_listed, quiet=0.1)
            first.add(number, listed.last)
            whole.add(number, program.later(_all_counted, listed, quiet=0.5, limit=_COUNTING).last)
    return [first, whole]


def _list(projects: Projects, arguments: Sequence[str], filters: Sequence[Filter], repeats: int) -> Lists:
    start = Cost("start")
    for _ in range(repeats):
        for number, path in projects.items():
            with _program(path, *arguments) as program:
                start.add(number, program.started(_listed, quiet=0.4).last)
    with ExitStack() as running:
        programs = {
            number: running.enter_context(_program(path, *arguments)) for number, path in projects.items()
        }
        for program in programs.values():
            program.started(_listed, quiet=0.5)
        moves = _moves(programs, repeats)
        rows, whole = _finding(programs, filters, (repeats + 1) // 2)
        for number, program in programs.items():
            start.memory[number] = program.terminal.peak_memory() or 0.0
    return Lists(start, moves, rows, whole)


def _moves(programs: Mapping[int, Watched], repeats: int) -> list[Cost]:
    """Press keys that show other rows. The first turn is for what is read and made once."""
    costs = {what: Cost(what) for what in ("Down", "PageDown", "End", "Home")}
    for turn in range(repeats + 1):
        for what, key in (("PageDown", PAGE_DOWN), *3 * (("Down", DOWN),), ("End", END), ("Home", HOME)):
            for number, program in programs.items():
                painted = program.press(key, _other_rows(program))
                if turn:
                    costs[what].add(number, painted.last)
    return [*costs.values()]


def _finding(
    programs: Mapping[int, Watched], filters: Sequence[Filter], repeats: int
) -> tuple[list[Cost], list[Cost]]:
    """Type filters, and sort by one column after the other; return the costs to the first rows and to the last byte."""
    rows: dict[str, Cost] = {}
    whole: dict[str, Cost] = {}

    def add(what: str, number: int, painted: Painted) -> None:
        rows.setdefault(what, Cost(what)).add(number, painted.rows)
        whole.setdefault(what, Cost(what)).add(number, painted.last)

    for turn in range(repeats + 1):  # the first is for what is read and made once
        for each in filters:
            for number, program in programs.items():
                painted = _filtered(program, each.text)
                if turn:
                    add(f"filter: {each.what}", number, painted)
        for _ in range(len(_heads(next(iter(programs.values()))))):
            for number, program in programs.items():
                painted = program.press(SORT, _other_order(program), quiet=SHORT)
                if turn:
                    add(f"order by {_sorted_by(program.lines)} (Ctrl+o)", number, painted)
    return [*rows.values()], [*whole.values()]


def _filtered(program: Watched, text: str) -> Painted:
    """Type a filter, clear it, and return what its last letter painted."""
    if text[:-1]:
        program.press(text[:-1].encode(), _counted, quiet=SHORT)
    painted = program.press(text[-1].encode(), _counted, quiet=SHORT)
    program.press(ESCAPE, _listed, quiet=SHORT)
    return painted


# --- from one article to the next -----------------------------------------------------------------


def articles(plain: Projects, assigned: Projects, handed_out: Projects, *, repeats: int) -> list[Cost]:
    """Measure what goes to another article, to the last byte in ms: by number, and in the order in which one works."""
    costs: list[Cost] = []
    steps = {"next article (>)": NEXT, "previous article (<)": PREVIOUS}
    costs += _steps(plain, steps, repeats)
    for projects, kind in (
        (plain, "nothing is assigned"),
        (assigned, "assigned articles"),
        (handed_out, "handed out on demand"),
    ):
        costs += _steps(projects, {f"done, and the next open one (Enter), {kind}": ENTER}, repeats)
    return costs


def _steps(projects: Projects, keys: Mapping[str, bytes], repeats: int) -> list[Cost]:
    costs = {what: Cost(what) for what in keys}
    with ExitStack() as running:
        programs = {
            number: running.enter_context(_program(path, "annotate")) for number, path in projects.items()
        }
        for program in programs.values():
            program.started(_listed, quiet=0.5)
            program.press(OWN, _saved, quiet=0.5)
        for turn in range(-1, repeats):
            for what, key in keys.items():
                for number, program in programs.items():
                    painted = program.press(key, _other_article(program), quiet=SHORT)
                    if turn >= 0:
                        costs[what].add(number, painted.last)
    return [*costs.values()]


def _program(project: Path, *arguments: str) -> Watched:
    return Watched(command(*arguments, "--project", str(project)), environment(project.parent), body=BODY)


# --- what is to be seen ---------------------------------------------------------------------------


def _heads(program: Watched) -> list[str]:
    return re.findall(r"[A-Z][a-z]+", program.lines[HEAD])


def _sorted_by(lines: Sequence[str]) -> str:
    """Return the head with an arrow, by which the rows are sorted."""
    found = re.search(r"[▲▼]([A-Z][a-z]+)", lines[HEAD])
    return found[1] if found else ""


def _other_order(program: Watched) -> Callable[[Sequence[str]], bool]:
    before = _sorted_by(program.lines)
    return lambda lines: _full(lines) and _sorted_by(lines) not in ("", before)


def _numbers(lines: Sequence[str]) -> list[str]:
    return [found[1] for line in lines[BODY] if (found := re.match(r"\s*(\d+)\b", line))]


def _full(lines: Sequence[str]) -> bool:
    return len(_numbers(lines)) == len(lines[BODY])


def _listed(lines: Sequence[str]) -> bool:
    return _full(lines) and _EMPTY in lines[FACTS]


def _all_counted(lines: Sequence[str]) -> bool:
    return _listed(lines) and _UNCOUNTED not in lines[FACTS]


def _counted(lines: Sequence[str]) -> bool:
    return _COUNTED.search(lines[FACTS]) is not None


def _other_rows(program: Watched) -> Callable[[Sequence[str]], bool]:
    before = program.rows
    return lambda lines: _full(lines) and lines[BODY] != before


def _saved(lines: Sequence[str]) -> bool:
    return ", saved" in lines[FACTS]


def _other_article(program: Watched) -> Callable[[Sequence[str]], bool]:
    before = program.lines[FACTS].partition(",")[0]
    return lambda lines: _saved(lines) and lines[FACTS].partition(",")[0] != before
