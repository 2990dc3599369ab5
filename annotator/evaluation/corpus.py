"""Sums of the counts of many articles: over all of them, and over resamples, which are the same for all that is compared."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from annotator.agreement import bootstrap
from annotator.agreement.corpus import BLOCKS
from annotator.evaluation.counting import NOTHING, WIDTH, Counts, plus
from annotator.evaluation.scoring import PRECISIONS, Scores, macro, micro, scores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.evaluation.counting import Counted

_AT_ONCE = 10
"""How many labels are packed together while articles are drawn: numbers of some hundred bytes are added quickest."""

UNDEFINED = float("nan")


class System:
    """The sums of one prediction: over all its articles, by label, and by blocks of articles."""

    def __init__(self) -> None:
        self.articles = 0
        self.sums: dict[str, list[int]] = {}
        self.confusion: Counter[tuple[str, str]] = Counter()
        self.blocks: dict[int, dict[str, list[int]]] = {}

    def add(self, block: int, article: Counted) -> None:
        """Add the counts of an article, which go into the block with this number."""
        self.confusion.update(article.confusion)
        there = self.blocks.setdefault(block, {})
        for label, counts in article.labels.items():
            plus(self.sums.setdefault(label, [0] * WIDTH), counts)
            plus(there.setdefault(label, [0] * WIDTH), counts)

    def counts(self, label: str) -> Counts:
        """Return the sums of a label."""
        return Counts._make(self.sums[label]) if label in self.sums else NOTHING

    def spread(self) -> tuple[bool, frozenset[str]]:
        """Return whether two blocks or more have marks, and of which labels they have."""
        found = Counter(label for there in self.blocks.values() for label in there)
        labels = frozenset(label for label, blocks in found.items() if blocks > 1)
        return sum(bool(there) for there in self.blocks.values()) > 1, labels


class Corpus:
    """The counted articles, which are added one by one, and of which only sums are kept, in `systems` by name."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._given = labels
        self.articles = 0
        self.systems: dict[str, System] = {}

    def add(self, found: Mapping[str, Sequence[Counted]]) -> None:
        """Add an article, with the counts of those who have it by name: one each, or those of several people under one name."""
        block = self.articles % BLOCKS
        for name, counted in found.items():
            system = self.systems.setdefault(name, System())
            system.articles += 1
            for one in counted:
                system.add(block, one)
        self.articles += 1

    @property
    def labels(self) -> list[str]:
        """The labels in the order that was given, then others that occur."""
        used = {label for system in self.systems.values() for label in system.sums}
        return [*self._given, *sorted(used - set(self._given))]

    def resampled(self, times: int, seed: int) -> dict[str, Resampled]:
        """Return the scores of each system over resamples of the articles, in blocks, `times` times."""
        names = list(self.systems)
        labels = {
            name: [label for label in self.labels if label in self.systems[name].sums] for name in names
        }
        found = {name: Resampled(labels[name]) for name in names}
        rows = [
            _block(self.systems[name], labels[name][first : first + _AT_ONCE])
            for name in names
            for first in range(0, len(labels[name]), _AT_ONCE)
        ]
        number = min(self.articles, BLOCKS)
        for sums in bootstrap.resamples(rows, number, times=times, seed=seed):
            parts = iter(sums)
            for name in names:
                flat = [value for _ in range(0, len(labels[name]), _AT_ONCE) for value in next(parts)]
                found[name].add(
                    [Counts._make(map(int, flat[at : at + WIDTH])) for at in range(0, len(flat), WIDTH)]
                )
        return found


class Resampled:
    """The scores of one system over resamples: of all, of each label, and means over labels. An undefined one is not a number."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels = labels
        self._all = [array("d") for _ in Scores._fields]
        self._macro = [array("d") for _ in range(PRECISIONS)]
        self._by_label = {label: [array("d") for _ in Scores._fields] for label in labels}

    def add(self, counts: Sequence[Counts]) -> None:
        """Add a resample, with the sums of each label."""
        _append(self._all, micro(counts))
        by_label = [scores(each) for each in counts]
        _append(self._macro, macro(by_label)[0])
        for label, each in zip(self._labels, by_label, strict=True):
            _append(self._by_label[label], each)

    def all(self, column: int) -> array[float]:
        """Return a score over all marks."""
        return self._all[column]

    def macro(self, column: int) -> array[float]:
        """Return the mean of a score over labels."""
        return self._macro[column]

    def of(self, label: str, column: int) -> array[float]:
        """Return a score of a label; none where it does not occur."""
        return self._by_label[label][column] if label in self._by_label else array("d")


def interval(values: array[float]) -> tuple[float, float] | None:
    """Return the interval of a score over resamples, None where half of them or more are undefined."""
    return bootstrap.interval([None if value != value else value for value in values])


def _append(columns: Sequence[array[float]], values: Sequence[float | None]) -> None:
    for column, value in zip(columns, values, strict=True):
        column.append(UNDEFINED if value is None else value)


def _block(system: System, labels: Sequence[str]) -> bootstrap.Block:
    indices = [index for index, there in system.blocks.items() if not there.keys().isdisjoint(labels)]
    nothing = [0] * WIDTH
    rows = [
        [value for label in labels for value in system.blocks[index].get(label, nothing)] for index in indices
    ]
    return bootstrap.Block(indices, rows)
