"""M1, exact F1: the share of two people's marks that are equal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.text.clitics import is_chain, letters_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Mark


def f1(common: float, size: float) -> float | None:
    """Return 2 * common / size, where `size` is the number of marks of both; None (undefined) where there are none."""
    return 2 * common / size if size else None


def same(first: Iterable[Mark], second: Iterable[Mark]) -> int:
    """Return how many marks two people have in common, with equal start, end and label."""
    return len(set(first) & set(second))


def same_but_for_clitics(text: str, first: Iterable[Mark], second: Iterable[Mark]) -> int:
    """Return how many marks two people have in common where edges that differ by a chain of clitics count as equal.

    A mark is paired with at most one of the other person. A mark that is only clitics is compared as it is.
    """
    ours, theirs = set(first), set(second)
    common = ours & theirs
    left, right = ours - common, theirs - common
    if not left or not right:
        return len(common)
    alike = Counter(_without_clitics(text, left)) & Counter(_without_clitics(text, right))
    return len(common) + alike.total()


def _without_clitics(text: str, marks: Iterable[Mark]) -> Iterable[Mark]:
    for mark in marks:
        start, end = before_clitics(text, mark[0]), before_clitics(text, mark[1])
        yield (start, end, mark[2]) if start < end else mark


def before_clitics(text: str, offset: int) -> int:
    """Return the start of the word that `offset` is in, if only clitics are between them; otherwise `offset`.

    Two offsets have the same result if they are equal, or `apart_by_clitic` (`annotator.text.clitics`), or both a chain of
    clitics away from the same offset, as before and after a tatweel.
    """
    start = letters_start(text, offset)
    if start == offset or offset == len(text) or letters_start(text, offset + 1) > offset:
        return offset
    return start if is_chain(text[start:offset]) else offset
