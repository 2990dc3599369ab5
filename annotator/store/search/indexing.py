"""Keeping the indexes of articles up to date, in the transaction that changes an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import search_tables
from annotator.store.file.search_tables import GRAMS, INDEXES, WORDS
from annotator.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from annotator.model import Article
    from annotator.store.file.connection import Connection

_AT_ONCE = 1000
"""How many articles wait for being added together."""

_EXTENDED = f"""
    UPDATE search_index SET upto = :last WHERE name = '{WORDS}' AND fold = {fold.WIDE}
    AND upto >= (SELECT coalesce(max(number), 0) FROM article WHERE number < :first)
"""


def add(connection: Connection, number: int, article: Article) -> None:
    """Add an article that has just been stored under a number beyond all others, inside its transaction, at its end.

    Between statements on other tables, FTS5 would write out what it has after each article.
    """
    added = connection.pending
    if not isinstance(added, _Added):
        added = connection.pending = _Added(connection)
    added.articles.append((number, article))
    if len(added.articles) >= _AT_ONCE:
        added.write()


class _Added:
    """The articles that a transaction stored and did not index yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.articles: list[tuple[int, Article]] = []

    def write(self) -> None:
        """Index them."""
        articles, self.articles = self.articles, []
        add_many(self._connection, articles)


def add_many(connection: Connection, articles: Iterable[tuple[int, Article]]) -> None:
    """Add articles that have just been stored, inside their transaction; their numbers ascend, beyond all others.

    Their texts go to the index of words as far as that is made: where it isn't, whoever makes it comes to them, too.
    """
    added = list(articles)
    if not added:
        return
    database = connection.database
    first, last = added[0][0], added[-1][0]
    database.execute(f"UPDATE search_index SET upto = ?, sum = NULL WHERE name = '{GRAMS}'", [last])
    search_tables.add_listed(
        database,
        [
            search_tables.listed(number, article.title, article.id, article.source, article.date)
            for number, article in added
        ],
    )
    if database.execute(_EXTENDED, {"first": first, "last": last}).rowcount:
        add_words(database, ((number, article.text) for number, article in added))


def add_words(database: sqlite3.Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Add texts to the index of words by the numbers of their articles, inside a transaction."""
    database.execute(f"UPDATE search_index SET sum = NULL WHERE name = '{WORDS}'")
    folded = [(number, fold.wide(text)) for number, text in texts]
    database.executemany(f"INSERT INTO {WORDS} (rowid, words) VALUES (?, ?)", folded)


def replace(connection: Connection, number: int, before: Article, after: Article) -> None:
    """Replace what the indexes have of an article, of which any field may have changed, inside the transaction that does it."""
    if connection.pending is not None:
        connection.pending.write()
    database = connection.database
    database.execute(f"UPDATE search_index SET sum = NULL WHERE name = '{GRAMS}'")
    row = search_tables.listed(number, after.title, after.id, after.source, after.date)
    search_tables.replace_listed(database, row)
    if before.text == after.text:
        return
    sql = f"SELECT 1 FROM search_index WHERE name = '{WORDS}' AND fold = {fold.WIDE} AND upto >= ?"
    if database.execute(sql, [number]).fetchone() is not None:
        database.execute(
            f"INSERT INTO {WORDS} ({WORDS}, rowid, words) VALUES ('delete', ?, ?)",
            (number, fold.wide(before.text)),
        )
        add_words(database, [(number, after.text)])


def seal(connection: Connection) -> None:
    """Store the sums of the indexes that were changed since they were summed, inside a transaction."""
    database = connection.database
    for name in INDEXES:
        if database.execute("SELECT 1 FROM search_index WHERE name = ? AND sum IS NULL", [name]).fetchone():
            total = search_tables.sum_of(database, name)
            database.execute("UPDATE search_index SET sum = ? WHERE name = ?", [total, name])
