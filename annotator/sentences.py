"""How sentences are put together where some of them end in a command."""

from __future__ import annotations

import re

_ENDS = (".", "!", "?", "…")
_COMMAND = re.compile(r"(?:^|: )(?:annotator|chmod|find|sudo) [^\n]*$")


def ends_in_command(text: str) -> bool:
    """Say whether a text ends in a command: what came behind it would be typed with it."""
    return (text.endswith(" .") or not text.endswith(_ENDS)) and _COMMAND.search(text) is not None


def sentence(text: str) -> str:
    """Return a text with a full stop at its end, unless it has one or ends in a command."""
    return text if not text or text.endswith(_ENDS) or ends_in_command(text) else f"{text}."


def joined(*texts: str) -> str:
    """Return texts one after the other, those that end in a command last; between two of these is what ends a command in a shell."""
    given = [text for text in texts if text]
    commands = [text for text in given if ends_in_command(text)]
    others = [text for text in given if not ends_in_command(text)]
    return " ".join([*others, "; ".join(commands)]).strip()
