"""The tables of the indexes for filters and for searching, and their sums.

`listed` has what a filter looks at in each article, folded, and how its title is sorted; `listed_grams` finds the three
letters of a word in it. `article_words` finds the words of texts. A row of `search_index` says of each of the two how it was
folded, up to which article it is made, and the sum of what FTS5 keeps, by which that is checked before it is believed;
NULL from the first change until it is summed again. FTS5 keeps no texts here, so an article is taken out of an index with what was
put in.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from annotator.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from sqlite_utils import Database

GRAMS = "listed_grams"
WORDS = "article_words"
INDEXES = (GRAMS, WORDS)

TITLE = 40
"""Code points of the folded title by which articles are sorted, its signs and blanks at the start left out."""

PLAIN = 1
"""The version of what stands in `listed`; a step that makes it anew goes with another one."""

_TABLES = f"""
    CREATE TABLE search_index (
        name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('{GRAMS}', '{WORDS}')),
        fold INTEGER NOT NULL,
        upto INTEGER NOT NULL,
        sum INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE listed (
        article INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        folded TEXT NOT NULL
    );
    CREATE INDEX listed_by_title ON listed (title, article);
"""
_VIRTUAL = {
    GRAMS: "folded, content='', tokenize='trigram case_sensitive 1', detail=none, columnsize=0",
    WORDS: "words, content='', tokenize='ascii'",
}
_SETTINGS = {"hashsize": 16_000_000, "automerge": 16, "crisismerge": 32}
"""How many bytes FTS5 collects before it writes, and how many parts of an index it lets grow before it merges them: an import writes less."""

_FORMAT = 4
"""The version of FTS5's tables."""

_PRIME = 1_000_003
_AT_ONCE = 1000
_SEPARATOR = "\n"
_SIGNS = " \t\r\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»“”‘’–—…•،؛؟\u00a0"


def create_search_indexes(db: Database) -> None:
    """Add the indexes for filters and for searching. That for filters is made; that of words is made later, bit by bit."""
    database = db.conn
    for statement in _TABLES.split(";"):
        database.execute(statement)
    for name in INDEXES:
        create(database, name)
    refill_listed(database)


def create(database: sqlite3.Connection, name: str) -> None:
    """Make an index of FTS5, empty, and its row of `search_index`, inside a transaction."""
    database.execute(f"CREATE VIRTUAL TABLE {name} USING fts5({_VIRTUAL[name]})")
    _begin(database, name)


def _begin(database: sqlite3.Connection, name: str) -> None:
    for setting, value in _SETTINGS.items():
        database.execute(f"INSERT INTO {name} ({name}, rank) VALUES (?, ?)", [setting, value])
    version = fold.WIDE if name == WORDS else PLAIN
    database.execute("INSERT INTO search_index VALUES (?, ?, 0, NULL)", [name, version])


def empty(database: sqlite3.Connection, name: str) -> None:
    """Empty an index, whatever is in it, inside a transaction."""
    for rows in ("data", "idx", "config"):
        database.execute(f"DELETE FROM {name}_{rows}")
    # What FTS5 asks for first: its format, its averages and its structure, as they are in an empty index.
    database.execute(f"INSERT INTO {name}_config VALUES ('version', {_FORMAT})")
    database.execute(f"INSERT INTO {name}_data VALUES (1, x''), (10, zeroblob(7))")
    database.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")
    database.execute("DELETE FROM search_index WHERE name = ?", [name])
    _begin(database, name)


# --- sums -------------------------------------------------------------------------------------------


def sum_of(database: sqlite3.Connection, name: str) -> int:
    """Return the sum of the rows in which FTS5 keeps an index, and of its state. Raises sqlite3.Error."""
    total: int = sum(
        (fold + 1) * (upto + 1) * _PRIME
        for fold, upto in database.execute("SELECT fold, upto FROM search_index WHERE name = ?", [name])
    )
    for segment, page, term in database.execute(f"SELECT segid, pgno, term FROM {name}_idx"):
        total += zlib.crc32(b"%d %d %b" % (segment, page, term))
    for key, value in database.execute(f"SELECT k, v FROM {name}_config"):
        total += zlib.crc32(f"{key} {value}".encode())
    for page, block in database.execute(f"SELECT id, block FROM {name}_data"):
        total += zlib.crc32(block, page & 0xFFFFFFFF)
    return total


# --- what filters look at ---------------------------------------------------------------------------


def listed(number: int, title: str, id_: str, source: str | None, date: str | None) -> tuple[int, str, str]:
    """Return the row of `listed` for an article.

    Its folded fields stand between line feeds: title, id, number, source, date; no word of a filter goes across one.
    """
    fields = (title, id_, str(number), source or "", date or "", "", "")
    folded = fold.plain(_SEPARATOR.join(fields))
    if folded.count(_SEPARATOR) >= len(fields):  # one of a field itself
        folded = fold.plain(_SEPARATOR.join(" ".join(field.split(_SEPARATOR)) for field in fields))
    return number, folded[: folded.index(_SEPARATOR)].lstrip(_SIGNS)[:TITLE], folded


def add_listed(database: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Add rows of `listed`, inside a transaction."""
    kept = list(rows)
    database.executemany("INSERT INTO listed VALUES (?, ?, ?)", kept)
    database.executemany(
        f"INSERT INTO {GRAMS} (rowid, folded) VALUES (?, ?)", [(number, folded) for number, _, folded in kept]
    )


def replace_listed(database: sqlite3.Connection, row: tuple[int, str, str]) -> None:
    """Replace the row of `listed` for an article, inside a transaction."""
    number, title, folded = row
    for (before,) in database.execute("SELECT folded FROM listed WHERE article = ?", [number]).fetchall():
        if before == folded:
            return
        database.execute(
            f"INSERT INTO {GRAMS} ({GRAMS}, rowid, folded) VALUES ('delete', ?, ?)", (number, before)
        )
    database.execute("INSERT OR REPLACE INTO listed VALUES (?, ?, ?)", (number, title, folded))
    database.execute(f"INSERT INTO {GRAMS} (rowid, folded) VALUES (?, ?)", (number, folded))


def refill_listed(database: sqlite3.Connection) -> None:
    """Make the rows of `listed` and their index anew from the articles, inside a transaction."""
    empty(database, GRAMS)
    database.execute("DELETE FROM listed")
    cursor = database.execute("SELECT number, title, id, source, date FROM article ORDER BY number")
    while rows := cursor.fetchmany(_AT_ONCE):
        add_listed(database, (listed(*row) for row in rows))
    database.execute(
        "UPDATE search_index SET upto = (SELECT coalesce(max(number), 0) FROM article) WHERE name = ?",
        [GRAMS],
    )


# --- the words of texts ------------------------------------------------------------------------------


def add_words(database: sqlite3.Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Add texts to the index of words by the numbers of their articles, inside a transaction."""
    database.execute(f"UPDATE search_index SET sum = NULL WHERE name = '{WORDS}'")
    folded = [(number, fold.wide(text)) for number, text in texts]
    database.executemany(f"INSERT INTO {WORDS} (rowid, words) VALUES (?, ?)", folded)


# --- what an index is like --------------------------------------------------------------------------


class State(NamedTuple):
    """The row of an index: how it is folded, the last article that is in it, and its sum, None where it was changed since."""

    fold: int
    upto: int
    sum: int | None


def state(database: sqlite3.Connection, name: str) -> State | None:
    """Return the row of an index; None where it is gone or can't be one."""
    row = database.execute("SELECT fold, upto, sum FROM search_index WHERE name = ?", [name]).fetchone()
    if row is None or not all(isinstance(value, int) or value is None for value in row) or None in row[:2]:
        return None
    return State(*row)


def changes(database: sqlite3.Connection, name: str) -> list[tuple[int, bytes]]:
    """Return the two rows of FTS5 that differ after each change of an index: its averages and its structure."""
    return database.execute(f"SELECT id, block FROM {name}_data WHERE id IN (1, 10) ORDER BY id").fetchall()


def size(database: sqlite3.Connection) -> int:
    """Return how many bytes the indexes take: pages of words and letters, and the rows that filters look at, roughly."""
    pages = " UNION ALL ".join(f"SELECT sum(length(block)) FROM {name}_data" for name in INDEXES)
    rows = "SELECT sum(2 * length(CAST(title AS BLOB)) + length(CAST(folded AS BLOB))) FROM listed"
    return sum(found or 0 for (found,) in database.execute(f"{pages} UNION ALL {rows}"))
