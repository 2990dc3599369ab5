"""What came of training as a table with its bars, and the list of what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.table import Bar, Table
from benchmarks.training.ways import AGAIN, EXPORTED, OWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.training.ways import Row

MOST = 12
"""So many kinds of differences are listed; the rest is counted."""
_COLUMNS = (
    *("way", "files", "tokens trained on", "entities of the test", "precision", "recall", "F1"),
    *("other tokens", "other tags or spans", "sentences cut", "not told", "vanished"),
)


def table(corpus: str, rows: Sequence[Row], steps: int, seed: int) -> Table:
    """Return the scores of all ways, and the bars: nothing that is not told, nothing that comes of a second time."""
    return Table(
        title=f"Training on {corpus}",
        command="make training",
        about=f"seed {seed}, spaCy {steps} steps. Differences are of all parts, against the corpus' own files; those of what was exported "
        "again against what was exported first. Vanished: spans that spaCy does not see when it trains.",
        columns=_COLUMNS,
        rows=tuple(
            (
                *(row.way, row.files, row.units, row.score.entities),
                *(f"{value:.4f}" for value in row.score[1:]),
                *((row.found.tokens, row.found.tags, row.found.sentences) if row.found else (None,) * 3),
                *(row.untold, row.vanished),
            )
            for row in rows
        ),
        bars=tuple(_bars(rows)),
    )


def _bars(rows: Sequence[Row]) -> Iterator[Bar]:
    untold = {_name(row): float(row.untold) for row in rows if row.untold is not None and row.files != AGAIN}
    if untold:
        yield Bar("differences that are not told,", 0, untold)
    again = {
        _name(row): float(row.found.number) for row in rows if row.files == AGAIN and row.found is not None
    }
    if again:
        yield Bar("differences after a second time,", 0, again)
    vanished = {
        _name(row): float(row.vanished) for row in rows if row.vanished is not None and row.files == EXPORTED
    }
    if vanished:
        yield Bar("exported spans that vanish in training,", 0, vanished)
    if other := _other_scores(rows):
        yield Bar("difference of F1 where nothing else differs,", 0, other)


def _other_scores(rows: Sequence[Row]) -> dict[str, float]:
    """Return how far F1 is from that of the same tokens and tags, for all rows that have the same as another one."""
    found: dict[str, float] = {}
    before: Row | None = None
    for row in rows:
        if row.found is not None and row.found.number == 0 and before is not None:
            found[_name(row)] = abs(row.score.f1 - before.score.f1)
        before = row if row.files in (OWN, EXPORTED) else before
    return found


def _name(row: Row) -> str:
    return f"{row.way}, {row.files}"


def differing(rows: Sequence[Row]) -> str:
    """Return what differs in each row, the most frequent first, and what spaCy remarks on the data."""
    parts = []
    for row in rows:
        found = [*(row.found.lines(MOST) if row.found is not None else ()), *row.notes]
        if row.found is not None or found:
            parts.append(
                "\n".join([f"{_name(row)}:", *(f"  {line}" for line in found or ["nothing differs"])])
            )
    return "\n".join(parts)
