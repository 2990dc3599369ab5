"""A list of articles that is held in memory, with the interface that screens read lists through, and counts of what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.model import OPEN, LibraryRow, ListColumn, ListQuery, ListTotals, Status
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.project import Project

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


class InMemoryLibrary:
    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, annotator: str) -> Listing:
        return Listing(self._project.work.library(annotator))

    def rows(self, annotator: str, *values: Any, **options: Any) -> Sequence[LibraryRow]:
        return self.of(annotator).rows(*values, **options)

    def count(self, annotator: str, query: ListQuery) -> int:
        return self.of(annotator).count(query)

    def row(self, annotator: str, article: str) -> LibraryRow | None:
        return self.of(annotator).row(article)

    def _ids(self, annotator: str) -> list[str]:
        return [row.id for row in self.of(annotator).every]

    def rank(self, annotator: str, article: str) -> tuple[int, int]:
        ids = self._ids(annotator)
        return (ids.index(article) + 1 if article in ids else 0), len(ids)

    def beside(self, annotator: str, article: str, by: int) -> str | None:
        ids = self._ids(annotator)
        index = (ids.index(article) if article in ids else -1) + by
        return ids[index] if 0 <= index < len(ids) else None

    def following(self, annotator: str, article: str | None) -> str | None:
        rows = self.of(annotator).every
        index = next((index for index, row in enumerate(rows) if row.id == article), -1)
        around = [*rows[index + 1 :], *rows[: max(index, 0)]]
        return next((row.id for row in around if row.assigned and row.status in OPEN), None)

    def totals(self, annotator: str) -> ListTotals:
        rows = self.of(annotator).every
        load = self._project.work.workload(annotator)
        own = [row for row in rows if row.assigned]
        done = [row for row in own if row.status is Status.DONE]
        return ListTotals(
            listed=len(rows),
            own=len(own),
            done=len(done),
            words_own=sum(row.words for row in own),
            words_done=sum(row.words for row in done),
            flagged=sum(row.status is Status.FLAGGED for row in rows),
            waiting=load.waiting,
            teamwork=load.teamwork,
        )


def _searched(row: LibraryRow) -> str:
    return "\n".join(
        (row.title, row.id, row.source or "", row.date or "", row.status, row.note, str(row.number))
    )
