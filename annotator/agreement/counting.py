"""Count in one article what the measures are computed from. All counts can be added over articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from annotator.agreement import unitizing
from annotator.agreement.stretches import NOTHING, Stretches
from annotator.agreement.words import Words, coincidences, two_by_two
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.agreement.stretches import Common
    from annotator.agreement.unitizing import Range
    from annotator.model import Mark, Marks

Pair = tuple[str, str]
"""The names of two people, sorted."""


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
    """One person's marks of one label: how many, the words that they cover, as bits, and their units (M4)."""

    marks: int
    covered: int
    units: list[Range]


def count(article: Marks) -> Counted:
    """Count one article that at least two people finished."""
    words = Words(segment.words(article.text))
    layers = {name: _by_label(marks, words) for name, marks in article.layers.items()}
    used = sorted({label for layer in layers.values() for label in layer})
    people = tuple(sorted(layers))
    of_all = {label: [layers[name].get(label, _NOTHING) for name in people] for label in used}
    chance = {
        label: unitizing.Expected([layer.units for layer in found], len(article.text))
        for label, found in of_all.items()
    }
    stretches = Stretches(article.text, article.layers)
    pairs: dict[Pair, dict[str, Tally]] = {}
    for (first, one), (second, other) in combinations(enumerate(people), 2):
        common = stretches.common(one, other)
        pairs[one, other] = {
            label: _tally(
                of_all[label][first],
                of_all[label][second],
                common.get(label, NOTHING),
                len(words),
                chance[label].of_pair(first, second),
            )
            for label in used
        }
    return Counted(
        people=people,
        words=len(words),
        spans=Counter(mark[2] for marks in article.layers.values() for mark in marks),
        merged=sum(layer.marks - len(layer.units) for found in layers.values() for layer in found.values()),
        pairs=pairs,
        everyone={
            label: _group_tally(
                found, len(words), sum(pairs[pair][label].observed for pair in pairs), chance[label].of_all()
            )
            for label, found in of_all.items()
        }
        if len(people) > 2
        else {label: as_group(tally) for label, tally in pairs[people[0], people[1]].items()},
        labels=stretches.confused(),
    )


def as_group(tally: Tally) -> GroupTally:
    """Return the tally of two people as that of a group."""
    words = tally.both + tally.first + tally.second + tally.neither
    covered = 2 * tally.both + tally.first + tally.second
    return GroupTally(2 * words, covered, tally.first + tally.second, tally.observed, tally.expected)


_NOTHING = _Layer(0, 0, [])


def _by_label(marks: Sequence[Mark], words: Words) -> dict[str, _Layer]:
    found: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in sorted(marks):
        found[mark[2]].append(mark)
    return {
        label: _Layer(len(each), words.covered(each), unitizing.merged([mark[:2] for mark in each]))
        for label, each in found.items()
    }


def _tally(one: _Layer, other: _Layer, common: Common, words: int, expected: float) -> Tally:
    return Tally(
        one.marks + other.marks,
        common.same,
        common.clitics,
        sum(common.weights),
        *two_by_two(one.covered, other.covered, words),
        float(common.apart),
        expected,
    )


def _group_tally(layers: Sequence[_Layer], words: int, apart_units: float, expected: float) -> GroupTally:
    """Return the tally of everyone. `apart_units` is the sum over pairs of M4's observed disagreement."""
    apart = sum((one.covered ^ other.covered).bit_count() for one, other in combinations(layers, 2))
    covered = sum(layer.covered.bit_count() for layer in layers)
    found = coincidences(len(layers), words, covered, apart)
    return GroupTally(*found, apart_units / (len(layers) * (len(layers) - 1) / 2), expected)
