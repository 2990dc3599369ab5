"""Names in texts, by the wide fold: whole words, the first of which may have clitics before it.

What counts as one word is `fold.wide`'s: harakat, seats of hamza, ya and alef maqsura, ta marbuta don't matter. The query's word is
expanded, not the text's: whether a letter of a text is a clitic or the first of a name is not to be told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ARTICLES = ("ال", "بال", "كال", "لل")
CHAINS = tuple(
    sorted(
        (first + second for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك", "س", *ARTICLES)),
        key=len,
    )
)
"""What may stand before a word, folded: conjunction, then preposition, the sin of the future, or the article with or without one."""

_WITH_ARTICLE = sorted((chain for chain in CHAINS if chain.endswith(ARTICLES)), key=len, reverse=True)
_LETTERS_LEFT = 3
"""A word that begins as one with the article does is also looked for without it, if so many letters are left."""


class Occurrence(NamedTuple):
    """Where a name stands: ``[start, end)``, and ``[word, end)`` with the clitics before it, in code points."""

    start: int
    end: int
    word: int


def forms(word: str) -> Mapping[str, int]:
    """Return the forms in which texts may have a folded word, the word itself first; of each, how many letters are clitics."""
    found: dict[str, int] = {}
    for base in (word, *_without_article(word)):
        for chain in CHAINS:
            found.setdefault(chain + base, len(chain))
    return found


def _without_article(word: str) -> Iterator[str]:
    for chain in _WITH_ARTICLE:
        if word.startswith(chain):
            if len(word) - len(chain) >= _LETTERS_LEFT:
                yield word[len(chain) :]
            return


def occurrences(name: str, text: str) -> Iterator[Occurrence]:
    """Yield where `name` stands in `text`, in order; nothing for a name without letters and digits.

    Several words have to follow one another, the later ones without clitics.
    """
    first, *others = fold.wide(name).split() or [""]
    if not first:
        return
    known = forms(first)
    words = _folded_words(text)
    waiting: list[tuple[int, int, int]] = []  # of names begun: start, start of the word, words found
    for start, end, word in words:
        going, waiting = waiting, []
        for name_start, word_start, count in going:
            if word != others[count - 1]:
                continue
            if count == len(others):
                yield Occurrence(name_start, end, word_start)
            else:
                waiting.append((name_start, word_start, count + 1))
        letters = known.get(word)
        if letters is None:
            continue
        name_start = _behind(text, start, end, letters) if letters else start
        if others:
            waiting.append((name_start, start, 1))
        else:
            yield Occurrence(name_start, end, start)


def _folded_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield range and folded letters of each word; what is invisible at its ends is left out, marks of its last letter are not."""
    for start, end in fold.words(text):
        word = folded_word(text[start:end])
        if word:
            yield (*fold.trimmed(text, start, end), word)


@lru_cache(maxsize=50_000)
def folded_word(word: str) -> str:
    """Return a word folded widely; empty for what has no letter and no digit."""
    return "".join(fold.wide(word).split())


def _behind(text: str, start: int, end: int, letters: int) -> int:
    """Return where a word goes on behind so many folded letters; a character that is folded to several is not parted."""
    count = 0
    for offset in range(start, end):
        if count >= letters and folded_word(text[offset]):
            return offset
        count += len(folded_word(text[offset]))
        if count > letters:
            return offset
    return start
