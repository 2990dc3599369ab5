"""The rows of the adjudicator's list, counted in a thread because that can take seconds."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from annotator.adjudication import Tally, cases, groups
from annotator.errors import AnnotatorError
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.adjudication import Adjudication, Policy
    from annotator.model import Article
    from annotator.project import Project


class AdjudicationRow(Struct, frozen=True, kw_only=True):
    """One article as adjudicators see it. `people` are those whose layers are compared.

    `open` counts what is to be decided, `stale` what of that was decided before a layer changed. `settled`: somebody said
    so; `is_complete`: everything is decided and nothing changed since.
    """

    number: int
    id: str
    title: str
    people: tuple[str, ...]
    open: int
    stale: int
    decided: int
    settled: bool
    is_complete: bool

    @property
    def is_gold(self) -> bool:
        """Whether the article is settled and unchanged since, so that it is exported."""
        return self.settled and self.is_complete

    @property
    def order(self) -> tuple[bool, int, int]:
        """The key to sort by: articles with most open cases first, settled ones last."""
        return (self.is_gold, -self.open, self.number)


def row_of(
    number: int, article: Article, people: Iterable[str], tally: Tally, *, settled: bool
) -> AdjudicationRow:
    """Return the row of an article with so many cases."""
    return AdjudicationRow(
        number=number,
        id=article.id,
        title=article.title,
        people=tuple(people),
        open=tally.open,
        stale=tally.stale,
        decided=tally.decided,
        settled=settled,
        is_complete=tally.is_complete,
    )


def row_of_adjudication(number: int, adjudication: Adjudication) -> AdjudicationRow:
    """Return the row of an article as it is being adjudicated."""
    settled = adjudication.settled is not None
    return row_of(number, adjudication.article, adjudication.people, adjudication.tally, settled=settled)


def read(
    project: Project, policy: Policy, stopped: Callable[[], bool] = lambda: False
) -> list[AdjudicationRow]:
    """Return the rows of all articles with two layers or more, in the order of the list.

    `stopped` is asked now and then; once it says so, what there is so far is returned.
    """
    numbers = {id_: number for number, id_ in enumerate(project.articles.select(None), 1)}
    rows = []
    for article, layers, gold in project.finished.to_adjudicate():
        if stopped():
            break
        people = [layer.annotator for layer in layers]
        found = cases(groups(article.text, layers), gold.decisions, people, policy)
        settled = gold.settled is not None
        rows.append(row_of(numbers[article.id], article, people, Tally.of(found), settled=settled))
    return sorted(rows, key=lambda row: row.order)


class CaseCounter:
    """Reads the rows in a thread with its own connection, and calls `tell` there with them, or with the reason why it can't.

    `counted` is what it called `tell` with last; None before the first time.
    """

    def __init__(
        self, reader: Project, policy: Policy, tell: Callable[[list[AdjudicationRow] | str], object]
    ) -> None:
        self._reader = reader
        self._policy = policy
        self._tell = tell
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.counted: list[AdjudicationRow] | str | None = None

    def start(self) -> None:
        """Begin to count, unless that is being done."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="counter", daemon=True)
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until the rows are read, so many seconds at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """Stop counting, and wait until the thread has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            with self._reader.reopen() as project:
                rows = read(project, self._policy, self._stop.is_set)
        except AnnotatorError as error:
            self._report(str(error))
        else:
            if not self._stop.is_set():
                self._report(rows)

    def _report(self, rows: list[AdjudicationRow] | str) -> None:
        self.counted = rows
        self._tell(rows)
