"""Grouping the spans of several people: which of them are versions of the same thing.

Spans of the same range and label come together first. Then, label by label, the spans of each two people are matched
one to one so that their similarity is largest in total (`annotator.matching`), and matched spans are put into one group,
the most similar first. Then the same across labels, among the groups that somebody has no span in. All this is done
stretch by stretch: no span reaches from one into another. In each, people are numbered by what they marked there, so
neither their order nor their names can change the result, nor what is marked elsewhere.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from annotator.adjudication.case import Group, Kind, Version
from annotator.adjudication.similarity import could_be_same, only_clitics_differ, similarity, trimmed
from annotator.matching import best_matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from annotator.model import Layer, Mark, Span
    from annotator.text.navigation import Range

Pair = tuple[int, int]


def groups(text: str, layers: Sequence[Layer]) -> tuple[Group, ...]:
    """Return the groups of an article's spans, sorted by start, then longest first, then by their versions.

    Every span of every layer is in exactly one group. `layers` has one layer per person, empty ones included.
    """
    spans: dict[Mark, list[Span]] = {}
    who: dict[Mark, list[int]] = {}
    for person, layer in enumerate(layers):
        for span in layer.spans:
            mark = span.mark
            spans.setdefault(mark, []).append(span)
            who.setdefault(mark, []).append(person)
    names = frozenset(layer.annotator for layer in layers)
    made = [_group(text, [(mark, spans[mark]) for mark in members], names) for members in clusters(text, who)]
    return tuple(group for _, group in sorted(made, key=lambda item: item[0]))


def clusters(text: str, who: Mapping[Mark, Sequence[int]]) -> Iterator[list[Mark]]:
    """Yield the marks of each group of versions. `who` has for each mark the numbers of the people who have it."""
    # Each range is trimmed once, for many may begin with the same long white space.
    inner = cache(partial(trimmed, text))
    for marks in _stretches(sorted(who, key=_order)):
        if len(marks) == 1:
            yield marks
            continue
        of_person: dict[int, list[Mark]] = {}
        for mark in marks:
            for person in who[mark]:
                of_person.setdefault(person, []).append(mark)
        have = dict.fromkeys(marks, 0)
        for number, person in enumerate(sorted(of_person, key=of_person.__getitem__)):
            for mark in of_person[person]:
                have[mark] |= 1 << number
        found = _Clusters(text, marks, [have[mark] for mark in marks], len(of_person), inner)
        for members in found.build():
            yield [marks[member] for member in members]


def _stretches(marks: Iterable[Mark]) -> Iterator[list[Mark]]:
    """Yield the runs of marks, which come sorted by start, of which each overlaps one before it."""
    stretch: list[Mark] = []
    upto = 0
    for mark in marks:
        if stretch and mark[0] >= upto:
            yield stretch
            stretch = []
        stretch.append(mark)
        upto = max(upto, mark[1])
    if stretch:
        yield stretch


def _order(mark: Mark) -> tuple[int, int, str]:
    return (mark[0], -mark[1], mark[2])


def _group(
    text: str, members: list[tuple[Mark, list[Span]]], names: frozenset[str]
) -> tuple[tuple[int, int, list[Mark]], Group]:
    """Return a group and the key that groups are sorted by."""
    if len(members) > 1:
        members.sort(key=lambda member: (-len(member[1]), *_order(member[0])))
    versions = []
    present: set[str] = set()
    for (start, end, label), spans in members:
        if len(spans) > 1:
            spans.sort(key=lambda span: span.annotator)
        present.update([span.annotator for span in spans])
        versions.append(Version(start=start, end=end, label=label, spans=tuple(spans)))
    missing = () if len(present) == len(names) else tuple(sorted(names - present))
    marks = [mark for mark, _ in members]
    group = Group(versions=tuple(versions), kind=_kind(text, marks, bool(missing)), missing=missing)
    return (min(mark[0] for mark in marks), -max(mark[1] for mark in marks), marks), group


def _kind(text: str, marks: list[Mark], missing: bool) -> Kind:
    if len(marks) == 1:
        return Kind.MISSING if missing else Kind.AGREED
    ranges = {mark[:2] for mark in marks}
    labels = {mark[2] for mark in marks}
    if missing or (len(ranges) > 1 and len(labels) > 1):
        return Kind.MIXED
    if len(ranges) == 1:
        return Kind.LABEL
    return Kind.CLITIC if only_clitics_differ(text, ranges) else Kind.BOUNDARY


class _Clusters:
    """Clusters of the versions of a stretch, which are numbered in text order.

    `who` has for each version the people who marked it, as bits of a number; `people` is how many people there are. Two
    clusters may become one only when no person has a version in both and all their versions share a code point.
    """

    def __init__(
        self,
        text: str,
        marks: Sequence[Mark],
        who: Sequence[int],
        people: int,
        inner: Callable[[int, int], Range],
    ) -> None:
        self._text = text
        self._marks = marks
        self._who = who
        self._people = people
        self._people_of = [[person for person in range(people) if bits >> person & 1] for bits in who]
        self._cluster_of = list(range(len(marks)))
        self._members = {version: [version] for version in self._cluster_of}
        self._present = list(who)
        self._common = [mark[:2] for mark in marks]
        self._inner = inner

    def build(self) -> Iterable[list[int]]:
        """Return the versions of each cluster."""
        same_label, other_label = self._overlapping_pairs()
        self._merge_matched(same_label)
        self._merge_matched(self._could_be_same(other_label))
        return self._members.values()

    def _overlapping_pairs(self) -> tuple[dict[Pair, float], list[Pair]]:
        """Return the overlapping pairs of different people's versions: those of one label with their similarity, and the others."""
        everybody = (1 << self._people) - 1
        same_label: dict[Pair, float] = {}
        other_label: list[Pair] = []
        open_: list[int] = []
        marks, who = self._marks, self._who
        for version, (start, _, label) in enumerate(marks):
            if who[version] == everybody:
                continue
            open_ = [earlier for earlier in open_ if marks[earlier][1] > start]
            for earlier in open_:
                if who[earlier] & who[version]:
                    continue
                if marks[earlier][2] == label:
                    same_label[earlier, version] = similarity(marks[earlier], marks[version])
                else:
                    other_label.append((earlier, version))
            open_.append(version)
        return same_label, other_label

    def _could_be_same(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """Return the pairs that could be the same thing though their labels differ, with their similarity."""
        marks = self._marks
        return {
            (first, second): similarity(marks[first], marks[second])
            for first, second in pairs
            if self._share_no_person(first, second)
            and could_be_same(self._text, marks[first], marks[second], self._inner)
        }

    def _merge_matched(self, weights: Mapping[Pair, float]) -> None:
        """Match versions and merge their clusters, until no more clusters can be merged."""
        while weights:
            for pair in sorted(self._matched(weights), key=lambda pair: (-weights[pair], pair)):
                if self._may_merge(*pair):
                    self._merge(*pair)
            weights = {pair: weight for pair, weight in weights.items() if self._may_merge(*pair)}

    def _matched(self, weights: Mapping[Pair, float]) -> set[Pair]:
        """Return the pairs that are in the best one-to-one matching of any two people."""
        of_people: dict[Pair, dict[Pair, float]] = {}
        for (first, second), value in weights.items():
            others = self._people_of[second]
            for one in self._people_of[first]:
                for another in others:
                    if one < another:
                        of_people.setdefault((one, another), {})[first, second] = value
                    else:
                        of_people.setdefault((another, one), {})[second, first] = value
        return {
            (min(pair), max(pair))
            for people in sorted(of_people)
            for pair in best_matching(of_people[people])
        }

    def _share_no_person(self, first: int, second: int) -> bool:
        """Return whether the clusters of two versions have no person in common."""
        return not self._present[self._cluster_of[first]] & self._present[self._cluster_of[second]]

    def _may_merge(self, first: int, second: int) -> bool:
        """Return whether the clusters of two versions may become one."""
        one, another = self._cluster_of[first], self._cluster_of[second]
        if self._present[one] & self._present[another]:
            return False
        (start, end), (other_start, other_end) = self._common[one], self._common[another]
        if max(start, other_start) >= min(end, other_end):
            return False
        marks = self._marks
        return all(
            marks[mine][2] == marks[theirs][2]
            or could_be_same(self._text, marks[mine], marks[theirs], self._inner)
            for mine in self._members[one]
            for theirs in self._members[another]
        )

    def _merge(self, first: int, second: int) -> None:
        """Merge the cluster of the second version into that of the first."""
        one, another = self._cluster_of[first], self._cluster_of[second]
        for version in self._members[another]:
            self._cluster_of[version] = one
        self._members[one] += self._members.pop(another)
        self._present[one] |= self._present[another]
        (start, end), (other_start, other_end) = self._common[one], self._common[another]
        self._common[one] = (max(start, other_start), min(end, other_end))
