"""What the measures are made from, counted in one article: all of it can be added over articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from annotator.agreement import exact, relaxed, tokens, unitizing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.agreement.unitizing import Range
    from annotator.model import Mark, Marks

Pair = tuple[str, str]
"""The names of two people, sorted."""

LIKE_ENOUGH = 0.5
"""What two marks of different labels must have in common to be taken for the same thing (as M2 weighs them)."""


class Tally(NamedTuple):
    """What is counted of two people and one label.

    `size` counts the marks of both, `same` and `clitics` (the same but for clitics) pairs of marks, `weight` is what M2
    adds up; then come the words that both, only the first, only the second and neither covered; then what M4 observes
    and expects, in squared characters.
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
    """All who finished, one label: the coincidences of M3, and what M4 observes and expects."""

    values: float
    covered: float
    apart: float
    observed: float
    expected: float


class Counted(NamedTuple):
    """One article. Labels that nobody used are not in `pairs` and `everyone`.

    `spans` counts by label. `merged` is how many spans less M4 sees, because a person's own overlapping spans of a label are one unit to it.
    `labels` counts pairs of marks that were taken for the same thing by their labels, sorted; "" is nothing.
    """

    people: tuple[str, ...]
    words: int
    spans: Counter[str]
    merged: int
    pairs: dict[Pair, dict[str, Tally]]
    everyone: dict[str, GroupTally]
    labels: Counter[tuple[str, str]]


class _Layer(NamedTuple):
    """One person's marks of one label, the words these cover, as bits, and the units they make."""

    marks: Sequence[Mark]
    covered: int
    units: list[Range]


def count(article: Marks) -> Counted:
    """Count one article that at least two people finished."""
    words = tokens.Tokens(article.text)
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


def _by_label(marks: Sequence[Mark], words: tokens.Tokens) -> dict[str, _Layer]:
    found: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in sorted(marks):
        found[mark[2]].append(mark)
    return {
        label: _Layer(each, words.covered(each), unitizing.merged([mark[:2] for mark in each]))
        for label, each in found.items()
    }


class _Comparison:
    """Compares two people label by label, and keeps what is left for a comparison across labels."""

    def __init__(self, text: str, words: int) -> None:
        self._text, self._words = text, words
        self._labels: Counter[tuple[str, str]] = Counter()
        self._left: tuple[list[Mark], list[Mark]] = ([], [])

    def tally(self, one: _Layer, other: _Layer, label: str) -> Tally:
        matches = relaxed.matches(one.marks, other.marks)
        self._keep(one.marks, {match.first for match in matches}, 0)
        self._keep(other.marks, {match.second for match in matches}, 1)
        self._labels[label, label] += len(matches)
        covered = tokens.two_by_two(one.covered, other.covered, self._words)
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

    def _keep(self, marks: Sequence[Mark], matched: set[int], side: int) -> None:
        if len(matched) < len(marks):
            self._left[side].extend(mark for place, mark in enumerate(marks) if place not in matched)

    def labels(self) -> Counter[tuple[str, str]]:
        """Return how often which two labels met, "" for nothing."""
        first, second = sorted(self._left[0]), sorted(self._left[1])
        matches = relaxed.matches(first, second, LIKE_ENOUGH)
        for match in matches:
            one, other = sorted((first[match.first][2], second[match.second][2]))
            self._labels[one, other] += 1
        self._alone(first, {match.first for match in matches})
        self._alone(second, {match.second for match in matches})
        return +self._labels

    def _alone(self, marks: Sequence[Mark], matched: set[int]) -> None:
        self._labels.update(("", mark[2]) for place, mark in enumerate(marks) if place not in matched)


def _group_tally(layers: Sequence[_Layer], words: int, length: int) -> GroupTally:
    apart = sum((one.covered ^ other.covered).bit_count() for one, other in combinations(layers, 2))
    covered = sum(layer.covered.bit_count() for layer in layers)
    units = [layer.units for layer in layers]
    found = tokens.coincidences(len(layers), words, covered, apart)
    return GroupTally(*found, unitizing.observed(units), unitizing.expected(units, length))
