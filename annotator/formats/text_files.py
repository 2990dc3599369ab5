"""Read text exactly as it is in a file: its encoding, strict decoding, lines in bounded memory, checks of a text.

Functions raise InputError with the path and, where there is one, the number of the line, from 1. A format turns it into
a `Refusal` with `refusal`.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError, UsageError
from annotator.limits import FILE
from annotator.model import Refusal
from annotator.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

TOO_LARGE = f"is larger than {FILE.most // 1_000_000} MB, too large for one article; split it"
"""What is said of an article, a line or a record beyond the limit `FILE`."""

_QUOTED = 300
"""How many characters of a long message are kept at its beginning and at its end, which says what to do."""

_SAMPLE = 8 * 1024
"""How many bytes of a file without a byte order mark are looked at."""

_BUFFER = 256 * 1024

_HIGHS = b"\x00\x06\x20\xfb\xfc\xfd\xfe"

_OF_NAMES = ("idna", "punycode")
"""Encodings of names of domains, whose decoders take ever longer for longer texts."""

_BOM = "\ufeff"
_KEEPS_BOM = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("[\udc80-\udcff]")


class _Mark(NamedTuple):
    """A byte order mark, the encoding that drops it, and all in which a file that has it can be read."""

    bytes: bytes
    encoding: str
    names: tuple[str, ...]


_MARKS = (
    _Mark(codecs.BOM_UTF32_LE, "utf-32", ("utf-32", "utf-32-le")),
    _Mark(codecs.BOM_UTF32_BE, "utf-32", ("utf-32", "utf-32-be")),
    _Mark(codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "utf-16-le")),
    _Mark(codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "utf-16-be")),
    _Mark(codecs.BOM_UTF8, "utf-8", ("utf-8", "utf-8-sig")),
)
"""All marks; that of UTF-16 is the beginning of one of UTF-32."""


def check_encoding(name: str) -> None:
    """Raise UsageError unless `name` is a text encoding that Python knows."""
    try:
        if codecs.lookup(name).name in _OF_NAMES:
            raise ValueError("an encoding of names of domains")
        b"a".decode(name)
    except UnicodeError:
        return  # one letter alone is cut short in UTF-16
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"{name!r} is not an encoding of text; well known are utf-8, utf-16, windows-1256 and iso-8859-6."
        ) from error


def encoding_of(path: Path, given: str | None = None) -> str:
    """Return the encoding in which a file is to be read: `given` or, without it, that of its byte order mark, else UTF-8.

    Raises InputError for a file whose mark is of another encoding than `given`, and without `given` for one that has no mark
    and looks like UTF-16 or UTF-32.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_SAMPLE)
    except OSError as error:
        raise unreadable(error, path) from error
    return encoding_of_bytes(data, path, given)


def encoding_of_bytes(data: bytes, path: Path, given: str | None = None) -> str:
    """Return the encoding of a file that begins with `data`. Raises InputError as `encoding_of` does."""
    if given is not None:
        check_mark(data, given, path)
        return given
    if mark := _mark(data):
        return mark.encoding
    if looks := _without_mark(data[:_SAMPLE]):
        raise InputError(
            f"looks like {looks.upper()}, and has no byte order mark that says so; say --encoding {looks}, or "
            "--encoding utf-8 if it is that all the same",
            path,
        )
    return "utf-8"


def check_mark(data: bytes, encoding: str, path: Path) -> None:
    """Raise InputError where the file begins with the byte order mark of another encoding than that in which it is read."""
    mark = _mark(data)
    if mark and codecs.lookup(encoding).name not in mark.names:
        raise InputError(
            f"begins with the byte order mark of {mark.encoding.upper()}, and is to be read as {encoding.upper()}: "
            "import it without --encoding, or take the mark off if it is none",
            path,
        )


def refusal(error: InputError, path: Path) -> Refusal:
    """Return the error as a refused record. A message that quotes much of a file is cut in its middle."""
    reason = error.reason
    if len(reason) > 2 * _QUOTED:
        reason = f"{reason[:_QUOTED]}…{reason[-_QUOTED:]}"
    return Refusal(path=path, reason=f"{reason}.", line=error.line, rest=error.rest)


def whole(path: Path, encoding: str) -> str:
    """Return the text of a whole file, without a byte order mark."""
    try:
        if path.stat().st_size > FILE.most:
            raise InputError(TOO_LARGE, path)
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error, path) from error
    check_mark(data, encoding, path)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise undecodable(
            encoding, f"byte 0x{data[error.start]:02X} at offset {error.start}", path, line
        ) from error
    except UnicodeError as error:
        raise undecodable(encoding, "something in it", path, None) from error
    return _without_bom(text, encoding)


def lines(path: Path, encoding: str, newline: str) -> Iterator[tuple[int, str | None]]:
    r"""Yield the lines of a file, each with its number from 1 and its line ending; a byte order mark is dropped.

    `newline` is "\n" where only that ends a line, or "" where \r and \r\n do too. A line longer than `FILE` is
    None and is skipped in bounded memory. A byte that can't be decoded becomes a lone surrogate, which `check_line`
    finds, so that only the record that has it is refused.
    """
    try:
        with path.open(encoding=encoding, errors="surrogateescape", newline=newline) as file:
            number = 0
            while line := _line(file, newline):
                number += 1
                text = line if len(line) <= FILE.most else None
                yield number, _without_bom(text, encoding) if number == 1 and text else text
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeError as error:
        raise InputError(undecodable_rest(encoding), path, number + 1, rest=True) from error


def is_utf_8(encoding: str) -> bool:
    """Return whether files in this encoding can be read by `utf_8_lines`."""
    return codecs.lookup(encoding).name == "utf-8"


def utf_8_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    r"""Yield the lines of a file in UTF-8 that end in "\n", each with its number from 1, as they are, with a byte order mark.

    `decoded` gives what `lines` would: of a line that is longer than `FILE` in any case, only its beginning is there.
    """
    most = 4 * FILE.most  # a character has at most so many bytes
    try:
        with path.open("rb", buffering=_BUFFER) as file:
            number = 0
            while line := file.readline(most + 1):
                rest = line
                while len(rest) > most and not rest.endswith(b"\n"):
                    rest = file.readline(most + 1)
                number += 1
                yield number, line
    except OSError as error:
        raise unreadable(error, path) from error


def decoded(line: bytes, number: int) -> str | None:
    """Return a line of `utf_8_lines` with a lone surrogate for each byte that can't be decoded, None for one longer than `FILE`."""
    text = line.decode("utf-8", "surrogateescape")
    if len(text) > FILE.most:
        return None
    return text.removeprefix(_BOM) if number == 1 else text


def check_line(line: str, encoding: str, path: Path, number: int) -> None:
    """Raise InputError where a line of `lines` has a byte that could not be decoded."""
    if not _has_surrogate(line):
        return
    if found := _ESCAPED.search(line):
        byte = ord(found.group()) - 0xDC00
        raise undecodable(encoding, f"byte 0x{byte:02X} at character {found.start() + 1}", path, number)


def check_text(text: str, path: Path, line: int | None = None, what: str = "the text") -> None:
    """Raise InputError for a text that can't be an article: empty, only white space, with a NUL or a lone surrogate."""
    if not text or text.isspace():
        raise InputError(f"{what} is empty" if not text else f"{what} is only white space", path, line)
    check_characters(text, path, line, what)


def check_characters(text: str, path: Path, line: int | None, what: str) -> None:
    """Raise InputError for a NUL or a lone surrogate."""
    if text.isprintable():
        return  # neither is
    if (at := text.find("\0")) >= 0:
        raise InputError(
            f"{what} has a NUL at offset {at}, so it looks like a binary file; "
            "if it is text in another encoding, say which with --encoding",
            path,
            line,
        )
    if _has_surrogate(text) and (found := _SURROGATE.search(text)):
        raise InputError(f"{what} has half a character (U+{ord(found.group()):04X}); mend it", path, line)


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()  # far quicker than a search
    except UnicodeEncodeError:
        return True
    return False


def is_empty(path: Path) -> bool:
    """Return whether a file is empty but for a byte order mark; a file that can't be opened is not."""
    try:
        with path.open("rb") as file:
            return not file.read(len(codecs.BOM_UTF8) + 1).removeprefix(codecs.BOM_UTF8)
    except OSError:
        return False


def unreadable(error: OSError, path: Path) -> InputError:
    """Return the error for a file that can't be opened or read."""
    if isinstance(error, FileNotFoundError):
        return InputError("there is no such file or folder", path)
    return InputError(f"can't be read: {reason(error)}", path)


def undecodable_rest(encoding: str) -> str:
    """Return the message for a file that can be decoded only up to some line."""
    return f"is not {encoding.upper()} from here on, so the rest was not read; {_remedy(encoding)}"


def undecodable(encoding: str, what: str, path: Path, line: int | None) -> InputError:
    """Return the error for bytes that can't be decoded."""
    return InputError(f"is not {encoding.upper()}: {what} can't be read; {_remedy(encoding)}", path, line)


def _mark(data: bytes) -> _Mark | None:
    return next((mark for mark in _MARKS if data.startswith(mark.bytes)), None)


def _without_mark(data: bytes) -> str | None:
    """Return the encoding of UTF-16 or UTF-32 that `data` looks like, None for any other.

    In Arabic and Latin texts the high byte of nearly all UTF-16 units is one of `_HIGHS`, of which 0 and 6 are control
    characters that text in other encodings hasn't.
    """
    if len(data) % 2 or not (b"\0" in data or b"\6" in data):
        return None
    first, second, third, fourth = (data[at::4] for at in range(4))
    if any(first) and not any(third) and not any(fourth):
        return "utf-32-le"
    if any(fourth) and not any(first) and not any(second):
        return "utf-32-be"
    for name, lows, highs in (("utf-16-le", data[::2], data[1::2]), ("utf-16-be", data[1::2], data[::2])):
        controls = lows.count(0) + lows.count(6)
        if sum(map(highs.count, _HIGHS)) >= 0.8 * len(highs) and controls < 0.5 * len(lows):
            return name
    return None


def _remedy(encoding: str) -> str:
    other = "utf-8" if encoding == "windows-1256" else "windows-1256"
    return f"say which encoding it is in, for example --encoding {other}"


def _line(file: TextIO, newline: str) -> str:
    line = file.readline(FILE.most + 1)
    if len(line) > FILE.most:
        ends = (newline,) if newline else ("\n", "\r")
        rest = line
        while rest and not rest.endswith(ends):
            rest = file.readline(FILE.most)
    return line


def _without_bom(text: str, encoding: str) -> str:
    # Python's "utf-16" and "utf-8-sig" drop one themselves: a mark that is left belongs to the text.
    return text.removeprefix(_BOM) if codecs.lookup(encoding).name in _KEEPS_BOM else text
