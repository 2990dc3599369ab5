"""Whether two ranges could be the same thing."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import regex

from annotator.text.clitics import apart_by_clitic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Mark

Range = tuple[int, int]

LEAST_CROSSING = 0.5
"""How much two crossing ranges with different labels must have in common, as a weight."""

_OUTER = regex.compile(r"[\s\p{P}\p{Cf}]")


def weight(first: Mark, second: Mark) -> float:
    """Return 2 * overlap / (length + length): 1 for the same range, 0 or less where no letter is shared."""
    overlap = min(first[1], second[1]) - max(first[0], second[0])
    return 2 * overlap / (first[1] - first[0] + second[1] - second[0])


def alike(text: str, first: Mark, second: Mark) -> bool:
    """Say whether ranges with different labels could be the same thing.

    One that lies inside the other never is, clitics, outer white space and punctuation aside: the actor in a claim is
    not the claim.
    """
    if first[:2] == second[:2]:
        return True
    start, end = bare(text, first[0], first[1])
    other_start, other_end = bare(text, second[0], second[1])
    if apart_by_clitic(text, start, other_start):
        start = other_start = max(start, other_start)
    if (start, end) == (other_start, other_end):
        return True
    if (start <= other_start and other_end <= end) or (other_start <= start and end <= other_end):
        return False
    return weight(first, second) >= LEAST_CROSSING


def bare(text: str, start: int, end: int) -> Range:
    """Return a range without the white space and punctuation at its edges; as it is where nothing else is in it."""
    first, last = start, end
    while first < last and _OUTER.match(text[first]):
        first += 1
    while first < last and _OUTER.match(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, end)


def only_clitics_differ(text: str, ranges: Iterable[Range]) -> bool:
    """Say whether all ranges end together and begin in one word, apart by clitics alone."""
    starts, ends = {start for start, _ in ranges}, {end for _, end in ranges}
    return len(ends) == 1 and all(
        apart_by_clitic(text, near, far) for near, far in combinations(sorted(starts), 2)
    )
