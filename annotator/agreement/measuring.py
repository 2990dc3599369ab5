"""Measure the agreement in the articles of a project."""

from __future__ import annotations

from collections import Counter
from statistics import pstdev
from typing import TYPE_CHECKING

from annotator.agreement import bootstrap
from annotator.agreement.corpus import Corpus
from annotator.agreement.counting import Counted, count
from annotator.agreement.evaluating import Measures, add, evaluate, exact_f1s
from annotator.agreement.report import Confusion, LeftOut, Report, Row, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.model import Marks

NOBODY, ONE = "nobody has finished", "only one person has finished"
UNUSED, ALIKE, NOT_TWO = "nobody marked anything", "nothing could differ", "it compares two people"


def measure(
    articles: Iterable[Marks],
    labels: Sequence[str],
    chosen: int,
    *,
    resamples: int = bootstrap.RESAMPLES,
    seed: int = bootstrap.SEED,
) -> Report | None:
    """Return a report on the agreement in some articles, None where none of them was finished by two people.

    `articles` are those of the `chosen` ones that somebody finished. `labels` is the order of labels.
    """
    counted: dict[str, Counted] = {}
    alone = 0
    for article in articles:
        if len(article.layers) > 1:
            counted[article.article] = count(article)
        else:
            alone += 1
    if not counted:
        return None
    corpus = Corpus(list(counted.values()), labels)
    drawn = [evaluate(sums) for sums in corpus.resampled(resamples, seed)] if len(corpus.articles) > 1 else []
    overall = _overall(corpus, [each.overall for each in drawn])
    met = Counter[tuple[str, str]]()
    for each in corpus.articles:
        met.update(each.labels)
    return Report(
        overall=overall,
        by_label=tuple(_by_label(corpus, [each.labels for each in drawn])),
        by_pair=tuple(_by_pair(corpus, [each.pairs for each in drawn])),
        by_article=tuple(_by_article(corpus, counted)),
        left_out=tuple(
            LeftOut(articles=number, why=why)
            for number, why in ((chosen - len(counted) - alone, NOBODY), (alone, ONE))
            if number > 0
        ),
        merged=sum(each.merged for each in corpus.articles),
        confusion=tuple(Confusion(labels=pair, times=times) for pair, times in sorted(met.items())),
        level=bootstrap.LEVEL,
        resamples=resamples,
        seed=seed,
    )


def _overall(corpus: Corpus, drawn: Sequence[Measures]) -> Row:
    sums = corpus.sums()
    return _row(
        "all", len(corpus.articles), corpus.spans.total(), corpus.people,
        exact_f1s(map(add, sums.pairs)), evaluate(sums).overall,
        _if_several(drawn, (article.spans.total() for article in corpus.articles)),
    )  # fmt: skip


def _by_label(corpus: Corpus, drawn: Sequence[Sequence[Measures]]) -> Iterator[Row]:
    sums = corpus.sums()
    found = evaluate(sums).labels
    for index, label in enumerate(corpus.labels):
        yield _row(
            label, len(corpus.articles), corpus.spans[label], corpus.people,
            exact_f1s(tallies[index] for tallies in sums.pairs), found[index],
            _if_several([each[index] for each in drawn], (article.spans[label] for article in corpus.articles)),
            words=True,
        )  # fmt: skip


def _by_pair(corpus: Corpus, drawn: Sequence[Sequence[Measures]]) -> Iterator[Row]:
    sums = corpus.sums()
    found = evaluate(sums).pairs
    for index, pair in enumerate(corpus.pairs):
        total = add(sums.pairs[index])
        articles = corpus.articles_of(pair)
        sizes = (sum(tally.size for tally in article.pairs[pair].values()) for article in articles)
        yield _row(
            ", ".join(pair), len(articles), int(total.size), pair,
            exact_f1s([total]), found[index], _if_several([each[index] for each in drawn], sizes),
        )  # fmt: skip


def _by_article(corpus: Corpus, counted: dict[str, Counted]) -> Iterator[Row]:
    for name, article in counted.items():
        sums = corpus.of_article(article)
        yield _row(
            name, 1, article.spans.total(), article.people,
            exact_f1s(map(add, sums.pairs)), evaluate(sums).overall, (),
        )  # fmt: skip


def _if_several(drawn: Sequence[Measures], sizes: Iterable[float]) -> Sequence[Measures]:
    """Return the resamples where two or more articles have spans (`sizes`, by article); otherwise they are all equal."""
    return drawn if sum(size > 0 for size in sizes) > 1 else ()


def _row(
    name: str, articles: int, spans: int, people: Sequence[str], f1s: Sequence[float | None],
    measures: Measures, drawn: Sequence[Measures], *, words: bool = False,
) -> Row:  # fmt: skip
    defined = [value for value in f1s if value is not None]
    why = ALIKE if spans else UNUSED

    def value(index: int, why: str = why) -> Value:
        return _value(measures[index], [each[index] for each in drawn], why)

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


def _value(value: float | None, drawn: Sequence[float | None], why: str) -> Value:
    if value is None:
        return Value(value=None, undefined=why)
    low, high = bootstrap.interval(drawn) or (None, None)
    return Value(value=value, low=low, high=high)
