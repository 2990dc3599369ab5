"""Write YAML, as much of it as the front matter of a card needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_LAST_SHORT = 0xFFFF
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def lines(value: dict[str, Any] | list[Any], indent: str = "") -> Iterator[str]:
    """Yield the lines of a value of dictionaries, lists, strings and numbers. No dictionary or list may be empty."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                yield f"{indent}{_scalar(name)}:"
                yield from lines(inner, indent + ("  " if isinstance(inner, dict) else ""))
            else:
                yield f"{indent}{_scalar(name)}: {_scalar(inner)}"
        return
    for inner in value:
        if isinstance(inner, dict | list):
            first, *others = lines(inner, f"{indent}  ")
            yield f"{indent}- {first[len(indent) + 2 :]}"
            yield from others
        else:
            yield f"{indent}- {_scalar(inner)}"


def _scalar(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(char: str) -> str:
    """Return a character as it stands in a string with double quotes; one beyond U+FFFF is no pair of surrogates as in JSON."""
    if char in ('"', "\\"):
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= _LAST_SHORT else f"\\U{ord(char):08X}"
