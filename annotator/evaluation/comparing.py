"""Compare two predictions on the same articles by a paired bootstrap: both are drawn together, article by article."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from annotator.agreement.report import Value
from annotator.evaluation.corpus import UNDEFINED, interval
from annotator.evaluation.counting import total
from annotator.evaluation.report import Compared, Comparison
from annotator.evaluation.scoring import F1S, macro, scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.evaluation.corpus import Corpus, Resampled, System

NOT_BOTH = "F1 of one of them is undefined"


def compare(
    corpus: Corpus, names: tuple[str, str], resampled: Mapping[str, Resampled]
) -> Iterator[Comparison]:
    """Yield the comparison over all marks, of the means over labels, and of each label."""
    first, second = (corpus.systems[name] for name in names)
    drawn = [resampled[name] for name in names if name in resampled]
    (anything, ours), (anything_else, theirs) = first.spread(), second.spread()
    both = drawn if anything or anything_else else []
    apart = _apart(first, second)
    yield _row(
        "all", _all(first), _all(second), [[one.all(at) for at in F1S.values()] for one in both], apart
    )
    means = [[one.macro(at) for at in F1S.values()] for one in both]
    yield _row("macro", _means(first), _means(second), means, apart)
    for label in corpus.labels:
        both = drawn if label in ours | theirs else []
        yield _row(
            label,
            scores(first.counts(label)),
            scores(second.counts(label)),
            [[one.of(label, at) for at in F1S.values()] for one in both],
            _apart(first, second, label),
        )


def _all(system: System) -> Sequence[float | None]:
    return scores(total(system.counts(label) for label in system.sums))


def _means(system: System) -> Sequence[float | None]:
    return macro([scores(system.counts(label)) for label in system.sums])[0]


def _apart(first: System, second: System, label: str | None = None) -> int:
    """Return in how many articles, or blocks of them, the counts of two predictions differ; with a label, those of that."""
    nothing: dict[str, list[int]] = {}
    found = 0
    for index in first.blocks.keys() | second.blocks.keys():
        ours, theirs = first.blocks.get(index, nothing), second.blocks.get(index, nothing)
        found += ours != theirs if label is None else ours.get(label) != theirs.get(label)
    return found


def _row(
    name: str,
    first: Sequence[float | None],
    second: Sequence[float | None],
    drawn: Sequence[Sequence[array[float]]],
    apart: int,
) -> Comparison:
    exact, relaxed, tokens = (
        _compared(
            first[at],
            second[at],
            _differences(drawn[0][place], drawn[1][place]) if drawn else None,
            apart,
        )
        for place, at in enumerate(F1S.values())
    )
    return Comparison(name=name, exact=exact, relaxed=relaxed, tokens=tokens)


def _differences(first: array[float], second: array[float]) -> array[float]:
    """Return the differences in resamples; a label that one of them never has is undefined in all."""
    length = max(len(first), len(second))
    ours, theirs = (each or array("d", [UNDEFINED]) * length for each in (first, second))
    return array("d", (one - other for one, other in zip(ours, theirs, strict=True)))


def _compared(
    first: float | None, second: float | None, differences: array[float] | None, apart: int
) -> Compared:
    if first is None or second is None:
        difference = Value(value=None, undefined=NOT_BOTH)
        return Compared(first=first, second=second, difference=difference, better=None, p=None)
    between = None if differences is None else interval(differences)
    if differences is None or between is None:
        return Compared(
            first=first, second=second, difference=Value(value=first - second), better=None, p=None
        )
    known = [value for value in differences if value == value]
    better, worse = sum(value > 0 for value in known), sum(value < 0 for value in known)
    equal = len(known) - better - worse
    fewer = min(better, worse) + equal
    return Compared(
        first=first,
        second=second,
        difference=Value(value=first - second, low=between[0], high=between[1]),
        better=(better + equal / 2) / len(known),
        p=min(1.0, max(2 * (fewer + 1) / (len(known) + 1), 2.0 ** (1 - apart))),
    )
