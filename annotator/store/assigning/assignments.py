"""Who is to mark which article."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.model import AssignReport, LayerKind, LeftOut, Portion, Returned, ToAssign, UnassignReport, now
from annotator.names import key
from annotator.store import article_ranges
from annotator.store.assigning import assignment_rows, coverage, sums
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from annotator.store.file.connection import Connection
    from annotator.store.selecting import Named

_ASSIGNED_IN = """
    SELECT article, name FROM assignment JOIN annotator ON number = annotator
    WHERE article BETWEEN :first AND :last
"""
_BEGUN = f"""
    SELECT article, name FROM {kinds.SPANS} JOIN annotator ON number = annotator
    WHERE article BETWEEN :first AND :last
    UNION SELECT article, name FROM work JOIN annotator ON number = annotator
    WHERE article BETWEEN :first AND :last AND status IN ('done', 'flagged')
"""
_FINISHED = """
    SELECT article, annotator FROM work
    WHERE article BETWEEN ? AND ? AND status = 'done' AND NOT EXISTS (
        SELECT 1 FROM assignment WHERE assignment.annotator = work.annotator AND assignment.article = work.article
    )
"""
_LOADS = """
    SELECT name, count(*), sum(words) FROM assignment
    JOIN annotator ON annotator.number = annotator JOIN article ON article.number = article GROUP BY name
"""
_AWAITED = """
    SELECT name FROM assignment JOIN annotator ON annotator.number = assignment.annotator
    WHERE article = :article
    AND annotator NOT IN (SELECT annotator FROM work WHERE article = :article AND status = 'done')
    AND NOT (dynamic AND EXISTS (
        SELECT 1 FROM pool WHERE article = :article
        AND people <= (SELECT count(*) FROM work WHERE article = :article AND status = 'done')
    )) ORDER BY name
"""
_FOUND = f"""
    SELECT assignment.annotator, article, id, words, EXISTS (
        SELECT 1 FROM ({coverage.BEGUN}) AS begun
        WHERE begun.article = assignment.article AND begun.annotator = assignment.annotator
    ) FROM assignment JOIN article ON number = article WHERE {{}} ORDER BY article
"""
_THEIRS = _FOUND.format("assignment.annotator = ?")
_ASSIGNED = "SELECT DISTINCT name FROM assignment JOIN annotator ON number = annotator ORDER BY name"
TRACES = (
    ("assignment", "annotator"),
    ("work", "annotator"),
    ("span", "annotator"),
    ("operation", "annotator"),
    ("decision", "adjudicator"),
    ("settled", "adjudicator"),
    ("gold_step", "adjudicator"),
    ("note", "person"),
    ("note", "author"),
    ("sent_back", "annotator"),
)
"""The tables and columns with rows of a person who has anything in the project."""
_NOTHING = " AND ".join(
    f"number NOT IN (SELECT {column} FROM {table} WHERE {column} IS NOT NULL)" for table, column in TRACES
)
_POOL = "SELECT people, return_after, count(*) FROM pool GROUP BY 1, 2"
_FIXED_PEOPLE = """
    SELECT DISTINCT name FROM assignment JOIN annotator ON number = annotator
    WHERE NOT (dynamic AND article IN (SELECT article FROM pool)) ORDER BY name
"""
_ALL_PEOPLE = f"""
    SELECT DISTINCT name FROM annotator JOIN (
        SELECT annotator FROM assignment UNION SELECT annotator FROM ({coverage.BEGUN})
    ) AS theirs ON theirs.annotator = number ORDER BY name
"""
_UNTOLD = """
    SELECT 1 FROM work WHERE status = 'done' AND (annotator, article) NOT IN (SELECT annotator, article FROM assignment)
"""
"""Selects a row if anybody has finished an article that is not assigned to them, which assigning would count."""


class Assignments:
    """Who is to mark which article. Articles are named by their ids.

    Spans stay whoever an article is assigned to. Without `keep` the methods that have it change nothing and report what
    they would change.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def assign(
        self,
        names: Sequence[str],
        *,
        per_article: int,
        articles: Sequence[str] | None = None,
        seed: int = 0,
        keep: bool = True,
    ) -> AssignReport:
        """Assign articles to people, so that each is assigned to `per_article`; what is assigned already stays and counts.

        An article that somebody finished without being assigned it is assigned to them, too. `balance.balanced` says who
        gets what: about as many words each, and about as many articles together with each other person. Neither the
        order of names nor that of articles matters; the same `seed` gives the same. `articles` are the ids, None: all.

        Raises `UsageError` for names that are given twice or that nobody can have, for too few people, for articles that
        are handed out on demand, `NoSuchArticleError`; nothing is changed then.
        """
        from annotator.store.assigning.balance import Task, balanced

        assignment_rows.check_people(per_article)
        names = _people(self._connection, names)
        with self._connection.writing(keep=keep):
            found = assignment_rows.find(self._connection, articles)
            _check_fixed(self._connection, found)
            kept = _count_assigned(self._connection, articles)
            moment = now()
            finished = _assign_finished(self._connection, articles, moment)
            have = _names_by_article(self._connection, _ASSIGNED_IN, articles)
            _check_enough(names, per_article, len(found), have)
            known = annotators.names(self._connection)
            begun = _names_by_article(self._connection, _BEGUN, articles, names)
            tasks = {
                number: Task(id_, words, frozenset(have.get(number, ())), frozenset(begun.get(number, ())))
                for number, (id_, words) in found.items()
            }
            loads = {name: words for name, _, words in self._connection.rows(_LOADS)}
            given = balanced(tasks.values(), names, per_article, loads, seed)
            for number, task in tasks.items():
                for name in given[task.id]:
                    person = annotators.ensure(self._connection, name)
                    assignment_rows.give(self._connection, person, number, moment, dynamic=False)
            return _report(self._connection, names, given, kept, finished, known)

    def take_back(
        self,
        names: Sequence[str],
        *,
        articles: Sequence[str] | None = None,
        begun: bool = False,
        keep: bool = True,
    ) -> UnassignReport:
        """Take articles back from people: those that they have not begun, with `begun` also those that they have.

        `articles` are the ids, None: all. What was handed out to them on demand goes to whoever asks next. A person who has
        nothing in the project then is removed from it. Raises `UsageError` for a name that nobody has,
        `NoSuchArticleError`; nothing is changed then.
        """
        with self._connection.writing(keep=keep):
            numbers = {_require(self._connection, name) for name in names}
            people = sorted((annotators.name_of(self._connection, number), number) for number in numbers)
            chosen = assignment_rows.find(self._connection, articles)
            returned = tuple(
                _return(self._connection, name, number, chosen, begun) for name, number in people
            )
            return UnassignReport(
                people=returned,
                nobodys=assignment_rows.count_unassigned(self._connection),
                teamwork=assignment_rows.teamwork(self._connection),
            )

    def awaited(self, article: str) -> tuple[str, ...]:
        """Return, sorted, the people who have not finished their assignment of an article. Raises `NoSuchArticleError`.

        Those who hold it on demand are left out once enough people have finished it.
        """
        from annotator.store import articles as texts

        number = texts.require_number(self._connection, article)
        return tuple(name for (name,) in self._connection.rows(_AWAITED, {"article": number}))

    def unassigned(self, articles: Collection[str] | None = None) -> ToAssign | None:
        """Return how many articles nobody sees, though others are assigned or handed out, and how to assign them as those are.

        `articles` are the ids to look at, None: all. None where there are none.
        """
        connection = self._connection
        with connection.as_of_now():
            if not assignment_rows.teamwork(connection):
                return None
            numbers: Sequence[int] | None = None
            if articles is None:
                count = assignment_rows.count_unassigned(connection)
            else:
                found = coverage.of_articles(connection, articles)
                numbers = array("q", (one.number for one in found if one.unassigned))
                count = len(numbers)
            if not count:
                return None
            pool = Counter({(people, seconds): count for people, seconds, count in connection.rows(_POOL)})
            wanted = sums.wanted(connection)
            fixed = Counter(
                {(k, 0.0): count for (k, is_pooled), count in wanted.items() if k and not is_pooled}
            )
            people: tuple[str, ...] = ()
            if pool.total() > fixed.total():
                per_article, return_after = _commonest(pool)
                others_stay = not fixed and len(pool) == 1
            else:
                people = tuple(name for (name,) in connection.rows(_FIXED_PEOPLE))
                per_article, return_after = _commonest(fixed)
                others_stay = not pool and connection.row(_UNTOLD) is None
            others_stay = others_stay and all(k >= per_article for k, _ in wanted)
            needs_no_filter = others_stay and articles is None
            if numbers is None and not needs_no_filter:
                numbers = array("q", coverage.unassigned(connection))
            named = None if needs_no_filter else self._naming(numbers or ())
            return ToAssign(
                count=count,
                people=people,
                per_article=per_article,
                return_after=return_after,
                articles=None if named is None else named.filter,
                named=count if named is None else named.articles,
            )

    def half_done(self, articles: Collection[str] | None = None) -> ToAssign | None:
        """Return how many articles one person has finished where several work, and how to assign them to a second.

        `articles` are the ids to look at, None: all. None where there are none. The people named may be fewer than two: all who are in the project.
        """
        covered = coverage.of_articles(self._connection, articles)
        numbers = array("q", (one.number for one in covered if one.lacks is LeftOut.ONE_OF_SEVERAL))
        if not numbers:
            return None
        # Where nothing is assigned, to assign a part would take the others from everybody's sight.
        whole = not assignment_rows.teamwork(self._connection)
        named = None if whole else self._naming(numbers)
        return ToAssign(
            count=len(numbers),
            people=tuple(name for (name,) in self._connection.rows(_ALL_PEOPLE)),
            per_article=2,
            return_after=0.0,
            articles=None if named is None else named.filter,
            named=len(numbers) if named is None else named.articles,
        )

    def _naming(self, numbers: Sequence[int]) -> Named:
        from annotator.store import articles, selecting

        return selecting.naming(lambda words: articles.any_id(self._connection, words), numbers)


def _people(connection: Connection, names: Sequence[str]) -> list[str]:
    """Return the names as the project has them. Raises `UsageError` for none, for bad ones and for one given twice."""
    if not names:
        raise UsageError("Nobody is named to assign articles to; give the names of the annotators.")
    people = [annotators.named(connection, name) for name in names]
    who = [annotators.number(connection, name) or key(name) for name in people]
    twice = sorted({one: name for one, name in zip(who, people, strict=True) if who.count(one) > 1}.values())
    if twice:
        are = "is" if len(twice) == 1 else "are"
        raise UsageError(f"{', '.join(twice)} {are} named twice; name each person once.")
    return people


def _check_enough(names: Sequence[str], per_article: int, articles: int, have: dict[int, set[str]]) -> None:
    """Raise `UsageError` where an article would have too few people; `have` are those who have it, where any have."""
    short = sum(len(people | set(names)) < per_article for people in have.values())
    short += (articles - len(have)) * (len(names) < per_article)
    if not short:
        return
    count = "1 person is" if len(names) == 1 else f"{len(names)} people are"
    beside = "" if short == articles else f", too few for {short} of the {articles} articles"
    raise UsageError(
        f"--per-article {per_article} is more than there are: {count} named ({', '.join(names)}){beside}. "
        "Name more people or lower it; nothing was assigned."
    )


def _check_fixed(connection: Connection, found: dict[int, tuple[str, int]]) -> None:
    pooled = [number for (number,) in connection.rows("SELECT article FROM pool") if number in found]
    if pooled:
        raise UsageError(
            f"{assignment_rows.some_are(pooled, found, 'handed out on demand (--dynamic)')}, and can't be assigned to people as well. Choose others with --articles; "
            "nothing was assigned."
        )


def _count_assigned(connection: Connection, articles: Sequence[str] | None) -> int:
    sql = "SELECT count(*) FROM assignment WHERE article BETWEEN ? AND ?"
    counts = (connection.row(sql, among) for among in article_ranges.ranges(connection, articles))
    return sum(count[0] for count in counts if count is not None)


def _names_by_article(
    connection: Connection, sql: str, articles: Sequence[str] | None, names: Sequence[str] | None = None
) -> dict[int, set[str]]:
    """Return the names that a query for a range of articles gives, by the article's number, None: whichever they are."""
    wanted = None if names is None else frozenset(names)
    found: dict[int, set[str]] = {}
    for first, last in article_ranges.ranges(connection, articles):
        for article, name in connection.rows(sql, {"first": first, "last": last}):
            if wanted is None or name in wanted:
                found.setdefault(article, set()).add(name)
    return found


def _assign_finished(connection: Connection, articles: Sequence[str] | None, moment: datetime) -> int:
    """Assign finished articles to the people who finished them unassigned; return how many assignments were added."""
    count = 0
    for among in article_ranges.ranges(connection, articles):
        for article, annotator in connection.rows(_FINISHED, among):
            assignment_rows.give(connection, annotator, article, moment, dynamic=False)
            count += 1
    return count


def _report(
    connection: Connection,
    names: Sequence[str],
    given: dict[str, tuple[str, ...]],
    kept: int,
    finished: int,
    known: Sequence[str],
) -> AssignReport:
    totals = {name: (count, words) for name, count, words in connection.rows(_LOADS)}
    added = Counter(name for people in given.values() for name in people)
    portions = []
    for name in sorted({*names, *totals}):
        count, words = totals.get(name, (0, 0))
        portions.append(Portion(annotator=name, added=added[name], articles=count, words=words))
    return AssignReport(
        articles=len(given),
        kept=kept,
        finished=finished,
        added=sum(map(len, given.values())),
        portions=tuple(portions),
        newcomers=tuple(one.annotator for one in portions if one.added and one.annotator not in known),
        nobodys=assignment_rows.count_unassigned(connection),
    )


def _require(connection: Connection, name: str) -> int:
    found = annotators.number(connection, name)
    if found is not None:
        kinds.require(connection, found, LayerKind.PERSON)
        return found
    assigned = [known for (known,) in connection.rows(_ASSIGNED)]
    who = f"to {', '.join(assigned)}" if assigned else "to nobody"
    raise UsageError(
        f"Nobody in this project is called {name}; articles are assigned {who}. Nothing was changed."
    )


def _return(
    connection: Connection, name: str, number: int, chosen: dict[int, tuple[str, int]], begun: bool
) -> Returned:
    theirs = connection.rows(_THEIRS, [number])
    taken = [row for row in theirs if row[1] in chosen and (begun or not row[-1])]
    for _, article, *_ in taken:
        assignment_rows.remove(connection, number, article)
    forgotten = (
        connection.row(f"SELECT 1 FROM annotator WHERE number = ? AND {_NOTHING}", [number]) is not None
    )
    if forgotten:
        annotators.remove(connection, number)
    return Returned(
        annotator=name,
        articles=len(taken),
        words=sum(words for _, _, _, words, _ in taken),
        left=len(theirs) - len(taken),
        begun=tuple(row[2] for row in theirs if row[1] in chosen and row[-1] and not begun),
        forgotten=forgotten,
    )


def _commonest(conditions: Counter[tuple[int, float]]) -> tuple[int, float]:
    return max(conditions, key=lambda one: (conditions[one], one))
