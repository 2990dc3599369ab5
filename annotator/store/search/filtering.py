"""Which articles a filter finds by what `listed` has of them: title, id, number, source and date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.store.disk import failures
from annotator.store.file.search_tables import GRAMS
from annotator.store.search import sound
from annotator.text import fold

if TYPE_CHECKING:
    import regex

    from annotator.store.file.connection import Connection

_GRAM = 3
_TERMS = f"{GRAMS}_terms"
_MATCHING = f"SELECT rowid FROM {GRAMS} WHERE {GRAMS} MATCH ? LIMIT ?"


class FilterWord(NamedTuple):
    """A word of a filter. `pieces` and `exact` are those of `fold.PlainWord`; `pattern` finds the word in a text as it is."""

    pieces: tuple[str, ...]
    exact: bool
    pattern: regex.Pattern[str]


def words(query: str) -> list[FilterWord]:
    """Return the words of a filter; those that are empty after folding are left out."""
    return [
        FilterWord(pieces, exact, pattern)
        for word in query.split()
        if (pattern := fold.pattern(word)) is not None
        for pieces, exact in [fold.plain_word(word)]
    ]


def condition(word: FilterWord) -> tuple[str, list[str]]:
    """Return SQL on a row of `listed` and its parameters: whether the word is in it, or may be where it isn't exact."""
    sql = " AND ".join(["instr(listed.folded, ?) > 0"] * len(word.pieces))
    return (f"({sql})" if sql else "1"), list(word.pieces)


def expression(connection: Connection, word: FilterWord) -> str | None:
    """Return what `listed_grams` is to MATCH for a word: the rowids found are candidates, to which `condition` applies.

    "" where no article has it; None where all articles are candidates. Rowids come in order, and those of a range
    are found without the others.
    """
    parts = []
    for piece in word.pieces:
        if len(piece) < _GRAM:
            terms = _beginning(connection, piece)
            if not terms:
                return ""
            parts.append(" OR ".join(map(_quoted, terms)))
        else:
            starts = sorted({*range(0, len(piece) - _GRAM + 1, _GRAM), len(piece) - _GRAM})
            parts.append(" AND ".join(_quoted(piece[start : start + _GRAM]) for start in starts))
    return " AND ".join(f"({part})" for part in parts) if parts else None


def matching(connection: Connection, wanted: str, most: int) -> list[int]:
    """Return the numbers of the articles that an expression finds, in order, at most so many (-1: all).

    Raises `DamagedIndexError` where the index is not as it was written.
    """
    return [number for (number,) in _rows(connection, _MATCHING, [wanted, most])]


def _rows(connection: Connection, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with failures.translated(connection.path), sound.told(connection):
        sound.require(connection, GRAMS)
        return connection.database.execute(sql, parameters).fetchall()


def _beginning(connection: Connection, piece: str) -> list[str]:
    """Return the three letters that begin with one or two."""
    connection.database.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{_TERMS} USING fts5vocab('main', '{GRAMS}', 'row')"
    )
    beyond = piece[:-1] + chr(min(ord(piece[-1]) + 1, 0x10FFFF))
    sql = f"SELECT term FROM temp.{_TERMS} WHERE term >= ? AND term < ?"
    return [term for (term,) in _rows(connection, sql, [piece, beyond])]


def _quoted(gram: str) -> str:
    doubled = gram.replace('"', '""')
    return f'"{doubled}"'
