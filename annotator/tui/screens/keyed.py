"""What all screens share: keys looked up in the table, and the palette handed down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.events import Key

from annotator.tui.keymap import Action, key_name, keymap
from annotator.tui.textual_private import CalmScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import App

    from annotator import keys
    from annotator.tui.desktop import Desktop
    from annotator.tui.palette import Palette


LONGEST_LINE = 1_000
"""Code points that a paste may bring a line to that is typed into. To search for more takes seconds."""


class KeyedScreen(CalmScreen):
    """A screen whose keys come from a table: a key starts the method ``do_<action>``."""

    TABLE: ClassVar[Sequence[keys.Key]] = ()
    AUTO_FOCUS = ""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self._keymap: dict[str, Action] = keymap(self.TABLE)
        self._ready = False
        self._held: list[events.Key | events.Paste] = []

    def on_screen_resume(self) -> None:
        """Take the keys that came before there was a screen to take them."""
        self._ready = True
        held, self._held = self._held, []
        for event in held:
            deliver(self.app, event)

    def hold(self, event: events.Key | events.Paste) -> bool:
        """Keep a key or a paste for later if this screen is not ready yet; say whether it was kept."""
        if not self._ready:
            self._held.append(event)
        return not self._ready

    def take(self, event: events.Key) -> bool:
        """Do what the table says of this key; say whether it does."""
        name = key_name(event.key, event.character)
        action = self._keymap.get(name) or self._keymap.get(event.key)
        if action is None:
            return self.typed(name, event)
        self.perform(action)
        return True

    def entries(self) -> list[tuple[keys.Key, Action]]:
        """Return the table with what each entry does."""
        return [(entry, self._keymap[entry.keys[0]]) for entry in self.TABLE]

    def perform(self, action: Action) -> None:
        """Do an action of the table."""
        method = getattr(self, f"do_{action.name}")
        if action.selecting:
            method(*action.arguments, shift=True)
        else:
            method(*action.arguments)

    def take_paste(self, text: str) -> bool:  # noqa: ARG002
        """Take what is pasted where something can be typed; say whether it was for this screen."""
        return True

    def with_paste(self, text: str, pasted: str) -> str:
        """Return a line that is typed into with what is pasted at its end; without it where that would be too long."""
        line = text + " ".join(pasted.split())
        if len(line) <= LONGEST_LINE:
            return line
        sentence = f"What you pasted is not taken: the line has room for {LONGEST_LINE:,} letters."
        self.notify(sentence, severity="warning", markup=False)
        return text

    def typed(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Take a key that is not in the table; say whether it was taken."""
        return False


class DesktopScreen(KeyedScreen):
    """A screen of the library or of an article, with the keys that both have."""

    def __init__(self, desktop: Desktop, palette: Palette) -> None:
        super().__init__(palette)
        self.desktop = desktop

    def do_help(self) -> None:
        """Show all keys."""
        self.desktop.show_help()

    def do_guidelines(self) -> None:
        """Show what the labels mean."""
        self.desktop.show_guidelines()

    def do_suspend(self) -> None:
        """Stop the program until the shell's fg."""
        self.desktop.suspend_program()

    def do_theme(self) -> None:
        """Change between dark and light."""
        self.desktop.change_theme()


def deliver(app: App[Any], event: events.Key | events.Paste) -> bool:
    """Have the screen that is shown take a key or a paste, as soon as it is ready; say whether it does.

    Textual would put the key into the queue of the screen it sees at that moment. Of keys that come in a burst, those
    after one that shows another screen would be for the wrong screen: a tag in the article that was just left.
    """
    screen = app.screen
    if not isinstance(screen, KeyedScreen):
        return False
    if screen.hold(event):
        return True
    return screen.take(event) if isinstance(event, Key) else screen.take_paste(event.text)
