"""Measure the agreement in the articles of a project."""

from __future__ import annotations

from statistics import pstdev
from typing import TYPE_CHECKING

from annotator.agreement import bootstrap
from annotator.agreement.corpus import Corpus, sums_of
from annotator.agreement.counting import count
from annotator.agreement.evaluating import Measures, add, evaluate, exact_f1s
from annotator.agreement.report import Confusion, LeftOut, Report, Row, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.agreement.corpus import Spread
    from annotator.agreement.counting import Counted
    from annotator.agreement.evaluating import Evaluated, Sums
    from annotator.model import Marks

NOBODY, ONE = "nobody has finished", "only one person has finished"
UNUSED, ALIKE, NOT_TWO = "nobody marked anything", "nothing could differ", "it compares two people"


def measure(
    articles: Iterable[Marks],
    labels: Sequence[str],
    chosen: int,
    *,
    by_article: bool = True,
    resamples: int = bootstrap.RESAMPLES,
    seed: int = bootstrap.SEED,
) -> Report | None:
    """Return a report on the agreement in some articles, None where none of them was finished by two people.

    `articles` are those of the `chosen` ones that somebody finished. `labels` is the order of labels. `by_article`: a row for
    each article is wanted, too; otherwise only sums are kept while they are read.
    """
    corpus, rows, alone = Corpus(labels), list[Row](), 0
    for article in articles:
        if len(article.layers) > 1:
            counted = count(article)
            corpus.add(counted)
            if by_article:
                rows.append(_of_article(article.article, counted))
        else:
            alone += 1
    if not corpus.articles:
        return None
    sums, spread = corpus.sums(), corpus.spread()
    found = evaluate(sums)
    resampled = [evaluate(sums) for sums in corpus.resampled(resamples, seed)] if corpus.articles > 1 else []
    return Report(
        overall=_overall(
            corpus, sums, found, [each.overall for each in resampled] if spread.anything else ()
        ),
        by_label=tuple(_by_label(corpus, sums, found, spread, [each.labels for each in resampled])),
        by_pair=tuple(_by_pair(corpus, sums, found, spread, [each.pairs for each in resampled])),
        by_article=tuple(rows),
        left_out=tuple(
            LeftOut(articles=number, why=why)
            for number, why in ((chosen - corpus.articles - alone, NOBODY), (alone, ONE))
            if number > 0
        ),
        merged=corpus.merged,
        confusion=tuple(Confusion(labels=pair, times=times) for pair, times in sorted(corpus.met.items())),
        level=bootstrap.LEVEL,
        resamples=resamples,
        seed=seed,
    )


def _overall(corpus: Corpus, sums: Sums, found: Evaluated, resampled: Sequence[Measures]) -> Row:
    return _row(
        "all", corpus.articles, corpus.spans.total(), corpus.people,
        exact_f1s(map(add, sums.pairs)), found.overall, resampled,
    )  # fmt: skip


def _by_label(
    corpus: Corpus, sums: Sums, found: Evaluated, spread: Spread, resampled: Sequence[Sequence[Measures]]
) -> Iterator[Row]:
    for index, label in enumerate(corpus.labels):
        yield _row(
            label, corpus.articles, corpus.spans[label], corpus.people,
            exact_f1s(tallies[index] for tallies in sums.pairs), found.labels[index],
            [each[index] for each in resampled] if label in spread.labels else (),
            words=True,
        )  # fmt: skip


def _by_pair(
    corpus: Corpus, sums: Sums, found: Evaluated, spread: Spread, resampled: Sequence[Sequence[Measures]]
) -> Iterator[Row]:
    for index, (pair, articles) in enumerate(corpus.pairs.items()):
        total = add(sums.pairs[index])
        yield _row(
            ", ".join(pair), articles, int(total.size), pair, exact_f1s([total]), found.pairs[index],
            [each[index] for each in resampled] if pair in spread.pairs else (),
        )  # fmt: skip


def _of_article(name: str, article: Counted) -> Row:
    sums = sums_of(article)
    return _row(
        name, 1, article.spans.total(), article.people,
        exact_f1s(map(add, sums.pairs)), evaluate(sums).overall, (),
    )  # fmt: skip


def _row(
    name: str, articles: int, spans: int, people: Sequence[str], f1s: Sequence[float | None],
    measures: Measures, resampled: Sequence[Measures], *, words: bool = False,
) -> Row:  # fmt: skip
    defined = [value for value in f1s if value is not None]
    why = ALIKE if spans else UNUSED

    def value(index: int, why: str = why) -> Value:
        return _value(measures[index], [each[index] for each in resampled], why)

    return Row(
        name=name,
        articles=articles,
        spans=spans,
        people=tuple(people),
        pairs=len(f1s),
        pairs_undefined=len(f1s) - len(defined),
        f1=value(0),
        sd=pstdev(defined) if len(defined) > 1 else None,
        clitics=value(1),
        relaxed=value(2),
        alpha=value(3) if words else None,
        kappa=value(4, why if len(people) == 2 else NOT_TWO) if words else None,
        unitizing=value(5),
    )


def _value(value: float | None, resampled: Sequence[float | None], why: str) -> Value:
    if value is None:
        return Value(value=None, undefined=why)
    low, high = bootstrap.interval(resampled) or (None, None)
    return Value(value=value, low=low, high=high)
