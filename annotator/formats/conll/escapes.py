r"""Escapes in comments.

In a comment a backslash is ``\\``, and white space but the plain space is ``\n``, ``\r``, ``\t`` or ``\u0085``. In a
comment on white space a plain space is ``\s``, as UDPipe writes SpacesAfter.
"""

from __future__ import annotations

import regex

from annotator.text.segment import SPACE

_RAW = regex.compile(rf"\\|(?! ){SPACE}|[\x00-\x1f\x7f-\x9f]")
_ESCAPE = regex.compile(r"\\(?:([nrts\\])|u([0-9a-f]{4}))")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_LONG = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "\\": "\\"}


def escaped(text: str) -> str:
    """Return the text escaped, so that it fits in one line."""
    return str(_RAW.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text))


def escaped_spaces(space: str) -> str:
    """Return white space escaped, plain spaces as well, which could get lost at the end of a line."""
    return escaped(space).replace(" ", "\\s")


def unescaped(line: str) -> str:
    """Return the text that was escaped. What is not an escape stays as it is."""
    return str(_ESCAPE.sub(lambda found: _LONG[found[1]] if found[1] else chr(int(found[2], 16)), line))


def unescaped_spaces(value: str | None) -> str | None:
    """Return the white space that was escaped, None where the value is something else."""
    if value is None:
        return None
    space = unescaped(value)
    return space if not space or space.isspace() else None
