"""Match the marks of a prediction with those of a reference, each with one at most, and say how they differ.

Equal marks come first. The others are matched label by label so that they share the most (M2), then those that are left
across labels, where they are alike enough. Neither the order of marks nor which side is the reference changes the result.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication.similarity import trimmed
from annotator.agreement import relaxed
from annotator.agreement.exact import before_clitics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.model import Mark

LIKE_ENOUGH = 0.5
"""The least weight (as in M2) of two marks with different labels of which one is counted as the other with another label."""


class Kind(StrEnum):
    """What became of a mark of the reference, or of one that was predicted.

    Of `CLITIC`, `PUNCTUATION` and `EDGES` the label is right, and only edges differ: by clitics at the start of a word, by
    punctuation or white space, or by anything else.
    """

    CORRECT = "correct"
    MISSED = "missed"
    EXTRA = "extra"
    CLITIC = "clitic edges"
    PUNCTUATION = "punctuation edges"
    EDGES = "other edges"
    LABEL = "label"
    BOTH = "edges and label"

    @property
    def field(self) -> str:
        """The name under which it is counted."""
        return self.name.lower()


ERRORS = tuple(kind for kind in Kind if kind is not Kind.CORRECT)


class Pair(NamedTuple):
    """A mark of the reference and the predicted one that it was matched with; None for what was missed, or is extra."""

    kind: Kind
    reference: Mark | None
    predicted: Mark | None

    @property
    def start(self) -> int:
        """The first start of the two."""
        return min(mark[0] for mark in (self.reference, self.predicted) if mark is not None)

    @property
    def end(self) -> int:
        """The last end of the two."""
        return max(mark[1] for mark in (self.reference, self.predicted) if mark is not None)


def pairs(text: str, reference: Iterable[Mark], predicted: Iterable[Mark]) -> list[Pair]:
    """Return each mark of both sides once, in the order of the text. Equal marks of one side count once."""
    ours, theirs = set(reference), set(predicted)
    found = [Pair(Kind.CORRECT, mark, mark) for mark in ours & theirs]
    left, right = sorted(ours - theirs), sorted(theirs - ours)
    if left and right:
        of_label, predicted_of = _by_label(left), _by_label(right)
        for label in sorted(of_label.keys() & predicted_of.keys()):
            matched = _matched(of_label[label], predicted_of[label], 0.0)
            found += [Pair(_edges(text, one, other), one, other) for one, other in matched]
        left, right = _rest(left, right, found)
        matched = _matched(left, right, LIKE_ENOUGH)
        found += [
            Pair(Kind.LABEL if one[:2] == other[:2] else Kind.BOTH, one, other) for one, other in matched
        ]
        left, right = _rest(left, right, found)
    found += [Pair(Kind.MISSED, mark, None) for mark in left]
    found += [Pair(Kind.EXTRA, None, mark) for mark in right]
    return sorted(found, key=_order)


def _order(pair: Pair) -> tuple[int, int, Mark, Mark]:
    none = (-1, -1, "")
    return (pair.start, -pair.end, pair.reference or none, pair.predicted or none)


def _by_label(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark[2], []).append(mark)
    return found


def _matched(
    reference: Sequence[Mark], predicted: Sequence[Mark], least: float
) -> Iterator[tuple[Mark, Mark]]:
    for match in relaxed.matches(reference, predicted, least):
        yield reference[match.first], predicted[match.second]


def _rest(
    left: Sequence[Mark], right: Sequence[Mark], found: Sequence[Pair]
) -> tuple[list[Mark], list[Mark]]:
    ours, theirs = {pair.reference for pair in found}, {pair.predicted for pair in found}
    return [mark for mark in left if mark not in ours], [mark for mark in right if mark not in theirs]


def _edges(text: str, one: Mark, other: Mark) -> Kind:
    """Return by what the edges of two marks of one label differ."""
    start, end = before_clitics(text, one[0]), before_clitics(text, one[1])
    if start < end and (start, end) == (before_clitics(text, other[0]), before_clitics(text, other[1])):
        return Kind.CLITIC
    if trimmed(text, *one[:2]) == trimmed(text, *other[:2]):
        return Kind.PUNCTUATION
    return Kind.EDGES
