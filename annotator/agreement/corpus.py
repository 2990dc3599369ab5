"""Sums of the counts of many articles: over all of them, and over resamples."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.agreement import bootstrap
from annotator.agreement.counting import Counted, GroupTally, Pair, Tally, as_group
from annotator.agreement.evaluating import Sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OF_PAIR, _OF_ALL = len(Tally._fields), len(GroupTally._fields)


class Corpus:
    """The counted articles, at least one.

    `labels` are in the order that was given, then others that are used. `pairs` are the pairs of people with an article in
    common, `people` all of them. `spans` counts spans by label.
    """

    def __init__(self, articles: Sequence[Counted], labels: Sequence[str]) -> None:
        self.articles = articles
        self.spans: Counter[str] = Counter()
        for article in articles:
            self.spans.update(article.spans)
        self.labels = [*labels, *sorted(self.spans.keys() - set(labels))]
        self.pairs: list[Pair] = sorted({pair for article in articles for pair in article.pairs})
        self.people = sorted({name for article in articles for name in article.people})
        self._blocks = [self._block_of(pair) for pair in self.pairs]
        if len(self.pairs) > 1:  # otherwise everyone is that pair
            rows = [_flat(self._groups(article)) for article in articles]
            self._blocks.append(bootstrap.Block(range(len(articles)), rows))

    def sums(self) -> Sums:
        """Return the sums over all articles."""
        return self._sums([block.total() for block in self._blocks])

    def resampled(self, times: int, seed: int) -> Iterator[Sums]:
        """Yield the sums over resamples of the articles, `times` times."""
        for sums in bootstrap.resamples(self._blocks, len(self.articles), times=times, seed=seed):
            yield self._sums(sums)

    def of_article(self, article: Counted) -> Sums:
        """Return the sums over one article, of its own pairs only."""
        return Sums(
            [self._tallies(article, tallies) for tallies in article.pairs.values()], self._groups(article)
        )

    def articles_of(self, pair: Pair) -> list[Counted]:
        """Return the articles that both people finished."""
        return [article for article in self.articles if pair in article.pairs]

    def _block_of(self, pair: Pair) -> bootstrap.Block:
        indices = [index for index, article in enumerate(self.articles) if pair in article.pairs]
        rows = [
            _flat(self._tallies(self.articles[index], self.articles[index].pairs[pair])) for index in indices
        ]
        return bootstrap.Block(indices, rows)

    def _tallies(self, article: Counted, tallies: dict[str, Tally]) -> list[Tally]:
        nothing = Tally(0, 0, 0, 0, 0, 0, 0, article.words, 0, 0)
        return [tallies.get(label, nothing) for label in self.labels]

    def _groups(self, article: Counted) -> list[GroupTally]:
        nothing = GroupTally(article.words * len(article.people), 0, 0, 0, 0)
        return [article.everyone.get(label, nothing) for label in self.labels]

    def _sums(self, totals: Sequence[Sequence[float]]) -> Sums:
        pairs = [
            [Tally._make(total[at : at + _OF_PAIR]) for at in range(0, len(total), _OF_PAIR)]
            for total in totals[: len(self.pairs)]
        ]
        if len(self.pairs) == 1:
            return Sums(pairs, [as_group(tally) for tally in pairs[0]])
        total = totals[-1]
        return Sums(
            pairs, [GroupTally._make(total[at : at + _OF_ALL]) for at in range(0, len(total), _OF_ALL)]
        )


def _flat(tallies: Sequence[Tally] | Sequence[GroupTally]) -> list[float]:
    return [value for tally in tallies for value in tally]
