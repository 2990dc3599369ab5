"""Read text exactly as it is in a file: strict decoding, lines in bounded memory, checks of a text.

Functions raise InputError with the path and, where there is one, the number of the line, from 1. A format turns it into
a `Refusal` with `refusal`.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from annotator.errors import InputError, UsageError
from annotator.model import Refusal
from annotator.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

LIMIT = 20 * 1024 * 1024
"""How large an article may be: bytes of a file, or characters of a line."""

TOO_LARGE = "is larger than 20 MB, too large for one article; split it"

_QUOTED = 300
"""How many characters of a long message are kept at its beginning and at its end, which says what to do."""

_BOM = "\ufeff"
_KEEPS_BOM = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("[\udc80-\udcff]")


def check_encoding(name: str) -> None:
    """Raise UsageError unless `name` is a text encoding that Python knows."""
    try:
        b"a".decode(name)
    except UnicodeError:
        return  # one letter alone is cut short in UTF-16
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"{name!r} is not an encoding of text; well known are utf-8, utf-16, windows-1256 and iso-8859-6."
        ) from error


def refusal(error: InputError, path: Path) -> Refusal:
    """Return the error as a refused record. A message that quotes much of a file is cut in its middle."""
    reason = error.reason
    if len(reason) > 2 * _QUOTED:
        reason = f"{reason[:_QUOTED]}…{reason[-_QUOTED:]}"
    return Refusal(path=path, reason=f"{reason}.", line=error.line)


def whole(path: Path, encoding: str) -> str:
    """Return the text of a whole file, without a byte order mark."""
    try:
        if path.stat().st_size > LIMIT:
            raise InputError(TOO_LARGE, path)
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error, path) from error
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

    `newline` is "\n" where only that ends a line, or "" where \r and \r\n do too. A line longer than LIMIT is
    None and is skipped in bounded memory. A byte that can't be decoded becomes a lone surrogate, which `check_line`
    finds, so that only the record that has it is refused.
    """
    try:
        with path.open(encoding=encoding, errors="surrogateescape", newline=newline) as file:
            number = 0
            while line := _line(file):
                number += 1
                text = line if len(line) <= LIMIT else None
                yield number, _without_bom(text, encoding) if number == 1 and text else text
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeError as error:
        raise InputError(undecodable_rest(encoding), path, number + 1) from error


def check_line(line: str, encoding: str, path: Path, number: int) -> None:
    """Raise InputError where a line of `lines` has a byte that could not be decoded."""
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
    if (at := text.find("\0")) >= 0:
        raise InputError(
            f"{what} has a NUL at offset {at}, so it looks like a binary file; "
            "if it is text in another encoding, say which with --encoding",
            path,
            line,
        )
    if found := _SURROGATE.search(text):
        raise InputError(f"{what} has half a character (U+{ord(found.group()):04X}); mend it", path, line)


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


def _remedy(encoding: str) -> str:
    other = "utf-8" if encoding == "windows-1256" else "windows-1256"
    return f"say which encoding it is in, for example --encoding {other}"


def _line(file: TextIO) -> str:
    line = file.readline(LIMIT + 1)
    if len(line) > LIMIT:
        rest = line
        while rest and not rest.endswith(("\n", "\r")):
            rest = file.readline(LIMIT)
    return line


def _without_bom(text: str, encoding: str) -> str:
    # Python's "utf-16" and "utf-8-sig" drop one themselves: a mark that is left belongs to the text.
    return text.removeprefix(_BOM) if codecs.lookup(encoding).name in _KEEPS_BOM else text
