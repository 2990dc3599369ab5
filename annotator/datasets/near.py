"""Articles that are nearly the same: copied with another headline, a changed sentence, or shortened.

Each text is folded and cut into *shingles*, all runs of `LENGTH` letters. A *sketch* is the `SIZE` least of their hashes
(Broder 1997: bottom-k); two sketches tell how much of their shingles two texts have in common, exactly so where both are
shorter than that.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from annotator.text.fold import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LENGTH = 8
"""How many letters a shingle has, single spaces between words counted."""

SIZE = 128
"""How many hashes a sketch keeps."""

COMMON = 0.5
"""Texts with this share of all their shingles in common are nearly the same."""

CONTAINED = 0.8
"""So are texts where this share of the shorter one's shingles is in the longer one."""

SHORT = 16
"""A text with fewer shingles is compared with others for a single one in common."""

_HASHES = 1 << 32  # how many there are of CRC-32


class Sketch(NamedTuple):
    """The least hashes of a text's shingles, sorted, and how many shingles it has."""

    hashes: array[int]
    shingles: int


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; one with fewer letters than a shingle is one shingle."""
    letters = folded(text)
    if not letters:
        return Sketch(array("I"), 0)
    data = letters.encode("utf-16-le")
    width = 2 * LENGTH
    found = {crc32(data[at : at + width]) for at in range(0, max(1, len(data) - width + 1), 2)}
    likely = _HASHES * 2 * SIZE // len(found)  # about twice as many as are kept are below
    least = sorted([hash_ for hash_ in found if hash_ < likely])
    if len(least) < SIZE:
        least = sorted(found)
    return Sketch(array("I", least[:SIZE]), len(found))


def alike(one: Sketch, other: Sketch) -> bool:
    """Say whether the texts of two sketches are nearly the same."""
    shared = set(one.hashes).intersection(other.hashes)
    most = len(shared) / min(SIZE, len(one.hashes) + len(other.hashes) - len(shared)) if shared else 0.0
    if not _reaches(most, one, other):
        return False
    least = sorted({*one.hashes, *other.hashes})[:SIZE]
    return _reaches(sum(hash_ in shared for hash_ in least) / len(least), one, other)


def _reaches(share: float, one: Sketch, other: Sketch) -> bool:
    """Say whether texts with this share of all their shingles in common are nearly the same."""
    in_common = share / (1 + share) * (one.shingles + other.shingles)
    return share >= COMMON or (share > 0 and in_common >= CONTAINED * min(one.shingles, other.shingles))


def groups(sketches: Mapping[str, Sketch]) -> list[tuple[str, ...]]:
    """Return the articles, by id, in groups: those in two groups are not nearly the same.

    Groups and the ids in them are sorted; the order of `sketches` makes no difference. The work grows with the number of
    articles, however many of them are alike: of all that share a shingle only neighbours are compared, and a copy shares
    shingles with its origin that nothing else has.
    """
    chief = {key: key for key in sketches}
    for one, other in _candidates(sketches):
        first, second = _chief(chief, one), _chief(chief, other)
        if first != second and alike(sketches[one], sketches[other]):
            chief[max(first, second)] = min(first, second)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(sketches):
        found[_chief(chief, key)].append(key)
    return sorted(tuple(keys) for keys in found.values())


def _candidates(sketches: Mapping[str, Sketch]) -> Iterator[tuple[str, str]]:
    """Yield pairs of articles that stand side by side among those with some hash in common, twice unless they are short.

    They are ordered by their least hashes, which tends to bring together what is alike. Articles and pairs are numbers
    here, so that the memory for all of them is small.
    """
    keys = sorted(sketches, key=lambda key: (sketches[key].hashes, key))
    having = sorted(
        hash_ * _HASHES + number for number, key in enumerate(keys) for hash_ in sketches[key].hashes
    )
    met = (
        one % _HASHES * _HASHES + other % _HASHES
        for one, other in pairwise(having)
        if one // _HASHES == other // _HASHES
    )
    for pair, times in Counter(met).items():
        one, other = keys[pair // _HASHES], keys[pair % _HASHES]
        if times > 1 or min(len(sketches[one].hashes), len(sketches[other].hashes)) < SHORT:
            yield one, other


def _chief(chief: dict[str, str], key: str) -> str:
    while chief[key] != key:
        chief[key] = chief[chief[key]]
        key = chief[key]
    return key
