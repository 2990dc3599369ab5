"""Read the values of a JSON document one at a time: those of a list, one after the other, or those of an object's lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.errors import InputError
from annotator.formats.json_objects import QUOTED, Scanner, end_of, scanned
from annotator.limits import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCALAR = re.compile(r"[^\s,:\[\]{}\"]*+")
_NAME = 200
"""How long the name of a field of a document may be."""


class Value(NamedTuple):
    """A value of a document: the line on which it begins, and its JSON, None where it is larger than an article may be.

    `field` is the field of the document that has it, empty where the document is no object; `listed` says whether it is one
    value of a list.
    """

    line: int
    json: str | None
    field: str = ""
    listed: bool = False


def read_values(path: Path, encoding: str, *, fields: bool = False) -> Iterator[Value]:
    """Yield the values of the list that a file is, or the values of a file with one after the other.

    A list that begins with a string is one value. With `fields` the file is an object, and the values of its fields are
    yielded, those of lists one by one. Bytes that can't be decoded, memory and errors are as in `json_objects.read_array`.
    """
    return scanned(path, encoding, _Values, _Values.fields if fields else _Values.values)


class _Values(Scanner):
    """Finds the values in a file, chunk by chunk."""

    def values(self) -> Iterator[Value]:
        char = self._begin()
        if char == "[" and self._second() != '"':
            yield from self._list("")
            self._require_end()
            return
        while char:
            yield self._value(char)
            char = self._next()

    def fields(self) -> Iterator[Value]:
        if (char := self._begin()) != "{":
            raise self._wrong(char, "an object")
        self._advance(self._at + 1)
        char = self._next()
        while char != "}":
            name = self._field(char)
            char = self._next()
            if char == "[":
                yield from self._list(name)
            else:
                yield self._value(char)._replace(field=name)
            char = self._next()
            if char == ",":
                self._advance(self._at + 1)
                if (char := self._next()) == "}":
                    raise self._wrong(char, "the name of a field")
            elif char != "}":
                raise self._wrong(char, "a comma or the end of the object")
        self._advance(self._at + 1)
        self._require_end()

    def _second(self) -> str:
        """Return the first character within the list that begins here, and stay where it begins, without the white space after it."""
        self._advance(self._at + 1)
        char = self._next()
        self._text = f"[{self._text[self._at :]}"
        self._at = 0
        return char

    def _field(self, char: str) -> str:
        if char != '"':
            raise self._wrong(char, "the name of a field")
        found = self._value(char)
        try:
            name = msgspec.json.decode(found.json or "", type=str)[:_NAME]
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise InputError(f"is not valid JSON: {error}", self._path, found.line, rest=True) from error
        if (char := self._next()) != ":":
            raise self._wrong(char, "a colon")
        self._advance(self._at + 1)
        return name

    def _list(self, field: str) -> Iterator[Value]:
        """Yield the values of the list that begins here."""
        for value in self._each(self._value, "a value of JSON"):
            yield value._replace(field=field, listed=True)

    def _value(self, char: str) -> Value:
        if char and char in "{[":
            return Value(*self._nested())
        if char == '"':
            return self._string()
        return self._read(_SCALAR, "")

    def _string(self) -> Value:
        """Return the string that begins here."""
        self._advance(self._at + 1)
        found = self._read(QUOTED, '"')
        if not self._text.startswith('"', self._at):
            raise InputError(
                "ends in the middle of a string, so it may be cut", self._path, found.line, rest=True
            )
        self._advance(self._at + 1)
        return found._replace(json=None if found.json is None else f'"{found.json}"')

    def _read(self, pattern: re.Pattern[str], after: str) -> Value:
        """Return what `pattern` matches from here on, before `after` or the end of what it matches."""
        line, size = self.line, 0
        parts: list[str] = []
        while True:
            position = end_of(pattern, self._text, self._at)
            size += position - self._at
            if size <= FILE.most:
                parts.append(self._text[self._at : position])
            else:
                parts.clear()
            self._advance(position)
            ends = self._text.startswith(after, position) if after else position < len(self._text)
            if ends or not self._read_more():
                break
        if not size and not after:
            raise self._wrong(self._text[self._at : self._at + 1], "a value of JSON")
        return Value(line, "".join(parts) if size <= FILE.most else None)
