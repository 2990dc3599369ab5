"""Records, as an export writes them, and its report."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from annotator.model.base import Struct
from annotator.model.card import Card
from annotator.model.filters import NotChosen
from annotator.model.gold import Choice
from annotator.model.losses import Loss, Lost, Widened
from annotator.model.people import LayerKind
from annotator.model.splits import DivisionReport
from annotator.model.states import State
from annotator.model.teams import LeftOut, ToAssign

EVERYONE = "all"
GOLD = "gold"
MARKS = "marks"
"""The layers that an export names beside those of annotators: everybody's, the gold, and each distinct mark."""


class Source(StrEnum):
    """Where a span of the gold comes from.

    All who finished the article marked it so, an adjudicator decided it, a policy decided it where people differ, or one person
    alone was to mark the article.
    """

    UNANIMOUS = "unanimous"
    DECIDED = "decided"
    POLICY = "policy"
    SINGLE = "single"


class ExportReport(Struct, frozen=True, kw_only=True):
    """How many articles an export wrote, and how many it left out, by reason; no reason stands for no article.

    `rows` counts the rows that the articles are written as, 0 where the format has none of its own.

    `losses` counts what the format could not hold, by kind; `examples` are the first of each kind, `widened` the
    words that spans grew to most often. `splits` are those of a data set, with how many articles are in each. `unassigned`
    says how to assign the articles that are left out because nobody sees them, `half_done` those that only one of several
    people finished; None where there are none. `not_chosen` counts what was not asked for. `unstated` are the fields of the card of a
    data set that are not filled in. `division` says how the articles of a data set were divided.
    """

    written: int
    rows: int = 0
    left_out: dict[LeftOut, int] = {}
    losses: dict[Loss, int] = {}
    examples: dict[Loss, tuple[Lost, ...]] = {}
    widened: dict[Loss, tuple[Widened, ...]] = {}
    splits: dict[str, int] = {}
    unassigned: ToAssign | None = None
    half_done: ToAssign | None = None
    not_chosen: NotChosen = NotChosen()
    unstated: tuple[str, ...] = ()
    division: DivisionReport | None = None


class RecordSpan(Struct, frozen=True, kw_only=True):
    """A span as it is exported; `text` is the article's text at ``[start, end)``.

    In gold `source` says where it comes from and `annotators` who marked exactly this range with this label; where it was
    decided, `adjudicator`, `decision` and `note` say by whom, how and why, and `created` when; `policy` is the policy that
    decided, where `source` says that one did. In a layer `annotator` is whose it is; `changed` is there where everybody's layers
    are exported.

    Where it is one of all distinct marks, `could` are those who finished the article, `share` is how many of them marked it, from 0 to
    1, and `gold` whether it is in the gold, None where the article has none.
    """

    id: str
    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, str]
    annotator: str | None
    created: datetime
    source: Source | None
    annotators: list[str]
    adjudicator: str | None
    decision: Choice | None
    note: str
    policy: str | UnsetType | None = UNSET
    changed: datetime | UnsetType = UNSET
    could: list[str] | UnsetType = UNSET
    share: float | UnsetType = UNSET
    gold: bool | UnsetType | None = UNSET


class RecordNote(Struct, frozen=True, kw_only=True):
    """A note of an open thread as it is exported: who wrote what and when, and whether nobody has closed it."""

    id: str
    author: str
    when: datetime
    text: str
    open: bool


class RecordThread(Struct, frozen=True, kw_only=True):
    """An open thread as it is exported: its range, the article's text there, the annotator whose it is, and its notes, oldest first.

    `annotator` is None for a thread of adjudicators.
    """

    start: int
    end: int
    text: str
    annotator: str | None
    notes: list[RecordNote]


class Record(Struct, frozen=True, kw_only=True):
    """One exported article with its spans, sorted by start, then longest first.

    `kinds` gives the kind of those of `annotators` that are no people, and is there where any are. `state` is there where everybody's
    layers are exported as a whole, and `card` in the first record then, where the project has a card. `pseudonyms` is there where people
    are called by letters. `threads` are the open ones of the layers that are exported, and are there where there are any.

    Where it is a part of an article, written as a row of its own, `id` is the row's and the offsets of spans count in the row's `text`;
    `article` is the article's id, and the part is ``[start, end)`` of its text.
    """

    id: str
    text: str
    sha256: str
    title: str
    date: str | None
    source: str | None
    url: str | None
    metadata: dict[str, Any]
    offset_unit: str
    annotators: list[str]
    spans: list[RecordSpan]
    kinds: dict[str, LayerKind] | UnsetType = UNSET
    state: State | UnsetType = UNSET
    threads: list[RecordThread] | UnsetType = UNSET
    pseudonyms: Literal[True] | UnsetType = UNSET
    article: str | UnsetType = UNSET
    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET
    card: Card | UnsetType = UNSET
