"""Count in one article what the measures are computed from. All counts are whole numbers that can be added over articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.agreement.words import Words, two_by_two
from annotator.evaluation.matching import Kind, pairs
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.evaluation.matching import Pair
    from annotator.model import Mark


class Counts(NamedTuple):
    """The counts of one label. `reference` and `predicted` count marks, as all that is not about tokens.

    Marks of the reference are `correct`, `missed`, found with other edges (`clitic`, `punctuation`, `edges`) or with another
    label (`label`, with other edges too: `both`). Predicted marks are `correct`, `extra`, have other edges, or have this label
    where the reference has another one: `as_label`, `as_both`. Of tokens, `token_both` has the label in both, `token_missed` only in
    the reference, `token_extra` only in the prediction.
    """

    reference: int = 0
    predicted: int = 0
    correct: int = 0
    missed: int = 0
    extra: int = 0
    clitic: int = 0
    punctuation: int = 0
    edges: int = 0
    label: int = 0
    both: int = 0
    as_label: int = 0
    as_both: int = 0
    token_both: int = 0
    token_missed: int = 0
    token_extra: int = 0


WIDTH = len(Counts._fields)
NOTHING = Counts()
_AT = {kind: Counts._fields.index(kind.field) for kind in Kind}
_REFERENCE, _PREDICTED, _AS_LABEL, _AS_BOTH = map(
    Counts._fields.index, ("reference", "predicted", "as_label", "as_both")
)
_AS = {Kind.LABEL: _AS_LABEL, Kind.BOTH: _AS_BOTH}
_TOKENS = Counts._fields.index("token_both")


class Counted(NamedTuple):
    """An article counted: the counts of each label that occurs, which label was taken for which ("": none), and the pairs."""

    labels: dict[str, Counts]
    confusion: Counter[tuple[str, str]]
    pairs: list[Pair]


class Counting:
    """Counts predictions in one article, of which the tokens and the marks of the reference are looked up once."""

    def __init__(self, text: str, reference: Iterable[Mark]) -> None:
        self._text = text
        self._reference = set(reference)
        self._tokens = Words(segment.tokens(text))
        self._covered = {
            label: self._tokens.covered(marks) for label, marks in _by_label(self._reference).items()
        }

    def count(self, predicted: Iterable[Mark]) -> Counted:
        """Return the counts of a prediction."""
        found = set(predicted)
        matched = pairs(self._text, self._reference, found)
        labels: defaultdict[str, list[int]] = defaultdict(lambda: [0] * WIDTH)
        confusion: Counter[tuple[str, str]] = Counter()
        for pair in matched:
            kind, reference, other = pair
            confusion[reference[2] if reference else "", other[2] if other else ""] += 1
            if reference is not None:
                labels[reference[2]][_REFERENCE] += 1
                labels[reference[2]][_AT[kind]] += 1
            if other is not None:
                labels[other[2]][_PREDICTED] += 1
                if reference is None:
                    labels[other[2]][_AT[kind]] += 1
                elif kind in _AS:
                    labels[other[2]][_AS[kind]] += 1
        covered = {label: self._tokens.covered(marks) for label, marks in _by_label(found).items()}
        for label, counts in labels.items():
            table = two_by_two(self._covered.get(label, 0), covered.get(label, 0), len(self._tokens))
            counts[_TOKENS:] = [int(value) for value in table[:3]]
        return Counted({label: Counts._make(labels[label]) for label in sorted(labels)}, confusion, matched)


def _by_label(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark[2]].append(mark)
    return found


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    return Counts._make(map(sum, zip(NOTHING, *counts, strict=True)))


def plus(sums: list[int], counts: Sequence[int]) -> None:
    """Add counts to sums."""
    for index, value in enumerate(counts):
        sums[index] += value
