"""The rule of a label whose spans leave clitics out: which clitics of a word are none of its own letters, by the words of a corpus.

A clitic is left out only where what is left is a word of its own, and not one that is far rarer. A word that stands behind ب ل ك or the article somewhere begins
with none of these itself, nor with a conjunction, because no clitic but another conjunction comes before one: after الكتاب, كتاب
is not taken for ك and تاب.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.text import fold
from annotator.text.clitics import clitics, word_start
from annotator.text.occurrences import CHAINS

if TYPE_CHECKING:
    from collections.abc import Callable


_PREFIXES = ("ب", "ك", "ال")
_LEAST = 2
"""The fewest letters that may be left."""
_RARER = 3
"""A word that is in more than so many times as many articles as what would be left of it is taken as a whole."""


def is_all_clitics(text: str, start: int, end: int) -> bool:
    """Return whether a range has nothing but clitics that stand where a word begins."""
    letters = _folded(text[start:end])
    return letters != "" and letters in CHAINS and word_start(text, start) == start


def left_out(text: str, start: int, end: int, articles: Callable[[str], int]) -> int:
    """Return where ``[start, end)`` begins once the clitics of its first word are left out; `start` where there are none.

    `articles` says how many articles of the corpus have a word folded by `fold.wide` on its own, up to some number. The article stays, for a name is written
    with it; of لل before a noun that has the article (للجيش, الجيش) both lams go.
    """
    word = word_start(text, start)
    chains = [(word, ""), *clitics(text, word, end)]
    chains = [one for one in chains if one[0] >= start]
    stop = _word_end(text, start, end)
    if not chains or chains[0][0] != start:
        return start
    found = start
    for (before, _), (cut, chain) in pairwise(chains):
        whole, rest = _folded(text[before:stop]), _folded(text[cut:stop])
        if chain.endswith(("ال", "لل")) or _is_name(whole, articles):
            break
        after_both = next((later for later, longer in chains if longer == f"{chain}ل"), None)
        if chain.endswith("ل") and after_both is not None and articles(f"ال{_folded(text[after_both:stop])}"):
            return after_both
        if len(rest) >= _LEAST and (count := articles(rest)) and articles(whole) <= _RARER * count:
            found = cut
    return found


def _is_name(word: str, articles: Callable[[str], int]) -> bool:
    """Return whether the corpus has a word behind a clitic that can't stand before another: then its first letter is none."""
    if any(articles(prefix + word) for prefix in _PREFIXES):
        return True
    is_lam_of_article = word.startswith("ل") and articles(f"ال{word[1:]}") > 0
    return not is_lam_of_article and articles(f"ل{word}") > 0


def _word_end(text: str, start: int, end: int) -> int:
    """Return where the word at `start` ends, `end` at most."""
    for first, last in fold.words(text[start:end]):
        return start + last if first == 0 else start
    return start


def _folded(text: str) -> str:
    return "".join(fold.wide(text).split())
