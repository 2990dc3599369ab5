"""Parts of messages: sentences of which some end in a command, and values of files."""

from __future__ import annotations

import re

_ENDS = (".", "!", "?", "…")
_COMMAND = r"(?:^|: )(?:annotator|chmod|find|sudo) [^\n]*$"

LONGEST = 60
"""The most characters of a value of a file that are shown, such as a label or the text of a span."""


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a value of a file for a message, with its middle left out if it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-(most // 2) :]}"


def ends_in_command(text: str) -> bool:
    """Return whether a text ends in a command. A sentence after it would be copied into a shell with the command."""
    if text.endswith(_ENDS) and not text.endswith(" ."):
        return False
    last_line = text.rfind("\n", 0, -1) + 1
    return re.compile(_COMMAND).search(text, last_line) is not None


def sentence(text: str) -> str:
    """Return a text with a full stop at its end, unless it ends in a stop or in a command."""
    return text if not text or text.endswith(_ENDS) or ends_in_command(text) else f"{text}."


def joined(*texts: str) -> str:
    """Return texts joined by spaces. Those that end in a command come last, joined by semicolons, as a shell needs them."""
    given = [text for text in texts if text]
    commands = [text for text in given if ends_in_command(text)]
    others = [text for text in given if not ends_in_command(text)]
    return " ".join([*others, "; ".join(commands)]).strip()
