"""Reading and checking a card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator import limits, toml
from annotator.cards.fields import FIELDS, OF_ANNOTATORS, OF_AUTHORS, Field
from annotator.cards.values import UnfitError
from annotator.errors import CardError
from annotator.model import Card, CardAnnotators, CardAuthor
from annotator.reasons import reason
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SPELLINGS = {"license": "licence", "license_url": "licence_url"}
"""Other spellings of the names of fields."""


def load(path: Path) -> Card:
    """Read and check a card. Raises CardError, which names the file, the field and the remedy."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.CARD.most + 1)
    except OSError as error:
        raise CardError(f"can't be read: {reason(error)}.", path) from error
    if len(data) > limits.CARD.most:
        raise CardError("is larger than 1 MB, which no card is.", path)
    try:
        text = data.decode("utf-8-sig")
        table = toml.table(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CardError("is not UTF-8; save the card as UTF-8.", path, line) from error
    except toml.TomlError as error:
        raise CardError(f"is not valid TOML: {error}.", path) from error
    return _Reading(path, text).card(table)


def card_of(
    table: Mapping[str, Any], path: Path | None = None, line: int | None = None, where: str = ""
) -> Card:
    """Return the card that a table or an object of JSON is. Raises CardError, which names `path` and `line`, and then says `where`."""
    return _Reading(path, "", line, where).card(table)


class _Reading:
    """Reads a card from a file. The line of a field is told where `text`, the contents of the file, shows it."""

    def __init__(self, path: Path | None, text: str, line: int | None = None, where: str = "") -> None:
        self._where = where
        self._path = path
        self._text = text
        self._line = line

    def card(self, table: Mapping[str, Any]) -> Card:
        known = [*(field.name for field in FIELDS), "authors", "annotators"]
        found = dict[str, Any]()
        for given, value in table.items():
            name = _SPELLINGS.get(given, given)
            if name not in known:
                raise self._error(
                    given, f"the field {shortened(given)!r} is not known; a card has {', '.join(known)}."
                )
            if name in found:
                other = next(one for one in table if one != given and _SPELLINGS.get(one, one) == name)
                raise self._error(
                    given, f"{other} and {given} are both there and mean the same; leave one out."
                )
            found[name] = value
        values = self._values(found, FIELDS)
        return Card(
            authors=tuple(self._authors(found.get("authors", []))),
            annotators=self._annotators(found.get("annotators", {})),
            **values,
        )

    def _authors(self, given: object) -> list[CardAuthor]:
        if not isinstance(given, list | tuple) or not all(isinstance(one, dict) for one in given):
            raise self._error(
                "authors", "authors is not a list of tables; begin each author with [[authors]]."
            )
        authors = []
        for number, one in enumerate(given, 1):
            self._require_known(one, OF_AUTHORS, f"author {number}", "an author")
            values = self._values(one, OF_AUTHORS, f"author {number}: ")
            if not any(values.values()):
                continue
            if not values.get("name"):
                raise self._error(
                    "authors", f'author {number} has no name; write one, as name = "Khoury, Maryam".'
                )
            authors.append(CardAuthor(**values))
        return authors

    def _annotators(self, given: object) -> CardAnnotators:
        if not isinstance(given, dict):
            raise self._error("annotators", "annotators is not a table; begin it with [annotators].")
        self._require_known(given, OF_ANNOTATORS, "annotators", "it")
        return CardAnnotators(**self._values(given, OF_ANNOTATORS, "annotators: "))

    def _require_known(
        self, table: Mapping[str, Any], fields: Sequence[Field], which: str, what: str
    ) -> None:
        known = [field.name for field in fields]
        for name in table:
            if name not in known:
                raise self._error(
                    name,
                    f"{which}: the field {shortened(name)!r} is not known; {what} has {', '.join(known)}.",
                )

    def _values(self, table: Mapping[str, Any], fields: Sequence[Field], which: str = "") -> dict[str, Any]:
        found = {}
        for field in fields:
            if field.name in table:
                try:
                    found[field.name] = field.check(table[field.name])
                except UnfitError as error:
                    raise self._error(field.name, f"{which}{field.name} {error}.") from error
        return found

    def _error(self, name: str, what: str) -> CardError:
        return CardError(f"{self._where}{what}", self._path, self._line or _line_of(name, self._text))


def _line_of(name: str, text: str) -> int | None:
    """Return the line in which a field is, None where the text has none or several such lines."""
    quoted = re.escape(name)
    spellings = [quoted, *(re.escape(one) for one, meant in _SPELLINGS.items() if meant == name)]
    pattern = rf"""^[ \t]*+\[{{0,2}}[ \t]*+["']?(?:{"|".join(spellings)})["']?[ \t]*+[=\]]"""
    found = [match.start() for match in re.finditer(pattern, text, re.MULTILINE)]
    return text.count("\n", 0, found[0]) + 1 if len(found) == 1 else None
