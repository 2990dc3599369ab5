"""Sums of the counts of many articles: over all of them, and over resamples."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from annotator.agreement import bootstrap
from annotator.agreement.counting import GroupTally, Pair, Tally, as_group
from annotator.agreement.evaluating import Sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.agreement.counting import Counted

BLOCKS = 2_000
"""How many blocks articles are drawn in. Up to so many articles are one block each; of more, each so many-th is in one block."""

T = TypeVar("T")

_OF_PAIR, _OF_ALL = len(Tally._fields), len(GroupTally._fields)
_NEITHER, _VALUES = Tally._fields.index("neither"), GroupTally._fields.index("values")


class _Block:
    """The sums over the articles of a block. `words` are those of the articles of each pair, `values` all that were given.

    Of a label, what articles without it add is left out: their words, which nobody covered.
    """

    def __init__(self) -> None:
        self.words: Counter[Pair] = Counter()
        self.values = 0
        self.pairs: dict[tuple[Pair, str], list[float]] = {}
        self.everyone: dict[str, list[float]] = {}

    def add(self, article: Counted) -> None:
        values = article.words * len(article.people)
        self.values += values
        for pair, tallies in article.pairs.items():
            self.words[pair] += article.words
            for label, tally in tallies.items():
                _add(self.pairs.setdefault((pair, label), [0] * _OF_PAIR), tally, _NEITHER, article.words)
        for label, group in article.everyone.items():
            _add(self.everyone.setdefault(label, [0] * _OF_ALL), group, _VALUES, values)

    def of_pair(self, pair: Pair, labels: Iterable[str]) -> list[Tally]:
        """Return the tally of each label."""
        return [
            Tally._make(_with(self.pairs.get((pair, label)), _OF_PAIR, _NEITHER, self.words[pair]))
            for label in labels
        ]

    def of_everyone(self, labels: Iterable[str]) -> list[GroupTally]:
        """Return the tally of each label."""
        return [
            GroupTally._make(_with(self.everyone.get(label), _OF_ALL, _VALUES, self.values))
            for label in labels
        ]

    def marked(self) -> Iterator[tuple[Pair, str]]:
        """Yield the pairs of people and the labels of which there are marks."""
        return (key for key, sums in self.pairs.items() if sums[0] > 0)


class Spread(NamedTuple):
    """Of what two blocks or more have marks: of the pairs, of the labels, of anything. Of the rest all resamples are equal."""

    pairs: frozenset[Pair]
    labels: frozenset[str]
    anything: bool


class Corpus:
    """The counted articles, which are added one by one, and of which only sums are kept.

    `pairs` are the pairs of people with an article in common and how many each has, `people` all of them. `spans` counts
    spans by label.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self._given = labels
        self._blocks: list[_Block] = []
        self.articles = 0
        self.merged = 0
        self.spans: Counter[str] = Counter()
        self.met: Counter[tuple[str, str]] = Counter()
        self._pairs: Counter[Pair] = Counter()
        self._people: set[str] = set()

    def add(self, article: Counted) -> None:
        """Add an article."""
        if len(self._blocks) < BLOCKS:
            self._blocks.append(_Block())
        self._blocks[self.articles % BLOCKS].add(article)
        self.articles += 1
        self.merged += article.merged
        self.spans.update(article.spans)
        self.met.update(article.labels)
        self._pairs.update(article.pairs.keys())
        self._people.update(article.people)

    @property
    def labels(self) -> list[str]:
        """The labels in the order that was given, then others that are used."""
        return [*self._given, *sorted(self.spans.keys() - set(self._given))]

    @property
    def pairs(self) -> dict[Pair, int]:
        """The pairs of people with an article in common, sorted, each with the number of these articles."""
        return dict(sorted(self._pairs.items()))

    @property
    def people(self) -> list[str]:
        """All people, sorted."""
        return sorted(self._people)

    def spread(self) -> Spread:
        """Return of what two blocks or more have marks."""
        pairs, labels, any_ = Counter[Pair](), Counter[str](), 0
        for block in self._blocks:
            marked = list(block.marked())
            pairs.update({pair for pair, _ in marked})
            labels.update({label for _, label in marked})
            any_ += bool(marked)
        return Spread(_several(pairs), _several(labels), any_ > 1)

    def sums(self) -> Sums:
        """Return the sums over all articles."""
        return self._sums([block.total() for block in self._rows()])

    def resampled(self, times: int, seed: int) -> Iterator[Sums]:
        """Yield the sums over resamples of the articles, in blocks, `times` times."""
        for sums in bootstrap.resamples(self._rows(), len(self._blocks), times=times, seed=seed):
            yield self._sums(sums)

    def _rows(self) -> list[bootstrap.Block]:
        """Return the sums of each pair, and of everyone where that is another thing, by blocks of articles."""
        labels = self.labels
        found = []
        for pair in self.pairs:
            indices = [index for index, block in enumerate(self._blocks) if pair in block.words]
            rows = [_flat(self._blocks[index].of_pair(pair, labels)) for index in indices]
            found.append(bootstrap.Block(indices, rows))
        if len(found) > 1:  # otherwise everyone is that pair
            rows = [_flat(block.of_everyone(labels)) for block in self._blocks]
            found.append(bootstrap.Block(range(len(self._blocks)), rows))
        return found

    def _sums(self, totals: Sequence[Sequence[float]]) -> Sums:
        pairs = [
            [Tally._make(total[at : at + _OF_PAIR]) for at in range(0, len(total), _OF_PAIR)]
            for total in totals[: len(self._pairs)]
        ]
        if len(self._pairs) == 1:
            return Sums(pairs, [as_group(tally) for tally in pairs[0]])
        total = totals[-1]
        return Sums(
            pairs, [GroupTally._make(total[at : at + _OF_ALL]) for at in range(0, len(total), _OF_ALL)]
        )


def sums_of(article: Counted) -> Sums:
    """Return the sums over one article, of its own pairs and labels only."""
    block = _Block()
    block.add(article)
    labels = list(article.everyone) or [""]
    return Sums([block.of_pair(pair, labels) for pair in article.pairs], block.of_everyone(labels))


def _several(counts: Counter[T]) -> frozenset[T]:
    return frozenset(one for one, count in counts.items() if count > 1)


def _add(sums: list[float], tally: Sequence[float], at: int, less: float) -> None:
    for index, value in enumerate(tally):
        sums[index] += value
    sums[at] -= less


def _with(sums: Sequence[float] | None, length: int, at: int, more: float) -> list[float]:
    found: list[float] = [0] * length if sums is None else list(sums)
    found[at] += more
    return found


def _flat(tallies: Sequence[Tally] | Sequence[GroupTally]) -> list[float]:
    return [value for tally in tallies for value in tally]
