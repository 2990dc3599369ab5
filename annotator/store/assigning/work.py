"""The progress of annotators: in an article, in what is assigned to them, and in the whole project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Progress, ProjectStatus, Status

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.store.file.connection import Connection


class Work:
    """The progress of each annotator in each article. Articles are named by their ids.

    Each method that names an article raises `NoSuchArticleError` for an id that no article has.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
