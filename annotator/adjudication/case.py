"""What is to be decided in an article: groups of spans that differ, and what was decided about them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import Decision, GoldSpan, Mark, Span, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.text.navigation import Range


class Kind(StrEnum):
    """How the annotators differ. `MIXED` is more than one of the others at once."""

    AGREED = "agreed"
    MISSING = "missing"
    LABEL = "label"
    BOUNDARY = "boundary"
    CLITIC = "clitic"
    MIXED = "mixed"


class Version(Struct, frozen=True, kw_only=True):
    """One range and label, with the spans that have exactly these: at most one per person, sorted by annotator."""

    start: int
    end: int
    label: str
    spans: tuple[Span, ...]

    @property
    def mark(self) -> Mark:
        """Start, end and label."""
        return (self.start, self.end, self.label)

    @property
    def annotators(self) -> tuple[str, ...]:
        """The names of those who marked it so, sorted."""
        return tuple(sorted(span.annotator for span in self.spans))


class Group(Struct, frozen=True, kw_only=True):
    """Spans that could be the same thing. They all share a code point, and each person has at most one.

    `versions` are sorted by number of supporters, most first, then by start, longest first, and label. `missing` are the
    people without a span in the group, sorted.
    """

    versions: tuple[Version, ...]
    kind: Kind
    missing: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """The smallest start of a version."""
        return min(version.start for version in self.versions)

    @property
    def end(self) -> int:
        """The largest end of a version."""
        return max(version.end for version in self.versions)

    @property
    def sources(self) -> tuple[Span, ...]:
        """All its spans, sorted by annotator."""
        spans = [span for version in self.versions for span in version.spans]
        return tuple(sorted(spans, key=lambda span: (span.annotator, span.order)))

    def differences(self, version: Version) -> tuple[Range, ...]:
        """Return the ranges of a version that not all other versions have, in text order; two at most."""
        others = [other for other in self.versions if other.mark != version.mark]
        first = max((other.start for other in others), default=version.start)
        last = min((other.end for other in others), default=version.end)
        if first >= last:
            return ((version.start, version.end),)
        ranges = ((version.start, min(first, version.end)), (max(last, version.start), version.end))
        return tuple((start, end) for start, end in ranges if start < end)


class Case(Struct, frozen=True, kw_only=True):
    """One thing to decide: a group of today's layers, a decision without one, or a group with its decision.

    `key` stays the same while the case is decided, changed and undone. `stale`: the decision does not hold for today's
    layers, by the rule of `CaseList`. `open`: it is still to be decided. What all agree on is not open unless the policy
    is `none`; a decision that is not stale is not open.
    """

    key: str
    group: Group | None
    decision: Decision | None
    stale: bool
    open: bool

    @property
    def sources(self) -> tuple[Span, ...]:
        """The spans of the group; without a group, those that the decision was made from."""
        if self.group is not None:
            return self.group.sources
        return () if self.decision is None else self.decision.sources

    @property
    def start(self) -> int:
        """The smallest start of its spans."""
        return self._range()[0]

    @property
    def end(self) -> int:
        """The largest end of its spans."""
        return self._range()[1]

    def _range(self) -> Range:
        if self.group is not None:
            return self.group.start, self.group.end
        assert self.decision is not None
        spans: tuple[GoldSpan | Span, ...] = self.decision.spans or self.decision.sources
        return min((span.start for span in spans), default=0), max((span.end for span in spans), default=0)


class Tally(NamedTuple):
    """Numbers of cases: open ones, stale ones among these, those with a decision and those without."""

    open: int = 0
    stale: int = 0
    decided: int = 0
    undecided: int = 0

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Tally:
        """Count cases."""
        tally = cls()
        for case in cases:
            tally = tally.plus(case)
        return tally

    @property
    def is_complete(self) -> bool:
        """Whether every case has a decision and none is stale, so that the article is gold once it is settled."""
        return not self.undecided and not self.stale

    def plus(self, case: Case, count: int = 1) -> Tally:
        """Return the tally with one case more; with one less where `count` is -1."""
        decided = case.decision is not None
        return Tally(
            open=self.open + count * case.open,
            stale=self.stale + count * case.stale,
            decided=self.decided + count * decided,
            undecided=self.undecided + count * (not decided),
        )
