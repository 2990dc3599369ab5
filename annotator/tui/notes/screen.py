"""The screen that shows the notes at a place, and takes a line to be written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.style import Style

from annotator.limits import NOTE
from annotator.model import Noted
from annotator.text.plain import isolated
from annotator.tui.notes.keys import NOTES
from annotator.tui.notes.lines import head, text_rows
from annotator.tui.paint import text_strip
from annotator.tui.screens.keyed import ProgramScreen
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.painted_lines import PaintedLines
from annotator.tui.widgets.prompt import Prompt, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

    from annotator.text.navigation import Range
    from annotator.tui.keys import KeyTable
    from annotator.tui.notes.addressing import Address
    from annotator.tui.screens.article import ArticleScreen

_INDENT = 3
_KEYS_FROM = 6
"""From which height on there is room for the line of keys."""


class NotesScreen(ProgramScreen):
    """The notes at a place of the article on `article`, over which this screen is shown.

    `addresses` gives, for a range, to whom a note can go, the one to begin with first; there must be one or more.
    """

    KEYS: ClassVar[KeyTable[Any]] = NOTES

    def __init__(
        self,
        article: ArticleScreen[Any, Any],
        place: Range,
        addresses: Callable[[Range], Sequence[Address]],
        name: Callable[[str], str],
    ) -> None:
        super().__init__(article.program, article.palette)
        self.article = article
        self.held = article.editor.notes
        self._text = article.article.text
        self.told = ""
        self._shown_as = name
        self._addresses_at = addresses
        self._place = place
        self._addresses = addresses(place)
        self._index = 0
        self._up = 0  # by how many lines the notes are scrolled up from their end
        self._warned_of = ""  # the text of which was said that it would be dropped
        self._moved = False  # whether the place is another one than the caret's
        self._shown = PaintedLines(self.palette.base, id="pager")
        self._prompt = Prompt(self.palette, logical=self.program.logical)
        self._keys = KeyBar(self.KEYS, self.palette)

    # --- what subclasses say otherwise ------------------------------------------------------------

    def question(self, address: Address) -> str:
        """Return what stands before the line that is typed into."""
        return f"To {address.title}:"

    def state(self, address: Address) -> str:
        """Return how things stand where a note would go."""
        if not address.threads:
            return "nothing is written yet"
        return "open" if address.is_open else "closed; whoever writes opens it again"

    def enter(self) -> None:
        """Write what is typed; leave where that is nothing."""
        text = self._prompt.text.strip()
        if not text:
            self.leave()
            return
        if self.refuses(text):
            return
        notes = self.address.written(self.article.article, self.program.annotator, text)
        for note in notes:
            self.program.save(Noted(note=note))
        self.held.add(notes)
        self.leave(f"Written to {isolated(self.address.title)}.")

    # --- the parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Yield the notes, and under them the line to type into and the keys."""
        yield self._shown
        yield self._prompt
        yield self._keys

    def on_mount(self) -> None:
        """Ask."""
        self._ask()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what has no room; draw for the new size."""
        self._keys.display = event.size.height >= _KEYS_FROM
        self.call_after_refresh(self.draw)

    @property
    def address(self) -> Address:
        """Where a note would go."""
        return self._addresses[self._index]

    def _ask(self) -> None:
        self._prompt.ask(self.question(self.address), self._prompt.text, lambda _: None, enter="writes")
        self.draw()

    def draw(self) -> None:
        """Draw the place, to whom, and the notes there, the last ones if there is no room for all."""
        width, height = self.size.width, self._shown.size.height
        if not width or not height:
            return
        palette, address, logical = self.palette, self.address, self.program.logical
        text = " ".join(self.article.article.text[address.start : address.end].split())
        lines = [text_strip(f" {text}", width, palette.bar, logical=logical)]
        which = f"  {self._index + 1} of {len(self._addresses)}: Tab" if len(self._addresses) > 1 else ""
        told = f" {isolated(address.title)}: {self.state(address)}{which}"
        lines.append(text_strip(told, width, palette.quiet, rtl=False))
        if self.told:
            lines.append(text_strip(f" {self.told}", width, palette.warn, rtl=False))
        notes = self._notes(address, width)
        room = max(height - len(lines), 0)
        self._up = max(min(self._up, len(notes) - room), 0)
        end = len(notes) - self._up
        self._shown.show([*lines, *notes[max(end - room, 0) : end]], palette.base)

    def _notes(self, address: Address, width: int) -> list[Strip]:
        base = self.palette.base
        made: list[Strip] = []
        for note in address.notes:
            whose = f" to {self._named(note.person)}" if len(address.people) > 1 else ""
            made.append(text_strip("", width, base).adjust_cell_length(width, base))
            told = f" {head(note, self._shown_as)}{whose}"
            made.append(text_strip(told, width, self.palette.quiet + Style(bold=True), rtl=False))
            if note.text:
                made += text_rows(note.text, _INDENT, width, base, logical=self.program.logical)
        return made

    def _named(self, person: str | None) -> str:
        return "adjudicators" if person is None else self._shown_as(person)

    # --- keys -------------------------------------------------------------------------------------

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Type."""
        self._prompt.set_text(edited(self._prompt.text, event))
        return True

    def handle_paste(self, text: str) -> bool:
        """Take what is pasted into the line."""
        self._prompt.set_text(self.with_paste(self._prompt.text, text))
        return True

    def on_mouse_scroll_down(self) -> None:
        """Show later notes."""
        self.scroll_lines(3)

    def on_mouse_scroll_up(self) -> None:
        """Show earlier notes."""
        self.scroll_lines(-3)

    def scroll_page(self, by: int) -> None:
        """Show earlier notes (-1) or later ones (1)."""
        self.scroll_lines(by * max(self._shown.size.height - 3, 1))

    def scroll_lines(self, by: int) -> None:
        """Scroll the notes by lines."""
        self._up = max(self._up - by, 0)
        self.draw()

    def turn(self, by: int) -> None:
        """Go to the next thread or person (1), or to the one before (-1), unless something is typed: it would go there, too."""
        if self._refuses_to_go():
            return
        self._index = (self._index + by) % len(self._addresses)
        self._up, self.told = 0, ""
        self._ask()

    def go_to_open(self, by: int) -> None:
        """Go to the next open thread of the article (1) or the one before (-1), around the ends, unless something is typed."""
        if self._refuses_to_go():
            return
        threads = self.held.open
        if not threads:
            self.refuse("No thread is open in this article.")
            return
        places = sorted({(thread.start, thread.end) for thread in threads})
        here = (self.address.start, self.address.end)
        if self.address.is_open and places == [here]:
            self.refuse("No other thread is open in this article.")
            return
        beyond = [place for place in places if (place > here if by > 0 else place < here)]
        ordered = beyond or places
        self._place = ordered[0 if by > 0 else -1]
        self._addresses, self._index, self._moved = self._addresses_at(self._place), 0, True
        self._up, self.told = 0, ""
        self._ask()

    def _refuses_to_go(self) -> bool:
        if self._prompt.text.strip():
            self.refuse("Here is a note half written: Enter writes what is typed, Esc drops it.")
            return True
        return False

    def keeps_from_leaving(self) -> bool:
        """Say once that what is typed would be dropped, again where it is something else; return whether it was said now."""
        text = self._prompt.text.strip()
        if text == self._warned_of or not text:
            return False
        self._warned_of = text
        self.refuse("What is typed would be dropped: Enter writes it, the same key again drops it.")
        if not self.is_current:
            self.program.warn("A note is half written and would be dropped: the same key again drops it.")
        return True

    def go_back(self) -> None:
        """Go back to the article; where something is typed, only when asked again."""
        if not self.keeps_from_leaving():
            self.leave()

    def close_thread(self) -> None:
        """Close what is open here, with what is typed."""
        if not self.address.is_open:
            self.refuse(
                "The thread is closed already." if self.address.threads else "There is no thread to close."
            )
            return
        text = self._prompt.text.strip()
        if self.refuses(text):
            return
        notes = self.address.closed(self.program.annotator, text)
        for note in notes:
            self.program.save(Noted(note=note))
        self.held.add(notes)
        self.leave("The thread is closed.")

    def refuses(self, text: str) -> bool:
        """Tell why a text can't be a note here, and return whether there is such a reason."""
        self.told, wrong = "", NOTE.fault(len(text))
        if self.article.article.text != self._text:
            self.refuse("The text was corrected meanwhile: Esc goes back, then write it anew.")
        elif wrong:
            self.refuse(f"The note {wrong}.")
        return bool(self.told)

    def refuse(self, why: str) -> None:
        """Tell why nothing was done."""
        self.told = why
        self.draw()

    def leave(self, message: str = "") -> None:
        """Go back to the article, the caret on the place that was gone to."""
        self.program.pop_screen()
        if self._moved:
            self.article.editor.before_move()
            self.article.editor.go_to_offset(self._place[0])
        self.article.show_anew()
        self.article.tell(message)
