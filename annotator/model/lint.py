"""What lint finds in a layer, and what it proposes."""

from __future__ import annotations

from enum import StrEnum

from annotator.model.base import Struct


class LintKind(StrEnum):
    """The kinds of findings, each of which a label schema can switch off."""

    OTHER_LABEL = "other-label"
    UNMARKED = "unmarked"
    OTHER_EDGES = "other-edges"
    UNBALANCED = "unbalanced"
    INSIDE_GRAPHEME = "inside-grapheme"
    BLANK_AT_EDGE = "blank-at-edge"
    SAME_LABEL_OVERLAP = "same-label-overlap"
    OVER_PARAGRAPH_END = "over-paragraph-end"


class LintAction(StrEnum):
    """What a proposal does: give a span another range or label, mark a range, or remove a span."""

    CHANGE = "change"
    MARK = "mark"
    REMOVE = "remove"


class Proposal(Struct, frozen=True, kw_only=True):
    """What would mend a finding: the range and label that the span is to have, or that of the span that is to go."""

    action: LintAction
    start: int
    end: int
    label: str
    text: str


class Finding(Struct, frozen=True, kw_only=True):
    """Something in a layer that is likely wrong: a span ``[start, end)``, or a range that no span has but might.

    `number` is the article's. `proposal` is None where a person has to decide.
    """

    kind: LintKind
    article: str
    number: int
    start: int
    end: int
    label: str
    text: str
    message: str
    proposal: Proposal | None = None

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """The order in which findings are listed: by article and place."""
        return (self.number, self.start, -self.end, self.label, self.kind)
