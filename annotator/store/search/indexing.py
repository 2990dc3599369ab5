"""Keeping the indexes of articles up to date, in the transaction that changes an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from annotator.store.file import search_tables
from annotator.store.file.search_tables import GRAMS, INDEXES, WORDS
from annotator.store.search import sound
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection

_AT_ONCE = 1000
_CHARACTERS = 4_000_000
"""How many articles wait for being added together, and how many characters their texts have."""

_EXTENDED = f"""
    UPDATE search_index SET upto = :last WHERE name = '{WORDS}' AND fold = {fold.WIDE}
    AND upto >= (SELECT coalesce(max(number), 0) FROM article WHERE number < :first)
"""


class Indexed(Protocol):
    """What of an article is indexed."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def source(self) -> str | None:
        """Where it was published."""

    @property
    def date(self) -> str | None:
        """When it was published."""

    @property
    def text(self) -> str:
        """Its text."""


def add(connection: Connection, first: int, articles: Sequence[Indexed]) -> None:
    """Add articles that have just been stored, under numbers from `first` on and beyond all others, inside their transaction.

    They wait for its end, or until there are many: between statements on other tables, FTS5 would write out what it has
    after each of them.
    """
    added = connection.pending
    if not isinstance(added, _Added):
        added = connection.pending = _Added(connection)
    added.articles += enumerate(articles, first)
    added.characters += sum(len(article.text) for article in articles)
    if len(added.articles) >= _AT_ONCE or added.characters >= _CHARACTERS:
        added.write()


class _Added:
    """The articles that a transaction stored and did not index yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.articles: list[tuple[int, Indexed]] = []
        self.characters = 0

    def write(self) -> None:
        """Index them. Texts go to the index of words as far as that is made: whoever makes the rest comes to them, too."""
        added, self.articles, self.characters = self.articles, [], 0
        if not added:
            return
        for name in INDEXES:
            sound.require(self._connection, name)
        with sound.told(self._connection):
            self._index(added)

    def _index(self, added: Sequence[tuple[int, Indexed]]) -> None:
        database = self._connection.database
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
            search_tables.add_words(database, ((number, article.text) for number, article in added))


def replace(connection: Connection, number: int, before: Indexed, after: Indexed) -> None:
    """Replace what the indexes have of an article, of which any field may have changed, inside the transaction that does it."""
    if connection.pending is not None:
        connection.pending.write()
    for name in INDEXES:
        sound.require(connection, name)
    with sound.told(connection):
        _replace(connection, number, before, after)


def _replace(connection: Connection, number: int, before: Indexed, after: Indexed) -> None:
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
        search_tables.add_words(database, [(number, after.text)])
