"""Whether two ranges could be the same thing, and how similar they are."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING
from unicodedata import category

from annotator.text.clitics import apart_by_clitic
from annotator.text.compiled import when_used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.model import Mark
    from annotator.text.navigation import Range

LEAST_CROSSING = 0.5
"""The least similarity of two crossing ranges with different labels that could be the same thing."""

LEAST_NESTED = 0.75
"""The same where one range lies inside the other: what is shorter is a part of it, as the actor in a claim is."""

_OUTER = when_used(r"[\s\p{P}\p{Cf}]")


def similarity(first: Mark, second: Mark) -> float:
    """Return the Dice coefficient of two ranges (Dice 1945): twice the overlap, divided by the sum of the lengths.

    1 for the same range; 0 or less where they share no code point.
    """
    return _dice(first[:2], second[:2])


def _dice(first: Range, second: Range) -> float:
    overlap = min(first[1], second[1]) - max(first[0], second[0])
    return 2 * overlap / (first[1] - first[0] + second[1] - second[0])


def could_be_same(
    text: str, first: Mark, second: Mark, inner: Callable[[int, int], Range] | None = None
) -> bool:
    """Return whether two ranges with different labels could be the same thing.

    White space and punctuation at the edges are ignored, and clitics at the start that only one of them has. Where one
    range lies inside the other they have to be more similar than where they cross: the actor in a claim is not the claim.
    `inner` is `trimmed` of the text, which may remember what it returned.
    """
    inner = inner or partial(trimmed, text)
    if first[:2] == second[:2]:
        return True
    start, end = inner(first[0], first[1])
    other_start, other_end = inner(second[0], second[1])
    far, near = max(start, other_start), min(end, other_end)
    if far >= near:
        return False
    # Whether a clitic is between the starts is asked last, as there may be much text between them.
    if _dice((far, end), (far, other_end)) >= LEAST_NESTED and (
        start == other_start or apart_by_clitic(text, start, other_start)
    ):
        return True
    alike = _dice((start, end), (other_start, other_end))
    if (start - other_start) * (end - other_end) <= 0:
        return alike >= LEAST_NESTED
    return alike >= LEAST_CROSSING and not apart_by_clitic(text, start, other_start)


def trimmed(text: str, start: int, end: int) -> Range:
    """Return a range without white space and punctuation at its edges; the same range where it has nothing else."""
    first, last = start, end
    while first < last and _is_outer(text[first]):
        first += 1
    while first < last and _is_outer(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, end)


def _is_outer(character: str) -> bool:
    # Letters, marks and digits are known without the package regex, which takes long to import.
    return category(character)[0] not in "LMN" and _OUTER.match(character) is not None


def only_clitics_differ(text: str, ranges: Iterable[Range]) -> bool:
    """Return whether all ranges end together and their starts are apart only by clitics of one word."""
    starts, ends = {start for start, _ in ranges}, {end for _, end in ranges}
    return len(ends) == 1 and all(
        apart_by_clitic(text, near, far) for near, far in combinations(sorted(starts), 2)
    )
