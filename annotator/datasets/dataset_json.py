"""The contents of dataset.json, which describes a data set."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType

from annotator.agreement.report import Row
from annotator.model import Apart, LabelSchema, LeftOut, Struct, Tied


class SplitCounts(Struct, frozen=True, kw_only=True):
    """The counts of a split. `percent` is the share of the articles that was asked for.

    `labels` counts spans by label, for all labels of the schema; `sources` counts gold spans by where they come from.
    """

    percent: float
    articles: int
    spans: int
    labels: dict[str, int]
    sources: dict[str, int]


class Copies(Struct, frozen=True, kw_only=True):
    """How many groups of near duplicates there are, and how many articles in them."""

    groups: int
    articles: int


class DivisionFacts(Struct, frozen=True, kw_only=True):
    """How the articles were divided.

    `shares` are those asked for, with names, or `official` is the field that names the part of each article; "" for the one
    that it is not, for both where there is one part. `grouped_by` is the field whose values stay together, "" for none. `dealt` is the day
    of the first deal of the split that is kept, "" where none is. `empty` are parts to which no article belongs. See `Tied` and `Apart`.
    """

    shares: str
    official: str
    grouped_by: str
    dealt: str
    empty: tuple[str, ...]
    tied: Tied
    apart: Apart


class Agreement(Struct, frozen=True, kw_only=True):
    """The agreement of those who finished the same articles. `level`, `resamples` and `seed` are those of the intervals."""

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
    """A data set: how it was made, and what is in it.

    `layer` is "gold", "all" or an annotator's name. `losses` counts what the format can't hold. `agreement` is None where
    no article was finished by two people. `not_chosen` counts the articles of the project that were not asked for, where not
    all were. `files` are all files but dataset.json itself.
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
    not_chosen: int | UnsetType = UNSET
    division: DivisionFacts
    copies: Copies
    losses: dict[str, int]
    agreement: Agreement | None
    files: dict[str, FileFacts]
