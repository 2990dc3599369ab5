"""Compute the measures from sums of counts: those of an article, of many, or of a resample."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from annotator.agreement import exact, unitizing, words
from annotator.agreement.counting import GroupTally, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Measures(NamedTuple):
    """M1, M1 but for clitics, M2, M3 as alpha and as kappa, and M4; None where undefined or not computed."""

    f1: float | None = None
    clitics: float | None = None
    relaxed: float | None = None
    alpha: float | None = None
    kappa: float | None = None
    unitizing: float | None = None


class Sums(NamedTuple):
    """The sums for some articles: tallies of each pair of people, one a label, and those of everyone."""

    pairs: Sequence[Sequence[Tally]]
    everyone: Sequence[GroupTally]


class Evaluated(NamedTuple):
    """The measures over everything, for each label, and for each pair of people."""

    overall: Measures
    labels: list[Measures]
    pairs: list[Measures]


def evaluate(sums: Sums) -> Evaluated:
    """Return the measures. F1 of several pairs is the mean over those for which it is defined; kappa is for two people only."""
    by_pair = [_of_pair(tallies) for tallies in sums.pairs]
    by_label = []
    for index, group in enumerate(sums.everyone):
        of_label = [tallies[index] for tallies in sums.pairs]
        by_label.append(
            Measures(
                *_means([_f1s(tally) for tally in of_label]),
                words.alpha(words.Coincidences(*group[:3])),
                words.kappa(words.TwoByTwo(*of_label[0][4:8])) if len(of_label) == 1 else None,
                unitizing.alpha(group.observed, group.expected),
            )
        )
    apart = unitizing.alpha(
        sum(group.observed for group in sums.everyone), sum(group.expected for group in sums.everyone)
    )
    overall = Measures(*_means([measures[:3] for measures in by_pair]), unitizing=apart)
    return Evaluated(overall, by_label, by_pair)


def exact_f1s(tallies: Iterable[Tally]) -> list[float | None]:
    """Return exact F1 of each tally."""
    return [exact.f1(tally.same, tally.size) for tally in tallies]


_F1s = tuple[float | None, float | None, float | None]


def _of_pair(tallies: Sequence[Tally]) -> Measures:
    total = add(tallies)
    return Measures(*_f1s(total), unitizing=unitizing.alpha(total.observed, total.expected))


def add(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of at least one tally."""
    return Tally._make(map(sum, zip(*tallies, strict=True)))


def _f1s(tally: Tally) -> _F1s:
    return (
        exact.f1(tally.same, tally.size),
        exact.f1(tally.clitics, tally.size),
        exact.f1(tally.weight, tally.size),
    )


def _means(found: Sequence[_F1s]) -> _F1s:
    if len(found) == 1:
        return found[0]
    first, second, third = (
        _mean([value for value in values if value is not None]) for values in zip(*found, strict=True)
    )
    return first, second, third


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
