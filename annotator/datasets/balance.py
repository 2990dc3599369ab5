"""Bringing the labels of splits nearer to their shares: two groups of one size change places where that helps."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.datasets.split import Group

PASSES = 5
"""How many times all groups are looked at, at most."""

TRIES = 100_000
"""How many pairs are tried in a pass, at most."""

_GAIN = 1e-9


def improve(
    chosen: dict[Group, int], counts: Mapping[Group, Mapping[str, int]], shares: Sequence[float]
) -> None:
    """Change places in `chosen`, which has the number of each group's split, as long as that helps.

    What is made small is the sum, over labels and splits, of squared differences from the count that a split should
    have, divided by that count. `shares` add up to 1.
    """
    balance = _Balance(chosen, counts, shares)
    largest = max(range(len(shares)), key=lambda place: (shares[place], -place))
    by_size: defaultdict[int, list[Group]] = defaultdict(list)
    for group in chosen:
        by_size[len(group)].append(group)
    moving = [group for group, place in chosen.items() if place != largest]
    for _ in range(PASSES):
        found = [
            balance.swap_best(group, partners)
            for number, group in enumerate(moving)
            for partners in [_some(by_size[len(group)], number, TRIES // len(moving) + 1)]
        ]
        moving = [group for group, place in chosen.items() if place != largest]
        if not any(found):
            return


def _some(groups: Sequence[Group], number: int, most: int) -> Iterator[Group]:
    """Yield so many of the groups, others for each number."""
    first = number * most
    for at in range(min(most, len(groups))):
        yield groups[(first + at) % len(groups)]


class _Balance:
    """How far each split is from what it should have of each label."""

    def __init__(
        self, chosen: dict[Group, int], counts: Mapping[Group, Mapping[str, int]], shares: Sequence[float]
    ) -> None:
        labels = sorted({label for count in counts.values() for label in count})
        self._chosen = chosen
        self._vectors = {group: [counts[group].get(label, 0) for label in labels] for group in chosen}
        totals = [sum(vector[at] for vector in self._vectors.values()) for at in range(len(labels))]
        wanted = [[share * total for total in totals] for share in shares]
        self._weights = [[1 / count for count in row] for row in wanted]
        self._over = [[-count for count in row] for row in wanted]
        for group, place in chosen.items():
            self._move(place, self._vectors[group], 1)

    def swap_best(self, group: Group, partners: Iterator[Group]) -> bool:
        """Let the group change places with the partner with whom that helps most; say whether there was one."""
        place = self._chosen[group]
        best, best_gain = None, _GAIN
        for partner in partners:
            other = self._chosen[partner]
            if other != place and (gain := self._gain(group, place, partner, other)) > best_gain:
                best, best_gain = partner, gain
        if best is None:
            return False
        self._chosen[group], self._chosen[best] = self._chosen[best], place
        for one, before, after in ((group, place, self._chosen[group]), (best, self._chosen[group], place)):
            self._move(before, self._vectors[one], -1)
            self._move(after, self._vectors[one], 1)
        return True

    def _gain(self, group: Group, place: int, partner: Group, other: int) -> float:
        gain = 0.0
        for given, taken, here, there, mine, theirs in zip(
            self._vectors[group], self._vectors[partner], self._over[place], self._over[other],
            self._weights[place], self._weights[other], strict=True,
        ):  # fmt: skip
            if change := taken - given:
                gain -= change * (2 * here + change) * mine + change * (change - 2 * there) * theirs
        return gain

    def _move(self, place: int, vector: Sequence[int], sign: int) -> None:
        row = self._over[place]
        for at, count in enumerate(vector):
            row[at] += sign * count
