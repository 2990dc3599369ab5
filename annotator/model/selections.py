"""Which part of a project is exported or compared."""

from __future__ import annotations

from annotator.model.base import Struct
from annotator.model.records import EVERYONE, GOLD, MARKS, Source


class Selection(Struct, frozen=True, kw_only=True):
    """What is exported or compared. A filter that is None leaves nothing out.

    `layers` are "gold", "all" or "marks", each alone, or names. `articles` are ids. `people` are those whose marks are wanted,
    `labels` those of the spans, `sources` where spans of the gold come from. With `pseudonyms` people are called by letters.
    """

    layers: tuple[str, ...] = (GOLD,)
    articles: tuple[str, ...] | None = None
    people: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    sources: tuple[Source, ...] | None = None
    pseudonyms: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The layers that are named; none where it is the gold, everybody's layers or all marks."""
        return () if self.layers[0] in ALONE else self.layers

    @property
    def is_whole(self) -> bool:
        """Whether a record has all spans that the layers have in the article."""
        return self.people is None and self.labels is None and self.sources is None


ALONE = (GOLD, EVERYONE, MARKS)
"""The layers that are no name's, of which one is chosen alone."""

THE_GOLD = Selection()
"""The whole gold: what is exported where nothing else is asked for."""
