"""People, what is assigned to them, and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication import is_current
from annotator.project.opened import Opened
from annotator.store import articles, finished
from annotator.store.assigning import assignments, completeness, pool, progress, taking_back, unassigned
from annotator.store.assigning.status import status
from annotator.store.people import annotators, joining, overview

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from annotator.model import (
        Article,
        AssignReport,
        Gold,
        Layer,
        Marks,
        Moved,
        People,
        PoolClosed,
        PoolReport,
        Progress,
        ProjectStatus,
        Status,
        UnassignReport,
        Undealt,
        Workload,
    )

RETURN_AFTER = 3 * 24 * 3600.0
"""For how many seconds a person holds an article that was handed out on demand without touching it."""


class Teams(Opened):
    """People, their work and their assignments."""

    def progress(self, article: str, annotator: str) -> Progress:
        """Return how far an annotator is with an article. Raises `NoSuchArticleError`."""
        return progress.progress(self._connection, article, annotator)

    def set_status(self, article: str, annotator: str, status: Status, note: str = "") -> None:
        """Set an annotator's status of an article, and the note of a flag. Raises `NoSuchArticleError`."""
        progress.set_status(self._connection, article, annotator, status, note)

    def add_time(self, article: str, annotator: str, seconds: float) -> None:
        """Add to the time an annotator spent with an article. Raises `NoSuchArticleError`."""
        progress.add_time(self._connection, article, annotator, seconds)

    def annotators(self) -> list[str]:
        """Return the names of all who have worked here or to whom something is assigned, sorted."""
        return annotators.names(self._connection)

    def finished_marks(self, articles: Sequence[str] | None = None) -> Iterator[Marks]:
        """Return each article that somebody finished, in order, with what those who did marked in it.

        All as of one moment. `articles` are the ids to look at; None: all of them.
        """
        return finished.marks(self._connection, articles)

    def layers_to_adjudicate(self, article: str) -> tuple[Layer, ...]:
        """Return, by name, the layers of those who finished an article and of those whom its decisions name.

        So whoever opens an article again to change something stays in. Raises `NoSuchArticleError`.
        """
        return finished.layers_to_adjudicate(self._connection, article)

    def awaited(self, article: str) -> tuple[str, ...]:
        """Return, sorted, to whom an article is assigned who have not finished it. Raises `NoSuchArticleError`."""
        return completeness.awaited(self._connection, articles.require_number(self._connection, article))

    def to_adjudicate(
        self, articles: Sequence[str] | None = None
    ) -> Iterator[tuple[Article, tuple[Layer, ...], Gold]]:
        """Return each article with at least two layers to adjudicate, in order, with these layers and its gold.

        All as of one moment. `articles` are the ids to look at; None: all of them.
        """
        return finished.to_adjudicate(self._connection, articles)

    def people(self) -> People:
        """Return everybody with what they have, and whose names are alike, as of one moment."""
        return overview.people(self._connection)

    def rename(self, name: str, new: str) -> Moved:
        """Give somebody another name, everywhere, also in the history; they are still known by the one before.

        Raises `UsageError` for a name that nobody has, and for a new one that nobody can have or that somebody else has or
        had; nothing is changed then.
        """
        return joining.rename(self._connection, name, new)

    def join(self, name: str, other: str) -> Moved:
        """Give all that one person has to another, with its history; the first is gone then, and known as the other.

        Where both had a span with the same range and label, the first one's is removed in the history. Where gold was decided
        from both, it counts as changed. Raises `UsageError` for names that nobody has, and for one person; nothing is
        changed then.
        """
        return joining.join(self._connection, name, other, is_current)

    def assign(
        self,
        names: Sequence[str],
        *,
        per_article: int,
        articles: Sequence[str] | None = None,
        seed: int = 0,
        keep: bool = True,
    ) -> AssignReport:
        """Assign articles to people, each to `per_article` of them; what is assigned already or finished stays and counts.

        Without `keep` nothing is changed, and the report is of what would be. Everybody gets about as many words, and shares about as many articles with each other person. The order of
        names makes no difference; the same `seed` gives the same. `articles` are ids, None: all. Raises `UsageError`
        for names that are given twice or that nobody can have, for too few people, for articles that are handed out
        on demand, `NoSuchArticleError`; nothing is changed then.
        """
        return assignments.assign(self._connection, names, per_article, articles, seed, keep=keep)

    def open_pool(
        self,
        *,
        per_article: int,
        articles: Sequence[str] | None = None,
        return_after: float = RETURN_AFTER,
        keep: bool = True,
    ) -> PoolReport:
        """Have articles handed out on demand until `per_article` people have finished each.

        What is handed out and not touched for `return_after` seconds may go to somebody else. Articles that are
        handed out already take the new conditions. `keep` is as in `assign`. Raises `UsageError` for articles that are assigned to people,
        `NoSuchArticleError`; nothing is changed then.
        """
        return pool.open_pool(self._connection, per_article, articles, return_after, keep=keep)

    def unassign(
        self,
        names: Sequence[str],
        *,
        articles: Sequence[str] | None = None,
        begun: bool = False,
        keep: bool = True,
    ) -> UnassignReport:
        """Take back what is assigned or was handed out to people; what they marked stays.

        That is what they have not begun, with `begun` also what they have. `articles` are ids, None: all. A person who has
        nothing in the project then is forgotten. `keep` is as in `assign`. Raises `UsageError` for a name that nobody has,
        `NoSuchArticleError`; nothing is changed then.
        """
        return taking_back.unassign(self._connection, names, articles, begun=begun, keep=keep)

    def close_pool(
        self, *, articles: Sequence[str] | None = None, begun: bool = False, keep: bool = True
    ) -> PoolClosed:
        """Hand articles out on demand no longer; who has begun one keeps it, unless `begun`.

        `articles` are ids, None: all. `keep` is as in `assign`. Raises `UsageError` where none of them is handed out,
        `NoSuchArticleError`; nothing is changed then.
        """
        return taking_back.close_pool(self._connection, articles, begun=begun, keep=keep)

    def undealt(self) -> Undealt | None:
        """Return how many articles nobody sees, though others are assigned or handed out; None where there are none."""
        return unassigned.undealt(self._connection)

    def half_done(self) -> Undealt | None:
        """Return how to give a second person what one has finished where several work; None where there is none of that."""
        return unassigned.half_done(self._connection)

    def next_article(
        self, name: str, after: str | None = None, *, moment: datetime | None = None
    ) -> str | None:
        """Return the id of the article that a person is to mark next, None where there is none.

        That is the first one assigned to or held by them that is not finished or flagged, after the article `after`
        and then from the first on, never `after` itself. When there is none, one is handed out to them, in one
        transaction: first what came back. In a project where nothing is assigned or handed out, it is the next one
        not finished. `moment` is now.
        """
        return pool.next_article(self._connection, name, after, moment)

    def workload(self, name: str) -> Workload:
        """Return what is assigned to a person and how much of it is done."""
        return progress.workload(self._connection, name)

    def status(self) -> ProjectStatus:
        """Return how far people and articles are, as of one moment."""
        return status(self._connection, is_current)
