"""Which articles go into which split.

Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, On the stratification of multi-label data) over groups
of articles that have to stay together: the rarest label first, each group to the split that lacks most of it. Then
groups of one size change places as long as that brings the counts nearer to the shares.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from annotator.datasets.balance import improve
from annotator.datasets.shares import places

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from annotator.datasets.shares import Share

Group = tuple[str, ...]
"""The ids of articles that stay together, sorted."""


def split(
    groups: Collection[Group], labels: Mapping[str, Mapping[str, int]], shares: Sequence[Share], seed: int
) -> dict[str, str]:
    """Return the split of each article, by its id.

    `labels` counts the spans of each article by label. The same `seed` gives the same, whatever the order of `groups` and
    `labels`. No split stays empty where there are as many groups as splits; where no group has more than one article,
    each split has exactly as many as `places` says.
    """
    counts = {group: +sum((Counter(labels[key]) for key in group), Counter[str]()) for group in groups}
    order = sorted(groups, key=lambda group: (-len(group), _drawn(seed, group)))
    placing = _Placing(order, counts, shares)
    chosen = placing.run()
    improve(chosen, counts, [float(share.percent) / 100 for share in shares])
    return {key: shares[place].name for group, place in chosen.items() for key in group}


def _drawn(seed: int, group: Group) -> bytes:
    return sha256(f"{seed} {group[0]}".encode()).digest()


class _Placing:
    """One run over groups in the order in which those with the same label are taken."""

    def __init__(
        self, order: Sequence[Group], counts: Mapping[Group, Counter[str]], shares: Sequence[Share]
    ) -> None:
        self._left = dict.fromkeys(order)
        self._counts = counts
        self._room = places(shares, sum(map(len, order)))
        self._whole = self._room.copy()
        self._empty = set(range(len(shares)))
        self._having = Counter(label for group in order for label in counts[group])
        total = sum(counts.values(), Counter[str]())
        self._lacks = {
            label: [float(share.percent) * count / 100 for share in shares] for label, count in total.items()
        }
        self._chosen: dict[Group, int] = {}

    def run(self) -> dict[Group, int]:
        """Return the number of each group's split."""
        while (label := self._rarest()) is not None:
            for group in [group for group in self._left if self._counts[group][label]]:
                self._put(group, self._lacks[label])
        for group in list(self._left):
            self._put(group, [0.0] * len(self._room))
        return self._chosen

    def _rarest(self) -> str | None:
        """Return the label that the fewest groups have of those that are left."""
        return min(
            (label for label in self._having if self._having[label]),
            key=lambda label: (self._having[label], label),
            default=None,
        )

    def _put(self, group: Group, lacks: Sequence[float]) -> None:
        place = max(self._open(len(group)), key=lambda place: (lacks[place], self._room[place], -place))
        del self._left[group]
        self._chosen[group] = place
        self._empty.discard(place)
        self._room[place] -= len(group)
        for label, count in self._counts[group].items():
            self._lacks[label][place] -= count
            self._having[label] -= 1

    def _open(self, articles: int) -> Collection[int]:
        """Return the splits that a group can go to: those with room for it, or else that with most room."""
        if len(self._left) <= len(self._empty):
            return self._empty
        everywhere = range(len(self._room))
        fitting = [place for place in everywhere if self._room[place] >= articles]
        return fitting or [max(everywhere, key=lambda place: (self._room[place], self._whole[place], -place))]
