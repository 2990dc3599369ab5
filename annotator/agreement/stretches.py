"""Compare the marks of people stretch by stretch, so that pairs who have the same there share the work.

A stretch is a run of marks, of anybody, each of which overlaps one before it; no mark reaches from one stretch into
another, so what two people have in common is the sum over stretches. The marks of a person in a stretch are a variant of it.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication.grouping import clusters
from annotator.agreement import exact, relaxed, unitizing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.model import Mark

_KEPT = 40
"""The most variants of a stretch whose comparisons are kept; of more, most would be needed once."""


class Common:
    """What two people have in common of a label: `weights` of matched marks (M2), equal marks (M1), with and but for clitics, and M4's `apart`."""

    __slots__ = ("apart", "clitics", "same", "weights")

    def __init__(self) -> None:
        self.weights: list[float] = []
        self.same = self.clitics = self.apart = 0


class _Compared(NamedTuple):
    """Two variants compared: what they have in common of each label, and how often one thing got which two labels."""

    labels: tuple[tuple[str, Common], ...]
    confused: Counter[tuple[str, str]]


NOTHING = Common()


class Stretches:
    """The marks of several people in a text, by stretches."""

    def __init__(self, text: str, layers: Mapping[str, Sequence[Mark]]) -> None:
        self._text = text
        numbers = _numbers({mark for marks in layers.values() for mark in marks})
        count = 1 + max(numbers.values(), default=-1)
        self._variants: list[list[tuple[Mark, ...]]] = [[()] for _ in range(count)]
        self._people = [Counter[int]() for _ in range(count)]  # how many have each variant
        self._of = {name: self._known(marks, numbers) for name, marks in layers.items()}
        self._kept: list[dict[tuple[int, int], _Compared]] = [{} for _ in range(count)]

    def _known(self, marks: Sequence[Mark], numbers: Mapping[Mark, int]) -> list[int]:
        """Return which variant a person has of each stretch; 0: no mark."""
        found: dict[int, list[Mark]] = {}
        for mark in sorted(marks):
            found.setdefault(numbers[mark], []).append(mark)
        of = [0] * len(self._variants)
        for number, some in found.items():
            variants, variant = self._variants[number], tuple(some)
            if variant not in variants:
                variants.append(variant)
            of[number] = variants.index(variant)
        for number, index in enumerate(of):
            self._people[number][index] += 1
        return of

    def common(self, one: str, other: str) -> dict[str, Common]:
        """Return what two people have in common, for each label of which they have marks."""
        found: dict[str, Common] = {}
        for number, (left, right) in enumerate(zip(self._of[one], self._of[other], strict=True)):
            if not (left or right):
                continue
            compared = self._kept[number].get((left, right)) or self._compared(number, left, right)
            for label, here in compared.labels:
                if (sums := found.get(label)) is None:
                    found[label] = sums = Common()
                sums.weights += here.weights
                sums.same += here.same
                sums.clitics += here.clitics
                sums.apart += here.apart
        return found

    def confused(self) -> Counter[tuple[str, str]]:
        """Return how often one thing got these two labels, sorted, over all pairs of people; "" stands for no mark."""
        found: Counter[tuple[str, str]] = Counter()
        for number, people in enumerate(self._people):
            for left, right in combinations_with_replacement(sorted(people), 2):
                pairs = (
                    people[left] * (people[left] - 1) // 2 if left == right else people[left] * people[right]
                )
                if pairs and (left or right):
                    for labels, times in self._compared(number, left, right).confused.items():
                        found[labels] += pairs * times
        return found

    def _compared(self, number: int, left: int, right: int) -> _Compared:
        kept = self._kept[number]
        if (found := kept.get((left, right))) is None:
            variants = self._variants[number]
            found = _compare(self._text, variants[left], variants[right])
            if len(variants) <= _KEPT:
                kept[left, right] = found
        return found


def _numbers(marks: set[Mark]) -> dict[Mark, int]:
    """Return in which stretch each mark is, from 0 in the order of the text."""
    found: dict[Mark, int] = {}
    number, end = -1, -1
    for mark in sorted(marks):
        if mark[0] >= end:
            number += 1
        end = max(end, mark[1])
        found[mark] = number
    return found


def _compare(text: str, one: tuple[Mark, ...], other: tuple[Mark, ...]) -> _Compared:
    labels = []
    for label in sorted({mark[2] for mark in (*one, *other)}):
        ours, theirs = ([mark for mark in marks if mark[2] == label] for marks in (one, other))
        common = Common()
        common.weights = [match.weight for match in relaxed.matches(ours, theirs)]
        common.same = exact.same(ours, theirs)
        common.clitics = exact.same_but_for_clitics(text, ours, theirs)
        units = (unitizing.merged([mark[:2] for mark in marks]) for marks in (ours, theirs))
        common.apart = unitizing.apart(*units)
        labels.append((label, common))
    return _Compared(tuple(labels), _confused(text, one, other))


def _confused(text: str, one: Iterable[Mark], other: Iterable[Mark]) -> Counter[tuple[str, str]]:
    """Count which labels one thing got from two people, as adjudication puts their marks together."""
    who: dict[Mark, list[int]] = {}
    for person, marks in enumerate((one, other)):
        for mark in marks:
            who.setdefault(mark, []).append(person)
    confused: Counter[tuple[str, str]] = Counter()
    for members in clusters(text, who):
        labels = sorted(mark[2] for mark in members)
        if len(members) == 1:
            labels = ["" if len(who[members[0]]) == 1 else labels[0], labels[0]]
        confused[labels[0], labels[1]] += 1
    return confused
