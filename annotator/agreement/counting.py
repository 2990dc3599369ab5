"""Count in one article what the measures are computed from. All counts can be added over articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from annotator.agreement import exact, relaxed, unitizing
from annotator.agreement.words import Words, coincidences, two_by_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.agreement.unitizing import Range
    from annotator.model import Mark, Marks

Pair = tuple[str, str]
"""The names of two people, sorted."""

LIKE_ENOUGH = 0.5
"""The least weight (as in M2) of two marks with different labels that are counted as two labels for one thing."""


class Tally(NamedTuple):
    """The counts of two people and one label.

    `size` is the number of marks of both. `same` is the number of equal pairs of marks (M1), `clitics` that of pairs that
    are equal but for clitics, `weight` the sum of the weights of M2. `both`, `first`, `second` and `neither` are the words
    that both, only one of them or neither covered (M3). `observed` and `expected` are those of M4, in squared characters.
    """

    size: float
    same: float
    clitics: float
    weight: float
    both: float
    first: float
    second: float
    neither: float
    observed: float
    expected: float


class GroupTally(NamedTuple):
    """The counts of everyone who finished and one label: the coincidences of M3, and those of M4."""

    values: float
    covered: float
    apart: float
    observed: float
    expected: float


class Counted(NamedTuple):
    """The counts of one article. Labels that nobody used are not in `pairs` and `everyone`.

    `spans` counts spans by label. `merged` is the number of spans that M4 does not count, because it takes a person's
    overlapping spans of one label for one unit. `labels` counts pairs of marks for one thing by their two labels, sorted;
    "" stands for no mark.
    """

    people: tuple[str, ...]
    words: int
    spans: Counter[str]
    merged: int
    pairs: dict[Pair, dict[str, Tally]]
    everyone: dict[str, GroupTally]
    labels: Counter[tuple[str, str]]


class _Layer(NamedTuple):
    """One person's marks of one label, the words that they cover, as bits, and their units (M4)."""

    marks: Sequence[Mark]
    covered: int
    units: list[Range]


def count(article: Marks) -> Counted:
    """Count one article that at least two people finished."""
    words = Words(article.text)
    layers = {name: _by_label(marks, words) for name, marks in article.layers.items()}
    used = sorted({label for layer in layers.values() for label in layer})
    people = tuple(sorted(layers))
    pairs: dict[Pair, dict[str, Tally]] = {}
    confused: Counter[tuple[str, str]] = Counter()
    for one, other in combinations(people, 2):
        of_pair = _Comparison(article.text, len(words))
        pairs[one, other] = {
            label: of_pair.tally(layers[one].get(label, _NOTHING), layers[other].get(label, _NOTHING), label)
            for label in used
        }
        confused += of_pair.labels()
    of_all = {
        label: [layer.get(label, _NOTHING) for layer in (layers[name] for name in people)] for label in used
    }
    return Counted(
        people=people,
        words=len(words),
        spans=Counter(mark[2] for marks in article.layers.values() for mark in marks),
        merged=sum(
            len(layer.marks) - len(layer.units) for found in layers.values() for layer in found.values()
        ),
        pairs=pairs,
        everyone={
            label: _group_tally(found, len(words), len(article.text)) for label, found in of_all.items()
        }
        if len(people) > 2
        else {label: as_group(tally) for label, tally in pairs[people[0], people[1]].items()},
        labels=confused,
    )


def as_group(tally: Tally) -> GroupTally:
    """Return the tally of two people as that of a group."""
    words = tally.both + tally.first + tally.second + tally.neither
    covered = 2 * tally.both + tally.first + tally.second
    return GroupTally(2 * words, covered, tally.first + tally.second, tally.observed, tally.expected)


_NOTHING = _Layer((), 0, [])


def _by_label(marks: Sequence[Mark], words: Words) -> dict[str, _Layer]:
    found: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in sorted(marks):
        found[mark[2]].append(mark)
    return {
        label: _Layer(each, words.covered(each), unitizing.merged([mark[:2] for mark in each]))
        for label, each in found.items()
    }


class _Comparison:
    """Compares two people label by label, and then the marks that are left across labels."""

    def __init__(self, text: str, words: int) -> None:
        self._text, self._words = text, words
        self._labels: Counter[tuple[str, str]] = Counter()
        self._left: tuple[list[Mark], list[Mark]] = ([], [])

    def tally(self, one: _Layer, other: _Layer, label: str) -> Tally:
        matches = relaxed.matches(one.marks, other.marks)
        self._keep_unmatched(one.marks, {match.first for match in matches}, 0)
        self._keep_unmatched(other.marks, {match.second for match in matches}, 1)
        self._labels[label, label] += len(matches)
        covered = two_by_two(one.covered, other.covered, self._words)
        units = (one.units, other.units)
        return Tally(
            len(one.marks) + len(other.marks),
            exact.same(one.marks, other.marks),
            exact.same_but_for_clitics(self._text, one.marks, other.marks),
            sum(match.weight for match in matches),
            *covered,
            unitizing.observed(units),
            unitizing.expected(units, len(self._text)),
        )

    def _keep_unmatched(self, marks: Sequence[Mark], matched: set[int], side: int) -> None:
        if len(matched) < len(marks):
            self._left[side].extend(mark for index, mark in enumerate(marks) if index not in matched)

    def labels(self) -> Counter[tuple[str, str]]:
        """Return how often one thing got these two labels; "" stands for no mark."""
        first, second = sorted(self._left[0]), sorted(self._left[1])
        matches = relaxed.matches(first, second, LIKE_ENOUGH)
        for match in matches:
            one, other = sorted((first[match.first][2], second[match.second][2]))
            self._labels[one, other] += 1
        self._count_unmatched(first, {match.first for match in matches})
        self._count_unmatched(second, {match.second for match in matches})
        return +self._labels

    def _count_unmatched(self, marks: Sequence[Mark], matched: set[int]) -> None:
        self._labels.update(("", mark[2]) for index, mark in enumerate(marks) if index not in matched)


def _group_tally(layers: Sequence[_Layer], words: int, length: int) -> GroupTally:
    apart = sum((one.covered ^ other.covered).bit_count() for one, other in combinations(layers, 2))
    covered = sum(layer.covered.bit_count() for layer in layers)
    units = [layer.units for layer in layers]
    found = coincidences(len(layers), words, covered, apart)
    return GroupTally(*found, unitizing.observed(units), unitizing.expected(units, length))
