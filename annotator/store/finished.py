"""What those who finished an article marked in it: for measuring agreement."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import Mark, Marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.store.connection import Connection

_AT_ONCE = 200
"""How many articles are read with one query."""

_FINISHED = (
    "SELECT DISTINCT id FROM work JOIN article ON number = article WHERE status = 'done' ORDER BY number"
)
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
    FROM chosen JOIN span ON article = number ORDER BY article, annotator, start, "end" DESC, label
"""


def marks(connection: Connection, articles: Sequence[str] | None) -> Iterator[Marks]:
    """Yield each article that somebody finished, in order, with what those who did marked in it.

    All is as the project was when the first one is asked for. `articles` are the ids to look at, None: all.
    """
    with connection.snapshot() as snapshot:
        wanted = None if articles is None else set(articles)
        ids = [id_ for (id_,) in snapshot.rows(_FINISHED) if wanted is None or id_ in wanted]
        for first in range(0, len(ids), _AT_ONCE):
            yield from _of(snapshot, json.dumps(ids[first : first + _AT_ONCE]))


def _of(connection: Connection, ids: str) -> Iterator[Marks]:
    found: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
    for article, person, start, end, label in connection.rows(_SPANS, [ids]):
        found[article, person].append((start, end, label))
    people: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for article, person, name in connection.rows(_PEOPLE, [ids]):
        people[article].append((person, name))
    for number, id_, title, text in connection.rows(_TEXTS, [ids]):
        layers = {name: tuple(found[number, person]) for person, name in people[number]}
        yield Marks(article=id_, number=number, title=title, text=text, layers=layers)
