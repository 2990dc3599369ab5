"""Near duplicates: how long it takes to find them, in how much memory, and how many of those that the rule ties lie apart."""

from __future__ import annotations

import random
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple

from annotator.datasets import near_duplicates
from annotator.datasets.near_duplicates import near, shingles
from benchmarks.table import Bar, Cell, Table
from benchmarks.terminal import memory, peak_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_MB = 1000.0
MISSED_PERCENT = 0.1
WORDS = 40
"""Words of an original on average; most are shorter, a few much longer."""
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_VOCABULARY = 200_000
_EVERY = 5
"""One article of so many is a copy of the one before it."""
_CHECKED = 20_000
"""Of at most so many copies it is asked whether they lie apart."""


class _Measured(NamedTuple):
    reads: float
    seconds: float
    reading: float
    megabytes: float | None
    largest: int
    tied: int
    apart: int


def run(*, quick: bool, large: bool = False) -> Iterator[Table]:
    """Find the copies among generated articles, each time in a process of its own."""
    sizes = [1_000] if quick else [10_000, 100_000, *([1_000_000] if large else [])]
    ways = {"half": 1 << 40, "sample": 0}
    rows: list[tuple[Cell, ...]] = []
    most: dict[str, float] = {}
    missed: dict[str, dict[str, float]] = {way: {} for way in ways}
    for size in sizes:
        for way, exact in ways.items():
            if way == "half" and size > 10_000:
                continue
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                found = process.submit(_measured, size, exact).result()
            name = f"{size:,} articles, {way}"
            if found.megabytes is not None:
                most[name] = found.megabytes
            missed[way][name] = 100 * found.apart / found.tied
            rows.append(
                (
                    *(size, way, found.seconds, found.reads, found.reading, found.megabytes),
                    *(found.largest, found.tied, found.apart),
                )
            )
    yield Table(
        title="Near duplicates",
        command="python -m benchmarks exchange",
        about=f"articles of {WORDS} words on average, generated; every fifth is a copy of another one: with another headline, a part "
        "changed, shortened, a piece of it, or within a longer one. Processor time; memory beyond that before.",
        columns=(
            *("articles", "looked for by", "s", "reads of an article", "of which reading, s", "MB"),
            *("largest group", "copies by the rule", "of which apart"),
        ),
        rows=tuple(rows),
        bars=(
            *([Bar("memory, MB,", MEMORY_MB, most)] if most else []),
            Bar("copies apart where half of the runs are looked for, %,", 0.0, missed["half"]),
            Bar("copies apart where they are looked for by samples, %,", MISSED_PERCENT, missed["sample"]),
        ),
    )


def _measured(size: int, exact: int) -> _Measured:
    ids = [str(number) for number in range(size)]
    _words()
    texts, reading = 0, 0.0

    def shingles_of(key: str) -> set[int]:
        nonlocal texts, reading
        began = time.process_time()
        found = shingles(_text(int(key)))
        reading += time.process_time() - began
        texts += 1
        return found

    before, began = memory(), time.process_time()
    groups = near_duplicates.groups(ids, shingles_of, exact)
    seconds, most = time.process_time() - began, peak_memory()
    megabytes = None if most is None or before is None else most - before
    home = {int(key): place for place, group in enumerate(groups) for key in group}
    tied = apart = 0
    for copy in list(range(_EVERY - 1, size, _EVERY))[:_CHECKED]:
        if near(shingles(_text(copy)), shingles(_text(copy - 1)), lambda _: False):
            tied += 1
            apart += home[copy] != home[copy - 1]
    return _Measured(texts / size, seconds, reading, megabytes, max(map(len, groups)), tied, apart)


@cache
def _words() -> tuple[str, ...]:
    drawn = random.Random(1)
    return tuple("".join(drawn.choices(_LETTERS, k=drawn.randint(2, 7))) for _ in range(_VOCABULARY))


def _some(drawn: random.Random, number: int) -> list[str]:
    """Return words, each of which is as frequent as its number is low (Zipf)."""
    words = _words()
    return [words[int(_VOCABULARY ** drawn.random()) - 1] for _ in range(number)]


def _text(number: int) -> str:
    """Return the text of an article, the same each time; every fifth one is a copy of the one before it."""
    drawn = random.Random(number)
    if number % _EVERY != _EVERY - 1:
        return " ".join(_some(drawn, 5 + int(drawn.expovariate(1 / (WORDS - 5)))))
    words = _text(number - 1).split()
    match drawn.randrange(5):
        case 0:
            words = _some(drawn, 6) + words
        case 1:
            at = drawn.randrange(len(words))
            words[at : at + len(words) // 5] = _some(drawn, len(words) // 5)
        case 2:
            words = words[: drawn.randint(3, len(words))]
        case 3:
            at = drawn.randrange(len(words) - 2)
            words = words[at : drawn.randint(at + 3, len(words))]
        case _:
            words = _some(drawn, drawn.randrange(10 * WORDS)) + words
    return " ".join(words)
