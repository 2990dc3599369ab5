"""Tags of one column: from spans to tags in three schemes, and back from any that is in use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.formats.conll.options import Scheme

_TAG = re.compile(r"([BIESLU])-(\S(?:[^\t\n]*\S)?)|O")
_BEGINS = frozenset("BSU")
_ENDS = frozenset("ESLU")
_LETTERS: dict[Scheme, tuple[str, str, str, str]] = {
    "iob2": ("B", "I", "I", "B"),
    "iobes": ("B", "I", "E", "S"),
    "bilou": ("B", "I", "L", "U"),
}
"""The letters of the first, middle and last word of a span, and of a single one."""


class Tag(NamedTuple):
    """A tag: its letter, and its label, empty after O."""

    letter: str
    label: str


class Run(NamedTuple):
    """The words ``[first, last)`` of a sentence with a label."""

    first: int
    last: int
    label: str


OUTSIDE = Tag("O", "")


@lru_cache(maxsize=4096)
def parse(text: str) -> Tag | None:
    """Return the tag, None where the text is none. A label may have dashes: the first one ends the letter."""
    found = _TAG.fullmatch(text)
    if found is None:
        return None
    letter, label = found.groups()
    return Tag(letter, label) if letter else OUTSIDE


def letters(scheme: Scheme) -> tuple[str, ...]:
    """Return the letters with which the tags of a scheme begin, beside O."""
    return tuple(dict.fromkeys(_LETTERS[scheme]))


def encode(runs: Iterable[Run], words: int, scheme: Scheme) -> list[str]:
    """Return the tag of each of so many words; the runs don't overlap."""
    tags = ["O"] * words
    first, middle, last, single = _LETTERS[scheme]
    for run in runs:
        for word in range(run.first, run.last):
            tags[word] = f"{middle}-{run.label}"
        tags[run.last - 1] = f"{last}-{run.label}"
        tags[run.first] = f"{single if run.last - run.first == 1 else first}-{run.label}"
    return tags


def decode(tags: Sequence[Tag]) -> tuple[list[Run], list[int]]:
    """Return the runs of a column in IOB2, IOBES, BILOU or IOB1, and which words have an inner tag but go on with no run.

    Such a word begins a run: in IOB1 it should, in the others it is a mistake (conlleval reads both so).
    """
    runs: list[Run] = []
    strays: list[int] = []
    start, label = -1, ""
    for word, tag in enumerate((*tags, OUTSIDE)):
        if start >= 0 and (tag.letter == "O" or tag.letter in _BEGINS or tag.label != label):
            runs.append(Run(start, word, label))
            start = -1
        if tag.letter == "O":
            continue
        if start < 0:
            if tag.letter not in _BEGINS:
                strays.append(word)
            start, label = word, tag.label
        if tag.letter in _ENDS:
            runs.append(Run(start, word + 1, label))
            start = -1
    return runs, strays


def is_not_iob1(tags: Sequence[Tag]) -> bool:
    """Say whether a column can't be IOB1, in which B- stands only between two spans of one label that touch."""
    before = OUTSIDE
    for tag in tags:
        if tag.letter not in "BIO" or (tag.letter == "B" and before.label != tag.label):
            return True
        before = tag
    return False
