"""What all screens share: a key is looked up in the screen's table, and its entry's function called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.events import Key as KeyEvent

from annotator.tui.key_names import is_meant, key_name
from annotator.tui.keys import KeyTable, Press
from annotator.tui.textual_private import CalmScreen

if TYPE_CHECKING:
    from textual import events
    from textual.app import App

    from annotator.tui.keys import Key
    from annotator.tui.palette import Palette
    from annotator.tui.program import Program


LONGEST_LINE = 1_000
"""Code points that a paste may bring a line to that is typed into. To search for more takes seconds."""


HELP_HINT = "? shows what the keys do"


class KeyedScreen(CalmScreen):
    """A screen with a table of keys."""

    KEYS: ClassVar[KeyTable[Any]] = KeyTable("", ())
    AUTO_FOCUS = ""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self.table_in_force: KeyTable[Any] = self.KEYS
        """The keys in force: those of the screen, or of a mode, whose keys come before the screen's."""
        self._by_key = self.KEYS.by_key()
        self._ready = False
        self._held: list[events.Key | events.Paste] = []

    def use_table(self, table: KeyTable[Any]) -> None:
        """Put the keys of a mode in force, or with `KEYS` those of the screen alone."""
        if table is not self.table_in_force:
            self.table_in_force = table
            self._by_key = self.KEYS.by_key() | table.by_key()

    def on_screen_resume(self) -> None:
        """Handle the keys that came before this screen was shown."""
        self._ready = True
        held, self._held = self._held, []
        for event in held:
            deliver(self.app, event)

    def hold(self, event: events.Key | events.Paste) -> bool:
        """Keep a key or a paste until this screen is shown; return False where it is shown already."""
        if not self._ready:
            self._held.append(event)
        return not self._ready

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says of a key; return whether the key is for this screen."""
        name = self.name_of(event)
        found = self._by_key.get(name) or self._by_key.get(event.key)
        if found is None:
            return self.handle_other_key(name, event)
        self.perform(*found)
        return True

    def keeps_from_leaving(self) -> bool:
        """Say what would be lost if the program ended, where something would that was not told; return whether it was said now."""
        return False

    def name_of(self, event: events.Key) -> str:
        """Return the name that a key has in the tables, see `key_name`."""
        return key_name(event.key, event.character)

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Handle a key that is not in the table, by its name as `key_name` gives it; return whether it is for this screen."""
        return False

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says, as if its first key were pressed unless `press` tells which was."""
        entry.does(self, press or Press(entry.keys[0]))

    def handle_paste(self, text: str) -> bool:  # noqa: ARG002
        """Handle a paste; return whether it is for this screen."""
        return True

    def with_paste(self, text: str, pasted: str) -> str:
        """Return a line that is typed into with what is pasted at its end; without it where that would be too long."""
        line = text + " ".join(pasted.split())
        if len(line) <= LONGEST_LINE:
            return line
        sentence = f"What you pasted is not taken: the line has room for {LONGEST_LINE:,} letters."
        self.notify(sentence, severity="warning", markup=False)
        return text


class ProgramScreen(KeyedScreen):
    """A screen that needs the program around it."""

    program: Program

    def __init__(self, program: Program, palette: Palette) -> None:
        super().__init__(palette)
        self.program = program

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says of a key; tell once, the first time that a key does nothing, that there is a help."""
        is_known = super().press_key(event)
        if not is_known and not self.program.has_told_of_help and is_meant(event.key, event.character):
            self.program.has_told_of_help = self.tell_of_help()
        return is_known

    def tell_of_help(self) -> bool:
        """Show that there is a help, where there is a place for it; return whether it is shown."""
        return False


def deliver(app: App[Any], event: events.Key | events.Paste) -> bool:
    """Hand a key or a paste to the screen that is shown, as soon as it is ready; return whether it is for that screen.

    Textual would put the key into the queue of the screen it sees at that moment. Of keys that come in a burst, those
    after one that shows another screen would be for the wrong screen: a tag in the article that was just left.
    """
    screen = app.screen
    if not isinstance(screen, KeyedScreen):
        return False
    if screen.hold(event):
        return True
    return screen.press_key(event) if isinstance(event, KeyEvent) else screen.handle_paste(event.text)
