"""Articles and their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import advice
from annotator.command_line import command_line
from annotator.errors import NoSuchArticleError, UsageError
from annotator.model import Article, Struct, now
from annotator.store.check import guards
from annotator.store.file import parts, triggers
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators
from annotator.store.search import indexing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.store.file.connection import Connection

_AT_ONCE = 1000
"""How many ids are looked up with one query."""

_MANY = 100
"""From how many new articles on triggers are dropped meanwhile: that costs as much as what they do for some dozens."""

_FOR_EACH = (parts.OF_ARTICLES, "article_text_has_its_length")
"""Triggers that have nothing to do for many articles at once: `parts.add_articles` counts them, and their lengths are those of their texts."""

_BY_IDS = "SELECT id, number FROM article WHERE id IN (SELECT value FROM json_each(?))"
_ARTICLE = """
    SELECT id, text, sha256, title, date, source, url, metadata, edition
    FROM article JOIN article_text ON article_text.article = article.number WHERE article.number = ?
"""


class Articles:
    """The articles of a project: one by its id or number, and those that a filter names."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str, annotator: str | None = None) -> Article:
        """Return the article with this id, else with this number, from 1; `annotator`: whose layer is to be opened.

        Raises `NoSuchArticleError`, and `NotAProjectError` where the article or anything that is stored about it is
        damaged. Of very long histories not all is checked: see `limits.REPLAYED`.
        """
        found = number(self._connection, key)
        if found is None and key.isdecimal() and len(key) < 10:
            row = self._connection.row("SELECT number FROM article WHERE number = ?", [int(key)])
            found = None if row is None else int(row[0])
        if found is None:
            error = _no_such(self._connection, key)
            guards.require_tables(self._connection, "article")  # a damaged index finds nothing
            raise error
        person = None if annotator is None else annotators.number(self._connection, annotator)
        guards.require_article(self._connection, found, person)
        return by_number(self._connection, found)

    def count(self) -> int:
        """Return how many articles there are."""
        row = self._connection.row("SELECT count(*) FROM article")
        assert row is not None
        return int(row[0])

    def select(self, wanted: str | None) -> list[str]:
        """Return the ids of the articles that `wanted` names, each once, in the order in which they came in.

        None: all. See `selecting.chosen` for what can be wanted. Raises `UsageError` when a part of it finds nothing.
        """
        from annotator.store import selecting

        with self._connection.as_of_now():
            if wanted is None:
                guards.require_tables(self._connection, "article")
                return [id_ for (id_,) in self._connection.rows("SELECT id FROM article ORDER BY number")]
            if not self.any():
                guards.require_tables(self._connection, "article")
                raise UsageError(advice.no_articles(self._connection.path))
            return selecting.chosen(self._connection, wanted)

    def any(self) -> bool:
        """Return whether there is any article."""
        return self._connection.row("SELECT 1 FROM article LIMIT 1") is not None


def by_number(connection: Connection, number: int) -> Article:
    """Return the article with this number, which must exist."""
    import json

    row = connection.row(_ARTICLE, [number])
    assert row is not None
    id_, text, sha256, title, date, source, url, metadata, edition = row
    with decoding(connection, "the metadata of an article"):
        return Article(
            id=id_,
            text=text,
            sha256=sha256,
            title=title,
            date=date,
            source=source,
            url=url,
            metadata=json.loads(metadata),
            edition=edition,
        )


def number(connection: Connection, id_: str) -> int | None:
    """Return the number of the article with this id, or None."""
    row = connection.row("SELECT number FROM article WHERE id = ?", [id_])
    return None if row is None else int(row[0])


def numbers(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers of the articles with these ids, by id; ids that no article has are passed over."""
    import json
    from itertools import islice

    found: dict[str, int] = {}
    rest = iter(ids)
    while some := list(islice(rest, _AT_ONCE)):
        found.update(connection.rows(_BY_IDS, [json.dumps(some)]))
    return found


def any_id(connection: Connection, words: Sequence[str]) -> bool:
    """Return whether any of these words is the id of an article."""
    import json

    sql = "SELECT 1 FROM article WHERE id IN (SELECT value FROM json_each(?))"
    some = (words[first : first + _AT_ONCE] for first in range(0, len(words), _AT_ONCE))
    return any(connection.row(sql, [json.dumps(part)]) is not None for part in some)


def require_number(connection: Connection, id_: str) -> int:
    """Return the number of the article with this id. Raises `NoSuchArticleError`."""
    found = number(connection, id_)
    if found is None:
        raise _no_such(connection, id_)
    return found


def length(connection: Connection, number: int) -> int:
    """Return the length of an article's text in code points."""
    row = connection.row("SELECT length FROM article WHERE number = ?", [number])
    assert row is not None
    return int(row[0])


def edition(connection: Connection, number: int) -> int:
    """Return how often an article's text was corrected."""
    row = connection.row("SELECT edition FROM article WHERE number = ?", [number])
    assert row is not None
    return int(row[0])


def with_text(connection: Connection, sha256: str) -> str | None:
    """Return the id of the article whose text has this hash, None if there is none."""
    row = connection.row("SELECT id FROM article WHERE sha256 = ?", [sha256])
    return None if row is None else str(row[0])


class NewArticle(Struct, frozen=True, kw_only=True, gc=False):
    """An article that is to be added: its fields as they are stored, `metadata` as JSON."""

    id: str
    title: str
    date: str | None
    source: str | None
    url: str | None
    metadata: str
    sha256: str
    words: int
    text: str
    edition: int = 0

    @classmethod
    def of(cls, article: Article, words: int) -> NewArticle:
        """Return an article of that length in words as one that is to be added."""
        import json

        return cls(
            id=article.id,
            title=article.title,
            date=article.date,
            source=article.source,
            url=article.url,
            metadata=json.dumps(article.metadata, ensure_ascii=False),
            sha256=article.sha256,
            words=words,
            text=article.text,
            edition=article.edition,
        )


def next_number(connection: Connection) -> int:
    """Return the number that the next article gets, inside a transaction."""
    row = connection.row("SELECT coalesce(max(number), 0) + 1 FROM article")
    assert row is not None
    return int(row[0])


def insert_many(connection: Connection, new: Sequence[NewArticle]) -> int:
    """Add articles, inside a transaction, and return the number of the first; those of the others follow.

    This is the only way in. Ids and texts must be new, and in memory all at once: for many, it is called several times.
    """
    first = next_number(connection)
    if len(new) < _MANY:
        _insert(connection, first, new)
    else:
        with triggers.dropped(connection.database, _FOR_EACH):
            _insert(connection, first, new)
            parts.add_articles(connection.database, first)
    indexing.add(connection, first, new)
    return first


def _insert(connection: Connection, first: int, new: Sequence[NewArticle]) -> None:
    added = now().isoformat()
    connection.insert(
        "article",
        [
            (number, one.id, one.title, one.date, one.source, one.url, one.metadata, one.sha256, len(one.text), one.words, added, one.edition)
            for number, one in enumerate(new, first)
        ],
    )  # fmt: skip
    connection.execute_many(
        "INSERT INTO article_text (article, text) VALUES (?, ?)",
        [(number, one.text) for number, one in enumerate(new, first)],
    )


def _no_such(connection: Connection, key: str) -> NoSuchArticleError:
    import difflib

    ids = [id_ for (id_,) in connection.rows("SELECT id FROM article ORDER BY number")]
    with decoding(connection, "the id of an article"):
        near = difflib.get_close_matches(key, ids, n=3)
    if not ids:
        say = advice.no_articles(connection.path)
    elif near:
        say = f"Did you mean {' or '.join(near)}?"
    else:
        numbers = "the number 1" if len(ids) == 1 else f"a number from 1 to {len(ids)}"
        say = f"Give an id or {numbers}; all of them: {command_line('status', project=connection.path)}"
    return NoSuchArticleError(f"There is no article {key} in this project. {say}")
