"""The spans of one person, or all gold, with the texts they are in: read a few articles at a time."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import MarkedArticle, Standing
from annotator.store.disk import failures
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import Mark
    from annotator.store.file.connection import Connection

_AT_ONCE, _FIRST = 50, 5
"""How many articles are in memory at once; few at first, so that something is there soon."""

_OF_PERSON = "SELECT DISTINCT article FROM span WHERE annotator = ? AND article > ? ORDER BY article LIMIT ?"
_OF_GOLD = "SELECT DISTINCT article FROM gold_span WHERE article > ? ORDER BY article LIMIT ?"
# Both are read along the index of what must be unique, which has all that is asked for.
_MARKS = """
    SELECT article, start, "end", label FROM json_each(?) AS wanted CROSS JOIN span ON article = wanted.value AND annotator = ?
    ORDER BY article, start, "end" DESC, label
"""
_GOLD_MARKS = """
    SELECT article, start, "end", label FROM json_each(?) AS wanted CROSS JOIN gold_span ON article = wanted.value
    ORDER BY article, start, "end" DESC, label
"""
_TEXTS = """
    SELECT article.number, article.id, title, sha256, text
    FROM json_each(?) AS wanted CROSS JOIN article ON article.number = wanted.value
    JOIN article_text ON article_text.article = article.number
    ORDER BY article.number
"""
_IDS = "SELECT number, id FROM article WHERE number IN (SELECT value FROM json_each(?))"
_STANDING = """
    SELECT
        (SELECT count(*) FROM work WHERE annotator = :person AND status = 'done' AND article IN (SELECT value FROM json_each(:articles))),
        (SELECT count(*) FROM settled WHERE article IN (SELECT value FROM json_each(:articles)))
"""


class Concordance:
    """What one person marked in all articles, and what is gold in all of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_person(self, name: str) -> Iterator[MarkedArticle]:
        """Yield the articles in which a name has spans, in order; none where nobody has the name.

        Each article is as it is when it is read; nothing is held open between them. Raises `DamagedProjectError`.
        """
        person = annotators.number(self._connection, name)
        if person is None:
            return
        last, most = 0, _FIRST
        while numbers := self._numbers(_OF_PERSON, [person, last, most]):
            yield from self._read(numbers, _MARKS, [person])
            last, most = numbers[-1], _AT_ONCE

    def of_gold(self) -> Iterator[MarkedArticle]:
        """Yield the articles in which decisions put spans into gold, settled or not, as `of_person` does."""
        last, most = 0, _FIRST
        while numbers := self._numbers(_OF_GOLD, [last, most]):
            yield from self._read(numbers, _GOLD_MARKS, [])
            last, most = numbers[-1], _AT_ONCE

    def texts(self, numbers: Sequence[int]) -> list[MarkedArticle]:
        """Return the articles with these numbers, without marks, in order; numbers that no article has are passed over."""
        return self._articles(numbers, {})

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the ids of the articles with these numbers, by number."""
        return dict(self._connection.rows(_IDS, [json.dumps(list(numbers))]))

    def standing(self, name: str, numbers: Sequence[int]) -> Standing:
        """Return how the articles with these numbers stand; `name`: who may be done with them."""
        person = annotators.number(self._connection, name)
        row = self._connection.row(_STANDING, {"person": person, "articles": json.dumps(list(numbers))})
        assert row is not None
        return Standing(done=row[0], settled=row[1])

    def _numbers(self, sql: str, values: Sequence[int]) -> list[int]:
        return [number for (number,) in self._connection.rows(sql, values)]

    def _read(self, numbers: Sequence[int], sql: str, values: Sequence[int]) -> list[MarkedArticle]:
        with self._connection.as_of_now():
            found: defaultdict[int, list[Mark]] = defaultdict(list)
            for article, start, end, label in self._connection.rows(
                sql, [json.dumps(list(numbers)), *values]
            ):
                found[article].append((start, end, label))
            return self._articles(numbers, found)

    def _articles(self, numbers: Sequence[int], marks: dict[int, list[Mark]]) -> list[MarkedArticle]:
        """Return articles with their marks. Raises `DamagedProjectError` for a text that is not what came in."""
        found = []
        for number, id_, title, sha256, text in self._connection.rows(_TEXTS, [json.dumps(list(numbers))]):
            there = tuple(marks.get(number, ()))
            with decoding(self._connection, "the text of an article"):
                if hashlib.sha256(text.encode()).hexdigest() != sha256:
                    what = f"article {id_}: the text is not what came in (by its hash)"
                    raise failures.damaged(self._connection.path, what)
                if any(end > len(text) for _, end, _ in there):
                    raise failures.damaged(
                        self._connection.path, f"article {id_}: a span ends after the text"
                    )
            found.append(MarkedArticle(number=number, id=id_, title=title, text=text, marks=there))
        return found
