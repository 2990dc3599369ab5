"""How far everybody and everything is: sums of people and of the project, and articles one after another."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from annotator.model import ArticleStatus, LeftOut, PersonStatus, ProjectSummary, Status, StatusTotals, Struct
from annotator.store import article_ranges
from annotator.store.assigning import coverage, sums
from annotator.store.cases import counting
from annotator.store.check import guards
from annotator.store.people import kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from annotator.store.file.connection import Connection

ALL_CHECKED = 20_000
"""Up to how many articles sums are only given after all rows that lists are made of were looked at."""

ATTENTION = ("changed", "flagged", "ready", "doing", "for nobody")
"""What needs attention, first what needs it most: articles that were changed since they were settled, that somebody
flagged, that are ready to adjudicate, that are begun and not finished, and that nobody sees though others are assigned."""

_PEOPLE = f"SELECT number, name FROM {kinds.PEOPLE} ORDER BY name"
_ARTICLES = """
    SELECT number, id, title, words, pool.article IS NOT NULL FROM article
    LEFT JOIN pool ON pool.article = number WHERE number BETWEEN ? AND ? ORDER BY number
"""
_ASSIGNED = "SELECT article, annotator FROM assignment WHERE article BETWEEN ? AND ?"
_WORK = "SELECT article, annotator, status, seconds FROM work WHERE article BETWEEN ? AND ?"
_SPANS = f"""
    SELECT article, annotator, count(*) FROM span JOIN {kinds.PEOPLE} AS person ON person.number = +annotator
    WHERE article BETWEEN ? AND ? GROUP BY 1, 2
"""
_BACK = "SELECT article, annotator FROM sent_back WHERE article BETWEEN ? AND ?"
_SETTLED = "SELECT article FROM settled WHERE article BETWEEN ? AND ? ORDER BY article"


class Standing:
    """The progress of people and articles. Articles are named by their ids, people by their names.

    `chosen` are the articles to look at, None: all; people are counted in these alone. `people` are those to return, None: all,
    and then the articles are those that they began, finished or are to mark. To get several answers as of one moment, ask
    in `Project.as_of_now`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def articles(
        self, chosen: Collection[str] | None = None, people: Collection[str] | None = None
    ) -> Iterator[ArticleStatus]:
        """Yield the progress of each article, in order."""
        with self._connection.snapshot() as snapshot:
            guards.require_lists(snapshot)
            yield from _Reader(snapshot, chosen, people).articles()

    def people(
        self, chosen: Collection[str] | None = None, people: Collection[str] | None = None
    ) -> tuple[PersonStatus, ...]:
        """Return the progress of each person, by name."""
        with self._connection.snapshot() as snapshot:
            guards.require_lists(snapshot)
            return _Reader(snapshot, chosen, people).people()

    def summary(
        self, chosen: Collection[str] | None = None, people: Collection[str] | None = None, most: int = 10
    ) -> ProjectSummary:
        """Return sums, and the articles that need attention, at most so many; all articles where there are no more.

        What needs it more is first, see `ATTENTION`; of what needs it alike, what came in first. Of a project with more than
        `ALL_CHECKED` articles only the rows that are shown are looked at, and that the sums fit those of which they are made.
        """
        with self._connection.snapshot() as snapshot:
            if chosen is not None or people is not None:
                guards.require_lists(snapshot)
                return _added_up(_Reader(snapshot, chosen, people), most)
            if sums.articles(snapshot)[0] <= ALL_CHECKED:
                guards.require_lists(snapshot)
                guards.require_gold(snapshot)
                guards.require_derived(snapshot, "tally")
            else:
                sums.require_fitting(snapshot)
            return _summed(snapshot, most)


def _need(article: ArticleStatus) -> str:
    """Return why an article needs attention, "" for those that don't."""
    if article.left_out is LeftOut.NOBODYS:
        return "for nobody"
    return article.state if article.state in ATTENTION else ""


def _summed(connection: Connection, most: int) -> ProjectSummary:
    """Return the summary of all articles and people, from sums that the database makes."""
    everyone = sums.people(connection, connection.rows(_PEOPLE))
    changed = counting.changed(connection, guards.require_each(connection))
    counted = sums.totals(connection, everyone, len(changed))
    totals = counted.totals
    reader = _Reader(connection, None, None)
    if totals.articles <= most:
        listed = tuple(reader.articles())
        return ProjectSummary(people=everyone, totals=totals, articles=listed, attention=None)
    found = sums.attention(connection, sorted(changed), counted, most)
    listed = tuple(reader.of_number(number) for number in found.numbers)
    return ProjectSummary(people=everyone, totals=totals, articles=listed, attention=found.count)


def _added_up(reader: _Reader, most: int) -> ProjectSummary:
    """Return the summary of articles that are chosen, each of which is read."""
    count: Counter[str] = Counter()
    seconds = 0.0
    first: list[ArticleStatus] = []
    needy: defaultdict[str, list[ArticleStatus]] = defaultdict(list)
    needs: Counter[str] = Counter()
    for article in reader.articles():
        seconds += article.seconds
        count.update(
            articles=1,
            words=article.words,
            assigned=article.wanted > 0,
            nobodys=article.left_out is LeftOut.NOBODYS,
            ready=article.ready,
            settled=article.settled,
            changed=article.changed,
            flagged=bool(article.flagged),
            spans=article.spans,
            sent_back=bool(article.sent_back),
        )
        if len(first) < most:
            first.append(article)
        if need := _need(article):
            needs[need] += 1
            if len(needy[need]) < most:
                needy[need].append(article)
    totals = StatusTotals(**{field: count[field] for field in StatusTotals.COUNTS}, seconds=seconds)
    listed, attention = first, None
    if totals.articles > most:
        listed = [article for need in ATTENTION for article in needy[need]][:most]
        attention = needs.total()
    return ProjectSummary(people=reader.people(), totals=totals, articles=tuple(listed), attention=attention)


def _changed(connection: Connection, settled: Sequence[int]) -> set[int]:
    """Return the numbers of those settled articles whose layers are not those that were decided on."""
    if not settled:
        return set()
    from annotator.store.finished import is_current

    require = guards.require_each(connection)
    changed = set()
    for number in settled:
        require(number)
        if not is_current(connection, number):
            changed.add(number)
    return changed


class _Part(Struct, frozen=True):
    """What one person has to do with one article."""

    article: int
    person: int
    assigned: bool
    status: str
    spans: int
    seconds: float
    sent_back: bool

    @property
    def counts(self) -> bool:
        return self.assigned or coverage.is_begun(self.status, self.spans)


class _Reader:
    """Reads articles and people of a snapshot range by range, so that never all are in memory."""

    def __init__(
        self, connection: Connection, chosen: Collection[str] | None, people: Collection[str] | None
    ) -> None:
        self._connection = connection
        self._chosen = chosen
        self._names: dict[int, str] = dict(connection.rows(_PEOPLE))
        self._wanted = None
        if people is not None:
            self._wanted = {number for number, name in self._names.items() if name in people}
        self._coverage = coverage.Reader(connection)

    def articles(self) -> Iterator[ArticleStatus]:
        """Yield the chosen articles, in order."""
        for first, last in article_ranges.ranges(self._connection, self._chosen):
            yield from self._of_range(first, last)

    def of_number(self, number: int) -> ArticleStatus:
        """Return the article with this number, which must exist, after it was looked at."""
        guards.require_article(self._connection, number)
        (article,) = self._of_range(number, number)
        return article

    def people(self) -> tuple[PersonStatus, ...]:
        """Return the progress of people in the chosen articles, by name."""
        found: defaultdict[int, Counter[str]] = defaultdict(Counter)
        seconds: defaultdict[int, float] = defaultdict(float)
        for first, last in article_ranges.ranges(self._connection, self._chosen):
            words = {
                number: words for number, _, _, words, _ in self._connection.rows(_ARTICLES, [first, last])
            }
            for part in _parts(self._connection, first, last):
                is_done = part.assigned and part.status == Status.DONE
                found[part.person].update(
                    assigned=part.assigned,
                    done=is_done,
                    words_assigned=words[part.article] * part.assigned,
                    words_done=words[part.article] * is_done,
                    finished=part.counts and part.status == Status.DONE,
                    doing=part.counts and part.status == Status.DOING,
                    flagged=part.counts and part.status == Status.FLAGGED,
                    spans=part.spans,
                    sent_back=part.sent_back,
                )
                seconds[part.person] += part.seconds
        return tuple(
            PersonStatus(
                name=name,
                **{field: found[number][field] for field in PersonStatus.COUNTS},
                seconds=seconds[number],
            )
            for number, name in self._names.items()
            if self._wanted is None or number in self._wanted
        )

    def _of_range(self, first: int, last: int) -> Iterator[ArticleStatus]:
        by_article: defaultdict[int, list[_Part]] = defaultdict(list)
        for part in _parts(self._connection, first, last):
            by_article[part.article].append(part)
        settled = [number for (number,) in self._connection.rows(_SETTLED, [first, last])]
        changed = _changed(self._connection, settled)
        rows = self._connection.rows(_ARTICLES, [first, last])
        for row, covered in zip(rows, self._coverage.of_range(first, last), strict=True):
            number, *_ = row
            parts = by_article.get(number, [])
            if self._wanted is None or any(part.counts and part.person in self._wanted for part in parts):
                yield _article(row, covered, parts, self._names, changed=number in changed)


def _parts(connection: Connection, first: int, last: int) -> Iterator[_Part]:
    among = [first, last]
    assigned = {*connection.rows(_ASSIGNED, among)}
    work = {(at, who): rest for at, who, *rest in connection.rows(_WORK, among)}
    spans = {(at, who): count for at, who, count in connection.rows(_SPANS, among)}
    back = {*connection.rows(_BACK, among)}
    todo = (Status.TODO.value, 0.0)
    pairs: set[tuple[int, int]] = {*assigned, *work, *spans, *back}
    for pair in pairs:
        status, seconds = work.get(pair, todo)
        yield _Part(*pair, pair in assigned, status, spans.get(pair, 0), seconds, pair in back)


def _article(
    row: tuple[int, str, str, int, int],
    covered: coverage.Coverage,
    parts: Sequence[_Part],
    names: dict[int, str],
    *,
    changed: bool,
) -> ArticleStatus:
    def who(chosen: Iterable[_Part]) -> tuple[str, ...]:
        return tuple(sorted(names[part.person] for part in chosen))

    number, id_, title, words, dynamic = row
    return ArticleStatus(
        number=number,
        id=id_,
        title=title,
        words=words,
        wanted=covered.wanted,
        dynamic=bool(dynamic),
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
        sent_back=who(part for part in parts if part.sent_back),
    )
