"""Versions on their way into groups, as numbers: what meets, what is matched, what is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.likeness import alike, weight
from annotator.matching import best

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.model import Mark

Pair = tuple[int, int]


class Joining:
    """The versions of an article, numbered in text order, and the groups they make.

    `who` has for each version the people who marked it, a bit each, of `people` bits. Versions come together only when
    no person has one in both and all of them share a letter.
    """

    def __init__(self, text: str, marks: Sequence[Mark], who: Sequence[int], people: int) -> None:
        self._text = text
        self._marks = marks
        self._who = who
        self._people = people
        self._places = [[place for place in range(people) if bits >> place & 1] for bits in who]
        self._home = list(range(len(marks)))  # of each version, the group it is in
        self._members = {version: [version] for version in self._home}
        self._present = list(who)
        self._common = [mark[:2] for mark in marks]

    def groups(self) -> Iterable[list[int]]:
        """Return the versions of each group."""
        same, other = self._meetings()
        self._join(same)
        self._join(self._alike(other))
        return self._members.values()

    def _meetings(self) -> tuple[dict[Pair, float], list[Pair]]:
        """Return the pairs of versions, of different people, that share a letter: with one label, weighed, and with two."""
        everybody = (1 << self._people) - 1
        same: dict[Pair, float] = {}
        other: list[Pair] = []
        open_: list[int] = []
        marks, who = self._marks, self._who
        for version, (start, _, label) in enumerate(marks):
            if who[version] == everybody:
                continue
            open_ = [earlier for earlier in open_ if marks[earlier][1] > start]
            for earlier in open_:
                if who[earlier] & who[version]:
                    continue
                if marks[earlier][2] == label:
                    same[earlier, version] = weight(marks[earlier], marks[version])
                else:
                    other.append((earlier, version))
            open_.append(version)
        return same, other

    def _alike(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """Return the pairs that could be the same thing though their labels differ, weighed."""
        marks = self._marks
        return {
            (first, second): weight(marks[first], marks[second])
            for first, second in pairs
            if self._apart(first, second) and alike(self._text, marks[first], marks[second])
        }

    def _join(self, weights: Mapping[Pair, float]) -> None:
        """Match and put together, until nothing more can be."""
        while weights:
            for pair in sorted(self._matched(weights), key=lambda pair: (-weights[pair], pair)):
                if self._may_join(*pair):
                    self._unite(*pair)
            weights = {pair: weight for pair, weight in weights.items() if self._may_join(*pair)}

    def _matched(self, weights: Mapping[Pair, float]) -> set[Pair]:
        """Return the pairs that are in the best matching of any two people."""
        of_people: dict[Pair, dict[Pair, float]] = {}
        for (first, second), value in weights.items():
            others = self._places[second]
            for one in self._places[first]:
                for another in others:
                    if one < another:
                        of_people.setdefault((one, another), {})[first, second] = value
                    else:
                        of_people.setdefault((another, one), {})[second, first] = value
        return {(min(pair), max(pair)) for people in sorted(of_people) for pair in best(of_people[people])}

    def _apart(self, first: int, second: int) -> bool:
        """Say whether two versions are in groups that have no person in common."""
        return not self._present[self._home[first]] & self._present[self._home[second]]

    def _may_join(self, first: int, second: int) -> bool:
        """Say whether the groups of two versions may become one."""
        one, another = self._home[first], self._home[second]
        if self._present[one] & self._present[another]:
            return False
        (start, end), (other_start, other_end) = self._common[one], self._common[another]
        if max(start, other_start) >= min(end, other_end):
            return False
        marks = self._marks
        return all(
            marks[mine][2] == marks[theirs][2] or alike(self._text, marks[mine], marks[theirs])
            for mine in self._members[one]
            for theirs in self._members[another]
        )

    def _unite(self, first: int, second: int) -> None:
        one, another = self._home[first], self._home[second]
        for version in self._members[another]:
            self._home[version] = one
        self._members[one] += self._members.pop(another)
        self._present[one] |= self._present[another]
        (start, end), (other_start, other_end) = self._common[one], self._common[another]
        self._common[one] = (max(start, other_start), min(end, other_end))
