"""Reading a whole list by pages, as a screen reads what is in sight of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import ListQuery

if TYPE_CHECKING:
    from annotator.model import LibraryRow
    from annotator.project import Project

_PAGE = 200
_ALL = ListQuery()


def listed(
    project: Project,
    annotator: str,
    query: ListQuery = _ALL,
    *,
    page: int = _PAGE,
    backwards: bool = False,
) -> list[LibraryRow]:
    """Return all rows of an annotator's library that a query finds."""
    rows: list[LibraryRow] = []
    while True:
        start = rows[-1].number if rows else None
        more = project.library.rows(annotator, query, start, page, backwards=backwards)
        rows += more
        if len(more) < page:
            return rows
