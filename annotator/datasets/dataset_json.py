"""The contents of dataset.json, which describes a data set."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType

from annotator.agreement.report import Value
from annotator.model import Apart, Card, LabelSchema, LayerKind, LeftOut, NotChosen, Selection, Struct, Tied


class Counts(Struct, frozen=True, kw_only=True):
    """How many spans there are, and how many of each label of the schema."""

    spans: int
    labels: dict[str, int]


class SplitCounts(Struct, frozen=True, kw_only=True):
    """The counts of a split. `percent` is the share of the articles that was asked for.

    `spans`, `labels` and `sources` are the project's: `labels` counts spans by label, for all labels of the schema; `sources`
    counts gold spans by where they come from. `rows` is there where rows of the file are no articles. `written` counts what the files hold, by the place in them: a column of tags has
    room for fewer.
    """

    percent: float
    articles: int
    spans: int
    labels: dict[str, int]
    sources: dict[str, int]
    rows: int | UnsetType = UNSET
    written: dict[str, Counts]


class Lengths(Struct, frozen=True, kw_only=True):
    """The lengths of spans: mean, median, the 95th percentile, the shortest and the longest."""

    mean: float
    median: float
    p95: int
    min: int
    max: int


class LabelFigures(Struct, frozen=True, kw_only=True):
    """How many spans have a label, how many tokens are in one, and the lengths in tokens and in code points; None without spans."""

    spans: int
    tokens: int
    in_tokens: Lengths | None
    in_characters: Lengths | None


class Overlaps(Struct, frozen=True, kw_only=True):
    """How many spans lie inside another one of the same layer, cross another, and have the range of another; the most over one character."""

    nested: int
    crossing: int
    same_range: int
    deepest: int


class People(Struct, frozen=True, kw_only=True):
    """How many people are behind the spans, the most articles and spans of one first.

    In gold `articles` counts those that a person finished, `spans` those that they marked exactly so. `names` are there where the
    spans are exported by person. `adjudicators` counts who decided.
    """

    people: int
    articles: list[int]
    spans: list[int]
    names: list[str] | UnsetType = UNSET
    adjudicators: int


class OtherLayer(Struct, frozen=True, kw_only=True):
    """What a model or a reference has in a data set: its name, its kind, in how many articles it is, and how many spans it has."""

    name: str
    kind: LayerKind
    articles: int
    spans: int


class Statistics(Struct, frozen=True, kw_only=True):
    """Figures of the articles and spans as the project has them.

    `characters` are code points, `tokens` words, numbers and signs as taggers get them, `outside` those in no span. A token in
    spans of two labels counts for both. `all` is over all labels. `others` are models and references, the most spans first. `arabic` is the share of letters that are of the Arabic script.
    """

    articles: int
    characters: int
    tokens: int
    outside: int
    arabic: float
    all: LabelFigures
    labels: dict[str, LabelFigures]
    overlaps: Overlaps
    people: People
    others: tuple[OtherLayer, ...]


class SchemaVersion(Struct, frozen=True, kw_only=True):
    """The hash of the label schema, and when it came into the project."""

    sha256: str
    date: str


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


class VersionParts(Struct, frozen=True, kw_only=True):
    """What makes a version of a data set: each of these changes it.

    `latest_change` is the time of the project's latest change, "" for a project without any; `described` the hash of dataset.json without
    `data_version` and `files`, and so of what was chosen, of the division and of the card; `files` are the hashes of the files of all splits.
    """

    program: str
    format: str
    options: dict[str, Any]
    latest_change: str
    schema: SchemaVersion
    described: str
    files: dict[str, str]


class DataVersion(Struct, frozen=True, kw_only=True):
    """The version of a data set.

    `sha256` is the hash of `parts` as JSON with sorted names and no white space; `version` has its first digits behind the day of the
    project's latest change, as in 2026.3.1+0a1b2c3d4e5f, which semantic versioning takes.
    """

    version: str
    sha256: str
    parts: VersionParts


class Copies(Struct, frozen=True, kw_only=True):
    """How many groups of near duplicates there are, and how many articles in them."""

    groups: int
    articles: int


class AgreementRow(Struct, frozen=True, kw_only=True):
    """The measures over everything or for a label, as in `annotator.agreement.report.Row`, of so many `people`.

    `names` are there where the spans are exported by person.
    """

    name: str
    articles: int
    spans: int
    people: int
    names: tuple[str, ...] | UnsetType = UNSET
    pairs: int
    pairs_undefined: int
    f1: Value
    sd: float | None
    clitics: Value
    relaxed: Value
    alpha: Value | None
    kappa: Value | None
    unitizing: Value


class Agreement(Struct, frozen=True, kw_only=True):
    """The agreement of those who finished the same articles. `level`, `resamples` and `seed` are those of the intervals."""

    overall: AgreementRow
    labels: tuple[AgreementRow, ...]
    level: float
    resamples: int
    seed: int


class FileFacts(Struct, frozen=True, kw_only=True):
    """A file's size in bytes and its hash."""

    size: int
    sha256: str


class DataSet(Struct, frozen=True, kw_only=True):
    """A data set: how it was made, and what is in it.

    `layer` is "gold", "all", "marks" or names, `selection` with what it was chosen. `losses` counts what the format can't hold. `agreement` is None where
    no article was finished by two people. `not_chosen` counts what of the project was not asked for, where not all was. `version` is that of the
    program, `data_version` that of the data set. `card` is what people state about it, `unstated` what they don't. `layer_kinds` are the kinds of
    layers that are no people's, of those that are named or have a part in it. `files` are all files but dataset.json itself.
    """

    program: str
    version: str
    format: str
    options: dict[str, Any]
    layer: str
    selection: Selection
    seed: int
    schema: LabelSchema
    data_version: DataVersion
    splits: dict[str, SplitCounts]
    statistics: Statistics
    left_out: dict[LeftOut, int]
    not_chosen: NotChosen | UnsetType = UNSET
    division: DivisionFacts
    copies: Copies
    losses: dict[str, int]
    agreement: Agreement | None
    card: Card
    unstated: tuple[str, ...]
    layer_kinds: dict[str, LayerKind]
    files: dict[str, FileFacts]
