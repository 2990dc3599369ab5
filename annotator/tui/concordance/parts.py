"""The parts of the concordance's screen, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical

from annotator.text.plain import isolated
from annotator.tui.screens.over import OverScreen
from annotator.tui.widgets.group_list import GroupList
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.label_panel import LabelPanel
from annotator.tui.widgets.place_list import PlaceList
from annotator.tui.widgets.prompt import Prompt
from annotator.tui.widgets.status_line import StatusLine
from annotator.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.app import ComposeResult

    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.concordance.groups import Group
    from annotator.tui.palette import Palette
    from annotator.tui.places import Place

_BESIDE_FROM = 96
"""From which width on the places stand beside the groups; else under them."""


class SpanPlaces(PlaceList):
    """The places of spans with one label."""

    label = ""

    def span_style(self, place: Place) -> Style:  # noqa: ARG002
        """Return the style of the spans."""
        return self.palette.span(self.label, 1, True)


class GroupPlaces:
    """The places of a group, as a list of places shows them."""

    def __init__(self, group: Group) -> None:
        self._group = group

    def __len__(self) -> int:
        return self._group.count

    def __getitem__(self, index: int) -> Place:
        return self._group.place(index)


class ConcordanceParts(OverScreen):
    """Two lists, of groups and of the places of one; keys go to one of both. The labels stand in place of the places while one is chosen."""

    def __init__(self, program: ArticlesApp[Any, Any], palette: Palette) -> None:
        super().__init__(program, palette)
        logical = program.logical
        self.list = GroupList(palette, logical=logical)
        self.places = SpanPlaces(palette, logical=logical)
        self.places.is_active = False
        self.title_bar = TitleBar(palette, logical=logical)
        self.labels = LabelPanel(palette)
        self.parts = Horizontal(id="parts")
        self.status = StatusLine(palette, logical=logical)
        self.keys = KeyBar(self.KEYS, palette)
        self.prompt = Prompt(palette, logical=logical)

    @property
    def is_choosing(self) -> bool:
        """Whether a label is being chosen."""
        return False

    def compose(self) -> ComposeResult:
        """Yield the groups and the places, then status line and keys."""
        with self.parts:
            yield self.list
            with Vertical(id="side"):
                yield self.title_bar
                yield self.places
                yield self.labels
        yield self.status
        yield self.keys
        yield self.prompt

    def on_resize(self, event: events.Resize) -> None:
        """Put the places beside the groups or under them, and leave out what has no room."""
        self.make_room(event.size.width, event.size.height)

    def make_room(self, width: int, height: int) -> None:
        """Show the parts that a screen of this many cells has room for."""
        is_beside = width >= _BESIDE_FROM
        self.parts.styles.layout = "horizontal" if is_beside else "vertical"
        side = self.places.parent
        assert isinstance(side, Vertical)
        self.list.styles.width, side.styles.width = ("2fr", "3fr") if is_beside else ("100%", "100%")
        self.list.styles.height = side.styles.height = "100%" if is_beside else "1fr"
        self.title_bar.styles.height = 1
        self.places.styles.height = self.labels.styles.height = "1fr"
        self.places.display, self.labels.display = not self.is_choosing, self.is_choosing
        self.prompt.display = self.is_choosing
        self.keys.display = height > 7 and not self.is_choosing
        self.status.display = height > 3

    def select_side(self, *, in_places: bool) -> None:
        """Let keys go to the places or to the groups."""
        self.places.is_active, self.list.is_active = in_places, not in_places
        self.redraw()

    def redraw(self) -> None:
        """Draw both lists, in which marks or the side that keys go to changed."""
        self.list.draw()
        self.places.draw()
        self.show_title()

    def show_title(self) -> None:
        """Show which of its places the cursor is on."""
        group, place = self.list.selected, self.places.selected
        told = ""
        if group is not None and place is not None:
            known = self.places.text_of(place)
            told = f"{self.places.cursor + 1:,} of {group.count:,}"
            told += f", {isolated(known.article)}" if known is not None else ""
            if group.key.label not in self.palette.names:
                told += f", {isolated(group.key.label)} is not in the labels any more"
        self.title_bar.say(told, is_active=self.places.is_active)
