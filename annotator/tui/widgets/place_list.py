"""A list of places in articles, each on a line in its context, of which one has the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.style import Style
    from textual import events

    from annotator.tui.palette import Palette
    from annotator.tui.places import Contexts, Place, PlaceText

_GONE = "not in the text any more"
_KEPT = 2_000
"""How many places in context are kept."""


class PlaceList(PaintedLines):
    """Shows places, those in sight in context as soon as that is known. A subclass says what stands before each.

    `front`: so many cells stand before the context. `is_active`: whether keys go to this list, so that its cursor stands out.
    """

    front = 9

    class Chosen(Message):
        """The place under the cursor is to be opened."""

    class Clicked(Message):
        """A place was clicked, and has the cursor now."""

    class Scrolled(Message):
        """The cursor is to be moved by so many lines."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Wanting(Message):
        """Places that are in sight are not known in context: see `unknown`."""

    def __init__(self, palette: Palette, *, logical: bool, id: str = "places") -> None:  # noqa: A002
        super().__init__(palette.base, id=id)
        self.palette = palette
        self.logical = logical
        self.places: Sequence[Place] = ()
        self.marked: Collection[Place] = ()
        self.cursor = 0
        self.is_active = True
        self._top = 0
        self._known: dict[Place, PlaceText | None] = {}
        self._known_width = 0

    @property
    def selected(self) -> Place | None:
        """The place under the cursor."""
        return self.places[self.cursor] if self.places else None

    @property
    def context_width(self) -> int:
        """How many cells a context has."""
        return max(self.size.width - self.front - 1, 0)

    @property
    def page(self) -> int:
        """How many places are in sight."""
        return max(self.size.height, 1)

    @property
    def unknown(self) -> list[Place]:
        """The places in sight that are not known in context."""
        return [place for place in self._in_sight if place not in self._known]

    @property
    def _in_sight(self) -> list[Place]:
        last = min(self._top + self.page, len(self.places))
        return [self.places[index] for index in range(self._top, last)]

    def text_of(self, place: Place) -> PlaceText | None:
        """Return what is known of a place, if anything."""
        return self._known.get(place)

    def put(self, places: Sequence[Place], *, cursor: int = 0) -> None:
        """Show these places."""
        self.places, self._top = places, 0
        self.cursor = cursor
        self.move(0)

    def know(self, contexts: Contexts) -> None:
        """Take places in context; those for another width are passed over."""
        if contexts.width == self.context_width:
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known.update(contexts.texts)
            self.draw()

    def forget(self) -> None:
        """Forget the contexts: the articles may have changed."""
        self._known.clear()

    def move(self, by: int) -> None:
        """Move the cursor by lines, as far as there are any, and draw."""
        self.cursor = max(min(self.cursor + by, len(self.places) - 1), 0)
        self._top = max(
            min(self._top, self.cursor, len(self.places) - self.page), self.cursor - self.page + 1, 0
        )
        self.draw()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens."""
        index = self._top + event.y
        if index < len(self.places):
            self.move(index - self.cursor)
            self.post_message(self.Chosen() if event.chain == 2 else self.Clicked())

    def on_mouse_scroll_down(self) -> None:
        """Move down."""
        self.post_message(self.Scrolled(3))

    def on_mouse_scroll_up(self) -> None:
        """Move up."""
        self.post_message(self.Scrolled(-3))

    # --- painting ---------------------------------------------------------------------------------

    def head(self, place: Place, known: PlaceText | None, style: Style) -> Sequence[Strip]:  # noqa: ARG002
        """Return what stands before the context: the number of the article, in `front` cells or fewer."""
        mark = "▪" if place in self.marked else " "
        return [text_strip(f" {mark} {place.article}", self.front, style, rtl=False)]

    def span_style(self, place: Place) -> Style:  # noqa: ARG002
        """Return the style of the range itself."""
        return self.palette.found

    def draw(self) -> None:
        """Draw the places in sight, and ask for what is not known of them."""
        width = self.size.width
        if not width:
            return
        if self.context_width != self._known_width:
            self._known_width = self.context_width
            self._known.clear()
        self.show(
            [
                self._line(place, width, is_chosen=index == self.cursor)
                for index, place in enumerate(self._in_sight, self._top)
            ],
            self.palette.base,
        )
        if self.unknown:
            self.post_message(self.Wanting())

    def _line(self, place: Place, width: int, *, is_chosen: bool) -> Strip:
        palette = self.palette
        base = palette.base
        if is_chosen:
            base += palette.cursor(is_active=self.is_active)
        number = base if is_chosen else palette.quiet
        known = self._known.get(place)
        head = joined(self.head(place, known, number), self.front, base)
        if known is not None:
            inside = base + self.span_style(place)
            runs = Strip([Segment(run.text, inside if run.inside else base) for run in known.runs])
        else:
            told = _GONE if place in self._known else "…"
            runs = text_strip(told, max(self.context_width, 1), palette.quiet, rtl=False)
        return joined([head, runs], width, base)
