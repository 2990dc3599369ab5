"""A report on an evaluation, as frozen values."""

from __future__ import annotations

from enum import StrEnum

from annotator.agreement.report import Value
from annotator.model import LayerKind, Struct


class Scored(Struct, frozen=True, kw_only=True):
    """Precision, recall and F1. In a mean over labels, `labels` says over how many each of them was defined.

    Of tokens, `reference` and `predicted` count those that are in a span; of spans the row has these counts.
    """

    precision: Value
    recall: Value
    f1: Value
    labels: tuple[int, int, int] | None = None
    reference: int | None = None
    predicted: int | None = None


class Shares(Struct, frozen=True, kw_only=True):
    """The shares of errors by kind: of the marks of the reference; of `extra`, of the predicted marks."""

    missed: Value
    extra: Value
    clitic: Value
    punctuation: Value
    edges: Value
    label: Value
    both: Value


class Row(Struct, frozen=True, kw_only=True):
    """The scores over everything, of a label, of an article, or as a mean over labels.

    `reference` and `predicted` count marks, `counts` those that are correct and the errors by kind, with `as_label` and `as_both` for
    predicted marks whose label is another in the reference. A mean over labels has neither `counts` nor `shares`.
    """

    name: str
    articles: int
    reference: int
    predicted: int
    exact: Scored
    relaxed: Scored
    tokens: Scored
    counts: dict[str, int] = {}  # noqa: RUF012  msgspec makes a fresh copy of an empty default
    shares: Shares | None = None


class Confused(Struct, frozen=True, kw_only=True):
    """How often a mark of the reference was found with this label; "" for none: what was missed, or is extra."""

    reference: str
    predicted: str
    times: int


class System(Struct, frozen=True, kw_only=True):
    """One prediction, or one person, against the reference; `name` is "" where people are counted together."""

    name: str
    overall: Row
    macro: Row
    by_label: tuple[Row, ...]
    by_article: tuple[Row, ...]
    confusion: tuple[Confused, ...]


class Compared(Struct, frozen=True, kw_only=True):
    """F1 of two predictions on the same articles, and their difference, `first` minus `second`, in the same resamples.

    `better` is the share of resamples in which the first one is better, equal ones counting half. `p` is twice the smaller of the
    shares of resamples in which it is not better, and not worse, each with one resample added, and never less than that of a sign
    test on the articles in which the two differ. Both are None where `difference` has no interval.
    """

    first: float | None
    second: float | None
    difference: Value
    better: float | None
    p: float | None


class Comparison(Struct, frozen=True, kw_only=True):
    """Two predictions compared over everything, as a mean over labels, or for a label."""

    name: str
    exact: Compared
    relaxed: Compared
    tokens: Compared


class Marked(Struct, frozen=True, kw_only=True):
    """A mark with its text."""

    start: int
    end: int
    label: str
    text: str


class Error(Struct, frozen=True, kw_only=True):
    """An error: its kind, as in `Row.counts`, what the reference has and what was predicted, None for nothing.

    `inside` is the text from the first start to the last end of the two, `before` and `after` are the words around it.
    """

    system: str
    kind: str
    article: str
    number: int
    title: str
    reference: Marked | None
    predicted: Marked | None
    before: str
    inside: str
    after: str


class What(StrEnum):
    """What there is to tell of some articles.

    That the predictions lack them, or the reference, or the filter; that the gold is a person's own layer; or, of articles
    that were evaluated, that a layer which says nothing of what was read has no mark there, that a file has none anywhere, or not
    all rows of the articles; `Told.spans` are then those that lie outside of its rows. With `OTHER_LABELS` only spans
    of the articles are left out.
    """

    NOT_PREDICTED = "not predicted"
    NO_REFERENCE = "no reference"
    NOT_CHOSEN = "not chosen"
    OWN = "own layer"
    EMPTY = "no span"
    NO_SPANS = "file without spans"
    ROWS = "rows lacking"
    OTHER_LABELS = "other labels"


class Told(Struct, frozen=True, kw_only=True):
    """So many articles, with so many spans, that are to be told of, and the name of whose they are; "" stands for people."""

    what: What
    name: str
    articles: int
    spans: int
    kind: LayerKind | None = None


class Unread(Struct, frozen=True, kw_only=True):
    """What a file of predictions has that was not read, in words, and how often."""

    name: str
    what: str
    times: int


class GoldMade(Struct, frozen=True, kw_only=True):
    """How the gold was made that people are compared with.

    So many spans were taken because all or most of the people had them, so many decided by each adjudicator.
    """

    taken: int
    decided: dict[str, int]


class Report(Struct, frozen=True, kw_only=True):
    """All of an evaluation. `against` is the name of the reference, `articles` how many were evaluated.

    `left_out` and `told` are what is to be told of articles, `unread` and `notes` of files of predictions, `gold` of the gold, where
    people are compared with it. `level`, `resamples` and `seed` are those of the intervals.
    """

    against: str
    articles: int
    systems: tuple[System, ...]
    comparison: tuple[Comparison, ...]
    errors: tuple[Error, ...]
    left_out: tuple[Told, ...] = ()
    told: tuple[Told, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    gold: GoldMade | None = None
    level: float
    resamples: int
    seed: int
