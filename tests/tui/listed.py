"""A list of articles that is held in memory, with the interface that screens read lists through, and counts of what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.model import LibraryRow, ListColumn, ListQuery, Status
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS: dict[ListColumn, Any] = {
    ListColumn.NUMBER: lambda row: row.number,
    ListColumn.STATUS: lambda row: row.status,
    ListColumn.SPANS: lambda row: row.spans,
    ListColumn.WORDS: lambda row: row.words,
    ListColumn.DATE: lambda row: row.date or "",
    ListColumn.TITLE: lambda row: row.title,
}


class Listing:
    """Rows in memory."""

    def __init__(self, every: Sequence[LibraryRow]) -> None:
        self.every = every
        self.queries = 0
        self.read = 0

    def _found(self, query: ListQuery) -> list[LibraryRow]:
        patterns = fold.patterns(query.filter)
        number = fold.pattern(query.filter)
        found = [row for row in self.every if all(pattern.search(_searched(row)) for pattern in patterns)]
        key = KEYS[query.order.column]
        found.sort(key=lambda row: (key(row), row.number), reverse=query.order.descending)
        return sorted(found, key=lambda row: number is None or number.fullmatch(str(row.number)) is None)

    def rows(
        self,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[LibraryRow]:
        self.queries += 1
        found = self._found(query)
        if backwards:
            found.reverse()
        index = next((index for index, row in enumerate(found) if row.number == start), None)
        if start is None:
            first = 0
        elif index is None:
            first = len(found)
        else:
            first = index if inclusive else index + 1
        rows = found[first : first + count]
        self.read += len(rows)
        return rows

    def count(self, query: ListQuery) -> int:
        return len(self._found(query))

    def row(self, article: str) -> LibraryRow | None:
        return next((row for row in self.every if row.id == article), None)


def _searched(row: LibraryRow) -> str:
    return "\n".join(
        (row.title, row.id, row.source or "", row.date or "", row.status, row.note, str(row.number))
    )


def rows(count: int) -> list[LibraryRow]:
    """So many rows, each third with another title."""
    return [
        LibraryRow(
            number=number, id=f"news-{number}", title=f"{'هدنة' if number % 3 else 'قصف'} في المرفأ {number}",
            words=number * 7 % 50, date=None, source=None, status=Status.TODO, note="", spans=0, assigned=True,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
