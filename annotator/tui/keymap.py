"""From the table of keys to what a screen looks up when a key arrives, the Arabic keyboard layout included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.keys import ARABIC_LAYOUT, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CHARACTERS = {
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "question_mark": "?",
    "equals_sign": "=",
}
_NAMES = {character: name for name, character in _CHARACTERS.items()}
_SHOWN = {
    "left": "←", "right": "→", "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn",
    "home": "Home", "end": "End", "escape": "Esc", "enter": "Enter", "tab": "Tab", "delete": "Del", "f1": "F1", "f2": "F2", "f3": "F3",
}  # fmt: skip


class Action:
    """What a key does: the method `action_<name>` of the screen, with its arguments."""

    def __init__(self, text: str, *, selecting: bool = False) -> None:
        self.name, _, rest = text.partition("(")
        argument = rest.removesuffix(")").strip("'")
        self.arguments: tuple[str, ...] = (argument,) if argument else ()
        self.selecting = selecting


def latin(character: str) -> str:
    """Return what the physical key that typed `character` types in the Latin layout; else the character itself."""
    return _LATIN.get(character, character)


_COMMANDS = frozenset(_NAMES)
# Where the Arabic layout puts a sign that is a command of ours, the sign is meant: / on X, for one.
_LATIN = {
    **{arabic: key for key, arabic in ARABIC_LAYOUT.items() if arabic not in _COMMANDS},
    **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2, strict=True)),
}


def keymap(table: Iterable[Key]) -> dict[str, Action]:
    """Return the actions of a table by the name of the key, those with Shift included."""
    found: dict[str, Action] = {}
    for entry in table:
        for key in entry.keys:
            found[key] = Action(entry.action.replace("{key}", key))
            if entry.selects:
                found[_shifted(key)] = Action(entry.action, selecting=True)
    return found


def _shifted(key: str) -> str:
    modifier, plus, name = key.rpartition("+")
    return f"{modifier}{plus}shift+{name}"


def key_name(key: str, character: str | None) -> str:
    """Return the name under which the table knows a key that arrived: letters by their physical key."""
    if character is None or not character.isprintable():
        return key
    typed = latin(character)
    return _NAMES.get(typed, typed)


def shown(key: str) -> str:
    """Return a key as footer and help show it."""
    modifier, plus, name = key.rpartition("+")
    modifier = {"ctrl": "Ctrl", "shift": "Shift"}.get(modifier, modifier)
    return f"{modifier}{plus}{_CHARACTERS.get(name) or _SHOWN.get(name) or name}"


def all_shown(keys: Sequence[str]) -> str:
    """Return the keys of an entry as footer and help show them; many digits as a range."""
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return f"{keys[0]}-{keys[-1]}"
    return "  ".join(shown(key) for key in keys)
