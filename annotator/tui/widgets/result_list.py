"""The articles that a search found, each with the lines in which the words are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.message import Message

from annotator.text.layout import Layout
from annotator.tui.paint import joined, row_strip, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from annotator.model import FoundArticle, FoundLine
    from annotator.text.layout import Glyph
    from annotator.tui.palette import Palette

_LINES = 3
"""How many of an article's lines are shown; Enter and then n goes to the others."""
_BEFORE, _BEHIND = 160, 400
"""How many code points of a line are laid out before the first hit and behind it: more than a row has cells."""
_MARGIN = 4


class Place(NamedTuple):
    """A line that was found, and its article."""

    article: FoundArticle
    line: FoundLine


class ResultList(PaintedLines):
    """Articles with a title line each, and under it the lines found, of which one has the cursor."""

    class Chosen(Message):
        """A line is to be opened."""

    class Scrolled(Message):
        """The cursor is to be moved by so many lines."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, palette: Palette, *, logical: bool) -> None:
        super().__init__(palette.base, id="results")
        self.palette = palette
        self.logical = logical
        self.places: list[Place] = []
        self.cursor = 0
        self._rows: list[FoundArticle | int] = []  # an article's title, or the index of a place
        self._row_of: list[int] = []  # the row of each place
        self._top = 0
        self._drawn: dict[tuple[int, bool], Strip] = {}

    @property
    def selected(self) -> Place | None:
        """The line under the cursor."""
        return self.places[self.cursor] if self.places else None

    def put(self, articles: Sequence[FoundArticle], *, more: bool = False) -> None:
        """Show these articles; with `more`, they are some that are behind those shown before."""
        if not more:
            self.places, self._rows, self._row_of, self.cursor, self._top = [], [], [], 0, 0
            self._drawn.clear()
        for article in articles:
            self._rows.append(article)
            for line in article.lines[:_LINES]:
                self._row_of.append(len(self._rows))
                self._rows.append(len(self.places))
                self.places.append(Place(article, line))
        self.move(0)

    def move(self, by: int) -> None:
        """Move the cursor by lines, as far as there are any, and draw."""
        self.cursor = max(min(self.cursor + by, len(self.places) - 1), 0)
        height = max(self.size.height, 1)
        if self.places:
            at = self._row_of[self.cursor]
            title = at - 1 if not isinstance(self._rows[at - 1], int) and height > 1 else at
            self._top = max(min(self._top, title, len(self._rows) - height), at - height + 1, 0)
        self.draw()

    @property
    def page(self) -> int:
        """How many lines found are in sight, about."""
        return max(self.size.height // 2, 1)

    def on_resize(self) -> None:
        """Draw for the new width."""
        self._drawn.clear()
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens."""
        index = self._top + event.y
        row = self._rows[index] if index < len(self._rows) else None
        if row is not None:
            place = row if isinstance(row, int) else self._rows[index + 1]
            assert isinstance(place, int)
            self.move(place - self.cursor)
            if event.chain == 2:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self.post_message(self.Scrolled(3))

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self.post_message(self.Scrolled(-3))

    # --- painting ---------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the rows in sight."""
        width, height = self.size
        if width:
            rows = range(self._top, min(self._top + height, len(self._rows)))
            self.show([self._strip(row, width) for row in rows], self.palette.base)

    def _strip(self, row: int, width: int) -> Strip:
        what = self._rows[row]
        key = (row, what == self.cursor if isinstance(what, int) else False)
        if key not in self._drawn:
            self._drawn[key] = (
                self._line(self.places[what], width, is_chosen=key[1])
                if isinstance(what, int)
                else self._title(what, width)
            )
        return self._drawn[key]

    def _title(self, article: FoundArticle, width: int) -> Strip:
        """Return the line with the number and the title of an article."""
        style = self.palette.base + Style(bold=True)
        number = text_strip(f" {article.number}", len(str(article.number)) + 2, self.palette.quiet, rtl=False)
        room = max(width - number.cell_length - 1, 1)
        parts = [
            number,
            text_strip(article.title, room, style, logical=self.logical),
            text_strip(" ", 1, style),
        ]
        return joined(parts, width, style)

    def _line(self, place: Place, width: int, *, is_chosen: bool) -> Strip:
        """Return the part of a line around its first hit, with the hits in it marked."""
        palette = self.palette
        base = palette.base + palette.chosen if is_chosen else palette.base
        marked = base + palette.found
        line = place.line
        hits = [(hit.start - line.start, hit.end - line.start) for hit in line.hits]
        first, last = _excerpt(line.text, hits[0])
        layout = Layout(line.text[first:last], max(width - _MARGIN, 1), logical=self.logical)
        row = layout.row(layout.row_of(hits[0][0] - first))

        def style_of(glyph: Glyph) -> Style:
            start, end = glyph.start + first, glyph.end + first
            return marked if any(start < stop and begin < end for begin, stop in hits) else base

        margin = text_strip(" ", 2, base)
        return joined([margin, row_strip(row, style_of, base), margin], width, base)


def _excerpt(text: str, hit: tuple[int, int]) -> tuple[int, int]:
    """Return the range of a line to lay out, cut at blanks."""
    first, last = max(hit[0] - _BEFORE, 0), min(hit[1] + _BEHIND, len(text))
    if first:
        first = text.find(" ", first, hit[0]) + 1 or first
    if last < len(text):
        blank = text.rfind(" ", hit[1], last)
        last = last if blank < 0 else blank
    return first, last
