"""The filter of a list: which articles have every word of it in title, id, source, date, status, note or number."""

from __future__ import annotations

import json
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from annotator.model import Status
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import regex

    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

_FIELDS = """
    SELECT number, title, id, source, date, coalesce(status, 'todo'), coalesce(note, '') FROM article
    LEFT JOIN work ON work.annotator = ? AND work.article = number
    WHERE number IN (SELECT value FROM json_each(?))
"""
_FEW, _MANY = 64, 1024
"""How many articles are looked at in turn: few first, because the first may be found in them."""


class Filter:
    """The words of a filter, and how articles are tested for them."""

    def __init__(self, connection: Connection, scope: Scope, text: str) -> None:
        self._connection = connection
        self._scope = scope
        self.patterns = fold.patterns(text)
        self.words = [word for word in text.split() if fold.pattern(word) is not None]
        self.number = _number(text) if self.patterns else None
        """The number that is exactly the filter, None for no number."""

    def passing(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield those of the articles in which each word is found, in the same order; all of them for a filter without words."""
        if not self.patterns:
            yield from numbers
            return
        rest, size = iter(numbers), _FEW
        while some := list(islice(rest, size)):
            passed = self._passed(some)
            yield from (number for number in some if number in passed)
            size = min(size * 2, _MANY)

    def _passed(self, numbers: list[int]) -> set[int]:
        found = self._connection.rows(_FIELDS, [self._scope.me, json.dumps(numbers)])
        return {
            number
            for number, *fields in found
            if all(pattern.search("\n".join([*map(_text, fields), str(number)])) for pattern in self.patterns)
        }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def statuses_with(pattern: regex.Pattern[str]) -> list[str]:
    """Return the statuses in which a word is found."""
    return [status.value for status in Status if pattern.search(status.value)]


def _number(text: str) -> int | None:
    """Return the number whose digits are exactly the filter, in any digits that a search takes for the same."""
    digits = "".join(
        str(unicodedata.decimal(one)) if unicodedata.decimal(one, None) is not None else ""
        for one in text.strip()
    )
    pattern = fold.pattern(text)
    if not digits or len(digits) > 18 or pattern is None:
        return None
    found = int(digits)
    return found if pattern.fullmatch(str(found)) else None
