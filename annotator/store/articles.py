"""Articles and their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator import advice
from annotator.command_line import command_line
from annotator.errors import NoSuchArticleError, UsageError
from annotator.model import Article, now
from annotator.store.check import guards
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

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


def insert(connection: Connection, article: Article, words: int) -> None:
    """Add an article, inside a transaction. Its id and its text must be new."""
    import json

    values: list[Any] = [
        article.id,
        article.title,
        article.date,
        article.source,
        article.url,
        json.dumps(article.metadata, ensure_ascii=False),
        article.sha256,
        len(article.text),
        words,
        now().isoformat(),
        article.edition,
    ]
    connection.execute(
        "INSERT INTO article (id, title, date, source, url, metadata, sha256, length, words, added, edition) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    connection.execute(
        "INSERT INTO article_text (article, text) VALUES (last_insert_rowid(), ?)", [article.text]
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
