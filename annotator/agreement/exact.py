"""M1, exact F1: of what two people marked, how much is the very same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.text.clitics import is_chain, letters_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Mark


def f1(common: float, size: float) -> float | None:
    """Return 2 * common / size, where `size` counts the marks of both. None (undefined) where there are none."""
    return 2 * common / size if size else None


def same(first: Iterable[Mark], second: Iterable[Mark]) -> int:
    """Return how many marks two people have in common: start, end and label."""
    return len(set(first) & set(second))


def same_but_for_clitics(text: str, first: Iterable[Mark], second: Iterable[Mark]) -> int:
    """Return how many marks two people have in common when edges count as equal that are a clitic chain apart.

    One mark of the one is paired with one of the other at most. A mark of nothing but clitics counts as it is.
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
    """Return where the word begins where only clitics lie between that and `offset`, in the word; else `offset`.

    So two offsets have the same result when they are equal or `annotator.text.clitics.apart_by_clitic`, or both are a
    clitic apart from the same place (before and after a tatweel that follows one).
    """
    start = letters_start(text, offset)
    if start == offset or offset == len(text) or letters_start(text, offset + 1) > offset:
        return offset
    return start if is_chain(text[start:offset]) else offset
