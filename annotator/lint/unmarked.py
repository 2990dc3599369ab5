"""Occurrences of names that are marked nine times in ten, where they are not."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.lint.base import MANY, Covered, Proposals, finding
from annotator.lint.names import has_letters
from annotator.model import LintKind
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.lint.base import MarkedText
    from annotator.lint.counts import Counts
    from annotator.model import Finding

_MOST_WORDS = 12
"""Longer names are not looked for."""
_CHAINS = tuple(first + second for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك", "لل"))
_ARTICLE, _LAM = "ال", "لل"
_LEAST = 2
"""A name behind clitics has so many letters at least."""
_KEPT = 50_000
"""Of how many words is kept what they begin."""


class _Word(NamedTuple):
    """A word of a text: its range, and what it is folded to."""

    start: int
    end: int
    folded: str


class _Place(NamedTuple):
    """An occurrence that no mark touches."""

    start: int
    end: int
    name: str


class Unmarked:
    """Finds them: first `look` at each article, then `findings` of each.

    An occurrence is a name in whole words, as it is or behind clitics; the article stays with the name, but for لل. Where a mark covers any of
    it, that is left: what a mark has within it is a matter of the scheme.
    """

    def __init__(self, counts: Counts) -> None:
        share, of = MANY
        self._counts = counts
        self._share, self._of = share, of
        self._labels: dict[
            str, list[str]
        ] = {}  # by name: those that are marked often enough as far as was looked
        self._tree: dict[str, _Node] = {}
        self._known: dict[str, tuple[tuple[_Node, int], ...]] = {}
        self._unmarked: defaultdict[str, int] = defaultdict(int)
        self._places: defaultdict[int, list[_Place]] = defaultdict(list)  # by number of article
        for called, labels in counts.labels.items():
            words = called.split()
            if (
                len(words) <= _MOST_WORDS
                and has_letters(called)
                and (often := self._often(called, labels, 1))
            ):
                self._labels[called] = often
                node = self._tree.setdefault(words[0], _Node())
                for word in words[1:]:
                    node = node.following.setdefault(word, _Node())
                node.name = called

    @property
    def looks(self) -> bool:
        """Whether any name is marked often enough for that."""
        return bool(self._labels)

    def _often(self, called: str, labels: dict[str, int], unmarked: int) -> list[str]:
        """Return the labels that a name has nine times in ten, if it is unmarked so often."""
        ranges = self._counts.ranges[called] + unmarked
        return sorted(label for label, count in labels.items() if count * self._of >= self._share * ranges)

    def look(self, article: MarkedText) -> None:
        """Look for the names in an article, and keep where they are unmarked."""
        covered = Covered(article.marks)
        places = sorted(self._occurrences(article.text), key=lambda one: (one.start, -one.end))
        end = -1
        for place in places:
            if place.end <= end or covered.touches(place.start, place.end):
                continue  # a longer name, or a mark
            end = place.end
            called = place.name
            self._unmarked[called] += 1
            self._labels[called] = self._often(called, self._counts.labels[called], self._unmarked[called])
            if self._labels[called]:
                self._places[article.number].append(place)

    def _occurrences(self, text: str) -> Iterator[_Place]:
        words = [
            _Word(start, end, folded)
            for start, end in fold.words(text)
            if (folded := _folded(text[start:end]))
        ]
        for index, word in enumerate(words):
            for node, letters in self._begun(word.folded):
                start, end = fold.trimmed(text, word.start, word.end)
                if letters:
                    start = _behind(text, start, end, letters)
                for last, called in _along(node, words, index):
                    if self._labels[called]:
                        yield _Place(start, fold.trimmed(text, last.start, last.end)[1], called)

    def _begun(self, word: str) -> Sequence[tuple[_Node, int]]:
        """Return the names that a word begins, or its rest behind clitics, and how many letters these are."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[word] = tuple(self._look_up(word))
        return found

    def _look_up(self, word: str) -> Iterator[tuple[_Node, int]]:
        for chain in _CHAINS:
            if not word.startswith(chain):
                continue
            base = word[len(chain) :]
            if chain.endswith(_LAM):
                base = _ARTICLE + base
            node = self._tree.get(base)
            if node is not None and (not chain or len(base) >= _LEAST):
                yield node, len(chain)

    def findings(self, article: MarkedText) -> Iterator[Finding]:
        """Yield what was found in an article of those names that are marked often enough in all of them."""
        proposals = Proposals(article)
        for start, end, called in self._places.pop(article.number, ()):
            for label in self._labels[called]:
                mark = (start, end, label)
                marked, unmarked = self._counts.count(called, label), self._unmarked[called]
                message = f"Not marked; marked {label} {marked:,} times, unmarked {'once' if unmarked == 1 else f'{unmarked:,} times'}."
                yield finding(LintKind.UNMARKED, article, mark, message, proposals.mark(mark))


class _Node:
    """A word of names: the words that follow it in some, and the name that ends with it."""

    __slots__ = ("following", "name")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.name = ""


def _along(node: _Node, words: Sequence[_Word], index: int) -> Iterator[tuple[_Word, str]]:
    """Yield last word and name of each name that goes on from a word."""
    while True:
        if node.name:
            yield words[index], node.name
        index += 1
        if index == len(words) or (following := node.following.get(words[index].folded)) is None:
            return
        node = following


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return "".join(fold.wide(word).split())


def _behind(text: str, start: int, end: int, letters: int) -> int:
    """Return where a word goes on behind so many letters and their marks."""
    count = 0
    for offset in range(start, end):
        folded = _folded(text[offset])
        if folded and count >= letters:
            return offset
        count += len(folded)
    return end
