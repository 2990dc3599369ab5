"""Searching the texts of all articles: by the index of words as far as it is made, and by reading the texts behind it."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import UsageError
from annotator.model import FoundArticle, FoundLine, Hit, IndexState, SearchResult
from annotator.store.disk import failures
from annotator.store.file import search_tables
from annotator.store.file.decoding import decoding
from annotator.store.file.search_tables import WORDS
from annotator.store.search import building, sound
from annotator.text import fold
from annotator.text.occurrences import forms, occurrences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.store.file.connection import Connection

MOST_WORDS = 32
"""The most different words of a search."""

RANKED = 20_000
"""How many articles are ranked; where more are found, the others follow by their numbers."""

_ARTICLE = (
    "SELECT id, title, sha256, text FROM article JOIN article_text ON article = number WHERE number = ?"
)
_TEXTS = "SELECT article, text FROM article_text WHERE article > ? ORDER BY article LIMIT 500"
_COUNT = f"SELECT count(*) FROM {WORDS} WHERE {WORDS} MATCH ?"
_HAVING = f"SELECT count(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH ? LIMIT 1000)"
_RANKED = f"""
    SELECT number FROM (
        SELECT rowid AS number, bm25({WORDS}) AS score FROM {WORDS} WHERE {WORDS} MATCH ? ORDER BY rowid LIMIT {RANKED}
    ) ORDER BY score, number LIMIT ? OFFSET ?
"""
_UNRANKED = f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH ? ORDER BY rowid LIMIT ? OFFSET ?"


class Search:
    """Searches the texts of all articles, and makes the index for that where it is not there yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def words(self, words: str) -> tuple[str, ...]:
        """Return the different words that are searched for, folded. Raises `UsageError` if there are none or too many."""
        return tuple(folded_words(words))

    def find(
        self,
        words: str,
        *,
        first: int = 0,
        count: int = 20,
        progress: Callable[[int], None] | None = None,
    ) -> SearchResult:
        """Return a page of `count` articles, from the one at `first` on, in which all the words are, the best first.

        A word is there in any of its forms, see `occurrences.forms`. Articles that have all words as they were given come first,
        then those that have them most often for their length (BM25), then those of lower numbers. Where the index has not got to all texts,
        the others are read, found behind them, and `progress` is called with how many were read.
        Of very many only the first `RANKED` are ranked. Raises `UsageError` for words without letters and digits, `DamagedIndexError`, `ProjectError`.
        """
        wanted = folded_words(words)
        with failures.translated(self._connection.path), self._connection.as_of_now():
            pages = _Pages(self._connection, wanted)
            scanned = _scanned(self._connection, wanted, pages.upto, progress)
            total = pages.total + len(scanned.exact) + len(scanned.others)
            numbers = list(islice(_ranked(pages, scanned, first), count))
            articles = tuple(self._article(number, wanted, exact=exact) for number, exact in numbers)
        return SearchResult(words=tuple(wanted), total=total, articles=articles, scanned=scanned.read)

    def articles_with(self, word: str) -> int:
        """Return how many articles have a word, folded by `fold.wide`, on its own, as far as the index is made; 1,000 stands for more.

        The index is not summed first, as for a search: this is asked between two keys. Raises `DamagedIndexError`, `ProjectError`.
        """
        with failures.translated(self._connection.path), sound.told(self._connection):
            database = self._connection.database
            state = search_tables.state(database, WORDS)
            if state is None or state.fold != fold.WIDE:
                return 0
            return int(database.execute(_HAVING, [_quoted(word)]).fetchone()[0])

    def state(self) -> IndexState:
        """Return how far the index is made."""
        with (
            failures.translated(self._connection.path),
            self._connection.as_of_now(),
            sound.told(self._connection),
        ):
            return building.state(self._connection)

    def size(self) -> int:
        """Return about how many bytes the indexes for searching and for filters take. Raises `DamagedIndexError`."""
        with failures.translated(self._connection.path), sound.told(self._connection):
            return search_tables.size(self._connection.database)

    def build(
        self,
        progress: Callable[[IndexState], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
        *,
        pause: float = 0,
    ) -> None:
        """Make what is missing of the index, some hundred articles at a time, until `stopped` says so.

        Others can write between these. `pause`: the time to wait after each, in the time that it took.
        Raises `DamagedIndexError` where an index is damaged, `ProjectError`.
        """
        building.build(self._connection, progress, stopped, pause)

    def _article(self, number: int, words: Sequence[str], *, exact: bool) -> FoundArticle:
        row = self._connection.row(_ARTICLE, [number])
        if row is None:
            raise sound.damaged(self._connection, f"it has an article {number}, which is not there")
        id_, title, sha256, text = row
        with decoding(self._connection, "the text of an article"):
            if hashlib.sha256(text.encode()).hexdigest() != sha256:
                raise failures.damaged(
                    self._connection.path, f"article {id_}: the text is not what came in (by its hash)"
                )
        lines = tuple(found_lines(text, words))
        if not lines:
            raise sound.damaged(self._connection, f"it has words that are not in the article {id_}")
        return FoundArticle(number=number, id=id_, title=title, exact=exact, lines=lines)


def folded_words(words: str) -> list[str]:
    """Return the different words that are searched for, folded. Raises `UsageError` if there are none or too many."""
    found = list(dict.fromkeys(fold.wide(words).split()))
    if not found:
        raise UsageError(
            "There is nothing to search for: a search needs a word with letters or digits; marks and punctuation alone are passed over."
        )
    if len(found) > MOST_WORDS:
        raise UsageError(
            f"A search takes {MOST_WORDS} different words at most, and these are {len(found):,}."
        )
    return found


def found_lines(text: str, words: Sequence[str]) -> Iterator[FoundLine]:
    """Yield the lines of a text in which any of the folded words is, with the hits in order."""
    start = 0
    for line in text.split("\n"):
        hits = sorted(
            {
                (start + at, start + end, start + word)
                for one in words
                for at, end, word in occurrences(one, line)
            }
        )
        if hits:
            yield FoundLine(
                start=start,
                end=start + len(line),
                text=line,
                hits=tuple(Hit(start=at, end=end, word=word) for at, end, word in hits),
            )
        start += len(line) + 1


class _Pages:
    """What the index has: articles with all words as they were given, and others in which they are."""

    def __init__(self, connection: Connection, words: Sequence[str]) -> None:
        self._connection = connection
        sound.require(connection, WORDS)
        with sound.told(connection):
            state = search_tables.state(connection.database, WORDS)
            assert state is not None
            self.upto = state.upto if state.fold == fold.WIDE else 0
            exact = " AND ".join(map(_quoted, words))
            any_form = " AND ".join(f"({' OR '.join(map(_quoted, forms(word)))})" for word in words)
            self._exact, self._others = exact, f"({any_form}) NOT ({exact})"
            self.exact, self.total = (self._count(one) if self.upto else 0 for one in (exact, any_form))

    def _count(self, expression: str) -> int:
        return int(self._connection.database.execute(_COUNT, [expression]).fetchone()[0])

    def ranked(self, first: int, *, exact: bool) -> Iterator[int]:
        """Yield the numbers of articles from the one at `first` on, the best first."""
        expression, there = (self._exact, self.exact) if exact else (self._others, self.total - self.exact)
        while first < there:
            with sound.told(self._connection):
                if first < RANKED:
                    sql, most = _RANKED, min(_PAGE, RANKED - first)
                else:
                    sql, most = _UNRANKED, _PAGE
                rows = self._connection.database.execute(sql, [expression, most, first]).fetchall()
            if not rows:
                return
            yield from (number for (number,) in rows)
            first += len(rows)


_PAGE = 100


class _Scanned(NamedTuple):
    """What reading the texts behind the index found, and how many were read."""

    exact: list[int]
    others: list[int]
    read: int


def _scanned(
    connection: Connection, words: Sequence[str], upto: int, progress: Callable[[int], None] | None
) -> _Scanned:
    wanted = [forms(word).keys() for word in words]
    exact, others, read = list[int](), list[int](), 0
    while rows := connection.rows(_TEXTS, [upto]):
        for number, text in rows:
            there = set(fold.wide(text).split())
            if all(word in there for word in words):
                exact.append(number)
            elif not any(there.isdisjoint(one) for one in wanted):
                others.append(number)
        upto = rows[-1][0]
        read += len(rows)
        if progress is not None:
            progress(read)
    return _Scanned(exact, others, read)


def _ranked(pages: _Pages, scanned: _Scanned, first: int) -> Iterator[tuple[int, bool]]:
    """Yield numbers from the one at `first` on, and whether they have the words as given: those first, and of each the index's first."""
    for exact, there, read in (
        (True, pages.exact, scanned.exact),
        (False, pages.total - pages.exact, scanned.others),
    ):
        for number in pages.ranked(first, exact=exact):
            yield number, exact
        first = max(first - there, 0)
        for number in read[first:]:
            yield number, exact
        first = max(first - len(read), 0)


def _quoted(word: str) -> str:
    return f'"{word}"'
