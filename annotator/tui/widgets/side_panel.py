"""The panel beside an article, which shows the state of its editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from annotator.tui.editor import ArticleEditor
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from annotator.tui.palette import Palette

E = TypeVar("E", bound=ArticleEditor)


class SidePanel(PaintedLines, Generic[E]):
    """Shows the state of an editor. `logical`: text is sent as it is stored."""

    def __init__(self, editor: E, palette: Palette, *, logical: bool, id: str) -> None:  # noqa: A002
        super().__init__(palette.base, id=id)
        self.editor = editor
        self.palette = palette
        self.logical = logical

    def sync(self) -> None:
        """Show the state that the editor has now."""
        raise NotImplementedError
