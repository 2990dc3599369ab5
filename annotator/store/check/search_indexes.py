"""Comparing the indexes for filters and for searching with the articles, and making them anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows
from annotator.store.file import search_tables
from annotator.store.file.search_tables import GRAMS, WORDS
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.store.file.connection import Connection

FILTERED = ("listed", GRAMS, *(f"{GRAMS}_{rows}" for rows in ("data", "idx", "config")), "search_index")
SEARCHED = (WORDS, *(f"{WORDS}_{rows}" for rows in ("data", "idx", "docsize", "config")), "search_index")


_AT_ONCE = 1000
_FIELDS = """
    SELECT number, article.title, id, source, date, listed.title, folded FROM article LEFT JOIN listed ON article = number
"""
_LISTED = f"{_FIELDS} ORDER BY number"
_SOME_LISTED = f"{_FIELDS} WHERE number > ? ORDER BY number LIMIT ?"
_NOBODYS = "SELECT count(*) FROM listed WHERE article NOT IN (SELECT number FROM article)"
_TEXTS = f"""
    SELECT article, text, sz FROM article_text LEFT JOIN {WORDS}_docsize ON id = article WHERE article <= ?
    ORDER BY article
"""
_LENGTHS = f"SELECT count(*) FROM {WORDS}_docsize"
_NO_CHARACTER = re.compile(
    "[" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)) + "]"
)
_MODULUS = 1 << 64


def list_terms(connection: Connection) -> None:
    """Make the temporary tables in which the terms of the indexes are read, outside of a transaction, where they stay.

    When one comes or goes, SQLite prepares all statements again.
    """
    with rows.reading([], Fault(what="")):  # the check tells what can't be read
        for name in (GRAMS, WORDS):
            _list_terms(connection, name)


def faults_of_filters(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with `listed` and the index of its letters."""
    found: list[Fault] = []
    differing = total = 0
    with rows.reading(found, Fault(table="listed", what="its rows can't be compared with the articles")):
        for *fields, title, folded in rows.raw_rows(connection, _LISTED):
            number, its_title, id_, source, date = fields
            row = search_tables.listed(number, its_title, id_, source, date)
            differing += row != (number, title, folded)
            total += number * sum(map(hash, _grams(row[2])))
        differing += next(rows.raw_rows(connection, _NOBODYS))[0]
    if differing:
        what = "1 row is not" if differing == 1 else f"{differing:,} rows are not"
        found.append(Fault(table="listed", what=f"{what} what the article says"))
    yield from found
    if not found:
        yield from _faults_of_index(connection, GRAMS, search_tables.PLAIN, total)


def compare_listed(connection: Connection, after: int, count: int) -> tuple[int, int]:
    """Compare `listed` with so many articles after this number; return the last of their numbers, and how many differ.

    The number is 0 where there are no more; then the rows of `listed` that belong to no article count.
    """
    last = differing = 0
    for *fields, title, folded in connection.rows(_SOME_LISTED, [after, count]):
        last, its_title, id_, source, date = fields
        differing += search_tables.listed(last, its_title, id_, source, date) != (last, title, folded)
    if not last:
        differing = connection.rows(_NOBODYS)[0][0]
    return last, differing


def faults_of_words(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with the index of words, as far as it is made; of another version's nothing, for it is made anew."""
    found: list[Fault] = []
    total = 0
    with rows.reading(found, Fault(table=WORDS, what="it can't be compared with the texts")):
        state = search_tables.state(connection.database, WORDS)
        if state is not None and state.fold != fold.WIDE:
            return
        upto = 0 if state is None else state.upto
        lengths = 0
        for number, text, length in rows.raw_rows(connection, _TEXTS, [upto]):
            words = fold.wide(text).split()
            total += number * sum(map(hash, words))
            lengths += length == _varint(len(words))
        there = max(next(rows.raw_rows(connection, _LENGTHS))[0], _articles(connection, upto))
        if lengths != there:
            found.append(
                Fault(table=WORDS, what="the lengths of articles in the index are not those of the texts")
            )
    yield from found
    if not found:
        yield from _faults_of_index(connection, WORDS, fold.WIDE, total)


def remake_filters(connection: Connection) -> None:
    """Make `listed` and its index anew, inside a transaction."""
    search_tables.refill_listed(connection.database)


def remake_words(connection: Connection) -> None:
    """Make the index of words anew, inside a transaction: for all articles."""
    database = connection.database
    search_tables.empty(database, WORDS)
    last = 0
    while texts := connection.rows(
        "SELECT article, text FROM article_text WHERE article > ? ORDER BY article LIMIT ?", [last, _AT_ONCE]
    ):
        search_tables.add_words(database, texts)
        last = texts[-1][0]
    connection.execute("UPDATE search_index SET upto = ? WHERE name = ?", [last, WORDS])


def _faults_of_index(connection: Connection, name: str, version: int, expected: int) -> Iterator[Fault]:
    """Yield what is wrong with an index whose entries have another sum than is expected.

    An entry is a term and the number of its article. The sum is of their products, with a hash that differs in each run.
    """
    found: list[Fault] = []
    with rows.reading(found, Fault(table=name, what="it can't be read")):
        state = search_tables.state(connection.database, name)
        if state is None:
            found.append(Fault(table=name, what="its row of search_index is gone"))
        else:
            if state.fold != version:
                found.append(Fault(table=name, what="no version of this program made such an index"))
            if state.sum is not None and search_tables.sum_of(connection.database, name) != state.sum:
                found.append(Fault(table=name, what="the index is not as it was written last"))
            elif (_entries(connection, name) - expected) % _MODULUS:
                found.append(Fault(table=name, what="the index does not have what the articles have"))
    yield from found


def _entries(connection: Connection, name: str) -> int:
    """Return the sum of what is in an index. Raises sqlite3.Error."""
    _list_terms(connection, name)
    found = rows.raw_rows(connection, f"SELECT term, sum(doc) FROM temp.{name}_terms GROUP BY term")
    return sum(hash(term) * numbers for term, numbers in found)


def _list_terms(connection: Connection, name: str) -> None:
    connection.database.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_terms USING fts5vocab('main', '{name}', 'instance')"
    )


def _articles(connection: Connection, upto: int) -> int:
    found: int = next(rows.raw_rows(connection, "SELECT count(*) FROM article WHERE number <= ?", [upto]))[0]
    return found


def _varint(value: int) -> bytes:
    """Return a number, of less than 2**56, as FTS5 stores it: seven bits a byte, the last byte without the eighth."""
    found = bytes([value & 0x7F])
    while value := value >> 7:
        found = bytes([value & 0x7F | 0x80]) + found
    return found


def _grams(folded: str) -> Iterable[str]:
    if _NO_CHARACTER.search(folded):
        folded = _NO_CHARACTER.sub("\ufffd", folded)  # as FTS5 reads them
    return {folded[start : start + 3] for start in range(len(folded) - 2)}
