"""The progress of annotators: in an article, in what is assigned to them, and in the whole project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import LibraryRow, Progress, ProjectStatus, Status, Workload
from annotator.store.check import guards

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.store.file.connection import Connection


_ALL = """
    SELECT article.number, id, title, words, date, source, status, note, 1 FROM article
    LEFT JOIN work ON work.annotator = :me AND work.article = article.number ORDER BY article.number
"""
_OWN = """
    SELECT article.number, id, title, words, date, source, status, note, assignment.article IS NOT NULL
    FROM article LEFT JOIN work ON work.annotator = :me AND work.article = article.number
    LEFT JOIN assignment ON assignment.annotator = :me AND assignment.article = article.number
    WHERE assignment.article IS NOT NULL OR coalesce(status, 'todo') <> 'todo'
    OR article.number IN (SELECT article FROM span WHERE annotator = :me) ORDER BY article.number
"""
_WORKLOAD = """
    SELECT count(*), coalesce(sum(status = 'done'), 0), coalesce(sum(words), 0),
        coalesce(sum(words * (status = 'done')), 0)
    FROM assignment JOIN article ON number = article LEFT JOIN work USING (annotator, article)
    WHERE annotator = :me
"""
_SPAN_COUNTS = "SELECT article, count(*) FROM span WHERE annotator = ? GROUP BY article"


class Work:
    """The progress of each annotator in each article. Articles are named by their ids.

    Each method that names an article raises `NoSuchArticleError` for an id that no article has.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._listed = False  # whether the rows of which lists are made were looked at

    def progress(self, article: str, annotator: str) -> Progress:
        """Return the progress of an annotator in an article."""
        from annotator.store import articles as texts
        from annotator.store.file.decoding import decoding
        from annotator.store.people import annotators

        row = self._connection.row(
            "SELECT status, note, seconds FROM work WHERE article = ? AND annotator = ?",
            [texts.require_number(self._connection, article), annotators.number(self._connection, annotator)],
        )
        with decoding(self._connection, "how far somebody is"):
            return Progress() if row is None else Progress(status=Status(row[0]), note=row[1], seconds=row[2])

    def set_status(self, article: str, annotator: str, status: Status, note: str = "") -> None:
        """Set an annotator's status of an article, and the note of a flag. Raises `UsageError` for a bad name."""
        from annotator.store.assigning import progress

        with self._connection.writing():
            progress.apply_status(self._connection, article, annotator, status, note)

    def add_time(self, article: str, annotator: str, seconds: float) -> None:
        """Add to the time that an annotator spent with an article. Raises `UsageError` for a bad name."""
        from annotator.store.assigning import progress

        with self._connection.writing():
            progress.apply_time(self._connection, article, annotator, seconds)

    def library(self, annotator: str) -> list[LibraryRow]:
        """Return articles in the order in which they came in, as one annotator sees them; no text is read.

        Where anything is assigned or handed out, these are the articles assigned to the annotator and those in which they
        have spans or a status other than todo; otherwise all.
        """
        from annotator.store.assigning.assignment_rows import teamwork
        from annotator.store.people import annotators

        if not self._listed:  # a screen asks again after each article
            guards.require_tables(self._connection)
            self._listed = True
        me = annotators.number(self._connection, annotator)
        rows = self._connection.rows(_OWN if teamwork(self._connection) else _ALL, {"me": me})
        counts: dict[int, int] = dict(self._connection.rows(_SPAN_COUNTS, [me]))
        statuses: dict[str | None, Status] = {
            None: Status.TODO,
            **{status.value: status for status in Status},
        }
        return [
            LibraryRow(
                number=number,
                id=id_,
                title=title,
                words=words,
                date=date,
                source=source,
                status=statuses[status],
                note=note or "",
                spans=counts.get(number, 0),
                assigned=bool(assigned),
            )
            for number, id_, title, words, date, source, status, note, assigned in rows
        ]

    def workload(self, annotator: str) -> Workload:
        """Return how much is assigned to an annotator and how much of it is done."""
        from annotator.store.assigning.assignment_rows import teamwork
        from annotator.store.assigning.pool import waiting
        from annotator.store.people import annotators

        row = self._connection.row(_WORKLOAD, {"me": annotators.number(self._connection, annotator)})
        assert row is not None
        assigned, done, words_assigned, words_done = row
        return Workload(
            assigned=assigned,
            done=done,
            words_assigned=words_assigned,
            words_done=words_done,
            waiting=waiting(self._connection, annotator),
            teamwork=teamwork(self._connection),
        )

    def status(
        self, chosen: Collection[str] | None = None, people: Collection[str] | None = None
    ) -> ProjectStatus:
        """Return the progress of people and articles, as of one moment.

        `chosen` are the ids of the articles to look at, None: all; people are counted in these alone. `people` are the names of
        those to return, None: all, and then the articles are those that they began, finished or are to mark.
        """
        from annotator.store.assigning.standing import Standing

        with self._connection.snapshot() as snapshot:
            standing = Standing(snapshot)
            return ProjectStatus(
                people=standing.people(chosen, people), articles=tuple(standing.articles(chosen, people))
            )
