"""Find the worst disagreements of those who finished the same articles."""

from __future__ import annotations

import heapq
from itertools import combinations
from typing import TYPE_CHECKING

from annotator.adjudication import Group, Kind, groups
from annotator.agreement.disagreements import Disagreement, Version
from annotator.model import Layer, Span, now

if TYPE_CHECKING:
    from annotator.model import Marks

SHOWN = 20


class Worst:
    """The worst disagreements of the articles that are added, `number` of them at most; nothing else is kept.

    Worst are those about most characters, as a mean over pairs of people. Two ranges with one label differ by the characters
    that only one of them has, ranges with two labels by all characters of both, a range that somebody does not have by all of
    its own.
    """

    def __init__(self, number: int = SHOWN) -> None:
        self._number = number
        self._looked = 0
        self._found: list[tuple[tuple[float, int], Disagreement]] = []  # a heap, the least bad first

    def add(self, article: Marks) -> None:
        """Look at the disagreements in an article."""
        if len(article.layers) > 1:
            for group in groups(article.text, _layers(article)):
                self._looked += 1
                if group.kind is not Kind.AGREED:
                    self._add((_characters(group), -self._looked), group, article)

    def _add(self, key: tuple[float, int], group: Group, article: Marks) -> None:
        if len(self._found) < self._number:
            heapq.heappush(self._found, (key, _disagreement(group, article)))
        elif key > self._found[0][0]:
            heapq.heapreplace(self._found, (key, _disagreement(group, article)))

    def found(self) -> list[Disagreement]:
        """Return them, worst first."""
        return [disagreement for _, disagreement in sorted(self._found, key=lambda one: one[0], reverse=True)]


def _layers(article: Marks) -> list[Layer]:
    """Return the marks as layers, with made-up ids and times, which nothing here uses."""
    moment = now()
    return [
        Layer(
            article=article.article,
            annotator=name,
            spans=tuple(
                Span(
                    id=f"{name} {index}", start=start, end=end, label=label, annotator=name,
                    created=moment, changed=moment,
                )
                for index, (start, end, label) in enumerate(marks)
            ),
        )
        for name, marks in article.layers.items()
    ]  # fmt: skip


def _characters(group: Group) -> float:
    marks: list[tuple[int, int, str] | None] = [
        version.mark for version in group.versions for _ in version.annotators
    ]
    marks += [None] * len(group.missing)
    pairs = list(combinations(marks, 2))
    return sum(_between(one, other) for one, other in pairs) / len(pairs)


def _between(one: tuple[int, int, str] | None, other: tuple[int, int, str] | None) -> int:
    if one is None or other is None:
        present = one or other
        return 0 if present is None else present[1] - present[0]
    both = one[1] - one[0] + other[1] - other[0]
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return both - shared if one[2] != other[2] else both - 2 * shared


def _disagreement(group: Group, article: Marks) -> Disagreement:
    said = [
        Version(people=version.annotators, start=version.start, end=version.end, label=version.label)
        for version in group.versions
    ]
    return Disagreement(
        article=article.article,
        number=article.number,
        title=article.title,
        text=article.text,
        kind=group.kind.value,
        versions=tuple(said),
        missing=group.missing,
    )
