"""The panel beside an article, which shows the state of its editor, or the list from which a label is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.message import Message

from annotator.tui.editor import ArticleEditor
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from textual import events

    from annotator.tui.label_list import LabelList
    from annotator.tui.palette import Palette

E = TypeVar("E", bound=ArticleEditor)


class SidePanel(PaintedLines, Generic[E]):
    """Shows the state of an editor; as long as there are `labels`, that list instead. `logical`: text is sent as it is stored."""

    class Picked(Message):
        """A label of the list was clicked."""

        def __init__(self, label: str) -> None:
            super().__init__()
            self.label = label

    def __init__(self, editor: E, palette: Palette, *, logical: bool, id: str) -> None:  # noqa: A002
        super().__init__(palette.base, id=id)
        self.editor = editor
        self.palette = palette
        self.logical = logical
        self.labels: LabelList | None = None

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """Draw for the new size."""
        self.sync()

    def sync(self) -> None:
        """Show the list of labels, or the state that the editor has now."""
        if self.labels is None:
            self.show_editor()
        elif self.size.width:
            self.show(self.labels.lines(self.size.width, self.size.height, self.palette), self.palette.base)

    def show_editor(self) -> None:
        """Show the state that the editor has now."""
        raise NotImplementedError

    def on_click(self, event: events.Click) -> None:
        """Pick the label that was clicked."""
        if self.labels is not None and (label := self.labels.at(event.y)) is not None:
            self.post_message(self.Picked(label))
