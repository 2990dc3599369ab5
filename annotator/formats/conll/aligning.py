r"""A text and its tokens: where each token stands in it, and the text in one line of a comment.

In a comment a backslash is ``\\``, white space that is no plain space ``\n``, ``\r``, ``\t`` or ``\u0085``, and in comments
on white space alone a plain space is ``\s``, as UDPipe writes SpacesAfter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from annotator.text.tokens import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACE = regex.compile(f"{SPACE}*+")
_RAW = regex.compile(rf"\\|(?! ){SPACE}|[\x00-\x1f\x7f-\x9f]")
_ESCAPE = regex.compile(r"\\(?:([nrts\\])|u([0-9a-f]{4}))")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_LONG = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "\\": "\\"}


def escaped(text: str) -> str:
    """Return the text in one line."""
    return str(_RAW.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text))


def escaped_spaces(space: str) -> str:
    """Return white space in one line and without any plain space, for such are lost at the end of a line."""
    return escaped(space).replace(" ", "\\s")


def unescaped(line: str) -> str:
    """Return the text that was escaped; what is no escape stays."""
    return str(_ESCAPE.sub(lambda found: _LONG[found[1]] if found[1] else chr(int(found[2], 16)), line))


def align(tokens: Iterable[str], text: str) -> list[tuple[int, int]] | None:
    """Return where the tokens stand in the text; None unless they are all of it but its white space, in order."""
    found = []
    place = 0
    for token in tokens:
        start = _after_space(text, place)
        if not text.startswith(token, start):
            return None
        place = start + len(token)
        found.append((start, place))
    return found if _after_space(text, place) == len(text) else None


def spelled(text: str) -> list[str]:
    """Return what the comment on a text may stand for: itself, or what was escaped in it.

    No tokens are those of both: the second has fewer characters that are not white space.
    """
    plain = unescaped(text)
    return [text] if plain == text else [text, plain]


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return int(found.end()) if found else place
