"""Where a gold span comes from, and what tells one version from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.policies import PolicyKind
from annotator.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.adjudication.values import Case, Version
    from annotator.model import Decision, GoldSpan


def source_of(decision: Decision) -> Source:
    """Say how it was decided: by all annotators agreeing, by most of them, or by somebody whose word counts."""
    if decision.policy == PolicyKind.UNANIMOUS:
        return Source.UNANIMOUS
    return Source.MAJORITY if decision.policy == PolicyKind.MAJORITY else Source.ADJUDICATED


def supporters(case: Case, span: GoldSpan) -> tuple[str, ...]:
    """Return, sorted, who has marked exactly the range and label of a gold span in what it was decided for."""
    mark = (span.start, span.end, span.label)
    versions = () if case.group is None else case.group.versions
    return next((version.annotators for version in versions if version.mark == mark), ())


def differences(versions: Iterable[Version], version: Version) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a version that not all the other versions have, in text order; two at most."""
    others = [other for other in versions if other.mark != version.mark]
    first = max((other.start for other in others), default=version.start)
    last = min((other.end for other in others), default=version.end)
    if first >= last:
        return ((version.start, version.end),)
    ranges = ((version.start, min(first, version.end)), (max(last, version.start), version.end))
    return tuple((start, end) for start, end in ranges if start < end)
