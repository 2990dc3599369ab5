"""An index from hashes of shingles to the articles that are looked for by them, in flat arrays."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BITS = 32
_NUMBER = (1 << _BITS) - 1
_PARTS = 256
"""In how many parts entries are sorted, to keep memory small."""


class ShingleIndex:
    """Which articles are looked for by a hash: at most `longest` of them, those with the lowest numbers.

    An entry takes eight bytes: the hash above the article's number. `left_out` counts by how many hashes an article is not found.
    """

    def __init__(self, articles: int, samples: Iterable[tuple[int, Iterable[int]]], longest: int) -> None:
        parts = [array("Q") for _ in range(_PARTS)]
        for number, hashes in samples:
            for hash_ in hashes:
                parts[hash_ >> _BITS - 8].append(hash_ << _BITS | number)
        self.left_out = array("I", [0]) * articles
        self._entries = array("Q")
        self._shift = _BITS - min(24, max(16, sum(map(len, parts)).bit_length() + 3))
        self._starts = array("I", [0]) * ((1 << _BITS - self._shift) + 1)
        parts.reverse()
        last = having = -1
        while parts:
            for entry in sorted(parts.pop()):
                if entry >> _BITS != last:
                    last, having = entry >> _BITS, 0
                having += 1
                if having > longest:
                    self.left_out[entry & _NUMBER] += 1
                    continue
                self._entries.append(entry)
                self._starts[(last >> self._shift) + 1] = len(self._entries)
        end = 0
        for bucket, found in enumerate(self._starts):
            self._starts[bucket] = end = found or end

    def hits(self, hashes: Iterable[int], below: int) -> dict[int, int]:
        """Return how many of the hashes lead to each article with a number below `below`."""
        entries, starts, shift = self._entries, self._starts, self._shift
        hits: dict[int, int] = {}
        for hash_ in hashes:
            bucket = hash_ >> shift
            at, end = starts[bucket], starts[bucket + 1]
            while at < end:
                entry = entries[at]
                if entry >> _BITS == hash_:
                    number = entry & _NUMBER
                    if number >= below:
                        break
                    hits[number] = hits.get(number, 0) + 1
                at += 1
        return hits
