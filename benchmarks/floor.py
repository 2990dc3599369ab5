"""The least that a Textual program costs: `python -m benchmarks.floor` is an empty one, with `keys` one that answers to keys.

On a key the latter paints one row again, in which another word is shown as the one at the caret.
"""

from __future__ import annotations

import sys

from textual.app import App

EMPTY = ("-m", "benchmarks.floor")
"""The arguments of Python for the empty program."""
KEYS = (*EMPTY, "keys")
"""The arguments of Python for the program that answers to keys."""


def _keys() -> App[None]:
    """Return the program that answers to keys; what only it needs is imported here."""
    from rich.segment import Segment
    from rich.style import Style
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget

    words = tuple(f"word{number:02} " for number in range(16))
    plain, caret = Style(), Style(color="#000000", bgcolor="#ffff00")

    class Words(Widget, can_focus=True):
        """A row of words, the one at the caret in colour."""

        at = 0

        def render_line(self, y: int) -> Strip:
            """Return the row of words, or a blank line."""
            if y:
                return Strip.blank(self.size.width, plain)
            drawn = [
                Segment(word, caret if number == self.at else plain) for number, word in enumerate(words)
            ]
            return Strip(drawn).adjust_cell_length(self.size.width, plain)

        def on_key(self) -> None:
            """Go to the next word."""
            self.at = (self.at + 1) % len(words)
            self.refresh(Region(0, 0, self.size.width, 1))

    class OneRow(App[None]):
        """Shows a row of words."""

        AUTO_FOCUS = "Words"

        def compose(self) -> list[Widget]:
            return [Words()]

    return OneRow()


if __name__ == "__main__":
    (_keys() if "keys" in sys.argv else App[None]()).run()
