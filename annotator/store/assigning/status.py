"""How far the whole project is, by person and by article."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import ArticleStatus, LeftOut, PersonStatus, ProjectStatus, Status
from annotator.store import articles as texts
from annotator.store import finished, gold
from annotator.store.assigning import completeness
from annotator.store.check import guards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.model import Gold, Layer
    from annotator.store.file.connection import Connection

    Judge = Callable[[str, Sequence[Layer], Gold], bool]
    """Says of the text, the layers and the gold of a settled article whether these are still those that were decided on."""


class _Part(NamedTuple):
    """What one person has to do with one article."""

    article: int
    person: int
    assigned: bool
    status: str
    spans: int
    seconds: float

    @property
    def counts(self) -> bool:
        return self.assigned or completeness.begun(self.status, self.spans)


class _Article(NamedTuple):
    number: int
    id: str
    title: str
    words: int
    dynamic: int


_ARTICLES = """
    SELECT number, id, title, words, pool.article IS NOT NULL FROM article
    LEFT JOIN pool ON pool.article = number ORDER BY number
"""


def status(connection: Connection, judge: Judge) -> ProjectStatus:
    """Return how far people and articles are, as of one moment. `judge` is asked of each article that is settled."""
    with connection.snapshot() as snapshot:
        guards.require_lists(snapshot)
        require = guards.require_each(snapshot)
        names = dict(snapshot.rows("SELECT number, name FROM annotator ORDER BY name"))
        articles = [_Article(*row) for row in snapshot.rows(_ARTICLES)]
        shares = completeness.shares(snapshot)
        for share in shares:
            if share.settled:
                require(share.number)
        parts = _parts(snapshot)
        changed = {
            share.number for share in shares if share.settled and not judge(*_decided(snapshot, share.number))
        }
    words = {article.number: article.words for article in articles}
    by_article: defaultdict[int, list[_Part]] = defaultdict(list)
    by_person: defaultdict[int, list[_Part]] = defaultdict(list)
    for part in parts:
        by_article[part.article].append(part)
        by_person[part.person].append(part)
    return ProjectStatus(
        people=tuple(_person(name, by_person[number], words) for number, name in names.items()),
        articles=tuple(
            _article(article, share, by_article[article.number], names, changed=article.number in changed)
            for article, share in zip(articles, shares, strict=True)
        ),
    )


def _decided(connection: Connection, number: int) -> tuple[str, tuple[Layer, ...], Gold]:
    article = texts.by_number(connection, number)
    decided = gold.of_article(connection, number)
    return article.text, finished.layers_of(connection, article.id, number, decided), decided


def _parts(connection: Connection) -> list[_Part]:
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
    article: _Article, share: completeness.Share, parts: list[_Part], names: dict[int, str], *, changed: bool
) -> ArticleStatus:
    def who(chosen: Iterable[_Part]) -> tuple[str, ...]:
        return tuple(sorted(names[part.person] for part in chosen))

    return ArticleStatus(
        number=article.number,
        id=article.id,
        title=article.title,
        words=article.words,
        wanted=share.wanted,
        dynamic=bool(article.dynamic),
        assigned=who(part for part in parts if part.assigned),
        doing=who(part for part in parts if part.counts and part.status == Status.DOING),
        done=share.finished,
        flagged=who(part for part in parts if part.status == Status.FLAGGED),
        spans=sum(part.spans for part in parts),
        seconds=sum(part.seconds for part in parts),
        waiting=share.waiting,
        ready=share.lacks is LeftOut.UNSETTLED,
        settled=share.settled and not changed,
        changed=changed,
        left_out=LeftOut.CHANGED if changed else share.lacks,
    )
