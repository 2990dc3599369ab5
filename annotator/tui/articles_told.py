"""What threads tell the app of a list of articles: each a message that may be posted from any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from annotator.model import IndexState


class RowsRead(Message):
    """The reader of the list has an answer."""


class TextsSearched(Message):
    """The reader of the search has an answer."""


class OverRead(Message):
    """A reader of a screen over the list or an article has an answer."""


class IndexTold(Message):
    """How far the index for searching is, or why it can't be made."""

    def __init__(self, told: IndexState | str) -> None:
        super().__init__()
        self.told = told
