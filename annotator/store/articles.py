"""Articles and their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import advice
from annotator.command_line import command_line
from annotator.errors import NoSuchArticleError, UsageError
from annotator.model import Article, Struct, now
from annotator.store.check import guards
from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection

_ARTICLE = """
    SELECT id, text, sha256, title, date, source, url, metadata, edition
    FROM article JOIN article_text ON article_text.article = article.number WHERE article.number = ?
"""


class Articles:
    """The articles of a project: one by its id or number, and those that a filter names."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Article:
        """Return the article with this id, else with this number, from 1.

        Raises `NoSuchArticleError`, and `NotAProjectError` where the article or anything that is stored about it is
        damaged.
        """
        found = number(self._connection, key)
        if found is None and key.isdecimal() and len(key) < 10:
            row = self._connection.row("SELECT number FROM article WHERE number = ?", [int(key)])
            found = None if row is None else int(row[0])
        if found is None:
            error = _no_such(self._connection, key)
            guards.require_tables(self._connection, "article")  # a damaged index finds nothing
            raise error
        guards.require_article(self._connection, found)
        return by_number(self._connection, found)

    def select(self, wanted: str | None) -> list[str]:
        """Return the ids of the articles that `wanted` names, each once, in the order in which they came in.

        None: all. See `selecting.chosen` for what can be wanted. Raises `UsageError` when a part of it finds nothing.
        """
        from annotator.store import selecting

        guards.require_tables(self._connection, "article")
        listed = [
            selecting.Listed(*row)
            for row in self._connection.rows(
                "SELECT number, id, title, source, date, url, metadata FROM article ORDER BY number"
            )
        ]
        if wanted is None:
            return [article.id for article in listed]
        if not listed:
            raise UsageError(advice.no_articles(self._connection.path))
        return selecting.chosen(listed, wanted)


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
    return first


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
