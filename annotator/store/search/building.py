"""Making the index of words for articles that were there before it: bit by bit, by one program or several."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from annotator.model import IndexState
from annotator.store.file import search_tables
from annotator.store.file.search_tables import INDEXES, WORDS
from annotator.store.search import sound
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.file.connection import Connection

_ARTICLES = 400
_CHARACTERS = 1_000_000
"""How many articles are added in a transaction, and how many characters their texts have: some hundredths of a second."""

_NEXT = "SELECT number, length FROM article WHERE number > ? ORDER BY number LIMIT ?"
_TEXTS = "SELECT article, text FROM article_text WHERE article > ? AND article <= ? ORDER BY article"


def build(
    connection: Connection,
    progress: Callable[[IndexState], None] | None,
    stopped: Callable[[], bool],
    pause: float,
) -> None:
    """Make what is missing, as `Search.build` says."""
    with connection.as_of_now():
        for name in INDEXES:
            sound.require(connection, name)
        there = state(connection)
    while not stopped() and _is_incomplete(connection):
        began = time.monotonic()
        with connection.writing(), sound.told(connection):
            added = _add_some(connection)
        there = msgspec.structs.replace(there, indexed=min(there.indexed + added, there.articles))
        if progress is not None:
            progress(there)
        time.sleep(pause * (time.monotonic() - began))
    if not stopped():
        sound.seal(connection)


def state(connection: Connection) -> IndexState:
    """Return how far the index of words is made."""
    made = search_tables.state(connection.database, WORDS)
    upto = made.upto if made is not None and made.fold == fold.WIDE else 0
    row = connection.row("SELECT count(*), count(*) FILTER (WHERE number <= ?) FROM article", [upto])
    assert row is not None
    return IndexState(indexed=row[1], articles=row[0])


def _is_incomplete(connection: Connection) -> bool:
    made = search_tables.state(connection.database, WORDS)
    if made is None:
        raise sound.damaged(connection, "what is known of it is gone")
    row = connection.row("SELECT 1 FROM article WHERE number > ?", [made.upto])
    return made.fold != fold.WIDE or row is not None


def _add_some(connection: Connection) -> int:
    """Add the next articles, inside a transaction, and return how many; an index of another fold is made anew first."""
    database = connection.database
    made = search_tables.state(database, WORDS)
    if made is None or made.fold != fold.WIDE:
        search_tables.empty(database, WORDS)
    upto = 0 if made is None or made.fold != fold.WIDE else made.upto
    last, characters = upto, 0
    for number, length in connection.rows(_NEXT, [upto, _ARTICLES]):
        last, characters = number, characters + length
        if characters >= _CHARACTERS:
            break
    texts = connection.rows(_TEXTS, [upto, last])
    search_tables.add_words(database, texts)
    connection.execute(f"UPDATE search_index SET upto = ? WHERE name = '{WORDS}'", [last])
    return len(texts)
