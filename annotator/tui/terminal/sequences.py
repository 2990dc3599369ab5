"""Sequences that Textual sends to every terminal, and those that undo them."""

from __future__ import annotations

POINTER = "\x1b]22;default\x07"
"""Gives the mouse its usual shape back, which Textual changes and leaves so."""

RESET = "".join(
    (
        "\x1b\\\x1b[?2026l",  # a string or a picture that is not complete
        "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l",  # the mouse
        POINTER,
        "\x1b[?2004l\x1b[?1004l\x1b[?2048l",  # pastes, focus and sizes that are reported
        "\x1b[<u",  # the keyboard protocol, which belongs to the alternate screen
        "\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m",  # wrapping, the alternate screen, the cursor, colours
    )
)
"""Undoes all that Textual sets."""

ALTERNATE = "\x1b[?1049h"
"""The way to the alternate screen."""

BACK = ("\x1b[?1049l", "\x1b[?25h")
"""The way from the alternate screen, and the cursor."""
