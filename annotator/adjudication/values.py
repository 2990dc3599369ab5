"""What is to be decided: the versions of one thing, as several annotators marked it."""

from __future__ import annotations

from enum import StrEnum

from annotator.model import Decision, GoldSpan, Mark, Span, Struct


class Kind(StrEnum):
    """How the annotators differ. `MIXED` is more than one of the others at once."""

    AGREED = "agreed"
    MISSING = "missing"
    LABEL = "label"
    BOUNDARY = "boundary"
    CLITIC = "clitic"
    MIXED = "mixed"


class Version(Struct, frozen=True, kw_only=True):
    """One range and label, with the spans that have exactly these, sorted by annotator; one a person."""

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
        """Who marked it so, sorted."""
        return tuple(sorted(span.annotator for span in self.spans))


class Group(Struct, frozen=True, kw_only=True):
    """Spans that could be the same thing: they all share a letter, and each person has one at most.

    `versions` come by number of supporters, most first, then by start, longest first, label. `missing` are those without
    a span here, sorted.
    """

    versions: tuple[Version, ...]
    kind: Kind
    missing: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where the first version begins."""
        return min(version.start for version in self.versions)

    @property
    def end(self) -> int:
        """Where the last version ends."""
        return max(version.end for version in self.versions)

    @property
    def sources(self) -> tuple[Span, ...]:
        """All its spans, sorted by annotator."""
        spans = [span for version in self.versions for span in version.spans]
        return tuple(sorted(spans, key=lambda span: (span.annotator, span.order)))


class Case(Struct, frozen=True, kw_only=True):
    """A group of today, a decision, or a group and what was decided for it.

    `key` stays the same while the case is decided, changed and undone. `stale`: the decision does not stand
    for today's layers, as `Board` tells. `open`: it is still to be decided; what all
    agree on is not, unless the policy is none, nor is a decision that is not stale.
    """

    key: str
    group: Group | None
    decision: Decision | None
    stale: bool
    open: bool

    @property
    def sources(self) -> tuple[Span, ...]:
        """The annotators' spans it is about: today's, or where there are none, those it was decided from."""
        if self.group is not None:
            return self.group.sources
        return () if self.decision is None else self.decision.sources

    @property
    def start(self) -> int:
        """Where it begins."""
        return self._range()[0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self._range()[1]

    def _range(self) -> tuple[int, int]:
        if self.group is not None:
            return self.group.start, self.group.end
        assert self.decision is not None
        spans: tuple[GoldSpan | Span, ...] = self.decision.spans or self.decision.sources
        return min((span.start for span in spans), default=0), max((span.end for span in spans), default=0)
