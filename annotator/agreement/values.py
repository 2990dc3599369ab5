"""A report on agreement, as plain values."""

from __future__ import annotations

from annotator.model import Struct

MEASURES = ("f1", "clitics", "relaxed", "alpha", "kappa", "unitizing")
"""The names of the measures, M1 to M4, as fields of `Row`."""


class Value(Struct, frozen=True, kw_only=True):
    """One measure with its interval. `value` None: it is undefined, and `undefined` says why.

    `low` and `high` are None where there is no interval: it takes two articles or more with spans that it is about.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    undefined: str = ""


class Row(Struct, frozen=True, kw_only=True):
    """The measures of everything, of a label, of two people or of one article.

    `name` is the label, the two names or the article's id. `f1` is exact F1 as a mean over the `pairs` of people, but
    for those (`pairs_undefined`) who marked nothing, with the population standard deviation `sd` where there are two or
    more; `clitics` is the same with edges a clitic chain apart taken as equal, `relaxed` the F1 by overlap, `alpha` and
    `kappa` are of words, `unitizing` is alpha for unitizing. A measure that is not made here is None.
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
    """How many articles nothing was measured in, and why."""

    articles: int
    why: str


class Confusion(Struct, frozen=True, kw_only=True):
    """How often one thing got these two labels by two people, sorted; "" is no label at all."""

    labels: tuple[str, str]
    times: int


class Report(Struct, frozen=True, kw_only=True):
    """Everything that is measured. `by_article` is in the order of the project, the others as labels and names are.

    `merged` is how many spans less alpha for unitizing sees, because a person's own overlapping spans of one label count
    as one unit. `level`, `resamples` and `seed` are of the intervals.
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
