"""Tables of costs by the number of articles, with the bars that they are held against."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from annotator.project import Project
from benchmarks.size import corpus
from benchmarks.size.costs import (
    Cost,
    at_each,
    at_largest,
    factor_head,
    factor_row,
    growths,
    ratios_head,
    ratios_row,
)
from benchmarks.table import Bar, Cell, Table, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.size.projects import Beside, Made
    from benchmarks.size.screens import Lists

COMMAND = "python -m benchmarks size"
START_RATIO, KEY_RATIO, KEY_MS, FIRST_ROWS_MS, MEMORY_MB = 1.35, 1.25, 30.0, 100.0, 150.0
SEARCH_MS, SEARCHED, STATUS_S = 200.0, 100_000, 2.0
LINEAR = 12.0
"""How many times as long something may take for ten times as many articles if it looks at all of them."""
IMPORT_RATIO, WITH_SPANS_MS = 1.6, 1000 / 3_500


def imports(numbers: Sequence[int], found: Sequence[Beside], writing: float) -> Table:
    """Return the table of imports; `writing`: seconds that it took to generate the files."""
    texts, with_spans, exported, _ = found
    return Table(
        title="Import by the number of articles",
        command=COMMAND,
        about=f"generated articles of {corpus.WORDS} words, as frequent as words of a language are; writing the files took "
        f"{writing:,.0f} s. By the command, its start left out. A plain loop puts the same lines, with a hash of each text, into tables with two "
        "indexes in one transaction, and in another row also the words and letters into FTS5; sqlite-utils insert puts them into a "
        "table with one index, by its command, its start left out. They check, count and compare nothing. Peers run in the same turns; the "
        "last columns are our time by theirs.",
        columns=_beside_head(numbers),
        rows=tuple(row for each in found for row in _beside_rows(each, numbers)),
        bars=(
            Bar(
                "time of the plain loop with the same indexes for texts, times",
                IMPORT_RATIO,
                _to_peer(texts, texts.peers[0]),
            ),
            Bar(
                "ms an article with spans",
                WITH_SPANS_MS,
                {
                    f"{each.largest:,}{what}": 1000 * median(each.values[each.largest]) / each.largest
                    for each, what in ((with_spans.ours, ""), (exported.ours, ", exported"))
                },
            ),
            Bar("time for ten times as many, times", LINEAR, _factors(each.ours for each in found)),
        ),
    )


def exports(numbers: Sequence[int], found: Beside) -> Table:
    """Return the table of exports."""
    return Table(
        title="Export by the number of articles",
        command=COMMAND,
        about=f"all articles with all layers: {corpus.SPANS} spans of each of two people in every {corpus.TAGGED_EVERY}th. The plain loop does "
        "json.dumps for each row of the same query and checks nothing.",
        columns=_beside_head(numbers),
        rows=_beside_rows(found, numbers),
        bars=(Bar("time for ten times as many, times", LINEAR, _factors([found.ours])),),
    )


def _beside_head(numbers: Sequence[int]) -> tuple[str, ...]:
    return (*factor_head(numbers, "s"), *(f"{number:,}: ours to it" for number in numbers))


def _beside_rows(found: Beside, numbers: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
    ours = found.ours
    return (
        (*factor_row(ours, numbers), *(None for _ in numbers)),
        *(
            (
                *factor_row(peer, numbers),
                *(
                    ratio(ours.values[number], peer.values[number]) if number in peer.values else None
                    for number in numbers
                ),
            )
            for peer in found.peers
        ),
    )


def _to_peer(found: Beside, peer: Cost) -> dict[str, float]:
    number = peer.largest
    return {f"{number:,}": ratio(found.ours.values[number], peer.values[number])}


def _factors(costs: Iterable[Cost]) -> dict[str, float]:
    return {cost.what: cost.factor for cost in costs if cost.factor is not None}


def disk(numbers: Sequence[int], made: Mapping[int, Made]) -> Table:
    """Return the table of sizes on the disk."""
    sizes: dict[str, list[float]] = {
        "the texts as one file": [_megabytes(made[number].corpus.lines) for number in numbers],
        "the project with the texts": [_megabytes(made[number].texts) for number in numbers],
        "the project with layers, too": [_megabytes(made[number].tagged) for number in numbers],
        "of that the indexes for search and filters, as the program states": [
            _indexes(made[number].tagged) for number in numbers
        ],
    }
    return Table(
        title="Size on disk",
        command=COMMAND,
        about="MB (1,000,000 bytes) of the files.",
        columns=("what", *(f"{number:,}: MB" for number in numbers), "bytes an article at the largest"),
        rows=tuple((what, *found, round(1e6 * found[-1] / numbers[-1])) for what, found in sizes.items()),
    )


def _megabytes(file: Path) -> float:
    return file.stat().st_size / 1e6


def _indexes(project: Path) -> float:
    with Project.open(project) as opened:
        return opened.search.size() / 1e6


def search(numbers: Sequence[int], found: Sequence[tuple[Cost, Cost]]) -> Table:
    """Return the table of searches."""
    number = SEARCHED if SEARCHED in numbers else numbers[-1]
    ours = [_in_ms(cost) for cost, _ in found]
    return Table(
        title="Search by the number of articles",
        command=COMMAND,
        about="by the command, its start left out. grep counts lines of the same texts as one file. It does less: it finds the "
        "letters as they are typed, also within words, and neither other spellings nor the best first.",
        columns=(*ratios_head(numbers, "ms"), *(f"{number:,}: ours to it" for number in numbers)),
        rows=tuple(
            row
            for cost, grep in found
            for row in (
                (*ratios_row(_in_ms(cost), numbers), *(None for _ in numbers)),
                (
                    *ratios_row(_in_ms(grep), numbers),
                    *(ratio(cost.values[each], grep.values[each]) for each in numbers),
                ),
            )
        ),
        bars=(
            Bar(
                f"ms for a search in {number:,} articles",
                SEARCH_MS,
                {cost.what: median(cost.values[number]) for cost in ours},
            ),
        ),
    )


def _in_ms(cost: Cost) -> Cost:
    found = Cost(cost.what)
    found.values = {number: [1000 * value for value in values] for number, values in cost.values.items()}
    return found


def commands(numbers: Sequence[int], found: Sequence[Cost]) -> Table:
    """Return the table of commands."""
    status = [cost for cost in found if cost.what == "status"]
    return Table(
        title="Commands by the number of articles",
        command=COMMAND,
        about=f"seconds by the command, its start left out, and the most memory. Two people have {corpus.SPANS} spans each in every "
        f"{corpus.TAGGED_EVERY}th article; agreement, adjudicating and merging are about these.",
        columns=factor_head(numbers, "s"),
        rows=tuple(factor_row(cost, numbers) for cost in found),
        bars=(
            Bar("s for status", STATUS_S, at_largest(status)),
            Bar("time for ten times as many, times", LINEAR, _factors(found)),
        ),
    )


def library(numbers: Sequence[int], found: Lists) -> Table:
    """Return the table of the annotator's list."""
    return _list("The library by the number of articles", numbers, found)


def adjudicators_list(numbers: Sequence[int], first: Sequence[Cost], found: Lists) -> Table:
    """Return the table of the adjudicator's list."""
    return _list("The adjudicator's list by the number of articles", numbers, found, *first)


def _list(title: str, numbers: Sequence[int], found: Lists, *more: Cost) -> Table:
    shown = [found.start, *more, *found.moves]
    return Table(
        title=title,
        command=COMMAND,
        about="a terminal of 120 by 40 cells, one program a size, keys in turn. Start and moves count to the last byte that is painted; a filter "
        "(its last letter) and an order to the paint after which the rows stay as they are; "
        "all of a filter is painted when it is told how many it finds. "
        f"The most memory in the end: {_memory(found.start, numbers)}.",
        columns=ratios_head(numbers, "ms"),
        rows=(
            *(ratios_row(cost, numbers) for cost in shown),
            *(
                row
                for rows, whole in zip(found.rows, found.whole, strict=True)
                for row in _shown(rows, whole, numbers)
            ),
        ),
        bars=(
            Bar("start, ratio to the smallest,", START_RATIO, growths([found.start])),
            Bar("moves, ratio to the smallest,", KEY_RATIO, growths(found.moves)),
            Bar("moves, ms,", KEY_MS, at_each(found.moves)),
            Bar("first rows of a filter or an order, ms,", FIRST_ROWS_MS, at_each(found.rows)),
            Bar(
                "memory, MB,",
                MEMORY_MB,
                {f"{number:,}": memory for number, memory in found.start.memory.items()},
            ),
        ),
    )


def _shown(rows: Cost, whole: Cost, numbers: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
    """Return a row for the first rows; of a filter another one, for all that it paints."""
    if not rows.what.startswith("filter"):
        return (ratios_row(rows, numbers),)
    named = ((f"{rows.what}: rows", rows), (f"{whole.what}: all", whole))
    return tuple((what, *ratios_row(cost, numbers)[1:]) for what, cost in named)


def _memory(start: Cost, numbers: Sequence[int]) -> str:
    return ", ".join(f"{start.memory.get(number, 0.0):.0f} MB with {number:,}" for number in numbers)


def articles(numbers: Sequence[int], found: Sequence[Cost]) -> Table:
    """Return the table of ways to another article."""
    return Table(
        title="From one article to the next by the number of articles",
        command=COMMAND,
        about=f"articles of {corpus.WORDS} words, keys in turn, to the last byte after the word 'saved'. Enter marks the article as done and "
        "opens the next one to be done.",
        columns=ratios_head(numbers, "ms"),
        rows=tuple(ratios_row(cost, numbers) for cost in found),
        bars=(
            Bar("ratio to the smallest", KEY_RATIO, growths(found)),
            Bar("to another article, ms,", KEY_MS, at_each(found)),
        ),
    )
