"""A data set of which it is known in which part each article is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.datasets.dataset_json import Copies, DivisionFacts
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.datasets.split import Group
    from annotator.datasets.split_sizes import SplitSize
    from annotator.model import DivisionReport


class Ties(Struct, frozen=True, kw_only=True):
    """All articles that stand between the parts: those that are tied and left out, and those with near copies in other parts.

    Each of the second has the first of its near copies in each other part.
    """

    tied: tuple[str, ...] = ()
    apart: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


class Divided(NamedTuple):
    """The parts that have articles, in order, the part of each article that is written, what of these are near copies, and how it came about."""

    sizes: tuple[SplitSize, ...]
    parts: Mapping[str, str]
    copies: Copies
    report: DivisionReport
    ties: Ties = Ties()

    @property
    def facts(self) -> DivisionFacts:
        """How it was divided, as dataset.json says it: the same for the same articles, whenever each was dealt."""
        report = self.report
        return DivisionFacts(
            shares=report.shares,
            official=report.official,
            grouped_by=report.grouped_by,
            dealt=report.dealt,
            empty=report.empty,
            tied=report.tied,
            apart=report.apart,
        )


def copies_among(groups: Sequence[Group]) -> Copies:
    """Return how many of the articles that are written, which are in these groups, are near copies of others."""
    sizes = [len(group) for group in groups if len(group) > 1]
    return Copies(groups=len(sizes), articles=sum(sizes))
