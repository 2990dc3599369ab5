"""Searching as an Arabic reader expects: harakat, tatweel, forms of alef, digit sets and capitals don't matter.

The text is searched as it is, by a pattern made from the folded query, so that matches are offsets of the text. `plain` and
`wide` are for indexes: `plain` compares as `pattern` does, `wide` takes more spellings for one word.
"""

from __future__ import annotations

import codecs
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.compiled import of_query, when_used

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
    return of_query(f"{_SKIPPED}*+".join(parts) + r"[\p{Mn}ـ]*+")


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


# --- for indexes ------------------------------------------------------------------------------------

WIDE = 1
"""The version of `wide`; another one makes another index of a text."""

LONGEST = 8000
"""The most letters of a word that `wide` tells apart from others: FTS5 takes 32,768 bytes of a word."""

_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670ـ\u200b\u200c\u200d\u200e\u200f\ufeff"
_LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچژڤگکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_SIGNS = "،؛؟«»“”‘’–—…•\u00a0٪٫٬"
_TABLE = ("".join(map(chr, range(128))) + _MARKS + _LETTERS + _SIGNS).ljust(256, "\ufffe")
"""The characters of nearly all news, a byte each: so folded, a text takes a tenth of the time."""
_ENCODING = codecs.charmap_build(_TABLE)
_BYTES = {character: byte for byte, character in enumerate(_TABLE)}
_DELETED = bytes(map(_BYTES.__getitem__, _MARKS))
_WIDER = ("ىی", "ي"), ("ة", "ه"), ("ؤئ", "ء"), ("ک", "ك")
_WIDE_PLAIN = dict(_PLAIN) | {letter: plain for letters, plain in _WIDER for letter in letters}
_SKIPPED_ONE = when_used(_SKIPPED)
_HIDDEN = when_used(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c]")
_WORD = when_used(rf"[\p{{L}}\p{{N}}\p{{M}}{_INVISIBLE}]+")
_NO_LETTER = when_used(r"[^\p{L}\p{N}\p{M}]+")


def _bytes_of(folded: dict[str, str]) -> bytes:
    """Return the table for `bytes.translate` that replaces characters by others of `_TABLE`, ASCII capitals too."""
    table = list(range(256))
    for character, plain in ({chr(one): chr(one + 32) for one in range(65, 91)} | folded).items():
        table[_BYTES[character]] = _BYTES[plain]
    return bytes(table)


_PLAIN_BYTES = _bytes_of({"\0": "\x01", **dict(_PLAIN)})
_WIDE_BYTES = _bytes_of(
    {one: " " for one in [*map(chr, range(128)), *_SIGNS] if not (one.isascii() and one.isalnum())}
    | _WIDE_PLAIN
)


_IOTAS = "\u0345\u0399\u03b9\u1fbe"
"""A mark and the capital and small letters of it, which `regex` passes over as the mark where capitals don't matter."""


class _Plain(dict[int, str]):
    """What `plain` makes of each character that is rare in news, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        lower = letter.lower()
        self[code] = found = lower if len(lower) == 1 else letter
        return found


_RARE = _Plain(
    {0: "\x01", ord("İ"): "i", ord("ſ"): "s"}
    | dict.fromkeys(map(ord, _IOTAS), "")
    | {ord(letter): plain for letter, plain in _PLAIN}
)


def plain(text: str) -> str:
    """Return the text as `pattern` compares it: one letter for each that it takes for the same, invisible ones left out.

    White space and punctuation stay. NUL, which SQLite ends texts at, becomes U+0001.
    """
    try:
        found = codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return str(_ALL_SKIPPED.sub("", text)).translate(_RARE)
    return codecs.charmap_decode(found.translate(_PLAIN_BYTES, _DELETED), "strict", _TABLE)[0]


class PlainWord(NamedTuple):
    """What of a query's word `plain` texts must have: each of `pieces`, none for a word that any text could have.

    `exact`: a text that has the piece is found by `pattern`; else that has to be asked, too.
    """

    pieces: tuple[str, ...]
    exact: bool


def plain_word(word: str) -> PlainWord:
    """Return what `plain` texts must have for `pattern` to find a word, which has no white space and isn't empty folded."""
    kept = _ALL_SKIPPED.sub("", word)
    pieces = "".join(one if _is_one_letter(one) else " " for one in kept)
    return PlainWord(tuple(plain(piece) for piece in pieces.split()), " " not in pieces)


def _is_one_letter(letter: str) -> bool:
    """Return whether `pattern` finds a letter just where `plain` makes the same of it; not sure of capitals other than ASCII's."""
    if letter in _BYTES:
        return letter not in "\0\x01I"  # of I, `regex` takes the dotless one for the same
    return unicodedata.category(letter) in {"Lo", "Nd", "Po", "So"} and not _FORM.match(letter)


def wide(text: str) -> str:
    """Return the words of `text` folded widely, with spaces between them: for searching all articles, and names in them.

    Beyond what `pattern` passes over, letters with a hamza on any seat but alef are one, as are ya, alef maqsura and
    the Persian ya, ta marbuta and ha. A word is a run of letters, digits and marks, cut off where it is longer than `LONGEST`.
    """
    try:
        found = codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        folded_words = " ".join(filter(None, (_wide_word(word) for word in _WORD.findall(text))))
    else:
        folded_words = codecs.charmap_decode(found.translate(_WIDE_BYTES, _DELETED), "strict", _TABLE)[0]
    if len(folded_words) > LONGEST:
        return " ".join(word[:LONGEST] for word in folded_words.split())
    return folded_words


def _wide_word(word: str) -> str:
    letters = _ALL_SKIPPED.sub("", unicodedata.normalize("NFKC", word).casefold())
    for letter, plain_letter in _WIDE_PLAIN.items():
        letters = letters.replace(letter, plain_letter)
    return str(_NO_LETTER.sub("", letters))


def words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each word that `wide` folds, some of which it folds to nothing."""
    for match in _WORD.finditer(text):
        yield match.span()


def without_invisible(text: str) -> str:
    """Return a text without what searching passes over: harakat, tatweel, invisible characters."""
    return str(_ALL_SKIPPED.sub("", text))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of a word without what is invisible at its ends; the marks of its last letter belong to it."""
    while start < end and _SKIPPED_ONE.match(text, start):
        start += 1
    while end > start and _HIDDEN.match(text, end - 1):
        end -= 1
    return start, end
