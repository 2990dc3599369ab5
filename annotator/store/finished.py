"""The finished layers of articles, from which agreement is measured and which are adjudicated."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from annotator.model import Layer, LayerKind, Mark, Marks
from annotator.store import article_ranges, gold, spans
from annotator.store import articles as texts
from annotator.store.check import guards
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from annotator.model import Article, Gold, NotChosen, Selection, Span
    from annotator.store.choosing import Chooser
    from annotator.store.file.connection import Connection

_AT_ONCE = 100
"""How many articles are read at once."""

_FINISHED = """
    SELECT DISTINCT article FROM work WHERE article BETWEEN ? AND ? AND status = 'done' ORDER BY article
"""
_CHOSEN = "WITH chosen AS (SELECT value AS number FROM json_each(?))"
_TEXTS = f"""
    {_CHOSEN} SELECT article.number, id, title, text
    FROM chosen JOIN article ON article.number = chosen.number JOIN article_text ON article_text.article = article.number
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
    SELECT article FROM work WHERE article BETWEEN :first AND :last AND status = 'done' GROUP BY article HAVING count(*) > 1
    UNION SELECT article FROM decision WHERE article BETWEEN :first AND :last
    UNION SELECT article FROM settled WHERE article BETWEEN :first AND :last
    ORDER BY article
"""
_OWN = """
    SELECT id FROM work AS own JOIN article ON number = own.article
    WHERE own.annotator = (SELECT number FROM annotator WHERE name = :name) AND own.status = 'done'
    AND (:ids IS NULL OR id IN (SELECT value FROM json_each(:ids))) {}
    ORDER BY own.article LIMIT :most
"""
_BY_OTHERS = """
    AND EXISTS (
        SELECT 1 FROM work WHERE work.article = own.article AND work.annotator <> own.annotator AND work.status = 'done'
    )
"""
_WAITS = """
    SELECT EXISTS (
        SELECT 1 FROM assignment WHERE article = :article
        AND NOT (dynamic AND EXISTS (SELECT 1 FROM pool WHERE pool.article = :article))
        AND NOT EXISTS (
            SELECT 1 FROM work
            WHERE work.article = :article AND work.annotator = assignment.annotator AND status = 'done'
        )
    ) OR EXISTS (
        SELECT 1 FROM pool WHERE article = :article
        AND people > (SELECT count(*) FROM work WHERE work.article = :article AND status = 'done')
    ) OR EXISTS (SELECT 1 FROM sent_back WHERE article = :article)
"""


class ToAdjudicate(NamedTuple):
    """An article with at least two layers to compare, and its gold. `waits`: somebody is still to finish it."""

    article: Article
    layers: tuple[Layer, ...]
    gold: Gold
    waits: bool


class Finished:
    """The articles that somebody finished. They are named by their ids."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def marks(self, articles: Collection[str] | None = None) -> Iterator[Marks]:
        """Yield each article that somebody finished, in order, with the marks of those who did.

        All is as the project was when the first one is asked for. `articles` are the ids to look at, None: all.
        """
        with self._connection.snapshot() as snapshot:
            guards.require_tables(snapshot)
            require = guards.require_each(snapshot)
            for bounds in article_ranges.ranges(snapshot, articles):
                numbers = [number for (number,) in snapshot.rows(_FINISHED, bounds)]
                for first in range(0, len(numbers), _AT_ONCE):
                    some = numbers[first : first + _AT_ONCE]
                    for number in some:
                        require(number)
                    yield from _marks(snapshot, json.dumps(some))

    def selected(
        self, selection: Selection, tell: Callable[[NotChosen], None] = lambda _not_chosen: None
    ) -> Iterator[Marks]:
        """Yield the articles of a selection that some of its people finished, as `marks` does, with the marks that are asked for.

        Names of layers stand for people. `tell` is called at the end with what was not chosen. Raises `UsageError` at once for a name that
        nobody has or that is no person's, and for what has no meaning here.
        """
        from annotator.store.choosing import Chooser, check_comparison

        check_comparison(selection)
        for name in selection.names:
            kinds.require(
                self._connection, annotators.require_number(self._connection, name), LayerKind.PERSON
            )
        people = selection.names or selection.people
        return self._selected(
            selection.articles, Chooser(self._connection, replace(selection, people=people)), tell
        )

    def _selected(
        self, articles: Collection[str] | None, chooser: Chooser, tell: Callable[[NotChosen], None]
    ) -> Iterator[Marks]:
        for article in self.marks(articles):
            left = chooser.compared(article)
            if left.layers:
                yield left
        tell(chooser.not_chosen)

    def layers(self, article: str) -> tuple[Layer, ...]:
        """Return, by name, the layers of those who finished an article and of those it was decided or settled from.

        So whoever opens an article again to change something stays in. Raises `NoSuchArticleError`.
        """
        with self._connection.snapshot() as snapshot:
            number = texts.require_number(snapshot, article)
            guards.require_article(snapshot, number)
            return layers_of(snapshot, article, number, gold.of_article(snapshot, number))

    def in_turn(self, articles: Collection[str] | None = None) -> Iterator[list[ToAdjudicate]]:
        """Yield the articles with at least two of these layers, in order, some at a time, with the layers and their gold.

        Each is as it is when it is read, so that they can be worked on meanwhile. `articles` are the ids to look at, None: all.
        """
        with self._connection.snapshot() as snapshot:
            guards.require_lists(snapshot)
        bounds = article_ranges.ranges(self._connection, articles)
        while (between := next(bounds, None)) is not None:
            numbers = _to_adjudicate(self._connection, between)
            for first in range(0, len(numbers), _AT_ONCE):
                with self._connection.as_of_now():
                    require = guards.require_each(self._connection)
                    some = []
                    for number in numbers[first : first + _AT_ONCE]:
                        require(number)
                        some.append(_compared(self._connection, number))
                yield [each for each in some if len(each.layers) > 1]

    def own(self, name: str, articles: Collection[str] | None, most: int, *, shared: bool) -> list[str]:
        """Return the ids of the first articles, at most so many, that a person has finished; `shared`: that others have, too.

        `articles` are the ids to look at, None: all.
        """
        ids = None if articles is None else json.dumps(list(articles))
        sql = _OWN.format(_BY_OTHERS if shared else "")
        return [id_ for (id_,) in self._connection.rows(sql, {"name": name, "ids": ids, "most": most})]


def _to_adjudicate(connection: Connection, bounds: tuple[int, int]) -> list[int]:
    first, last = bounds
    return [number for (number,) in connection.rows(_TO_ADJUDICATE, {"first": first, "last": last})]


def _compared(connection: Connection, number: int) -> ToAdjudicate:
    article, decided = texts.by_number(connection, number), gold.of_article(connection, number)
    layers = layers_of(connection, article.id, number, decided)
    waits = connection.row(_WAITS, {"article": number}) == (1,)
    return ToAdjudicate(article, layers, decided, waits)


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
