"""The filter of a list: which articles have every word of it in title, id, source, date, status, note or number.

What is said of an article itself stands folded in `listed`, and is found by the index of that; status and note are the person's.
The word `BACK` finds what was sent back to them, `THREADS` where threads of theirs are open.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from annotator.model import Status, Struct
from annotator.store.library.scope import LISTED
from annotator.store.notes import OPEN
from annotator.store.search import filtering
from annotator.store.search.filtering import FilterWord
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

_NOTES = "SELECT article, note FROM work INDEXED BY work_with_note WHERE annotator = ? AND note <> '' ORDER BY article"
_OWN = f"SELECT article FROM part WHERE annotator = ? AND {LISTED} LIMIT ?"
_OF_STATUS = (
    "SELECT article FROM part WHERE annotator = ? AND status IN (SELECT value FROM json_each(?)) LIMIT ?"
)
_ARE_OWN = (
    f"EXISTS (SELECT 1 FROM part WHERE part.annotator = :me AND part.article = listed.article AND {LISTED})"
)
_STATUS = (
    "ifnull((SELECT status FROM part WHERE part.annotator = :me AND part.article = listed.article), 'todo')"
)
_FIELDS = """
    SELECT number, title, id, source, date, coalesce(status, 'todo'), coalesce(note, '') FROM article
    LEFT JOIN work ON work.annotator = ? AND work.article = number
    WHERE number IN (SELECT value FROM json_each(?))
"""
_SENT_BACK = "SELECT article FROM sent_back WHERE annotator = ?"
_WITH_THREADS = f"SELECT DISTINCT article FROM note WHERE person = ? AND {OPEN}"
BACK, THREADS = "back", "notes"
_ALL = -1


class _Word(Struct, frozen=True):
    """A word, and where it is found beside `listed`: in which statuses, and in the notes of which articles."""

    word: FilterWord
    statuses: tuple[str, ...]
    noted: tuple[int, ...]

    @property
    def is_elsewhere(self) -> bool:
        return bool(self.statuses or self.noted)


class Filter:
    """The words of a filter, and the articles of a list that may have them, or have them."""

    def __init__(self, connection: Connection, scope: Scope, text: str) -> None:
        self._connection = connection
        self._scope = scope
        words = filtering.words(text)
        notes: list[tuple[int, str]] = connection.rows(_NOTES, [scope.me]) if words else []
        notes += self._signs(words)
        self._words = [
            _Word(
                word=word,
                statuses=tuple(status.value for status in Status if word.pattern.search(status.value)),
                noted=tuple(sorted({article for article, note in notes if word.pattern.search(note)})),
            )
            for word in words
        ]
        self.number = _number(text) if words else None
        """The number that is exactly the filter, None for no number."""

    def _signs(self, words: Sequence[FilterWord]) -> list[tuple[int, str]]:
        """Return the articles for which a word stands in the list that none of their fields has, with that word."""
        return [
            (article, sign)
            for sign, sql in ((BACK, _SENT_BACK), (THREADS, _WITH_THREADS))
            if any(word.pattern.search(sign) for word in words)
            for (article,) in self._connection.rows(sql, [self._scope.me])
        ]

    @property
    def is_empty(self) -> bool:
        """Whether it has no words, so that it finds everything."""
        return not self._words

    def candidates(self, most: int = _ALL) -> list[int] | None:
        """Return the numbers of the articles that may be found, at least `most` of them if there are more; None: too many to list.

        Those of a list of the person's own, where the filter does not tell.
        """
        found = self._of_words(most)
        if found is None and self._scope.own:
            return self.own(most)
        return found

    def own(self, most: int = _ALL) -> list[int]:
        """Return the numbers of the articles of the person's own list, at most so many."""
        return [number for (number,) in self._connection.rows(_OWN, [self._scope.me, most])]

    def _of_words(self, most: int) -> list[int] | None:
        plain = [one for one in self._words if not one.is_elsewhere]
        expressions = [filtering.expression(self._connection, one.word) for one in plain]
        if "" in expressions:
            return []
        known = [f"({expression})" for expression in expressions if expression is not None]
        if known:
            return self._matching(" AND ".join(known), most)
        for one in self._words:
            expression = filtering.expression(self._connection, one.word)
            if (
                not one.is_elsewhere
                or expression is None
                or (Status.TODO in one.statuses and not self._scope.own)
            ):
                continue
            found = {*one.noted, *(self._matching(expression, most) if expression else [])}
            values = [self._scope.me, json.dumps(one.statuses), most]
            found |= {number for (number,) in self._connection.rows(_OF_STATUS, values)}
            return sorted(found)
        return None

    def _matching(self, expression: str, most: int) -> list[int]:
        return filtering.matching(self._connection, expression, most)

    def condition(self, *, own: bool) -> tuple[str, dict[str, Any]]:
        """Return SQL on a row of `listed`, with its parameters: whether the words are in the article; with `own`, whether it is in the person's own list."""
        parts, values = ([_ARE_OWN] if own else []), dict[str, Any](self._scope.parameters)
        for index, one in enumerate(self._words):
            pieces = {f"piece_{index}_{at}": piece for at, piece in enumerate(one.word.pieces)}
            ways = [" AND ".join(f"instr(listed.folded, :{name}) > 0" for name in pieces) or "true"]
            values |= pieces
            if one.statuses:
                values[f"statuses_{index}"] = json.dumps(one.statuses)
                ways.append(f"{_STATUS} IN (SELECT value FROM json_each(:statuses_{index}))")
            if one.noted:
                values[f"noted_{index}"] = json.dumps(one.noted)
                ways.append(f"listed.article IN (SELECT value FROM json_each(:noted_{index}))")
            parts.append(f"({' OR '.join(ways)})")
        return " AND ".join(parts) or "true", values

    def passing(self, numbers: Sequence[int], *, own: bool) -> list[int]:
        """Return those of the articles that are found, in the same order; `own` is as in `condition`."""
        sql, values = self.condition(own=own)
        rows = self._connection.rows(
            f"SELECT article FROM listed WHERE article IN (SELECT value FROM json_each(:numbers)) AND {sql}",
            {**values, "numbers": json.dumps(numbers)},
        )
        found = {number for (number,) in rows}
        return self.proven([number for number in numbers if number in found])

    def proven(self, numbers: list[int]) -> list[int]:
        """Return those of the articles that `condition` finds in which a pattern finds each word, too, as not all folds alike."""
        wanted = [(one.word.pattern, frozenset(one.noted)) for one in self._words]
        if all(one.word.exact for one in self._words):
            return numbers
        found = {
            number
            for number, *fields in self._connection.rows(_FIELDS, [self._scope.me, json.dumps(numbers)])
            if all(
                number in noted
                or pattern.search(
                    "\n".join([*("" if one is None else str(one) for one in fields), str(number)])
                )
                for pattern, noted in wanted
            )
        }
        return [number for number in numbers if number in found]


def _number(text: str) -> int | None:
    """Return the number whose digits are exactly the filter, in any digits that a search takes for the same."""
    digits = "".join(
        str(unicodedata.decimal(one)) for one in text if unicodedata.decimal(one, None) is not None
    )
    pattern = fold.pattern(text)
    if not digits or len(digits) > 18 or pattern is None:
        return None
    found = int(digits)
    return found if pattern.fullmatch(str(found)) else None
