"""The library of one annotator in a project, and its sums as they are with what is not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import LibraryRow, ListQuery, ListTotals
    from annotator.project import Project


class OwnList:
    """The library of one annotator in a project."""

    def __init__(self, project: Project, annotator: str) -> None:
        self._library = project.library
        self._annotator = annotator

    def rows(
        self,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[LibraryRow]:
        """Return at most so many rows from an article on; see `ArticleList`."""
        return self._library.rows(
            self._annotator, query, start, count, backwards=backwards, inclusive=inclusive
        )

    def count(self, query: ListQuery) -> int:
        """Return how many rows the query finds."""
        return self._library.count(self._annotator, query)

    def row(self, article: str) -> LibraryRow | None:
        """Return the row of an article; None where it is not in the list."""
        return self._library.row(self._annotator, article)


def changed(totals: ListTotals, before: LibraryRow, after: LibraryRow) -> ListTotals:
    """Return totals in which one row has the status of `after`."""
    done = _is(after, Status.DONE) - _is(before, Status.DONE) if before.assigned else 0
    return msgspec.structs.replace(
        totals,
        done=totals.done + done,
        words_done=totals.words_done + done * before.words,
        back=totals.back + after.back - before.back,
        flagged=totals.flagged + _is(after, Status.FLAGGED) - _is(before, Status.FLAGGED),
    )


def _is(row: LibraryRow, status: Status) -> int:
    return int(row.status is status)
