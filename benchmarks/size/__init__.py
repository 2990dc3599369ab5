"""What each cost does when there are ten, a hundred, a thousand times as many articles: `python -m benchmarks size`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.size import commands, corpus, projects, screens, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.table import Table

NUMBERS = (1_000, 10_000, 100_000)
NUMBERS_LARGE = (*NUMBERS, 1_000_000)
NUMBERS_QUICK = (1_000, 2_000)


def run(*, quick: bool, large: bool = False) -> Iterator[Table]:
    """Make projects of all sizes by importing, then measure commands and both lists, sizes in turn."""
    numbers = NUMBERS_QUICK if quick else NUMBERS_LARGE if large else NUMBERS
    repeats = 1 if quick else 9
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        made = projects.written(Path(name), numbers)
        writing = time.perf_counter() - began
        yield tables.imports(numbers, [*projects.imported(made, once=quick)], writing)
        yield tables.exports(numbers, projects.exported(made, once=quick))
        yield tables.disk(numbers, made)
        yield tables.search(numbers, commands.search(made, once=quick))
        yield tables.commands(numbers, commands.commands(made, once=quick))
        projects.assign(made)
        tagged = {number: each.tagged for number, each in made.items()}
        yield tables.library(numbers, screens.library(tagged, repeats=repeats))
        yield tables.articles(
            numbers,
            screens.articles(
                tagged,
                {number: each.assigned for number, each in made.items()},
                {number: each.handed_out for number, each in made.items()},
                repeats=repeats,
            ),
        )
        first = screens.first_start(tagged)
        yield tables.adjudicators_list(numbers, first, screens.adjudicators_list(tagged, repeats=repeats))


__all__ = ["NUMBERS", "NUMBERS_LARGE", "NUMBERS_QUICK", "corpus", "run"]
