"""Assignments of articles to people, and everyone's progress."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from annotator.model.base import Struct

RETURN_AFTER = 3 * 24 * 3600.0
"""For how many seconds a person holds an article that was handed out on demand without touching it."""


class LeftOut(StrEnum):
    """Why an article has no gold to export. `NOBODYS`: others are assigned or handed out, and nobody sees this one."""

    NOBODYS = "nobody's"
    UNFINISHED = "unfinished"
    ONE_OF_SEVERAL = "one of several"
    WAITING = "waiting"
    UNSETTLED = "unsettled"
    CHANGED = "changed"


class Portion(Struct, frozen=True, kw_only=True):
    """What one annotator has to mark after an assignment, in articles and words, and how many articles are new."""

    annotator: str
    added: int
    articles: int
    words: int


class AssignReport(Struct, frozen=True, kw_only=True):
    """What an assignment did: articles looked at, assignments that stayed, assignments added, what each person has.

    `finished` counts the layers that were finished without being assigned: they are, too, from now on. `newcomers` are the
    people that the project did not know; `nobodys` counts the articles of the whole project that nobody sees: they are
    neither assigned nor handed out, and nobody has begun them.
    """

    articles: int
    kept: int
    finished: int
    added: int
    portions: tuple[Portion, ...]
    newcomers: tuple[str, ...]
    nobodys: int


class PoolReport(Struct, frozen=True, kw_only=True):
    """The result of handing articles out on demand; all are counts of articles.

    `added` are new to it, `changed` have other conditions than before, `kept` had these already; `nobodys` is as in
    `AssignReport`.
    """

    added: int
    changed: int
    kept: int
    nobodys: int


class Returned(Struct, frozen=True, kw_only=True):
    """What was taken back from one annotator, in articles and words, and how many articles are left to them.

    `begun` are the ids of those that were meant and stay, because the annotator has begun them. `forgotten`: they had
    nothing else in the project.
    """

    annotator: str
    articles: int
    words: int
    left: int
    begun: tuple[str, ...]
    forgotten: bool


class UnassignReport(Struct, frozen=True, kw_only=True):
    """What was unassigned, and from whom; `nobodys` is as in `AssignReport`, `teamwork` as in `ListTotals`."""

    people: tuple[Returned, ...]
    nobodys: int
    teamwork: bool


class PoolClosed(Struct, frozen=True, kw_only=True):
    """The result of ending the handing out on demand, in counts: articles, holds taken back, and holds that stay.

    `nobodys` is as in `AssignReport`, `teamwork` as in `ListTotals`.
    """

    articles: int
    taken: int
    kept: int
    nobodys: int
    teamwork: bool


class ToAssign(Struct, frozen=True, kw_only=True):
    """How many articles should be assigned, and how.

    Each is to be assigned to `per_article` of the `people`; where there are none, to be handed out on demand, with holds that
    end after `return_after` seconds. `articles` is a filter that names the articles, the first `named` of them where it
    would be too long to be typed; None: no filter is needed, because to assign all articles would change nothing about the others.
    """

    count: int
    named: int
    people: tuple[str, ...]
    per_article: int
    return_after: float
    articles: str | None


class PersonStatus(Struct, frozen=True, kw_only=True):
    """The progress of one person. `done` and `words_done` are of what is assigned, `finished` is whatever they finished.

    `doing` counts the articles that they have begun, or opened where assigned to them, `sent_back` those that were sent back to them and
    that they have not finished since.
    """

    COUNTS: ClassVar[tuple[str, ...]] = (
        *(
            "assigned",
            "done",
            "words_assigned",
            "words_done",
            "finished",
            "doing",
            "flagged",
            "spans",
            "sent_back",
        ),
    )
    """The fields that are whole numbers."""

    name: str
    assigned: int
    done: int
    words_assigned: int
    words_done: int
    finished: int
    doing: int
    flagged: int
    spans: int
    seconds: float
    sent_back: int = 0


class ArticleStatus(Struct, frozen=True, kw_only=True):
    """The progress of one article; names are sorted.

    `wanted` is how many people are to finish it, 0 where nothing is said; `dynamic`: it is handed out on demand.
    `waiting`: not everybody who is to finish it has, those included to whom it was sent back. `ready`: two or more have, nobody is to any more, and nobody settled
    it. `settled`: somebody did, and its gold is what is exported; `changed`: somebody did, but its layers are no longer
    those that were decided on. `sent_back`: to whom it was sent back who have not finished it since. `left_out` is why an export of gold leaves it out, None: it is written.
    """

    number: int
    id: str
    title: str
    words: int
    wanted: int
    dynamic: bool
    assigned: tuple[str, ...]
    doing: tuple[str, ...]
    done: tuple[str, ...]
    flagged: tuple[str, ...]
    spans: int
    seconds: float
    waiting: bool
    ready: bool
    settled: bool
    changed: bool
    left_out: LeftOut | None
    sent_back: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The word for how far the article is."""
        if self.settled:
            return "settled"
        if self.changed:
            return "changed"
        if self.ready:
            return "ready"
        if self.flagged:
            return "flagged"
        if self.left_out is None:
            return "done"
        return "doing" if self.doing or self.done else "todo"


class ProjectStatus(Struct, frozen=True, kw_only=True):
    """The progress of the whole project: people by name, articles in order, both as of one moment."""

    people: tuple[PersonStatus, ...]
    articles: tuple[ArticleStatus, ...]


class StatusTotals(Struct, frozen=True, kw_only=True):
    """What is true of all articles that are looked at, each a count of articles, but for words, spans and seconds.

    `assigned` are those that somebody is to finish, `nobodys` those that nobody sees though others are assigned,
    `sent_back` those that were sent back to somebody who has not finished them since.
    """

    COUNTS: ClassVar[tuple[str, ...]] = (
        *(
            "articles",
            "words",
            "assigned",
            "nobodys",
            "ready",
            "settled",
            "changed",
            "flagged",
            "spans",
            "sent_back",
        ),
    )
    """The fields that are whole numbers."""

    articles: int
    words: int
    assigned: int
    nobodys: int
    ready: int
    settled: int
    changed: int
    flagged: int
    spans: int
    seconds: float
    sent_back: int = 0


class ProjectSummary(Struct, frozen=True, kw_only=True):
    """Sums of people, by name, and of articles, as of one moment, with a few articles.

    These are all of them, in order, where `attention` is None; else the first of so many that need attention.
    """

    people: tuple[PersonStatus, ...]
    totals: StatusTotals
    articles: tuple[ArticleStatus, ...]
    attention: int | None
