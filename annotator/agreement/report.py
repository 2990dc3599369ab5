"""A report on agreement, as frozen values."""

from __future__ import annotations

from annotator.model import Struct

MEASURES = ("f1", "clitics", "relaxed", "alpha", "kappa", "unitizing")
"""The names of the measures, M1 to M4, as fields of `Row`."""


class Value(Struct, frozen=True, kw_only=True):
    """A measure with its interval. Where it is undefined `value` is None and `undefined` says why.

    `low` and `high` are None where there is no interval, which needs two or more articles with spans.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    undefined: str = ""


class Row(Struct, frozen=True, kw_only=True):
    """The measures over everything, for a label, for two people or for an article.

    `name` is the label, the two names or the article's id. `f1` is exact F1 as a mean over the `pairs` of people, without
    the `pairs_undefined` who marked nothing; `sd` is its population standard deviation where there are two or more.
    `clitics` is the same with edges that differ by a chain of clitics taken as equal, `relaxed` is F1 by overlap. `alpha`
    and `kappa` are about words, `unitizing` is alpha for unitizing. A measure that is not computed for the row is None.
    """

    name: str
    articles: int
    spans: int
    people: tuple[str, ...]
    pairs: int
    pairs_undefined: int
    f1: Value
    sd: float | None
    clitics: Value
    relaxed: Value
    alpha: Value | None = None
    kappa: Value | None = None
    unitizing: Value


class LeftOut(Struct, frozen=True, kw_only=True):
    """How many articles were left out, and why."""

    articles: int
    why: str


class Confusion(Struct, frozen=True, kw_only=True):
    """How often two people gave one thing these two labels, sorted; "" stands for no mark."""

    labels: tuple[str, str]
    times: int


class Report(Struct, frozen=True, kw_only=True):
    """All measures. `by_article` is in the order of the project, the others in that of labels and names.

    `merged` is the number of spans that alpha for unitizing does not count, because a person's overlapping spans of one
    label are one unit. `level`, `resamples` and `seed` are those of the intervals.
    """

    overall: Row
    by_label: tuple[Row, ...]
    by_pair: tuple[Row, ...]
    by_article: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    merged: int
    confusion: tuple[Confusion, ...]
    level: float
    resamples: int
    seed: int
