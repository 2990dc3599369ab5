"""Whether JSON surely has nothing that a decoder drops or that is beyond the limits, found quickly from what it was decoded to."""

from __future__ import annotations

import re
from typing import Any

from annotator import limits

_SMALL = 10**15
_LONG_NUMBER = re.compile(rf"(?<![-+.eE0-9])[-+.eE0-9]{{{limits.DIGITS.most}}}")


class Quotes:
    r"""Counts the quotes that JSON has if no field is in it that was dropped for a later one of its name.

    Exact where no quote in a string is written as `\u0022`, so that each of them is `\"`; `is_clear` says so.
    """

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self.is_clear = "\\u0022" not in raw
        self.has_inner = '\\"' in raw

    def of(self, value: object) -> int:
        """Return how many quotes a decoded value has in JSON; -1 where something in it is or may be beyond the limits."""
        quotes = 0
        has_large_numbers = False
        level: list[Any] = [[value]]
        for _ in range(limits.DEPTH.most + 1):
            below: list[Any] = []
            for one in level:
                if type(one) is dict:
                    quotes += 2 * len(one)
                    if one and max(map(len, one)) > limits.FIELD_NAME.most:
                        return -1
                    if self.has_inner:
                        quotes += sum(name.count('"') for name in one)
                    values = one.values()
                else:
                    values = one
                for inside in values:
                    kind = type(inside)
                    if kind is str:
                        quotes += 2 + (inside.count('"') if self.has_inner else 0)
                    elif kind is dict or kind is list:
                        below.append(inside)
                    elif kind is float or (kind is int and not -_SMALL < inside < _SMALL):
                        has_large_numbers = True
            if not below:
                return -1 if has_large_numbers and _LONG_NUMBER.search(self._raw) else quotes
            level = below
        return -1


def is_ordinary(value: object, raw: str) -> bool:
    """Return whether this JSON, decoded to a value, surely has no field twice in an object and nothing beyond the limits.

    False where that can't be told so quickly.
    """
    quotes = Quotes(raw)
    return quotes.is_clear and quotes.of(value) == raw.count('"')
