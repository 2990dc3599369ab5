"""Assign articles to splits.

Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, On the stratification of multi-label data) over groups
of articles that stay together: the rarest label first, each group to the split that lacks most of it. Then groups of one
size are swapped between splits as long as that brings the counts of labels nearer to the sizes of the splits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING

from annotator.datasets.split_sizes import article_counts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from annotator.datasets.split_sizes import SplitSize


Group = tuple[str, ...]
"""The ids of articles that stay together, sorted."""


def split(
    groups: Collection[Group],
    labels: Mapping[str, Mapping[str, int]],
    sizes: Sequence[SplitSize],
    seed: int,
    dealt: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the name of the split of each article, by the article's id.

    `dealt` are the splits of articles that have one already, by their ids: they stay, and the others go where these leave room
    and lack labels. Of those that `labels` has not, no labels are known.

    `labels` counts the spans of each article by label. The same `seed` gives the same splits, whatever the order of
    `groups` and `labels`. No split is empty where there are as many groups as splits. Where each group is one article, the
    splits have exactly the sizes of `article_counts`.
    """
    counts = {group: +sum((Counter(labels[key]) for key in group), Counter[str]()) for group in groups}
    order = sorted(groups, key=lambda group: (-len(group), _shuffle_key(seed, group)))
    begun = _begun(dealt or {}, labels, sizes)
    stratification = _Stratification(order, counts, sizes, begun)
    assigned = stratification.run()
    balance_labels(
        assigned, counts, [float(size.percent) / 100 for size in sizes], [split.labels for split in begun]
    )
    return {
        **(dealt or {}),
        **{key: sizes[split].name for group, split in assigned.items() for key in group},
    }


class _Begun:
    """What a split has already: how many articles, and spans by label."""

    def __init__(self) -> None:
        self.articles = 0
        self.labels: Counter[str] = Counter()


def _begun(
    dealt: Mapping[str, str], labels: Mapping[str, Mapping[str, int]], sizes: Sequence[SplitSize]
) -> list[_Begun]:
    begun = {size.name: _Begun() for size in sizes}
    for key, name in dealt.items():
        begun[name].articles += 1
        begun[name].labels.update(labels.get(key, {}))
    return list(begun.values())


def _shuffle_key(seed: int, group: Group) -> bytes:
    """Return a key that sorts groups in a random order, the same on every machine."""
    return sha256(f"{seed} {group[0]}".encode()).digest()


class _Stratification:
    """Iterative stratification. Groups with the same label are assigned in `order`; splits are numbers."""

    def __init__(
        self,
        order: Sequence[Group],
        counts: Mapping[Group, Counter[str]],
        sizes: Sequence[SplitSize],
        begun: Sequence[_Begun],
    ) -> None:
        self._left = dict.fromkeys(order)
        self._counts = counts
        there = sum(split.articles for split in begun)
        self._whole = article_counts(sizes, there + sum(map(len, order)))
        self._room = [whole - split.articles for whole, split in zip(self._whole, begun, strict=True)]
        self._empty = {number for number, split in enumerate(begun) if not split.articles}
        self._groups_with = Counter(label for group in order for label in counts[group])
        total = sum((split.labels for split in begun), sum(counts.values(), Counter[str]()))
        self._missing = {
            label: [
                float(size.percent) * count / 100 - split.labels[label]
                for size, split in zip(sizes, begun, strict=True)
            ]
            for label, count in total.items()
        }
        self._assigned: dict[Group, int] = {}

    def run(self) -> dict[Group, int]:
        """Return the split of each group."""
        while (label := self._rarest()) is not None:
            for group in [group for group in self._left if self._counts[group][label]]:
                self._assign(group, self._missing[label])
        for group in list(self._left):
            self._assign(group, [0.0] * len(self._room))
        return self._assigned

    def _rarest(self) -> str | None:
        """Return the label that the fewest of the groups without a split have, None where none has a label."""
        return min(
            (label for label in self._groups_with if self._groups_with[label]),
            key=lambda label: (self._groups_with[label], label),
            default=None,
        )

    def _assign(self, group: Group, missing: Sequence[float]) -> None:
        split = max(self._open(len(group)), key=lambda split: (missing[split], self._room[split], -split))
        del self._left[group]
        self._assigned[group] = split
        self._empty.discard(split)
        self._room[split] -= len(group)
        for label, count in self._counts[group].items():
            self._missing[label][split] -= count
            self._groups_with[label] -= 1

    def _open(self, articles: int) -> Collection[int]:
        """Return the splits that a group can go to: those with room for so many articles, or else the one with most room."""
        if len(self._left) <= len(self._empty):
            return self._empty
        everywhere = range(len(self._room))
        fitting = [split for split in everywhere if self._room[split] >= articles]
        return fitting or [max(everywhere, key=lambda split: (self._room[split], self._whole[split], -split))]


PASSES = 5
"""How many passes over all groups there are at most."""

TRIES = 100_000
"""How many pairs of groups are tried in a pass at most."""

_GAIN = 1e-9


def balance_labels(
    assigned: dict[Group, int],
    counts: Mapping[Group, Mapping[str, int]],
    sizes: Sequence[float],
    begun: Sequence[Mapping[str, int]] = (),
) -> None:
    """Swap groups of one size in `assigned`, the split of each group, as long as that improves the balance of labels.

    It minimises the sum over labels and splits of the squared difference from the count that a split should have, divided
    by that count. `sizes` add up to 1. `begun` are the counts of labels that each split has besides, of what stays there.
    """
    balance = _Balance(assigned, counts, sizes, begun)
    largest = max(range(len(sizes)), key=lambda split: (sizes[split], -split))
    by_size: defaultdict[int, list[Group]] = defaultdict(list)
    for group in assigned:
        by_size[len(group)].append(group)
    moving = [group for group, split in assigned.items() if split != largest]
    for _ in range(PASSES):
        found = [
            balance.swap_best(group, partners)
            for number, group in enumerate(moving)
            for partners in [_some(by_size[len(group)], number, TRIES // len(moving) + 1)]
        ]
        moving = [group for group, split in assigned.items() if split != largest]
        if not any(found):
            return


def _some(groups: Sequence[Group], number: int, most: int) -> Iterator[Group]:
    """Yield `most` of the groups, others for each number."""
    first = number * most
    for at in range(min(most, len(groups))):
        yield groups[(first + at) % len(groups)]


class _Balance:
    """The differences of the splits from the counts of labels that they should have."""

    def __init__(
        self,
        assigned: dict[Group, int],
        counts: Mapping[Group, Mapping[str, int]],
        sizes: Sequence[float],
        begun: Sequence[Mapping[str, int]],
    ) -> None:
        labels = sorted({label for count in counts.values() for label in count})
        self._assigned = assigned
        self._vectors = {group: [counts[group].get(label, 0) for label in labels] for group in assigned}
        totals = [
            sum(vector[at] for vector in self._vectors.values()) + sum(count.get(label, 0) for count in begun)
            for at, label in enumerate(labels)
        ]
        wanted = [[size * total for total in totals] for size in sizes]
        self._weights = [[1 / count for count in row] for row in wanted]
        self._excess = [[-count for count in row] for row in wanted]
        for group, split in assigned.items():
            self._move(split, self._vectors[group], 1)
        for split, count in enumerate(begun):
            self._move(split, [count.get(label, 0) for label in labels], 1)

    def swap_best(self, group: Group, partners: Iterator[Group]) -> bool:
        """Swap the group with the partner that improves the balance most; return whether any did."""
        split = self._assigned[group]
        best, best_gain = None, _GAIN
        for partner in partners:
            other = self._assigned[partner]
            if other != split and (gain := self._gain(group, split, partner, other)) > best_gain:
                best, best_gain = partner, gain
        if best is None:
            return False
        self._assigned[group], self._assigned[best] = self._assigned[best], split
        for one, before, after in (
            (group, split, self._assigned[group]),
            (best, self._assigned[group], split),
        ):
            self._move(before, self._vectors[one], -1)
            self._move(after, self._vectors[one], 1)
        return True

    def _gain(self, group: Group, split: int, partner: Group, other: int) -> float:
        gain = 0.0
        for given, received, here, there, mine, theirs in zip(
            self._vectors[group], self._vectors[partner], self._excess[split], self._excess[other],
            self._weights[split], self._weights[other], strict=True,
        ):  # fmt: skip
            if change := received - given:
                gain -= change * (2 * here + change) * mine + change * (change - 2 * there) * theirs
        return gain

    def _move(self, split: int, vector: Sequence[int], sign: int) -> None:
        row = self._excess[split]
        for at, count in enumerate(vector):
            row[at] += sign * count
