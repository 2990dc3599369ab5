"""Choosing articles by what a user types: numbers, ranges, ids, words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import UsageError
from annotator.store import articles
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection

_DIGITS = 9
_NUMBERS = re.compile(rf"(\d{{1,{_DIGITS}}})(?:\s*[-–]\s*(\d{{1,{_DIGITS}}}))?")


class _Row(NamedTuple):
    number: int
    id: str
    title: str
    source: str | None


def select(connection: Connection, wanted: str | None) -> list[str]:
    """Return the ids of the articles that `wanted` names, each once, in the order in which they came in.

    None: all. Otherwise parts with commas between them, each one an id, a number from 1, a range of numbers (1-20,
    which may end after the last article), or words that are all found in title, source or id, as the library's filter
    finds them. An id wins over a number or a range that looks like it; what looks like a number is never words.
    Raises `UsageError` when a part finds nothing, or is a range that ends before it begins.
    """
    rows = [
        _Row(*row) for row in connection.rows("SELECT number, id, title, source FROM article ORDER BY number")
    ]
    if wanted is None:
        return [row.id for row in rows]
    if not rows:
        raise UsageError(articles.none_yet(connection.path))
    by_id = {row.id: row for row in rows}
    parts = [wanted] if wanted in by_id else [part.strip() for part in wanted.split(",")]
    found = {row.number for part in parts for row in _part(part, wanted, rows, by_id)}
    return [row.id for row in rows if row.number in found]


def naming(connection: Connection, numbers: Sequence[int]) -> str:
    """Return what a user can type for articles with these numbers, at least one, in order: `select` finds them by it.

    An id that looks like one of its parts would win, so zeros are put before the numbers until there is none.
    """
    ids = {id_ for (id_,) in connection.rows("SELECT id FROM article")}
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    width = 1
    while True:
        parts = ["-".join(f"{number:0{width}}" for number in run) for run in runs]
        whole = ",".join(parts)
        if width >= _DIGITS or ids.isdisjoint([whole, *parts]):
            return whole
        width += 1


def _part(part: str, wanted: str, rows: list[_Row], by_id: dict[str, _Row]) -> list[_Row]:
    if part in by_id:
        return [by_id[part]]
    if numbers := _NUMBERS.fullmatch(part):
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        if first > last:
            raise UsageError(f"{part!r} is a range backwards: write {last}-{first}.")
        found = [row for row in rows if first <= row.number <= last]
    else:
        patterns = fold.patterns(part)
        found = [row for row in rows if patterns and all(one.search(_searched(row)) for one in patterns)]
    if not found:
        place = "" if part == wanted.strip() else f", a part of {wanted!r},"
        last = len(rows)
        by_number = "the number 1" if last == 1 else f"numbers from 1 to {last}, ranges such as 1-{last}"
        raise UsageError(
            f"{part!r}{place} finds no article. Give ids, {by_number}, or words of titles, sources and ids, with commas "
            "between them."
        )
    return found


def _searched(row: _Row) -> str:
    return "\n".join((row.title, row.id, row.source or ""))
