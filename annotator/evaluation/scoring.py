"""Precision, recall and F1, and the shares of errors, from sums of counts: of an article, of many, or of a resample."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.evaluation.counting import Counts, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    Share = float | None


class Scores(NamedTuple):
    """All scores of one row; None where undefined, because it would be 0 of 0.

    `exact` counts equal marks, `relaxed` also those that overlap and have the same label, `token` tokens. Each share is one of the marks of the
    reference, but for that of `extra`, which is one of the predicted marks.
    """

    exact_precision: Share
    exact_recall: Share
    exact_f1: Share
    relaxed_precision: Share
    relaxed_recall: Share
    relaxed_f1: Share
    token_precision: Share
    token_recall: Share
    token_f1: Share
    missed: Share
    extra: Share
    clitic: Share
    punctuation: Share
    edges: Share
    label: Share
    both: Share


PRECISIONS = 9
"""How many of the scores are precision, recall or F1; the others are shares of errors."""

F1S = {name: Scores._fields.index(f"{name}_f1") for name in ("exact", "relaxed", "token")}


def scores(counts: Counts) -> Scores:
    """Return the scores of some counts."""
    ours, theirs = counts.reference, counts.predicted
    found = counts.correct + counts.clitic + counts.punctuation + counts.edges
    reached = counts.token_both + counts.token_missed
    covered = counts.token_both + counts.token_extra
    return Scores(
        *_three(counts.correct, ours, theirs),
        *_three(found, ours, theirs),
        *_three(counts.token_both, reached, covered),
        _share(counts.missed, ours),
        _share(counts.extra, theirs),
        _share(counts.clitic, ours),
        _share(counts.punctuation, ours),
        _share(counts.edges, ours),
        _share(counts.label, ours),
        _share(counts.both, ours),
    )


def micro(counts: Sequence[Counts]) -> Scores:
    """Return the scores over all labels, each mark counting the same."""
    return scores(total(counts))


def macro(labels: Sequence[Scores]) -> tuple[list[Share], list[int]]:
    """Return the mean of each precision, recall and F1 over the labels for which it is defined, and of how many labels that is."""
    means: list[Share] = []
    over: list[int] = []
    for column in range(PRECISIONS):
        defined = [value for each in labels if (value := each[column]) is not None]
        means.append(sum(defined) / len(defined) if defined else None)
        over.append(len(defined))
    return means, over


def _three(common: float, reference: float, predicted: float) -> tuple[Share, Share, Share]:
    return (
        _share(common, predicted),
        _share(common, reference),
        _share(2 * common, reference + predicted),
    )


def _share(part: float, whole: float) -> Share:
    return part / whole if whole else None
