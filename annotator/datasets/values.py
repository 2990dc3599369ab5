"""What is told of a data set, in its file dataset.json."""

from __future__ import annotations

from typing import Any

from annotator.agreement.values import Row
from annotator.model import LabelSchema, LeftOut, Struct


class SplitCounts(Struct, frozen=True, kw_only=True):
    """How much is in a split, whose share of the articles was to be `percent`.

    `labels` counts spans by label, all labels of the schema; `sources` gold spans by where they come from.
    """

    percent: float
    articles: int
    spans: int
    labels: dict[str, int]
    sources: dict[str, int]


class Copies(Struct, frozen=True, kw_only=True):
    """How many groups of articles that are nearly the same there are, and how many articles in them."""

    groups: int
    articles: int


class Agreement(Struct, frozen=True, kw_only=True):
    """How far those who finished the same articles of the data set agree. `level`, `resamples`, `seed`: of the intervals."""

    overall: Row
    labels: tuple[Row, ...]
    level: float
    resamples: int
    seed: int


class FileFacts(Struct, frozen=True, kw_only=True):
    """A file's size in bytes and its hash."""

    size: int
    sha256: str


class DataSet(Struct, frozen=True, kw_only=True):
    """A data set: how it was made, and what is in it. `agreement` None: no article was finished by two people.

    `layer` is "gold", "all" or an annotator's name; `losses` counts what the format can't hold; `files` are all but this one.
    """

    program: str
    version: str
    format: str
    options: dict[str, Any]
    layer: str
    seed: int
    schema: LabelSchema
    splits: dict[str, SplitCounts]
    left_out: dict[LeftOut, int]
    copies: Copies
    losses: dict[str, int]
    agreement: Agreement | None
    files: dict[str, FileFacts]
