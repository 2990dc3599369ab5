"""The rows that should stand in a picture: what ICU gives, and what our layout gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.text.layout import Layout
from annotator.tui.annotating.screen import AnnotateScreen
from tests.terminals import icu, story
from tests.terminals.steps import MARGIN

if TYPE_CHECKING:
    from tests.terminals.steps import Rows


class Expected(NamedTuple):
    """A row in visual order without the spaces at its ends, by ICU and by our layout. `icu` is None without ICU."""

    ours: str
    icu: str | None

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.icu is not None and self.icu != self.ours


def rows(which: Rows, columns: int) -> list[Expected]:
    """Return the rows of an article in a terminal of `columns` cells; none where a picture shows no article.

    None either where the terminal's size is not known, 0.
    """
    if which == "none" or not columns:
        return []
    text = story.NEXT if which == "next" else story.ARTICLE
    width = columns - MARGIN if which == "printed" else AnnotateScreen.columns(columns)
    return [
        Expected(
            row.text.strip(), icu.visual_row(text, row.start, row.end).strip() if icu.library() else None
        )
        for row in Layout(text, width)
    ]
