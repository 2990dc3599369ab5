"""Read JSON objects one at a time: one a line, one after the other, or those of one large array."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from annotator import limits
from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.ordinary_json import is_ordinary
from annotator.limits import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from annotator.model import Incoming, Refusal


_CHUNK = 64 * 1024
_BEGINNING = 4 * 1024
SPACE = re.compile(r"[ \t\r\n]*+")
# _FLAT: all up to the next bracket outside of strings, or to a string that does not end here. QUOTED: the rest of a string.
# Possessive, so that each character is looked at once.
_FLAT = re.compile(r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
QUOTED = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
_NO_BRACKETS = re.compile(r'[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}


_HALF = re.compile(
    r"(?<!\\)(?:\\\\)*+(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
_NAME = 40


class _UnfitError(ValueError):
    """JSON that is valid and is not read; the message is a clause on why and on what to do."""


def _check_fields(pairs: list[tuple[str, object]]) -> None:
    longest = max((len(name) for name, _ in pairs), default=0)
    if fault := limits.FIELD_NAME.fault(longest):
        raise _UnfitError(f"{fault}; shorten it")
    if len(pairs) > 1 and len(dict(pairs)) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise _UnfitError(f"has the field {twice[:_NAME]!r} twice in one object; remove one of them")


def _check_number(digits: str) -> None:
    if fault := limits.DIGITS.fault(len(digits)):
        raise _UnfitError(f"{fault}; shorten it, or write it as a string")


_SCANNER = json.JSONDecoder(
    object_pairs_hook=_check_fields, parse_int=_check_number, parse_float=_check_number, strict=False
)


_Found = TypeVar("_Found")
_Scanner = TypeVar("_Scanner", bound="Scanner")


def read_lines(
    path: Path, encoding: str, make: Callable[[dict[str, Any], int], Incoming]
) -> Iterator[Incoming | Refusal]:
    """Yield what `make` returns for the object on each line; it is called with the object and the number of the line.

    An InputError of `make` refuses that line alone. Blank lines are skipped. An empty file is refused.
    """
    return read_json_lines(
        path,
        encoding,
        lambda line, number: make(decode_object(line, path, number), number),
        lambda _line, _number: None,
    )


def read_json_lines(
    path: Path,
    encoding: str,
    make: Callable[[str, int], Incoming],
    usual: Callable[[bytes, int], Incoming | None],
) -> Iterator[Incoming | Refusal]:
    """Yield what `make` returns for each line, called with the line and its number, as `read_lines` does.

    `usual` is asked first, with the line in UTF-8, in which anything may be wrong; it returns None for what it leaves to `make`.
    """
    blank = True
    in_utf_8 = text_files.is_utf_8(encoding)
    lines: Iterator[tuple[int, bytes | str | None]]
    lines = text_files.utf_8_lines(path) if in_utf_8 else text_files.lines(path, encoding, newline="\n")
    try:
        for number, given in lines:
            line: str | None
            found: Incoming | None = None
            try:
                if not isinstance(given, bytes):
                    line = given
                elif len(given) <= FILE.most and (found := usual(given, number)) is not None:
                    blank = False
                    yield found
                    continue
                else:
                    line = text_files.decoded(given, number)
                if line is not None and not line.strip():
                    continue
                blank = False
                if line is None:
                    raise InputError(f"the line {text_files.TOO_LARGE}", path, number)
                text_files.check_line(line, encoding, path, number)
                if not in_utf_8:
                    found = usual(line.encode("utf-8", "surrogatepass"), number)
                yield found or make(line, number)
            except InputError as error:
                blank = False
                yield text_files.refusal(error, path)
        if blank:
            raise InputError("the file is empty", path)
    except InputError as error:
        yield text_files.refusal(error, path)


def is_list(path: Path, encoding: str) -> bool:
    """Return whether a file begins as a list of JSON objects."""
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            text = file.read(_BEGINNING).removeprefix("\ufeff")
            return text.startswith("[", end_of(SPACE, text, 0))
    except (OSError, UnicodeError):
        return False


def read_items(
    path: Path, encoding: str, make: Callable[[dict[str, Any], int], Incoming], noun: str = "object"
) -> Iterator[Incoming | Refusal]:
    """Yield what `make` returns for each object of `read_array`; it is called with the object and the number of its line.

    An InputError of `make` refuses that object alone; messages call it by the `noun`. An empty list is refused.
    """
    empty = True
    try:
        for item in read_array(path, encoding):
            empty = False
            try:
                if item.json is None:
                    raise InputError(f"the {noun} {text_files.TOO_LARGE}", path, item.line)
                text_files.check_line(item.json, encoding, path, item.line)
                yield make(decode_object(item.json, path, item.line, noun), item.line)
            except InputError as error:
                yield text_files.refusal(error, path)
        if empty:
            raise InputError("is an empty list, without an article", path)
    except InputError as error:
        yield text_files.refusal(error, path)


def decode_value(data: str, path: Path, line: int | None, noun: str = "line") -> object:
    """Return `data` decoded. Messages call it by the `noun`.

    Raises InputError unless it is JSON within the limits of `limits`, in which no object has a field twice.
    """
    text_files.check_characters(data, path, line, f"the {noun}")
    with suppress(msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        found = msgspec.json.decode(data)
        if is_ordinary(found, data):
            return found
    if fault := limits.DEPTH.fault(depth_of(data)):
        raise InputError(f"{fault}; mend or remove this {noun}", path, line)
    try:
        found = msgspec.json.decode(data)
        _SCANNER.decode(data)
        return found
    except _UnfitError as error:
        raise InputError(str(error), path, line) from error
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        if half := _HALF.search(data):
            what = f"is not valid JSON: {half[0]} is half of a character; mend or remove it"
            raise InputError(what, path, line) from error
        raise InputError(f"is not valid JSON: {error}; mend or remove this {noun}", path, line) from error


def depth_of(data: str) -> int:
    """Return how deep objects and lists are nested in JSON, also in JSON that is not valid."""
    brackets = _NO_BRACKETS.sub("", data)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def decode_object(data: str, path: Path, line: int, noun: str = "line") -> dict[str, Any]:
    """Return `data` decoded. Raises InputError unless it is a JSON object; messages call it by the `noun`."""
    found = decode_value(data, path, line, noun)
    if not isinstance(found, dict):
        remedy = '; write {"text": "..."}' if noun == "line" else ""
        raise InputError(f"is not a JSON object{remedy} with the fields of one article", path, line)
    return found


class JsonObject(NamedTuple):
    """One object: the line on which it begins, and its JSON, not decoded; None where it is larger than an article may be."""

    line: int
    json: str | None


def read_array(path: Path, encoding: str) -> Iterator[JsonObject]:
    """Yield the objects of an array that is a whole file, or of a file with one object after the other.

    A byte that can't be decoded becomes a lone surrogate, as in `text_files.lines`. Memory is bounded by `FILE`.
    Raises InputError for an empty file, a file that ends too early, and values that are not objects.
    """
    return scanned(path, encoding, Scanner, Scanner.run)


def scanned(
    path: Path, encoding: str, kind: type[_Scanner], run: Callable[[_Scanner], Iterator[_Found]]
) -> Iterator[_Found]:
    """Yield what `run` finds with a scanner of this kind in a file. Raises InputError as `read_array` does."""
    try:
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            scanner = kind(file, path)
            try:
                yield from run(scanner)
            except UnicodeError as error:
                what = text_files.undecodable_rest(encoding)
                raise InputError(what, path, scanner.line, rest=True) from error
    except OSError as error:
        raise text_files.unreadable(error, path) from error


class Scanner:
    """Finds the objects in a file, chunk by chunk; `line` is the number of the current line."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self.line = 1
        self._file = file
        self._path = path
        self._text = ""
        self._at = 0
        self._depth = 0
        self._quoted = False

    def run(self) -> Iterator[JsonObject]:
        """Yield the objects of the file."""
        char = self._begin()
        if char != "[":
            while char:
                yield self._object(char)
                char = self._next()
            return
        yield from self._each(self._object, "an object of JSON")
        self._require_end()

    def _begin(self) -> str:
        """Return the first character of the file."""
        self._read_more()
        self._text = self._text.removeprefix("\ufeff")
        if not (char := self._next()):
            raise InputError("the file is empty", self._path)
        return char

    def _each(self, read: Callable[[str], _Found], wanted: str) -> Iterator[_Found]:
        """Yield what `read` returns for each value of the list that begins here; it is called with the first character of one."""
        self._advance(self._at + 1)
        char = self._next()
        while char != "]":
            yield read(char)
            char = self._next()
            if char == ",":
                self._advance(self._at + 1)
                if (char := self._next()) == "]":
                    raise self._wrong(char, wanted)
            elif char != "]":
                raise self._wrong(char, "a comma or the end of the list")
        self._advance(self._at + 1)

    def _require_end(self) -> None:
        if char := self._next():
            raise self._wrong(char, "the end of the file")

    def _object(self, char: str) -> JsonObject:
        if char != "{":
            raise self._wrong(char, "an object of JSON")
        return self._nested()

    def _nested(self) -> JsonObject:
        """Return the object or list that begins here."""
        line = self.line
        parts: list[str] = []
        size = 0
        self._depth = 0
        while True:
            position = self._scan(self._at)
            size += position - self._at
            if size <= FILE.most:
                parts.append(self._text[self._at : position])
            else:
                parts.clear()
            self._advance(position)
            if self._depth == 0 and not self._quoted:
                return JsonObject(line, "".join(parts) if size <= FILE.most else None)
            if not self._read_more():
                what = "ends in the middle of the object that begins here, so it may be cut; write or copy it anew"
                raise InputError(what, self._path, line, rest=True)

    def _scan(self, position: int) -> int:
        """Return the index after the object, or the length of what has been read where the object goes on after it."""
        text = self._text
        while True:
            if self._quoted:
                position = end_of(QUOTED, text, position)
                if not text.startswith('"', position):
                    return position
                position += 1
                self._quoted = False
            position = end_of(_FLAT, text, position)
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
        """Skip white space and return the character after it, an empty string at the end of the file."""
        while True:
            self._advance(end_of(SPACE, self._text, self._at))
            if self._at < len(self._text) or not self._read_more():
                return self._text[self._at : self._at + 1]

    def _advance(self, position: int) -> None:
        self.line += self._text.count("\n", self._at, position)
        self._at = position

    def _read_more(self) -> bool:
        read = self._file.read(_CHUNK)
        self._text = self._text[self._at :] + read
        self._at = 0
        return bool(read)

    def _wrong(self, found: str, wanted: str) -> InputError:
        if not found:
            what = f"ends where {wanted} should be, so it may be cut; write or copy it anew"
        else:
            what = f"is not a list of objects in JSON: there is {found!r} where {wanted} should be"
        return InputError(what, self._path, self.line, rest=True)


def end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Return the index after what a pattern matches at a position, the position itself where it does not."""
    match = pattern.match(text, position)
    return match.end() if match else position
