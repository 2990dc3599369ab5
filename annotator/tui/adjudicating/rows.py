"""The adjudicator's list of a project, the rows of articles that are open, and counting what is not counted yet."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import AnnotatorError, ProjectMovedError
from annotator.model import CaseRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.adjudication import Adjudication, Policy
    from annotator.model import CaseTotals, ListQuery
    from annotator.project import Project

_TELL_SECONDS = 1.0
"""How often it is told at most that more articles are counted."""


class CaseListing:
    """The list of a project under a policy. `names`: the filter finds people's names."""

    def __init__(self, project: Project, policy: Policy, *, names: bool) -> None:
        self._cases = project.cases
        self._policy = policy
        self._names = names

    def rows(
        self,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[CaseRow]:
        """Return at most so many rows from an article on; see `ArticleList`."""
        return self._cases.rows(
            self._policy, query, start, count,
            backwards=backwards, inclusive=inclusive, people=self._names,
        )  # fmt: skip

    def count(self, query: ListQuery) -> int:
        """Return how many rows the query finds."""
        return self._cases.count(self._policy, query, people=self._names)

    def row(self, article: str) -> CaseRow | None:
        """Return the row of an article; None where it is not in the list."""
        return self._cases.row(self._policy, article)


def row_of_adjudication(number: int, adjudication: Adjudication) -> CaseRow:
    """Return the row of an article as it is being adjudicated."""
    tally = adjudication.tally
    return CaseRow(
        number=number,
        id=adjudication.article.id,
        title=adjudication.article.title,
        people=adjudication.people,
        open=tally.open,
        stale=tally.stale,
        decided=tally.decided,
        settled=adjudication.settled is not None,
        is_complete=tally.is_complete,
    )


def place_of(row: CaseRow) -> tuple[bool, int, bool, int]:
    """Return the key that sorts rows as an adjudicator works: those that are not counted last, by number."""
    if not row.is_counted:
        return (True, 0, False, row.number)
    return (False, -row.open, row.is_gold, row.number)


def with_counted(totals: CaseTotals, now: CaseRow) -> CaseTotals:
    """Return totals in which an article that was not counted has these counts."""
    return msgspec.structs.replace(
        totals,
        listed=totals.listed + 1,
        uncounted=totals.uncounted - 1,
        open=totals.open + now.open,
        settled=totals.settled + now.is_gold,
    )


def with_changed(totals: CaseTotals, before: CaseRow, after: CaseRow) -> CaseTotals:
    """Return totals in which a row has the counts of another one."""
    return msgspec.structs.replace(
        totals,
        open=totals.open + after.open - before.open,
        settled=totals.settled + after.is_gold - before.is_gold,
    )


class CaseCounter:
    """Counts the articles that are not counted, in a thread with its own connection, and stores that.

    `tell` is called in the thread: with "" when more articles are counted, with the reason why they can't be. Nothing is
    stored in a project that can only be read; there `start` does nothing.
    """

    def __init__(self, reader: Project, tell: Callable[[str], object]) -> None:
        self._reader = reader
        self._tell = tell
        self._changed = threading.Condition()
        self._wanted = False
        self._running = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_counting(self) -> bool:
        """Whether it is at work."""
        return self._running

    def start(self) -> None:
        """Count what is not counted now, too."""
        if not self._reader.writable or self._stop.is_set():
            return
        with self._changed:
            self._wanted = True
            if not self._running:
                self._running = True
                self._thread = threading.Thread(target=self._run, name="counter", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until all is counted, so many seconds at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, seconds)

    def stop(self) -> None:
        """Stop counting, and wait until the thread has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        found, error = 0, ""
        while True:
            try:
                found += self._count()
            except ProjectMovedError:
                pass  # the saver tells it, and starts the counter again
            except AnnotatorError as failure:
                error = str(failure)
            with self._changed:
                if self._stop.is_set() or error or not self._wanted:
                    self._running = False
                    self._changed.notify_all()
                    break
        if (found or error) and not self._stop.is_set():
            self._tell(error)

    def _count(self) -> int:
        """Count what is not counted now; return how many articles that were."""
        with self._changed:
            self._wanted = False
        project = self._reader.reopen()
        found, told = 0, time.monotonic()
        try:
            for some in project.cases.count_lacking(self._stop.is_set):
                found += some
                if time.monotonic() - told > _TELL_SECONDS:
                    self._tell("")
                    told = time.monotonic()
        finally:
            project.close()
        return found
