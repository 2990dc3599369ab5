"""The report on recovering a damaged project."""

from __future__ import annotations

from annotator.model.base import Struct


class RecoverReport(Struct, frozen=True, kw_only=True):
    """What came over into a new project, by count, and `lines`, a sentence each, on what was lost or is doubtful.

    `others` counts models and references.
    `source` says in a clause what of the damaged project was read where that was not all; it is empty otherwise.
    `unknown` counts pages that can't be read and of which nothing tells what they held. `notice` is what has to be known of the
    damaged file, in sentences.
    """

    articles: int
    people: int
    others: int
    spans: int
    operations: int
    decisions: int
    lines: tuple[str, ...]
    source: str = ""
    unknown: int = 0
    notice: str = ""

    @property
    def whole(self) -> bool:
        """Whether everything was recovered, and nothing is doubtful."""
        return not (self.lines or self.source or self.unknown)
