"""Reads the rows of a list, only those around the cursor, in a thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from annotator.model import ListQuery, Struct
from annotator.tui.latest import LatestReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.project import Project


class Numbered(Protocol):
    """Anything that has the number of an article."""

    @property
    def number(self) -> int:
        """The article's number, from 1."""


class Listed(Numbered, Protocol):
    """What any row of a list of articles has."""

    @property
    def id(self) -> str:
        """The article's id."""

    @property
    def title(self) -> str:
        """The article's title."""


R = TypeVar("R", bound=Listed)
R_co = TypeVar("R_co", bound=Listed, covariant=True)


class ArticleList(Protocol[R_co]):
    """A list of articles in a project, as one person sees it. Each method may raise `AnnotatorError`."""

    def rows(
        self,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[R_co]:
        """Return at most so many rows, those after the article with the number `start`; from the first on where that is None.

        `inclusive`: beginning with that article, if the query finds it. `backwards`: those before it, or from the last
        on, the nearest first.
        """

    def count(self, query: ListQuery) -> int:
        """Return how many rows the query finds, which may take long."""

    def row(self, article: str) -> R_co | None:
        """Return the row of an article by its id; None where it is not in the list."""


class Request(Struct, frozen=True):
    """What is to be read: so many rows on either side of one article, which is named by its number or its id.

    Where the query doesn't find that one, or it is None, these are the first rows; with `last`, the last ones. `leads`:
    the article whose number is the filter is that one. `counts`: how many there are is wanted, too.
    """

    query: ListQuery
    at: int | str | None
    margin: int
    last: bool = False
    leads: bool = False
    counts: bool = False


class Rows(Struct, Generic[R], frozen=True):
    """The rows that were asked for, in the order of the list, and the index of the article among them.

    `begins` and `ends`: the first and the last row of the list are among them. `largest` is the largest number in the list.
    """

    request: Request
    rows: list[R]
    cursor: int
    begins: bool
    ends: bool
    largest: int


class Counted(Struct, frozen=True):
    """How many rows a query finds."""

    query: ListQuery
    found: int


class ListReader(LatestReader[Rows[R] | Counted]):
    """Reads the rows of a list. `list_of` makes the list of a project, in the thread."""

    def __init__(
        self, reader: Project, list_of: Callable[[Project], ArticleList[R]], tell: Callable[[], object]
    ) -> None:
        super().__init__(reader, tell)
        self._list_of = list_of

    def ask_for(self, request: Request) -> None:
        """Ask for rows, and for how many there are behind them; drop what was asked before."""
        self.ask(request, partial(self._read, request))

    def _read(self, request: Request, project: Project) -> Iterator[Rows[R] | Counted]:
        articles = self._list_of(project)
        with project.as_of_now(moves=False):
            rows = answered(articles, request)
        yield rows
        if request.counts and not (rows.begins and rows.ends):
            yield Counted(request.query, articles.count(request.query))


def answered(articles: ArticleList[R], request: Request) -> Rows[R]:
    """Return the rows that a request asks for. Raises `AnnotatorError`."""
    query, margin = request.query, request.margin
    final = list(articles.rows(ListQuery(), None, 1, backwards=True))
    largest = final[0].number if final else 0
    if request.last:
        found = list(articles.rows(query, None, margin + 1, backwards=True))
        rows = found[:margin][::-1]
        return Rows(request, rows, max(len(rows) - 1, 0), len(found) <= margin, True, largest)
    at = _at(articles, request)
    if at is not None:
        ahead = list(articles.rows(query, at, margin + 1, inclusive=True))
        if ahead and ahead[0].number == at:
            behind = list(articles.rows(query, at, margin + 1, backwards=True))
            rows = [*behind[:margin][::-1], *ahead[:margin]]
            cursor = min(len(behind), margin)
            return Rows(request, rows, cursor, len(behind) <= margin, len(ahead) <= margin, largest)
    found = list(articles.rows(query, None, margin + 1))
    return Rows(request, found[:margin], 0, True, len(found) <= margin, largest)


def _at(articles: ArticleList[R], request: Request) -> int | None:
    """Return the number of the article that a request is about."""
    if request.leads:
        first = list(articles.rows(request.query, None, 1))
        if first and str(first[0].number) == request.query.filter.strip():
            return first[0].number
    if isinstance(request.at, str):
        row = articles.row(request.at)
        return None if row is None else row.number
    return request.at
