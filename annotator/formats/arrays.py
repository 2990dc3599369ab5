"""Reading the objects of one large JSON array, or of JSON objects one after the other, one at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

_CHUNK = 64 * 1024
_SPACE = re.compile(r"[ \t\r\n]*+")
# All up to the next bracket outside of strings, or to a string that does not end here; and all that is left of a string.
# Possessive, so that no text takes more than one look at each of its characters.
_FLAT = re.compile(r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_QUOTED = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)


class Piece(NamedTuple):
    """The JSON of one object, not decoded, and the line it begins in; None for one larger than an article may be."""

    line: int
    json: str | None


def pieces(path: Path, encoding: str) -> Iterator[Piece]:
    """Yield the objects of the array that is in a file, or of a file of objects without an array around them.

    A byte that can't be decoded is left as a lone surrogate, as `reading.lines` leaves it. Memory is bounded by the largest
    object that an article may be. Raises InputError for anything else than objects, a file that is cut, and an empty one.
    """
    try:
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            scanner = _Scanner(file, path)
            try:
                yield from scanner.run()
            except UnicodeError as error:
                raise InputError(reading.broken(encoding), path, scanner.line) from error
    except OSError as error:
        raise reading.unreadable(error, path) from error


class _Scanner:
    """A walk through a file; `line` is where it is."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self.line = 1
        self._file = file
        self._path = path
        self._text = ""
        self._at = 0
        self._depth = 0
        self._quoted = False

    def run(self) -> Iterator[Piece]:
        self._more()
        self._text = self._text.removeprefix("\ufeff")
        char = self._next()
        if not char:
            raise InputError("the file is empty", self._path)
        if char != "[":
            while char:
                yield self._object(char)
                char = self._next()
            return
        self._take(self._at + 1)
        char = self._next()
        while char != "]":
            yield self._object(char)
            char = self._next()
            if char == ",":
                self._take(self._at + 1)
                if (char := self._next()) == "]":
                    raise self._wrong(char, "an object of JSON")
            elif char != "]":
                raise self._wrong(char, "a comma or the end of the list")
        self._take(self._at + 1)
        if char := self._next():
            raise self._wrong(char, "the end of the file")

    def _object(self, char: str) -> Piece:
        if char != "{":
            raise self._wrong(char, "an object of JSON")
        line = self.line
        parts: list[str] = []
        size = 0
        self._depth = 0
        while True:
            position = self._scan(self._at)
            size += position - self._at
            if size <= reading.LIMIT:
                parts.append(self._text[self._at : position])
            else:
                parts.clear()
            self._take(position)
            if self._depth == 0 and not self._quoted:
                return Piece(line, "".join(parts) if size <= reading.LIMIT else None)
            if not self._more():
                what = "ends in the middle of the object that begins here, so it may be cut; write or copy it anew"
                raise InputError(what, self._path, line)

    def _scan(self, position: int) -> int:
        """Return where the object ends, or, with more to come, how far what is read has been looked at."""
        text = self._text
        while True:
            if self._quoted:
                position = _end(_QUOTED, text, position)
                if not text.startswith('"', position):
                    return position
                position += 1
                self._quoted = False
            position = _end(_FLAT, text, position)
            if position == len(text):
                return position
            char = text[position]
            position += 1
            if char == '"':
                self._quoted = True
            else:
                self._depth += 1 if char in "{[" else -1
                if self._depth == 0:
                    return position

    def _next(self) -> str:
        """Pass over white space and return the character after it, empty at the end of the file."""
        while True:
            self._take(_end(_SPACE, self._text, self._at))
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _take(self, position: int) -> None:
        self.line += self._text.count("\n", self._at, position)
        self._at = position

    def _more(self) -> bool:
        read = self._file.read(_CHUNK)
        self._text = self._text[self._at :] + read
        self._at = 0
        return bool(read)

    def _wrong(self, found: str, wanted: str) -> InputError:
        if not found:
            what = f"ends where {wanted} should be, so it may be cut; write or copy it anew"
        else:
            what = f"is not a list of objects in JSON: there is {found!r} where {wanted} should be"
        return InputError(what, self._path, self.line)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
