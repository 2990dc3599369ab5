"""The words of a command line that is being typed, as a shell reads them, and how a word is written after what is typed of it."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN = re.compile(r"[A-Za-z0-9_./:,=+@%^-]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CODE = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2}))")


class Typed(NamedTuple):
    """The last command of a line up to the cursor.

    `words` are those before the cursor's own, without the program; `word` is the value of that one so far, `raw` how it is
    typed, but for a backslash at its end, and `quote` the quote that is open in it. `into`: it is a file that output goes
    to or input comes from.
    """

    words: tuple[str, ...]
    word: str
    raw: str
    quote: str
    into: bool


def typed(line: str, *, fish: bool = False) -> Typed:
    """Read a line up to the cursor. fish has no $'...', and writes a single quote in single quotes with a backslash."""
    words: list[str] = []
    word, start, quote = "", 0, ""
    into = begun = False
    at = 0
    while at < len(line):
        one = line[at]
        if quote:
            value, at, quote = _in_quote(line, at, quote, fish=fish)
            word += value
            continue
        if one == "\\":
            if at + 1 == len(line):
                break
            follows = line[at + 1]
            word += "" if follows == "\n" else _ESCAPES.get(follows, follows) if fish else follows
            begun, at = True, at + 2
        elif one in "'\"" or (line.startswith("$'", at) and not fish):
            quote = "$'" if one == "$" else one
            begun, at = True, at + len(quote)
        elif one in " \t":
            if begun and not into:
                words.append(word)
            into = into and not begun
            word, begun, at = "", False, at + 1
            start = at
        elif one in "<>":
            if begun and not word.isdecimal() and not into:
                words.append(word)
            word, begun, into, at = "", False, True, at + 1
            start = at
        elif one in ";|&\n(" and not (one == "&" and into and not begun):
            words, word, begun, into, at = [], "", False, False, at + 1
            start = at
        else:
            word, begun, at = word + one, True, at + 1
    raw = line[start:at]
    return Typed(tuple(words[1:]), word, raw, quote, into)


def _in_quote(line: str, at: int, quote: str, *, fish: bool) -> tuple[str, int, str]:
    """Return the next part of a quoted word, where it ends, and the quote that is open then."""
    one = line[at]
    if one == quote[-1]:
        return "", at + 1, ""
    if one != "\\" or (quote == "'" and not fish):
        return one, at + 1, quote
    follows = line[at + 1 : at + 2]
    if not follows:
        return "", at + 1, quote
    if quote == "$'":
        if code := _CODE.match(line, at):
            number = int(next(filter(None, code.groups())), 16)
            return chr(number) if number < 0x110000 else "", code.end(), quote
        return _ESCAPES.get(follows, follows), at + 2, quote
    special = "'\\" if quote == "'" else '"\\$`'
    return (follows if follows in special else f"\\{follows}"), at + 2, quote


def rest_for_bash(rest: str, quote: str) -> str:
    """Return the rest of a word as bash reads it after what is typed, in the quote that is open there."""
    return "".join(_for_bash(one, quote) for one in rest)


def _for_bash(one: str, quote: str) -> str:
    if not one.isprintable():
        code = ord(one)
        if 0xDC80 <= code <= 0xDCFF:  # how Python writes a byte of a file's name that is not UTF-8
            escape = f"\\x{code - 0xDC00:02x}"
        else:
            escape = f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
        opened = "" if quote == "$'" else f"{quote}$'"
        return f"{opened}{escape}{'' if quote == '$' + chr(39) else chr(39) + quote}"
    if quote == "'":
        return "'\\''" if one == "'" else one
    if quote == '"':
        return f"\\{one}" if one in '"\\$`' else '"\\!"' if one == "!" else one
    if quote:
        return f"\\{one}" if one in "'\\" else one
    return one if not one.isascii() or _PLAIN.match(one) else f"\\{one}"
