"""Searching as an Arabic reader expects: harakat, tatweel, forms of alef, digit sets and capitals don't matter.

The text is searched as it is, by a pattern made from the folded query, so that matches are offsets of the text.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from annotator.text.compiled import when_used

if TYPE_CHECKING:
    from collections.abc import Iterator

    import regex

_INVISIBLE = r"\p{Mn}ـ\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c"
# Joined forms, as some keyboards type them: lam-alef on one key.
_FORM = when_used("[\ufb50-\ufdff\ufe70-\ufefc]")
_SKIPPED = f"[{_INVISIBLE}]"
_ALL_SKIPPED = when_used(f"{_SKIPPED}+")
_BETWEEN = when_used(r"[^\p{L}\p{N}]+")
_BLANK = when_used(r"\s")
_PIECE = when_used(r"\s+|\S")
_SPACE = rf"\s[\s{_INVISIBLE}]*+"
_FAMILIES = ("اأإآٱ", "0٠۰", "1١۱", "2٢۲", "3٣۳", "4٤۴", "5٥۵", "6٦۶", "7٧۷", "8٨۸", "9٩۹")
_PLAIN = [(letter, family[0]) for family in _FAMILIES for letter in family[1:]]
_CLASS = {letter: f"[{family}]" for family in _FAMILIES for letter in family}


def pattern(query: str) -> regex.Pattern[str] | None:
    """Return a pattern that finds `query` in unfolded text; None if the query is empty after folding.

    A run of white space in the query matches any run. Matches take the marks of their last letter with them.
    """
    kept = _ALL_SKIPPED.sub("", query)
    parts = [_SPACE if _BLANK.match(piece) else _letter(piece) for piece in _PIECE.findall(kept.strip())]
    if not parts:
        return None

    import regex

    return regex.compile(f"{_SKIPPED}*+".join(parts) + r"[\p{Mn}ـ]*+", flags=regex.IGNORECASE)


def patterns(query: str) -> list[regex.Pattern[str]]:
    """Return a pattern for each word of `query`, except words that are empty after folding."""
    return [found for word in query.split() if (found := pattern(word)) is not None]


def _letter(letter: str) -> str:
    import regex

    if _FORM.match(letter):
        plain = unicodedata.normalize("NFKC", letter)
        letters = f"{_SKIPPED}*+".join(
            _CLASS.get(one, regex.escape(one)) for one in plain if not one.isspace()
        )
        return f"(?:{letter}|{letters})"
    return _CLASS.get(letter) or str(regex.escape(letter))


def folded(text: str) -> str:
    """Return the letters and digits of `text` without what searching passes over, a single space for all between them.

    The results are equal for texts that differ only in marks, spelling of alef and punctuation.
    """
    if _FORM.search(text):
        text = unicodedata.normalize("NFKC", text)
    text = _ALL_SKIPPED.sub("", text).casefold()
    for letter, plain in _PLAIN:
        text = text.replace(letter, plain)
    return str(_BETWEEN.sub(" ", text).strip())


def find_all(query: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each match of `query` in `text`, in order; nothing for a query that folds to nothing."""
    found = pattern(query)
    if found is not None:
        for match in found.finditer(text):
            yield match.span()
