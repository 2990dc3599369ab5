"""Evaluate predictions, or the marks of people, against a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.agreement import bootstrap
from annotator.agreement.report import Value
from annotator.evaluation.comparing import compare
from annotator.evaluation.corpus import Corpus, interval
from annotator.evaluation.counting import Counting, total
from annotator.evaluation.report import Confused, Report, Row, Scored, Shares, System
from annotator.evaluation.scoring import PRECISIONS, Scores, macro, scores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.evaluation import corpus as sums
    from annotator.evaluation.corpus import Resampled
    from annotator.evaluation.counting import Counted, Counts
    from annotator.evaluation.errors import Errors
    from annotator.model import Mark, Marks

    Between = tuple[float, float] | None

ALL, MACRO = "all", "macro"
"""The names of the rows over all marks, and with means over labels."""

NEITHER = "neither side has any"
NO_REFERENCE, NO_PREDICTED = "the reference has none", "none was predicted"
NO_TOKEN = "what is marked has no token"
NO_LABEL = "it is undefined for every label"

_SHARES = Scores._fields[PRECISIONS:]
_NOT_COUNTED_AGAIN = ("reference", "predicted", "token_both", "token_missed", "token_extra")


class Case(NamedTuple):
    """An article to evaluate: the marks of the reference, and in its `layers` those of the predictions or people, by name."""

    article: Marks
    reference: Sequence[Mark]


class How(NamedTuple):
    """How to evaluate: with a row for each article, with everybody counted together (`pooled`), with two compared."""

    by_article: bool = False
    pooled: bool = False
    compare: tuple[str, str] | None = None
    resamples: int = bootstrap.RESAMPLES
    seed: int = bootstrap.SEED


def evaluate(
    cases: Iterable[Case],
    names: Sequence[str],
    against: str,
    labels: Sequence[str],
    errors: Errors,
    how: How,
) -> Report | None:
    """Return a report on some articles, None where there is none.

    `names` is the order of the predictions, `labels` that of labels, `against` the name of the reference. All errors are told to
    `errors`.
    """
    corpus = Corpus(labels)
    rows: dict[str, list[Row]] = {}
    for case in cases:
        counting = Counting(case.article.text, case.reference)
        found: dict[str, list[Counted]] = {}
        for name, marks in case.article.layers.items():
            counted = counting.count(marks)
            found.setdefault("" if how.pooled else name, []).append(counted)
            errors.add(name, case.article, counted.pairs)
        corpus.add(found)
        if how.by_article:
            for name, each in found.items():
                rows.setdefault(name, []).append(_of_article(case.article.article, each))
    if not corpus.systems:
        return None
    resampled = corpus.resampled(how.resamples, how.seed) if corpus.articles > 1 else {}
    order = [name for name in ("", *names) if name in corpus.systems]
    return Report(
        against=against,
        articles=corpus.articles,
        systems=tuple(_system(name, corpus, resampled.get(name), rows.get(name, ())) for name in order),
        comparison=() if how.compare is None else tuple(compare(corpus, how.compare, resampled)),
        errors=errors.listed(),
        level=bootstrap.LEVEL,
        resamples=how.resamples,
        seed=how.seed,
    )


def _system(name: str, corpus: Corpus, drawn: Resampled | None, rows: Sequence[Row]) -> System:
    system = corpus.systems[name]
    anything, spread = system.spread()
    drawn = drawn if anything else None
    overall = total(system.counts(label) for label in system.sums)

    def of_all(column: int) -> Between:
        return None if drawn is None else interval(drawn.all(column))

    def of_label(label: str) -> Callable[[int], Between]:
        there = drawn if label in spread else None
        return lambda column: None if there is None else interval(there.of(label, column))

    return System(
        name=name,
        overall=_row(ALL, system.articles, overall, of_all),
        macro=_macro(system, overall, drawn),
        by_label=tuple(
            _row(label, system.articles, system.counts(label), of_label(label)) for label in corpus.labels
        ),
        by_article=tuple(rows),
        confusion=tuple(
            Confused(reference=ours, predicted=theirs, times=times)
            for (ours, theirs), times in sorted(system.confusion.items())
        ),
    )


def _macro(system: sums.System, overall: Counts, drawn: Resampled | None) -> Row:
    means, over = macro([scores(system.counts(label)) for label in system.sums])
    values = [
        _value(mean, None if drawn is None else interval(drawn.macro(column)), NO_LABEL)
        for column, mean in enumerate(means)
    ]
    exact, relaxed, tokens = (_scored(values, at, (over[at], over[at + 1], over[at + 2])) for at in (0, 3, 6))
    return Row(
        name=MACRO, articles=system.articles, reference=overall.reference, predicted=overall.predicted,
        exact=exact, relaxed=relaxed, tokens=tokens,
    )  # fmt: skip


def _of_article(name: str, found: Sequence[Counted]) -> Row:
    return _row(name, 1, total(counts for each in found for counts in each.labels.values()), lambda _: None)


def _row(name: str, articles: int, counts: Counts, between: Callable[[int], Between]) -> Row:
    values = [
        _value(value, None if value is None else between(column), _why(counts))
        for column, value in enumerate(scores(counts))
    ]
    exact, relaxed, tokens = (_scored(values, at) for at in (0, 3, 6))
    tokens = msgspec.structs.replace(
        tokens,
        reference=counts.token_both + counts.token_missed,
        predicted=counts.token_both + counts.token_extra,
    )
    return Row(
        name=name,
        articles=articles,
        reference=counts.reference,
        predicted=counts.predicted,
        exact=exact,
        relaxed=relaxed,
        tokens=tokens,
        counts={field: value for field, value in counts._asdict().items() if field not in _NOT_COUNTED_AGAIN},
        shares=Shares(**dict(zip(_SHARES, values[PRECISIONS:], strict=True))),
    )


def _scored(values: Sequence[Value], at: int, labels: tuple[int, int, int] | None = None) -> Scored:
    return Scored(precision=values[at], recall=values[at + 1], f1=values[at + 2], labels=labels)


def _why(counts: Counts) -> str:
    """Return why a score is undefined, where it is."""
    if counts.reference and counts.predicted:
        return NO_TOKEN
    if counts.reference or counts.predicted:
        return NO_PREDICTED if counts.reference else NO_REFERENCE
    return NEITHER


def _value(value: float | None, between: Between, why: str) -> Value:
    if value is None:
        return Value(value=None, undefined=why)
    low, high = between or (None, None)
    return Value(value=value, low=low, high=high)
