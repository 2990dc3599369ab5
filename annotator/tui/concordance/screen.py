"""The screen of the concordance."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, Self

from annotator.errors import AnnotatorError
from annotator.text.plain import isolated
from annotator.tui import places
from annotator.tui.concordance import keys
from annotator.tui.concordance.changer import Changer
from annotator.tui.concordance.groups import Column, Order, key_of
from annotator.tui.concordance.parts import ConcordanceParts, GroupPlaces
from annotator.tui.concordance.reading import SpanReader
from annotator.tui.latest import Failed, LatestReader
from annotator.tui.screens.keyed import HELP_HINT
from annotator.tui.widgets.prompt import typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events

    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.concordance.groups import Groups, Key
    from annotator.tui.concordance.source import Source
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette
    from annotator.tui.places import Contexts, Place
    from annotator.tui.saver import Report
    from annotator.tui.widgets.group_list import GroupList
    from annotator.tui.widgets.label_panel import LabelPanel
    from annotator.tui.widgets.place_list import PlaceList

_BESIDE_FROM = 96
"""From which width on the places stand beside the groups; else under them."""
_KEY_SECONDS = 0.015


class ConcordanceScreen(ConcordanceParts):
    """Groups of spans, found by typing, and the places of the one under the cursor. Keys go to one of both lists."""

    KEYS: ClassVar[KeyTable[Any]] = keys.CONCORDANCE

    def __init__(self, program: ArticlesApp[Any, Any], palette: Palette, source: Source) -> None:
        super().__init__(program, palette)
        self.source = source
        self.filter = ""
        self.order = Order()
        self.message = ""
        self.is_urgent = False
        self.changer: Changer = Changer(self)
        self._shown_key: Key | None = None  # the group whose places are shown
        self._goes_to: Place | None = None  # the place to which the cursor goes once its group is there
        self.reader = SpanReader(program, source)
        self._places_reader: LatestReader[Contexts] = LatestReader(program.reader, program.tell_over_read)

    # --- the parts --------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin to read."""
        self.reader.read()

    def on_mount(self) -> None:
        """Show what was read meanwhile."""
        self.make_room(self.app.size.width, self.app.size.height)
        if self.reader.is_wanted:
            self.reader.read()
        self.take()

    def on_unmount(self) -> None:
        """End the threads that read."""
        super().on_unmount()
        self.reader.stop()
        self._places_reader.stop()
        self.changer.stop()

    @property
    def is_choosing(self) -> bool:
        """Whether a label is being chosen."""
        return self.changer.labels is not None

    def in_palette(self, palette: Palette) -> Self:
        """Return a new screen that shows the same in other colours."""
        screen = type(self)(self.program, palette, self.source)
        screen.filter, screen.order, screen.origin = self.filter, self.order, self.origin
        screen.reader.go_on_from(self.reader)
        screen.changer.done = self.changer.done
        screen._shown_key = self._shown_key
        screen.list.cursor, screen.places.cursor = self.list.cursor, self.places.cursor
        screen.show_groups()
        screen.select_side(in_places=self.places.is_active)
        return screen

    # --- reading ----------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is shown."""
        is_known = not self.places.unknown or not self.places.display
        return self.reader.is_done and is_known and not self.changer.is_planning

    @property
    def groups(self) -> Groups:
        """The groups of the spans as they are shown, of which more may be found."""
        return self.reader.groups

    def read(self) -> None:
        """Read all spans, once all that was done before is saved; those that are shown stay until then."""
        self.reader.read()
        self.take(_KEY_SECONDS)

    def take(self, seconds: float = 0.0) -> None:
        """Show what was read; wait so many seconds at most."""
        before = self.groups
        is_changed, failure = self.reader.take(seconds)
        if failure:
            self.tell(failure, urgent=True)
        if is_changed:
            began = time.monotonic()
            if self.groups is not before:
                self.places.forget()
            self.show_groups()
            self.reader.rest(time.monotonic() - began)
        for contexts in self._places_reader.take():
            if isinstance(contexts, Failed):
                self.tell(contexts.reason, urgent=True)
            else:
                self.places.know(contexts)
        self.changer.take()
        self.show_status()

    def came_back(self) -> None:
        """Read again: the article may have been changed."""
        place = self.places.selected
        self._goes_to = place
        self.read()

    def report(self, report: Report) -> bool:
        """Show how saving went, and read what waited for it; return whether this screen tells what was refused."""
        is_told = self.changer.report(report)
        if self.reader.is_due(failed=bool(report.error)):
            self.read()
        if self.is_mounted:
            self.show_status()
        return is_told

    # --- showing ----------------------------------------------------------------------------------

    def show_groups(self) -> None:
        """Show the groups as they are now, the cursor on the group it was on, or else in the line it was in."""
        found = self.groups.shown(self.filter, self.order)
        key = self._shown_key
        is_kept = key is not None and self.list.cursor > 0
        at = next((index for index, group in enumerate(found) if group.key == key), None) if is_kept else 0
        cursor = min(self.list.cursor, max(len(found) - 1, 0)) if at is None else at
        self.list.put(found, cursor, self.order)
        self._show_places()

    def _show_places(self) -> None:
        """Show the places of the group under the cursor."""
        group = self.list.selected
        key = None if group is None else group.key
        stays = key == self._shown_key
        cursor = self.places.cursor if stays else 0
        self._shown_key = key
        if group is None:
            self.places.put(())
        else:
            if self._goes_to is not None:
                cursor = next(
                    (at for at, place in enumerate(group.places()) if place == self._goes_to), cursor
                )
                self._goes_to = None
            self.places.label, self.places.marked = group.key.label, group.marked
            self.places.put(GroupPlaces(group), cursor=cursor, stays=stays)  # type: ignore[arg-type]
        self.show_title()

    def tell(self, message: str, *, urgent: bool = False) -> None:
        """Show a message in the status line."""
        self.message, self.is_urgent = message, urgent
        self.show_status()

    def show_status(self) -> None:
        """Show how much there is, and the last message, what is marked, or the filter."""
        if not self.is_mounted:
            return
        trouble = self.program.trouble
        message = trouble or self.changer.working or self.message or self._filter_and_marks()
        urgent = bool(trouble) or (self.is_urgent and not self.changer.working)
        self.status.say(self.reader.facts(), message, self.program.saving, urgent=urgent)
        self.show_title()

    def _filter_and_marks(self) -> str:
        parts = []
        marked = sum(len(group.marked) for group in self.groups.marked())
        if marked:
            parts.append(f"{marked:,} marked")
        if self.filter:
            none = ", Esc shows all" if not self.list.groups else ""
            parts.append(f"Filter: {isolated(self.filter)} ({len(self.list.groups):,}){none}")
        return "; ".join(parts) or "Type to filter"

    def tell_of_help(self) -> bool:
        """Show that there is a help, until the next key."""
        self.tell(HELP_HINT)
        return True

    def on_place_list_wanting(self) -> None:
        """Read the places in sight in context."""
        unknown, width = self.places.unknown, self.places.context_width
        if unknown and width and self.is_mounted:
            places.ask(self._places_reader, unknown, width, logical=self.program.logical)

    # --- keys and mouse ---------------------------------------------------------------------------

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says, or filter; give the key to the list of labels where that is open."""
        if self.changer.takes(event):
            return True
        self.message, self.is_urgent = "", False
        is_known = super().press_key(event)
        self.show_status()
        return is_known

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Filter as one types."""
        text = typed(self.filter, event)
        if text is not None and text != self.filter:
            self._set_filter(text)
        return text is not None

    def handle_paste(self, text: str) -> bool:
        """Filter by what is pasted."""
        if self.changer.labels is None and not self.changer.is_planning:
            self._set_filter(self.with_paste(self.filter, text))
            self.show_status()
        return True

    def _set_filter(self, text: str) -> None:
        self.filter = text
        self.select_side(in_places=False)
        self.show_groups()

    def leave(self) -> None:
        """Clear the filter, else the marks, else go back to where this was opened."""
        if self.filter:
            self._set_filter("")
        elif marked := self.groups.marked():
            for group in marked:
                group.marked.clear()
            self.redraw()
        else:
            self.program.leave_over()

    def change_side(self) -> None:
        """Let keys go to the other list."""
        self.select_side(in_places=not self.places.is_active and self.list.selected is not None)

    @property
    def _lines(self) -> GroupList | PlaceList:
        return self.places if self.places.is_active else self.list

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        self._lines.move(by)
        if not self.places.is_active:
            self._show_places()
            for contexts in self._wait_for_places():
                self.places.know(contexts)
        self.show_title()

    def _wait_for_places(self) -> Iterator[Contexts]:
        """Ask for what is not known of the places, and wait a moment, so that all is painted once."""
        self.on_place_list_wanting()
        if self.places.unknown:
            for answer in self._places_reader.take(_KEY_SECONDS):
                if not isinstance(answer, Failed):
                    yield answer

    def move_page(self, by: int) -> None:
        """Move the cursor by as many screens."""
        self.move(by * self._lines.page)

    def move_to_end(self, *, last: bool) -> None:
        """Move the cursor to the first line, or to the last one."""
        count = len(self.places.places) if self.places.is_active else len(self.list.groups)
        self.move(count if last else -count)

    def open_selected(self) -> None:
        """Open the article at the place under the cursor."""
        place, group = self.places.selected, self.list.selected
        if place is None or group is None or self.changer.is_planning:
            return
        reader = self.program.reader
        try:
            reader.refresh()
            articles = reader.concordance.texts([place.article])
        except AnnotatorError as error:
            self.tell(str(error), urgent=True)
            return
        for article in articles:
            text = article.text[place.start : place.end]
            if key_of(group.key.label, text) == group.key:
                self.program.open_place(article.id, place.start, place.end, group.key.label, text)
                return
        self.tell("The text was corrected after it was read: it is read again.", urgent=True)
        self.read()

    def on_label_panel_picked(self, event: LabelPanel.Picked) -> None:
        """Take the label that was clicked."""
        self.changer.pick(event.label)

    def on_group_list_moved(self) -> None:
        """Show the places of the group that was clicked."""
        self.select_side(in_places=False)
        self._show_places()

    def on_group_list_scrolled(self, event: GroupList.Scrolled) -> None:
        """Move the cursor among the groups as the wheel says."""
        self.select_side(in_places=False)
        self.move(event.by)

    def on_place_list_scrolled(self, event: PlaceList.Scrolled) -> None:
        """Move the cursor among the places as the wheel says."""
        self.select_side(in_places=True)
        self.move(event.by)

    def on_group_list_chosen(self) -> None:
        """Open the first article of the group that was double-clicked."""
        self.on_group_list_moved()
        self.open_selected()

    def on_place_list_clicked(self) -> None:
        """Let keys go to the places."""
        self.select_side(in_places=True)

    def on_place_list_chosen(self) -> None:
        """Open the place that was double-clicked."""
        self.select_side(in_places=True)
        self.open_selected()

    # --- the order --------------------------------------------------------------------------------

    def sort_next(self) -> None:
        """Sort by the next column."""
        columns = list(Column)
        self._sort(Order(columns[(columns.index(self.order.column) + 1) % len(columns)]))

    def sort_reversed(self) -> None:
        """Turn the order around."""
        self._sort(Order(self.order.column, not self.order.reverse))

    def on_group_list_head_clicked(self, event: GroupList.HeadClicked) -> None:
        """Sort by the column that was clicked, in the other direction where that is the order already."""
        if event.column is self.order.column:
            self.sort_reversed()
        else:
            self._sort(Order(event.column))

    def _sort(self, order: Order) -> None:
        """Show the first groups in an order."""
        self.order, self.list.cursor = order, 0
        self.select_side(in_places=False)
        self.show_groups()
