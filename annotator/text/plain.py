"""Text from outside made safe to be printed on a line."""

from __future__ import annotations

import re

_UNSAFE = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


def plain(text: str) -> str:
    """Return the text with whatever a terminal could obey, or that would break the line, spelled out."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda found: ascii(found.group())[1:-1], text)


def isolated(text: str) -> str:
    """Return text from outside, put into a sentence of ours, so that what stands beside it stays in its order.

    It is between U+2068 and U+2069 then, as UAX #9 has it: an Arabic name would otherwise take the number behind it along.
    """
    return f"\u2068{text}\u2069"
