"""Deal articles to splits, of which some have a part already: they stay there, and what belongs to them follows.

Articles belong together that are near copies of one another, or that have a value of a field in common. Where the ones that stay
are in several parts, a new article goes with those that it is a near copy of itself, or has a value in common with. One that so
belongs to two parts is tied, and gets none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from annotator.datasets.split import split
from annotator.errors import UsageError
from annotator.model import Apart, Tied
from annotator.model.splits import TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from annotator.datasets.near_duplicates import NearCopies
    from annotator.datasets.split import Group
    from annotator.datasets.split_sizes import SplitSize

    Values = Mapping[str, Collection[str]]
    """The values of a field by the ids of articles."""

    _Tie = tuple[str | int, ...]

_T = TypeVar("_T")

COMPARED = 300
"""In a group of more near copies than this that is in several parts not each pair is compared: all that hangs together counts."""


class Dealt(NamedTuple):
    """The parts of the articles of a data set, and the ids of those that are tied and have none, sorted."""

    parts: dict[str, str]
    tied: tuple[str, ...]

    @property
    def told(self) -> Tied:
        """How many are tied, and the first of them."""
        return Tied(articles=len(self.tied), first=self.tied[:TOLD])


class NearApart(NamedTuple):
    """The articles with near copies in other parts, each with the first one in each of these, and what is told of them."""

    articles: dict[str, dict[str, str]]
    told: Apart


def deal(
    labels: Mapping[str, Mapping[str, int]],
    copies: NearCopies,
    values: Values,
    sizes: Sequence[SplitSize],
    seed: int,
    dealt: Mapping[str, str],
    left_out: int = 0,
) -> Dealt:
    """Return the part of each article of `labels`, which counts their spans by label.

    `dealt` are the parts of articles that stay, some of which `labels` need not have; `copies` are those among all of these, and
    `values` the values of a field by which they stay together, {} for none. Raises `UsageError` where nothing is dealt yet and
    there are fewer groups than parts; `left_out` articles have no gold, which it tells.
    """
    parts = dict(dealt)
    tied: list[str] = []
    new: list[Group] = []
    for groups in _together(copies, values):
        members = [id_ for group in groups for id_ in group]
        begun = {dealt[id_] for id_ in members if id_ in dealt}
        rest = sorted(id_ for id_ in members if id_ not in dealt)
        if len(begun) > 1 and rest:
            ties = _Ties(groups, copies, values, parts)
            new += ties.place(rest)
            tied += ties.tied
        elif begun:
            parts.update(dict.fromkeys(rest, min(begun)))
        else:
            new.append(tuple(rest))
    if not dealt:
        _require_enough(len(labels), len(new), len(sizes), left_out, by_values=bool(values))
    found = split(sorted(new), labels, sizes, seed, parts)
    return Dealt({id_: found[id_] for id_ in labels if id_ in found}, tuple(sorted(tied)))


def torn(
    copies: NearCopies, values: Values, dealt: Mapping[str, str], coming: Mapping[str, str]
) -> frozenset[str]:
    """Return which of the articles that come with a part, dealt elsewhere, belong to what is dealt to another one.

    `copies` and `values` are of all of these articles. What is only among those that come together is no matter here.
    """
    found: set[str] = set()
    for groups in _together(copies, values):
        members = [id_ for group in groups for id_ in group]
        if any(id_ in coming for id_ in members) and any(id_ in dealt for id_ in members):
            ties = _Ties(groups, copies, values, dict(dealt))
            found.update(id_ for id_ in members if id_ in coming and ties.parts_of(id_) - {coming[id_]})
    return frozenset(found)


def apart(copies: NearCopies, parts: Mapping[str, str]) -> NearApart:
    """Return which of these articles have a near copy in another part."""
    articles: defaultdict[str, dict[str, str]] = defaultdict(dict)
    first: list[tuple[str, str]] = []
    for group in copies.groups:
        there = [id_ for id_ in group if id_ in parts]
        if len({parts[id_] for id_ in there}) < 2:
            continue
        for one, other in _pairs(copies, there, parts):
            if parts[one] != parts[other]:
                articles[one].setdefault(parts[other], other)
                articles[other].setdefault(parts[one], one)
                first.append((one, other))
                first = sorted(first)[:TOLD]
    return NearApart(dict(articles), Apart(articles=len(articles), first=tuple(first)))


def _pairs(copies: NearCopies, there: Sequence[str], parts: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Return the pairs of near copies; of too many, each with the first one in each other part."""
    if len(there) <= COMPARED:
        return copies.pairs(there)
    begins: dict[str, str] = {}
    for id_ in there:
        begins.setdefault(parts[id_], id_)
    return ((id_, other) for id_ in there for part, other in begins.items() if part != parts[id_])


def _together(copies: NearCopies, values: Values) -> list[list[Group]]:
    """Return the groups of near copies that belong together by their values."""
    if not values:
        return [[group] for group in copies.groups]
    ties = (
        (number, ("value", value))
        for number, group in enumerate(copies.groups)
        for id_ in group
        for value in values.get(id_, ())
    )
    return [
        [copies.groups[number] for number in numbers] for numbers in _joined(range(len(copies.groups)), ties)
    ]


def _joined(things: Collection[_T], ties: Iterable[tuple[_T, _Tie]]) -> list[list[_T]]:
    """Return the things in lists of those that are tied to the same, directly or by others; no thing is such a tie itself."""
    root: dict[_T | _Tie, _T | _Tie] = {}

    def find(key: _T | _Tie) -> _T | _Tie:
        while (above := root.setdefault(key, key)) != key:
            root[key] = root[above]
            key = above
        return key

    for thing, to in ties:
        root[find(thing)] = find(to)
    found: defaultdict[_T | _Tie, list[_T]] = defaultdict(list)
    for thing in things:
        found[find(thing)].append(thing)
    return list(found.values())


class _Ties:
    """Places the new articles among what belongs together and is in several parts; `parts` gets them, `tied` those that have none."""

    def __init__(
        self, groups: Sequence[Group], copies: NearCopies, values: Values, parts: dict[str, str]
    ) -> None:
        self.tied: list[str] = []
        self._copies = copies
        self._values = values
        self._parts = parts
        self._groups = groups
        self._group = {id_: number for number, group in enumerate(groups) for id_ in group}
        self._of_group: list[set[str]] = [set() for _ in groups]
        self._of_value: defaultdict[str, set[str]] = defaultdict(set)
        self._near: dict[int, defaultdict[str, list[str]]] = {}
        for id_ in self._group:
            if id_ in parts:
                self._note(id_)

    def place(self, new: Sequence[str]) -> list[Group]:
        """Give parts to the new articles, in their order; return groups of those that belong to none."""
        waiting = list(new)
        while True:
            rest = []
            for id_ in waiting:
                found = self.parts_of(id_)
                if len(found) == 1:
                    self._parts[id_] = min(found)
                    self._note(id_)
                elif found:
                    self.tied.append(id_)
                else:
                    rest.append(id_)
            if len(rest) == len(waiting):
                break
            waiting = rest
        return [tuple(sorted(ids)) for ids in _joined(waiting, self._ties_of(waiting))]

    def _note(self, id_: str) -> None:
        part = self._parts[id_]
        self._of_group[self._group[id_]].add(part)
        for value in self._values.get(id_, ()):
            self._of_value[value].add(part)

    def parts_of(self, id_: str) -> set[str]:
        """Return the parts to which an article belongs."""
        group = self._group[id_]
        found = self._of_group[group]
        if len(found) > 1 and len(self._groups[group]) <= COMPARED:
            found = {self._parts[other] for other in self._near_copies(id_) if other in self._parts}
        return found.union(*(self._of_value[value] for value in self._values.get(id_, ())))

    def _near_copies(self, id_: str) -> Sequence[str]:
        group = self._group[id_]
        if group not in self._near:
            self._near[group] = defaultdict(list)
            for one, other in self._copies.pairs(self._groups[group]):
                self._near[group][one].append(other)
                self._near[group][other].append(one)
        return self._near[group][id_]

    def _ties_of(self, waiting: Collection[str]) -> Iterable[tuple[str, _Tie]]:
        """Yield what ties articles that belong to no part: their group where it has none, the near copies among them, their values."""
        there = set(waiting)
        for id_ in waiting:
            group = self._group[id_]
            if not self._of_group[group]:
                yield id_, ("group", group)
            else:
                for other in self._near_copies(id_):
                    if other in there:
                        yield id_, ("pair", *sorted((id_, other)))
            for value in self._values.get(id_, ()):
                yield id_, ("value", value)


def _require_enough(articles: int, groups: int, splits: int, left_out: int, *, by_values: bool) -> None:
    """Raise `UsageError` where there are fewer groups of what stays together than splits."""
    if splits == 1 or groups >= splits:
        return
    there = "there is 1 article" if articles == 1 else f"there are {articles:,} articles"
    if articles < splits:
        others = f" ({left_out:,} left out, because they have no gold yet)" if left_out else ""
        raise UsageError(
            f"{splits} splits need {splits} articles or more, and {there}{others}; give fewer shares."
        )
    alike = "nearly the same or have the same --group-by value" if by_values else "nearly the same"
    raise UsageError(
        f"{splits} splits can't be made of {articles:,} articles: those that are {alike} stay together, which leaves "
        f"{groups} group{'' if groups == 1 else 's'}; give fewer shares."
    )
