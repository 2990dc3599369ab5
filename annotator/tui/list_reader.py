"""Reads the rows of a list in a thread, so that a key doesn't wait for the project, and only those around the cursor."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from annotator.errors import AnnotatorError, StoppedError
from annotator.model import ListQuery, Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


class ArticleList(Protocol[R]):
    """A list of articles in a project, as one person sees it. Each method may raise `AnnotatorError`."""

    def rows(
        self,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[R]:
        """Return at most so many rows, those after the article with the number `start`; from the first on where that is None.

        `inclusive`: beginning with that article, if the query finds it. `backwards`: those before it, or from the last
        on, the nearest first.
        """

    def count(self, query: ListQuery) -> int:
        """Return how many rows the query finds, which may take long."""

    def row(self, article: str) -> R | None:
        """Return the row of an article by its id; None where it is not in the list."""


class Request(Struct, frozen=True):
    """What is to be read: so many rows on either side of one article, which is named by its number or its id.

    Where the query doesn't find that one, or it is None, these are the first rows; with `last`, the last ones. `leads`:
    the article whose number is the filter is that one. `counts`: how many there are is wanted, too. `path`: where the
    project's file is now.
    """

    number: int
    query: ListQuery
    at: int | str | None
    margin: int
    path: Path
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


class Failed(Struct, frozen=True):
    """Why rows could not be read, or counted where `request` is None."""

    request: Request | None
    reason: str


class ListReader(Generic[R]):
    """A thread with its own connection that answers one request at a time; a newer request takes the place of older ones.

    `list_of` makes the list of a project, in that thread. After each answer, `tell` is called there; `take` has the answers.
    """

    def __init__(
        self, reader: Project, list_of: Callable[[Project], ArticleList[R]], tell: Callable[[], object]
    ) -> None:
        self._reader = reader
        self._list_of = list_of
        self._tell = tell
        self._changed = threading.Condition()
        self._made = 0
        self._request: Request | None = None
        self._to_count: ListQuery | None = None
        self._answers: list[Rows[R] | Counted | Failed] = []
        self._answered = 0  # the number of the last request that was answered
        self._stopping = False
        self._thread: threading.Thread | None = None

    # --- in the app's thread ----------------------------------------------------------------------

    def ask(
        self,
        query: ListQuery,
        at: int | str | None,
        margin: int,
        *,
        last: bool = False,
        leads: bool = False,
        counts: bool = False,
    ) -> Request:
        """Ask for rows, and drop what was asked before; return the request, by which to know the answer."""
        self._made += 1
        request = Request(self._made, query, at, margin, self._reader.path, last, leads, counts)
        with self._changed:
            self._request, self._to_count = request, None
            self._changed.notify_all()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="list reader", daemon=True)
            self._thread.start()
        return request

    def take(self, seconds: float = 0.0) -> list[Rows[R] | Counted | Failed]:
        """Return the answers that were not taken yet; wait so many seconds at most for one to the last request."""
        with self._changed:
            self._changed.wait_for(lambda: self._answered == self._made, seconds)
            taken, self._answers = self._answers, []
        return taken

    def stop(self) -> None:
        """Stop what is being read, and wait until the thread has ended."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    # --- in the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        project: Project | None = None
        request: Request | None = None
        try:
            while self._waits():
                with self._changed:
                    request, self._request = self._request, None
                    query, self._to_count = self._to_count, None
                try:
                    if project is None:
                        project = self._reader.reopen()
                    self._answer(project, request, query)
                except StoppedError:
                    pass  # of a newer request
                except AnnotatorError as error:
                    self._put(Failed(request, str(error)), request)
        finally:
            # A fault of ours must not look like reading that takes long.
            fault = sys.exc_info()[1]
            if fault is not None and request is not None:
                self._put(Failed(request, f"a fault in annotator, {type(fault).__name__}: {fault}."), request)
            if project is not None:
                project.close(moves=False)

    def _waits(self) -> bool:
        """Wait for something to do; return whether there is something."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._request or self._to_count)
            return not self._stopping

    def _is_unwanted(self) -> bool:
        """Whether there is something newer to do than what is being done."""
        return self._stopping or self._request is not None

    def _answer(self, project: Project, request: Request | None, query: ListQuery | None) -> None:
        if request is not None:
            if request.path != project.path:
                project.follow(request.path)
            project.refresh()
        project.stop_when(self._is_unwanted)
        articles = self._list_of(project)
        if request is None:
            if query is not None:
                self._put(Counted(query, articles.count(query)))
            return
        with project.as_of_now(moves=False):
            answer = answered(articles, request)
        with self._changed:
            if request.counts and not (answer.begins and answer.ends):
                self._to_count = request.query
        self._put(answer, request)

    def _put(self, answer: Rows[R] | Counted | Failed, request: Request | None = None) -> None:
        with self._changed:
            self._answers.append(answer)
            if request is not None:
                self._answered = request.number
            self._changed.notify_all()
        self._tell()


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
