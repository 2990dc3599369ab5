"""The labels by the keys that are pressed for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.keys import LEADING_KEY, PROGRAM_KEYS, pressed_for
from annotator.text.plain import isolated
from annotator.tui.key_names import key_name

if TYPE_CHECKING:
    from textual.events import Key

    from annotator.model import LabelSchema


class LabelLookup:
    """Finds a label by its key alone, or by its key after the leading key where the program keeps the key for itself."""

    def __init__(self, schema: LabelSchema) -> None:
        self._alone = {label.key: label.name for label in schema.labels if label.key not in PROGRAM_KEYS}
        self._led = {label.key: label.name for label in schema.labels if label.key in PROGRAM_KEYS}
        self._pressed = [pressed_for(label.key) for label in schema.labels]

    def shown(self, room: int = 10_000) -> str:
        """Return the labels' keys as they are shown: as many as fit into `room` cells, at least one, and "…" for the rest."""
        keys = self._pressed
        for count in range(len(keys), 0, -1):
            text = " ".join((*keys[:count], "…") if count < len(keys) else keys)
            if len(text) <= room or count == 1:
                return text
        return ""

    def by_key(self, name: str) -> str | None:
        """Return the label on a key that is pressed alone, by the key's name, or None."""
        return self._alone.get(name)

    def is_leading(self, event: Key) -> bool:
        """Return whether a key is the leading key of any label, in whichever keyboard layout."""
        return bool(self._led) and LEADING_KEY in (event.character, key_name(event.key, event.character))

    def after_leading(self, event: Key) -> str | None:
        """Return the label on a key that is pressed after the leading key, or None."""
        return self._led.get(event.character or "") or self._led.get(key_name(event.key, event.character))

    def led_by_key(self, name: str) -> str | None:
        """Return the label on a key that needs the leading key before it, or None."""
        return self._led.get(name)

    @property
    def after_leading_shown(self) -> str:
        """What may follow the leading key, for the status line."""
        follows = "  ".join(f"{key}: {isolated(name)}" for key, name in self._led.items())
        return f"{LEADING_KEY} then {follows}  Esc leaves"
