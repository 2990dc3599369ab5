"""Near duplicates: articles copied with another headline or a changed sentence, or shortened.

The *shingles* of a text are all runs of `LENGTH` characters of the folded text. Its *sketch* is the `SIZE` smallest hashes
of them (bottom-k sketches, Broder 1997). Two sketches estimate how many shingles two texts have in common; for texts with
at most `SIZE` shingles the number is exact.
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
"""The length of a shingle in characters; spaces between words count."""

SIZE = 128
"""How many hashes a sketch keeps."""

COMMON = 0.5
"""Texts with this share of all their shingles in common are near duplicates."""

CONTAINED = 0.8
"""So are texts where this share of the shorter text's shingles is in the longer one."""

SHORT = 16
"""A text with fewer shingles than this is compared with every text that shares one; others must share two."""

_PARTS = 64
"""In how many parts hashes and pairs are counted."""

_HASHES = 1 << 32  # how many there are of CRC-32


class Sketch(NamedTuple):
    """The smallest hashes of a text's shingles, sorted, and the number of its shingles."""

    hashes: array[int]
    shingles: int


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; a text shorter than a shingle is one shingle."""
    letters = folded(text)
    if not letters:
        return Sketch(array("I"), 0)
    data = letters.encode("utf-16-le")
    width = 2 * LENGTH
    found = {crc32(data[at : at + width]) for at in range(0, max(1, len(data) - width + 1), 2)}
    likely = _HASHES * 2 * SIZE // len(found)  # about twice as many hashes as are kept are smaller
    least = sorted([hash_ for hash_ in found if hash_ < likely])
    if len(least) < SIZE:
        least = sorted(found)
    return Sketch(array("I", least[:SIZE]), len(found))


def alike(one: Sketch, other: Sketch) -> bool:
    """Return whether the texts of two sketches are near duplicates."""
    shared = set(one.hashes).intersection(other.hashes)
    most = len(shared) / min(SIZE, len(one.hashes) + len(other.hashes) - len(shared)) if shared else 0.0
    if not _reaches(most, one, other):
        return False
    least = sorted({*one.hashes, *other.hashes})[:SIZE]
    return _reaches(sum(hash_ in shared for hash_ in least) / len(least), one, other)


def _reaches(share: float, one: Sketch, other: Sketch) -> bool:
    """Return whether texts with this share of all their shingles in common are near duplicates."""
    in_common = share / (1 + share) * (one.shingles + other.shingles)
    return share >= COMMON or (share > 0 and in_common >= CONTAINED * min(one.shingles, other.shingles))


def groups(sketches: Mapping[str, Sketch]) -> list[tuple[str, ...]]:
    """Return the ids of the articles in groups of near duplicates; an article without any is a group by itself.

    Groups and the ids in them are sorted; the order of `sketches` makes no difference. The time grows with the number of
    articles, however many are alike: of the articles that share a shingle only neighbours are compared. That finds copies,
    because a copy shares shingles with its original that no other article has.
    """
    root = {key: key for key in sketches}
    for one, other in _candidates(sketches):
        first, second = _find_root(root, one), _find_root(root, other)
        if first != second and alike(sketches[one], sketches[other]):
            root[max(first, second)] = min(first, second)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(sketches):
        found[_find_root(root, key)].append(key)
    return sorted(tuple(keys) for keys in found.values())


def _candidates(sketches: Mapping[str, Sketch]) -> Iterator[tuple[str, str]]:
    """Yield pairs of articles to compare: neighbours among those that share a hash, for two hashes unless one is short.

    Articles are ordered by their smallest hashes, which brings similar ones together. They are numbers here, and pairs as
    well, of eight bytes each; only a part of them is counted at a time, to keep memory small.
    """
    keys = sorted(sketches, key=lambda key: (sketches[key].hashes, key))
    having = [array("Q") for _ in range(_PARTS)]
    for number, key in enumerate(keys):
        for hash_ in sketches[key].hashes:
            having[hash_ % _PARTS].append(hash_ * _HASHES + number)
    met = [array("Q") for _ in range(_PARTS)]
    while having:
        for one, other in pairwise(sorted(having.pop())):
            if one // _HASHES == other // _HASHES:
                first = one % _HASHES
                met[first % _PARTS].append(first * _HASHES + other % _HASHES)
    while met:
        for pair, times in Counter(met.pop()).items():
            text, like = keys[pair // _HASHES], keys[pair % _HASHES]
            if times > 1 or min(len(sketches[text].hashes), len(sketches[like].hashes)) < SHORT:
                yield text, like


def _find_root(root: dict[str, str], key: str) -> str:
    while root[key] != key:
        root[key] = root[root[key]]
        key = root[key]
    return key
