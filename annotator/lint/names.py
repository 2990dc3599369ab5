"""The name that a span has, and how it stands in its word: behind clitics, or with some before it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 120
"""A longer name is kept as its hash, so that whole sentences take no room."""

_MARKS = "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06edـ]*+"
ARTICLE, LAM, PLAIN = "ال", "لل", ""
"""How a chain of clitics ends: in the article, in the lam with the article, or in neither."""

_FIRST = re.compile(f"[وف]{_MARKS}")
_SECOND = re.compile(f"[بلك]{_MARKS}")
_WITH_ARTICLE = re.compile(f"[اٱ]{_MARKS}ل{_MARKS}")
_WITH_LAM = re.compile(f"ل{_MARKS}ل{_MARKS}")
_LOOK_BACK = 24
"""The most code points of a word before a span that are looked at: a chain has four letters and their marks."""
_RUN = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06edـ]*\Z")
_LEAST = 2
"""A clitic is only one where so many letters are left."""


class Chain(NamedTuple):
    """Where a chain of clitics begins and ends, and how: `ARTICLE`, `LAM` or `PLAIN`."""

    start: int
    end: int
    kind: str


def name(text: str, start: int, end: int) -> str:
    """Return what is compared of a range: its letters and digits by the wide fold; empty where it has none."""
    folded = " ".join(fold.wide(text[start:end]).split())
    if len(folded) <= _LONGEST:
        return folded
    return f"{len(folded)}:{hashlib.sha256(folded.encode('utf-8', 'surrogatepass')).hexdigest()}"


def has_letters(called: str) -> bool:
    """Return whether a name is more than numbers."""
    return any(map(str.isalpha, called))


def chains_from(text: str, start: int, end: int) -> Iterator[Chain]:
    """Yield the chains of clitics that begin at `start`, within a word, and leave letters of it before `end`."""
    for at in _after(text, start, _FIRST):
        for behind in _after(text, at, _SECOND):
            if behind > start and _goes_on(text, behind, end):
                yield Chain(start, behind, PLAIN)
            if (found := _WITH_ARTICLE.match(text, behind)) and _goes_on(text, found.end(), end):
                yield Chain(start, found.end(), ARTICLE)
        if (found := _WITH_LAM.match(text, at)) and _goes_on(text, found.end(), end):
            yield Chain(start, found.end(), LAM)


def _after(text: str, at: int, clitic: re.Pattern[str]) -> tuple[int, ...]:
    found = clitic.match(text, at)
    return (at,) if found is None else (at, found.end())


def _goes_on(text: str, at: int, end: int) -> bool:
    """Return whether a word has letters enough from an offset on."""
    letters = 0
    for offset in range(at, min(end, at + 8)):
        if text[offset].isalnum():
            letters += 1
            if letters == _LEAST:
                return True
        elif category(text[offset])[0] != "M":
            return False
    return False


def chain_before(text: str, start: int, end: int) -> Chain | None:
    """Return what a word has before a span that begins in it, where that is nothing but clitics; else None."""
    before = _RUN.search(text, max(start - _LOOK_BACK, 0), start)
    if before is None or before.start() == start or before.start() == start - _LOOK_BACK:
        return None
    return next((chain for chain in chains_from(text, before.start(), end) if chain.end == start), None)


class Signs(NamedTuple):
    """The signs that a span has at its edges, outside its name, without blanks."""

    before: str
    behind: str


_NO_SIGNS = Signs("", "")
_OF_NAMES = frozenset("%‰٪#@&*_\\/'’")
"""Punctuation that may belong to a name, or to a number."""


class Core(NamedTuple):
    """The range of a span from its first letter or digit to its last with its marks, and the signs outside it."""

    start: int
    end: int
    signs: Signs


def core(text: str, start: int, end: int) -> Core | None:
    """Return the name's own range and the signs around it in the span; None where it has no letter."""
    first, last = start, end
    while first < end and not text[first].isalnum():
        first += 1
    if first == end:
        return None
    while not (text[last - 1].isalnum() or category(text[last - 1])[0] == "M"):
        last -= 1
    if first == start and last == end:
        return Core(start, end, _NO_SIGNS)
    return Core(first, last, Signs(_signs(text[start:first]), _signs(text[last:end])))


def _signs(text: str) -> str:
    return "".join(one for one in text if category(one)[0] == "P" and one not in _OF_NAMES)
