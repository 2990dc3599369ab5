"""The keys of the tour as xdotool, a browser and a pseudo-terminal know them."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key by its name in a browser, and the bytes that a terminal sends for it."""

    browser: str
    bytes: bytes


KEYS = {
    "Left": Key("ArrowLeft", b"\x1b[D"),
    "Right": Key("ArrowRight", b"\x1b[C"),
    "Down": Key("ArrowDown", b"\x1b[B"),
    "Home": Key("Home", b"\x1b[H"),
    "End": Key("End", b"\x1b[F"),
    "ctrl+Left": Key("Control+ArrowLeft", b"\x1b[1;5D"),
    "ctrl+Home": Key("Control+Home", b"\x1b[1;5H"),
    "shift+Left": Key("Shift+ArrowLeft", b"\x1b[1;2D"),
    "ctrl+q": Key("Control+q", b"\x11"),
    "Escape": Key("Escape", b"\x1b"),
    "Return": Key("Enter", b"\r"),
    "F2": Key("F2", b"\x1bOQ"),
    "greater": Key(">", b">"),
    "less": Key("<", b"<"),
}
"""Keys by xdotool's names. A letter stands for itself everywhere."""


def in_browser(key: str) -> str:
    """Return a key's name in a browser."""
    return KEYS[key].browser if key in KEYS else key


def as_bytes(key: str) -> bytes:
    """Return what a terminal sends for a key."""
    return KEYS[key].bytes if key in KEYS else key.encode()
