"""TOML of files from outside: label schemas, cards and the user's settings."""

from __future__ import annotations

import re
from typing import Any

from annotator.limits import KEYS

_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?:^|(?<=[\s\[{{,.])){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{KEYS.most}}}")
"""A key with more parts than may be, as in ``a.b.c``: the memory for it grows with their square.

It is looked for in strings, too, where only as many sentences of one word are alike.
"""


class TomlError(ValueError):
    """A text is not TOML within the limits; the error's text is a clause, with the line at its end where that is known."""


def table(text: str) -> dict[str, Any]:
    """Return the table that a text is. Raises TomlError."""
    import tomllib

    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise TomlError(
            f"a key has more than {KEYS.most} {KEYS.unit}, {KEYS.of} may have no more (at line {line}, column 1)"
        )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(str(error)) from error
    except ValueError as error:  # of `int`
        raise TomlError("a number has thousands of digits") from error
    except RecursionError as error:
        raise TomlError("it is nested too deeply") from error


_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
_LAST_SHORT = 0xFFFF


def quoted(text: str) -> str:
    """Return a basic string in which nothing is raw that a terminal could obey or that can't be seen.

    Below U+007F the escapes of JSON are those of TOML; what comes after, JSON would leave as it is.
    """
    import json

    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(char: str) -> str:
    import unicodedata

    if unicodedata.category(char) not in _UNSEEN:
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= _LAST_SHORT else f"\\U{ord(char):08X}"
