"""The names of keys: as they arrive, with the Arabic keyboard layout too, and as footer and help show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.keys import ARABIC_LAYOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "home": "Home", "end": "End", "escape": "Esc", "enter": "Enter", "tab": "Tab", "delete": "Del", "backspace": "Backspace",
}  # fmt: skip


def latin(character: str) -> str:
    """Return what the physical key that typed `character` types in the Latin layout; else the character itself."""
    return _LATIN.get(character, character)


_COMMANDS = frozenset(_NAMES)
# Where the Arabic layout puts a sign that is a command of ours, the sign is meant: / on X, for one.
_LATIN = {
    **{arabic: key for key, arabic in ARABIC_LAYOUT.items() if arabic not in _COMMANDS},
    **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2, strict=True)),
}


def key_name(key: str, character: str | None, *, in_arabic: bool | None = None) -> str:
    """Return the name that a key has in the tables: letters by their physical key, whichever layout is on.

    `in_arabic`: whether the Arabic layout is on, None where that is not known: then a full stop is what Shift makes of its key in
    that layout, and an apostrophe is itself.
    """
    if character is None or not character.isprintable():
        return key
    if character == "." and in_arabic is False:
        return character
    typed = "M" if character == "'" and in_arabic else latin(character)
    return _NAMES.get(typed, typed)


def is_arabic(character: str | None) -> bool | None:
    """Return whether a letter was typed in the Arabic layout; None for what is no letter, which either layout has."""
    if character is None or len(character) != 1 or not character.isalpha():
        return None
    return False if character.isascii() else True if character in _LATIN else None


def is_meant(key: str, character: str | None) -> bool:
    """Return whether a person pressed the key for the program to do something.

    Others are keys such as Shift alone or the volume, which some terminals report, and NUL. Ctrl+C is answered by Textual.
    """
    if key in {"ctrl+c", "ctrl+@"}:
        return False
    return bool(character and character.isprintable()) or _MEANT.fullmatch(key) is not None


_MEANT = re.compile(
    r"(?:(?:ctrl|alt|shift|super|hyper|meta)\+)*"
    r"(?:.|f\d+|up|down|left|right|home|end|pageup|pagedown|insert|delete|backspace|tab|enter|escape|space)"
)


def shown(key: str) -> str:
    """Return a key as footer and help show it."""
    modifier, plus, name = key.rpartition("+")
    modifier = {"ctrl": "Ctrl", "shift": "Shift"}.get(modifier, modifier)
    if re.fullmatch(r"f\d+", name):
        name = name.upper()
    return f"{modifier}{plus}{_CHARACTERS.get(name) or _SHOWN.get(name) or name}"


def all_shown(keys: Sequence[str]) -> str:
    """Return the keys of an entry as footer and help show them; many digits as a range."""
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return f"{keys[0]}-{keys[-1]}"
    return "  ".join(shown(key) for key in keys)
