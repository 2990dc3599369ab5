"""The comment with the exact ranges of spans whose edges are not edges of tokens.

``# exact_spans = 11-14:location 21-28:actor`` stands before the words of a sentence. Offsets are in code points of the
sentence's text. A span that the tags have, of the same tokens and label, is replaced by those of the comment that have
these tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from annotator.formats.tags import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEY = "exact_spans"

_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9}):(.+)", re.DOTALL)


class Place(NamedTuple):
    """A range of a sentence's text with a label."""

    start: int
    end: int
    label: str


def exact_comment(places: Iterable[Place]) -> str:
    """Return the line of a comment; labels have no white space."""
    return f"# {KEY} = {' '.join(f'{start}-{end}:{label}' for start, end, label in places)}\n"


def parse_places(value: str | None) -> list[Place] | None:
    """Return what a comment says, None where there is none or it says something else."""
    if value is None:
        return None
    found = [_PLACE.fullmatch(part) for part in value.split(" ")]
    places = [Place(int(one[1]), int(one[2]), one[3]) for one in found if one is not None]
    return places if len(places) == len(found) else None


def by_run(places: Iterable[Place], ranges: Sequence[tuple[int, int]]) -> dict[Run, list[Place]]:
    """Return the places by the tokens, with these ranges, that they share a character with, and by their labels."""
    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    found: dict[Run, list[Place]] = {}
    for place in places:
        first, last = bisect_right(ends, place.start), bisect_left(starts, place.end)
        if place.start < place.end <= (ends[-1] if ends else 0) and first < last:
            found.setdefault(Run(first, last, place.label), []).append(place)
    return found
