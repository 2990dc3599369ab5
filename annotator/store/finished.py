"""The finished layers of articles, from which agreement is measured and which are adjudicated."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import Layer, Mark, Marks
from annotator.store import articles as texts
from annotator.store import gold, spans
from annotator.store.check import guards
from annotator.store.people import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import Article, Gold, Span
    from annotator.store.file.connection import Connection

_AT_ONCE = 200
"""How many articles are read with one query."""

_FINISHED = "SELECT DISTINCT number, id FROM work JOIN article ON number = article WHERE status = 'done' ORDER BY number"
_CHOSEN = "WITH chosen AS (SELECT number FROM article WHERE id IN (SELECT value FROM json_each(?)))"
_TEXTS = f"""
    {_CHOSEN} SELECT article.number, id, title, text
    FROM chosen JOIN article USING (number) JOIN article_text ON article_text.article = article.number
    ORDER BY article.number
"""
_PEOPLE = f"""
    {_CHOSEN} SELECT article, annotator.number, name
    FROM chosen JOIN work ON article = chosen.number JOIN annotator ON annotator.number = annotator
    WHERE status = 'done' ORDER BY article, name
"""
_SPANS = f"""
    {_CHOSEN} SELECT article, annotator, start, "end", label
    FROM chosen JOIN {kinds.SPANS} ON article = number ORDER BY article, annotator, start, "end" DESC, label
"""
_DONE = """
    SELECT name FROM work JOIN annotator ON annotator.number = annotator WHERE article = ? AND status = 'done'
"""
_TO_ADJUDICATE = """
    SELECT number, id FROM article
    WHERE number IN (
        SELECT article FROM work WHERE status = 'done'
        UNION SELECT article FROM decision UNION SELECT article FROM settled
    )
    ORDER BY number
"""


class Finished:
    """The articles that somebody finished. They are named by their ids."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def marks(self, articles: Sequence[str] | None = None) -> Iterator[Marks]:
        """Yield each article that somebody finished, in order, with the marks of those who did.

        All is as the project was when the first one is asked for. `articles` are the ids to look at, None: all.
        """
        with self._connection.snapshot() as snapshot:
            wanted = None if articles is None else set(articles)
            guards.require_tables(snapshot)
            require = guards.require_each(snapshot)
            found = [
                (number, id_) for number, id_ in snapshot.rows(_FINISHED) if wanted is None or id_ in wanted
            ]
            for first in range(0, len(found), _AT_ONCE):
                some = found[first : first + _AT_ONCE]
                for number, _ in some:
                    require(number)
                yield from _marks(snapshot, json.dumps([id_ for _, id_ in some]))

    def layers(self, article: str) -> tuple[Layer, ...]:
        """Return, by name, the layers of those who finished an article and of those it was decided or settled from.

        So whoever opens an article again to change something stays in. Raises `NoSuchArticleError`.
        """
        with self._connection.snapshot() as snapshot:
            number = texts.require_number(snapshot, article)
            guards.require_article(snapshot, number)
            return layers_of(snapshot, article, number, gold.of_article(snapshot, number))

    def to_adjudicate(
        self, articles: Sequence[str] | None = None
    ) -> Iterator[tuple[Article, tuple[Layer, ...], Gold]]:
        """Yield each article with at least two of these layers, in order, with the layers and its gold.

        All is as the project was when the first one is asked for. `articles` are the ids to look at, None: all.
        """
        with self._connection.snapshot() as snapshot:
            wanted = None if articles is None else set(articles)
            guards.require_lists(snapshot)
            require = guards.require_each(snapshot)
            for number, id_ in snapshot.rows(_TO_ADJUDICATE):
                if wanted is not None and id_ not in wanted:
                    continue
                require(number)
                decided = gold.of_article(snapshot, number)
                layers = layers_of(snapshot, id_, number, decided)
                if len(layers) > 1:
                    yield texts.by_number(snapshot, number), layers, decided


def layers_of(connection: Connection, article: str, number: int, decided: Gold) -> tuple[Layer, ...]:
    """Return the layers that `Finished.layers` does, of the article with this id and number and this gold."""
    names = {name for (name,) in connection.rows(_DONE, [number])}
    names.update(name for decision in decided.decisions for name in decision.people)
    names.update(() if decided.settled is None else decided.settled.people)
    made: dict[str, list[Span]] = {name: [] for name in sorted(names)}
    for span in spans.of_article(connection, number):
        if span.annotator in made:
            made[span.annotator].append(span)
    return tuple(Layer(article=article, annotator=name, spans=tuple(found)) for name, found in made.items())


def is_current(connection: Connection, number: int) -> bool:
    """Return whether the layers of the settled article with this number are still those that were decided on."""
    from annotator import adjudication

    article, decided = texts.by_number(connection, number), gold.of_article(connection, number)
    return adjudication.is_current(article.text, layers_of(connection, article.id, number, decided), decided)


def _marks(connection: Connection, ids: str) -> Iterator[Marks]:
    found: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
    for article, person, start, end, label in connection.rows(_SPANS, [ids]):
        found[article, person].append((start, end, label))
    people: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for article, person, name in connection.rows(_PEOPLE, [ids]):
        people[article].append((person, name))
    for number, id_, title, text in connection.rows(_TEXTS, [ids]):
        layers = {name: tuple(found[number, person]) for person, name in people[number]}
        yield Marks(article=id_, number=number, title=title, text=text, layers=layers)
