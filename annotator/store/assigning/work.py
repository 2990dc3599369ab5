"""The progress of annotators: in an article, in what is assigned to them, and in the whole project."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from annotator.model import (
    ArticleStatus,
    LeftOut,
    LibraryRow,
    PersonStatus,
    Progress,
    ProjectStatus,
    Status,
    Struct,
    Workload,
)
from annotator.store.assigning import coverage
from annotator.store.check import guards
from annotator.store.people import kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

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
_ARTICLES = """
    SELECT number, id, title, words, pool.article IS NOT NULL FROM article
    LEFT JOIN pool ON pool.article = number ORDER BY number
"""


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
        with self._connection.snapshot() as snapshot:
            guards.require_lists(snapshot)
            require = guards.require_each(snapshot)
            names = all_names = dict(snapshot.rows(f"SELECT number, name FROM {kinds.PEOPLE} ORDER BY name"))
            articles = [_Article(*row) for row in snapshot.rows(_ARTICLES)]
            covered = coverage.of_articles(snapshot)
            settled = [one.number for one in covered if one.settled]
            for number in settled:
                require(number)
            looked_at = {article.number for article in articles if chosen is None or article.id in chosen}
            parts = [part for part in _parts(snapshot) if part.article in looked_at]
            changed = _changed(snapshot, settled)
        words = {article.number: article.words for article in articles}
        by_article: defaultdict[int, list[_Part]] = defaultdict(list)
        by_person: defaultdict[int, list[_Part]] = defaultdict(list)
        for part in parts:
            by_article[part.article].append(part)
            by_person[part.person].append(part)
        if people is not None:
            names = {number: name for number, name in all_names.items() if name in people}
            looked_at = {part.article for number in names for part in by_person[number] if part.counts}
        return ProjectStatus(
            people=tuple(_person(name, by_person[number], words) for number, name in names.items()),
            articles=tuple(
                _article(
                    article, one, by_article[article.number], all_names, changed=article.number in changed
                )
                for article, one in zip(articles, covered, strict=True)
                if article.number in looked_at
            ),
        )


def _changed(connection: Connection, settled: Sequence[int]) -> set[int]:
    """Return the numbers of those settled articles whose layers are not those that were decided on."""
    if not settled:
        return set()
    from annotator.store.finished import is_current

    return {number for number in settled if not is_current(connection, number)}


class _Part(Struct, frozen=True):
    """What one person has to do with one article."""

    article: int
    person: int
    assigned: bool
    status: str
    spans: int
    seconds: float

    @property
    def counts(self) -> bool:
        return self.assigned or coverage.is_begun(self.status, self.spans)


class _Article(Struct, frozen=True):
    number: int
    id: str
    title: str
    words: int
    dynamic: int


def _parts(connection: Connection) -> list[_Part]:
    assigned = {*connection.rows("SELECT article, annotator FROM assignment")}
    work = {
        (at, who): rest
        for at, who, *rest in connection.rows("SELECT article, annotator, status, seconds FROM work")
    }
    spans = Counter(
        {
            (at, who): n
            for at, who, n in connection.rows(
                f"SELECT article, annotator, count(*) FROM {kinds.SPANS} GROUP BY 1, 2"
            )
        }
    )
    todo = (Status.TODO.value, 0.0)
    pairs: set[tuple[int, int]] = {*assigned, *work, *spans}
    return [
        _Part(*pair, pair in assigned, state, spans[pair], seconds)
        for pair in pairs
        for state, seconds in [work.get(pair, todo)]
    ]


def _person(name: str, parts: list[_Part], words: dict[int, int]) -> PersonStatus:
    assigned = [part for part in parts if part.assigned]
    done = [part for part in assigned if part.status == Status.DONE]
    states = Counter(part.status for part in parts if part.counts)
    return PersonStatus(
        name=name,
        assigned=len(assigned),
        done=len(done),
        words_assigned=sum(words[part.article] for part in assigned),
        words_done=sum(words[part.article] for part in done),
        finished=states[Status.DONE],
        doing=states[Status.DOING],
        flagged=states[Status.FLAGGED],
        spans=sum(part.spans for part in parts),
        seconds=sum(part.seconds for part in parts),
    )


def _article(
    article: _Article, covered: coverage.Coverage, parts: list[_Part], names: dict[int, str], *, changed: bool
) -> ArticleStatus:
    def who(chosen: Iterable[_Part]) -> tuple[str, ...]:
        return tuple(sorted(names[part.person] for part in chosen))

    return ArticleStatus(
        number=article.number,
        id=article.id,
        title=article.title,
        words=article.words,
        wanted=covered.wanted,
        dynamic=bool(article.dynamic),
        assigned=who(part for part in parts if part.assigned),
        doing=who(part for part in parts if part.counts and part.status == Status.DOING),
        done=covered.finished,
        flagged=who(part for part in parts if part.status == Status.FLAGGED),
        spans=sum(part.spans for part in parts),
        seconds=sum(part.seconds for part in parts),
        waiting=covered.waiting,
        ready=covered.lacks is LeftOut.UNSETTLED,
        settled=covered.settled and not changed,
        changed=changed,
        left_out=LeftOut.CHANGED if changed else covered.lacks,
    )
