"""Gold: the marks of those who finished an article, and the decisions on them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from annotator.model.base import Struct
from annotator.model.spans import Mark, Move, Span


class Marks(Struct, frozen=True, kw_only=True):
    """An article and, by the name of each annotator who finished it, what they marked, in the order of `Span.order`.

    `number` counts articles from 1 in the order in which they came in; names are sorted.
    """

    article: str
    number: int
    title: str
    text: str
    layers: dict[str, tuple[Mark, ...]]


class Choice(StrEnum):
    """What an adjudicator chose.

    One version or several as they are, none, one with other edges or another label, or a span that nobody had.
    """

    TAKEN = "taken"
    SEVERAL = "several"
    NONE = "none"
    EDITED = "edited"
    RELABELLED = "relabelled"
    ADDED = "added"


class GoldSpan(Struct, frozen=True, kw_only=True):
    """A range ``[start, end)`` of an article with a label, as decided. `id` is a UUID."""

    id: str
    start: int
    end: int
    label: str
    attributes: dict[str, str] = {}

    @property
    def mark(self) -> Mark:
        """Start, end and label."""
        return (self.start, self.end, self.label)


class Decision(Struct, frozen=True, kw_only=True):
    """What was chosen for one disagreement or agreement, and from what. `id` is a UUID.

    `sources` are the annotators' spans as they were then, `people` those who had finished the article then, `spans`
    what goes to gold. `policy` names the rule that chose, empty where the adjudicator did.
    """

    id: str
    article: str
    adjudicator: str
    when: datetime
    choice: Choice
    people: tuple[str, ...]
    sources: tuple[Span, ...]
    spans: tuple[GoldSpan, ...]
    policy: str = ""
    note: str = ""

    @property
    def order(self) -> tuple[datetime, str]:
        """The order in which decisions are listed: oldest first, then by id."""
        return (self.when, self.id)


class DecisionEdit(Struct, frozen=True, kw_only=True):
    """One change of one decision. `before` None: made; `after` None: taken back; both: changed, same id."""

    before: Decision | None
    after: Decision | None

    def inverse(self) -> DecisionEdit:
        """Return the edit that undoes this one."""
        return DecisionEdit(before=self.after, after=self.before)


class GoldStep(Struct, frozen=True, kw_only=True):
    """One entry of the append-only history of an article's gold: what an adjudicator did with one key.

    `edits` were applied in their order; `settled` is whether the article was settled before and after. `people` are those
    whose layers it is settled from after the step, or was before it; empty where the step changes nothing about that.
    `edition` and `correction` are as in `Operation`.
    """

    article: str
    adjudicator: str
    when: datetime
    move: Move
    edits: tuple[DecisionEdit, ...]
    settled: tuple[bool, bool] = (False, False)
    people: tuple[str, ...] = ()
    edition: int = 0
    correction: bool = False


class Settled(Struct, frozen=True, kw_only=True):
    """Who said that an article is settled, when, and from whose layers, also where these were empty."""

    adjudicator: str
    when: datetime
    people: tuple[str, ...] = ()


class Gold(Struct, frozen=True, kw_only=True):
    """The decisions that are in force in one article, in the order of `Decision.order`, and whether it is settled."""

    article: str
    decisions: tuple[Decision, ...] = ()
    settled: Settled | None = None
