"""What a search finds."""

from __future__ import annotations

from annotator.model.base import Struct


class Hit(Struct, frozen=True):
    """A word that was searched for: ``[start, end)``, and ``[word, end)`` with the clitics before it, in code points of the text."""

    start: int
    end: int
    word: int


class FoundLine(Struct, frozen=True):
    """A line of an article, ``[start, end)`` in code points, with the hits in it, in order."""

    start: int
    end: int
    text: str
    hits: tuple[Hit, ...]


class FoundArticle(Struct, frozen=True):
    """An article that was found. `exact`: it has each word as it was given, not only behind clitics or without its article.

    `lines` are those with hits.
    """

    number: int
    id: str
    title: str
    exact: bool
    lines: tuple[FoundLine, ...]


class SearchResult(Struct, frozen=True):
    """A page of what a search found, the best first, and how many articles it found in all.

    `words` are those that were searched for, folded. `scanned`: so many texts were read one by one, because the index has
    not got to them yet.
    """

    words: tuple[str, ...]
    total: int
    articles: tuple[FoundArticle, ...]
    scanned: int = 0


class IndexState(Struct, frozen=True):
    """How far the index for searching is made: `indexed` of `articles`."""

    indexed: int
    articles: int

    @property
    def is_complete(self) -> bool:
        """Whether all texts are in it."""
        return self.indexed >= self.articles
