"""How far the whole project is, by person and by article."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import ArticleStatus, PersonStatus, ProjectStatus, Status
from annotator.store import articles as texts
from annotator.store import finished, gold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.model import Gold, Layer
    from annotator.store.connection import Connection

    Judge = Callable[[str, Sequence[Layer], Gold], bool]
    """Says of the text, the layers and the gold of a settled article whether these are still those that were decided on."""


class _Share(NamedTuple):
    """What one person has to do with one article."""

    article: int
    person: int
    assigned: bool
    status: str
    spans: int
    seconds: float


class _Article(NamedTuple):
    number: int
    id: str
    title: str
    words: int
    people: int | None
    """How many people it is handed out to, None where it is not in the pool."""
    settled: bool


_ARTICLES = """
    SELECT article.number, id, title, words, pool.people, settled.article IS NOT NULL FROM article
    LEFT JOIN pool ON pool.article = article.number LEFT JOIN settled ON settled.article = article.number
    ORDER BY article.number
"""


def status(connection: Connection, judge: Judge) -> ProjectStatus:
    """Return how far people and articles are, as of one moment. `judge` is asked of each article that is settled."""
    with connection.snapshot() as snapshot:
        names = dict(snapshot.rows("SELECT number, name FROM annotator ORDER BY name"))
        articles = [_Article(*row) for row in snapshot.rows(_ARTICLES)]
        shares = _shares(snapshot)
        changed = {
            article.number
            for article in articles
            if article.settled and not judge(*_decided(snapshot, article.number))
        }
    words = {article.number: article.words for article in articles}
    by_article: defaultdict[int, list[_Share]] = defaultdict(list)
    by_person: defaultdict[int, list[_Share]] = defaultdict(list)
    for share in shares:
        by_article[share.article].append(share)
        by_person[share.person].append(share)
    return ProjectStatus(
        people=tuple(_person(name, by_person[number], words) for number, name in names.items()),
        articles=tuple(
            _article(article, by_article[article.number], names, changed=article.number in changed)
            for article in articles
        ),
    )


def _decided(connection: Connection, number: int) -> tuple[str, tuple[Layer, ...], Gold]:
    article = texts.by_number(connection, number)
    decided = gold.of_article(connection, number)
    return article.text, finished.layers_of(connection, article.id, number, decided), decided


def _shares(connection: Connection) -> list[_Share]:
    assigned = {*connection.rows("SELECT article, annotator FROM assignment")}
    work = {
        (at, who): rest
        for at, who, *rest in connection.rows("SELECT article, annotator, status, seconds FROM work")
    }
    spans = Counter(
        {
            (at, who): n
            for at, who, n in connection.rows("SELECT article, annotator, count(*) FROM span GROUP BY 1, 2")
        }
    )
    todo = (Status.TODO.value, 0.0)
    pairs: set[tuple[int, int]] = {*assigned, *work, *spans}
    return [
        _Share(article, person, (article, person) in assigned, state, spans[article, person], seconds)
        for article, person in pairs
        for state, seconds in [work.get((article, person), todo)]
    ]


def _person(name: str, shares: list[_Share], words: dict[int, int]) -> PersonStatus:
    assigned = [share for share in shares if share.assigned]
    done = [share for share in assigned if share.status == Status.DONE]
    states = Counter(share.status for share in shares)
    return PersonStatus(
        name=name,
        assigned=len(assigned),
        done=len(done),
        words_assigned=sum(words[share.article] for share in assigned),
        words_done=sum(words[share.article] for share in done),
        finished=states[Status.DONE],
        doing=states[Status.DOING],
        flagged=states[Status.FLAGGED],
        spans=sum(share.spans for share in shares),
        seconds=sum(share.seconds for share in shares),
    )


def _article(
    article: _Article, shares: list[_Share], names: dict[int, str], *, changed: bool
) -> ArticleStatus:
    def who(chosen: Iterable[_Share]) -> tuple[str, ...]:
        return tuple(sorted(names[share.person] for share in chosen))

    assigned = who(share for share in shares if share.assigned)
    done = who(share for share in shares if share.status == Status.DONE)
    wanted = len(assigned) if article.people is None else article.people
    awaited = len(done) < wanted if article.people is not None else not {*assigned} <= {*done}
    return ArticleStatus(
        number=article.number,
        id=article.id,
        title=article.title,
        words=article.words,
        wanted=wanted,
        dynamic=article.people is not None,
        assigned=assigned,
        doing=who(share for share in shares if share.status == Status.DOING),
        done=done,
        flagged=who(share for share in shares if share.status == Status.FLAGGED),
        spans=sum(share.spans for share in shares),
        seconds=sum(share.seconds for share in shares),
        ready=len(done) >= 2 and not awaited and not article.settled,
        settled=article.settled and not changed,
        changed=changed,
    )
