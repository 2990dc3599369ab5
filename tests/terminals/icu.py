"""What ICU makes of a row, through ctypes: an implementation of UAX #9 and of shaping that shares nothing with ours."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from functools import cache
from typing import NamedTuple

KEEP_BASE_COMBINING, DO_MIRRORING, REMOVE_BIDI_CONTROLS = 1, 2, 8
"""Of ubidi.h: a base stands before its marks; brackets are mirrored; directional controls are left out."""
DEFAULT_LTR = 0xFE
"""Of ubidi.h: the base direction is that of the first strong character, else left to right."""
LETTERS_SHAPE = 0x8
"""Of ushape.h. Zero for the rest: the text is in logical order, and a lam-alef makes it shorter."""
_NEWLINES = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")
_MARKS_AS_LETTERS = {
    0xFE70 + place: "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"[place // 2] for place in range(16)
}
"""ICU turns marks into forms that are letters, one alone and one joined for each; here are the marks again."""


class Library(NamedTuple):
    """ICU's common library, and the number that its functions' names end with."""

    code: ctypes.CDLL
    version: str

    def call(self, name: str, *values: object) -> int:
        """Call a function whose last argument is the error code. Raises RuntimeError when ICU reports an error."""
        error = ctypes.c_int(0)
        result = int(getattr(self.code, f"{name}_{self.version}")(*values, ctypes.byref(error)) or 0)
        if error.value > 0:
            raise RuntimeError(f"ICU's {name} failed with error {error.value}")
        return result


@cache
def library() -> Library | None:
    """Return ICU, or None where it is not installed (Debian: libicu-dev)."""
    name = ctypes.util.find_library("icuuc")
    version = re.search(r"(\d+)", name.rpartition("icuuc")[2]) if name else None
    if name is None or version is None:
        return None
    code = ctypes.CDLL(name)
    getattr(code, f"ubidi_open_{version[1]}").restype = ctypes.c_void_p
    return Library(code, version[1])


def visual_row(text: str, start: int, end: int) -> str:
    """Return ``text[start:end]``, a row of one paragraph, in visual order: letters joined, brackets mirrored.

    Offsets are code points. The row must begin and end where no letters join. Raises RuntimeError without ICU.
    """
    icu = library()
    if icu is None:
        raise RuntimeError("ICU is not installed")
    first, last = _paragraph(text, start)
    row = _shaped(icu, text[start : min(end, last)])
    before = _units(text[first:start])
    units = _units(row)
    whole = before + units + _units(text[min(end, last) : last])
    return _reordered(icu, whole, len(before), len(before) + len(units))


def _paragraph(text: str, offset: int) -> tuple[int, int]:
    """Return where the paragraph that holds `offset` begins and ends, its separator not counted."""
    first = 0
    for newline in _NEWLINES.finditer(text):
        if newline.end() > offset:
            return first, newline.start()
        first = newline.end()
    return first, len(text)


def _shaped(icu: Library, text: str) -> str:
    units = _units(text)
    room = len(units) + 1
    buffer = (ctypes.c_uint16 * room)()
    length = icu.call(
        "u_shapeArabic", _array(units), len(units), buffer, room, ctypes.c_uint32(LETTERS_SHAPE)
    )
    return _text(list(buffer[:length])).translate(_MARKS_AS_LETTERS)


def _reordered(icu: Library, paragraph: list[int], start: int, end: int) -> str:
    if start == end:
        return ""
    name = f"_{icu.version}"
    units = _array(paragraph)
    opened = [ctypes.c_void_p(getattr(icu.code, f"ubidi_open{name}")()) for _ in range(2)]
    whole, line = opened
    try:
        icu.call("ubidi_setPara", whole, units, len(paragraph), ctypes.c_uint8(DEFAULT_LTR), None)
        icu.call("ubidi_setLine", whole, start, end, line)
        room = end - start + 1
        buffer = (ctypes.c_uint16 * room)()
        how = ctypes.c_uint16(KEEP_BASE_COMBINING | DO_MIRRORING | REMOVE_BIDI_CONTROLS)
        length = icu.call("ubidi_writeReordered", line, buffer, room, how)
        return _text(list(buffer[:length]))
    finally:
        for each in reversed(opened):
            getattr(icu.code, f"ubidi_close{name}")(each)


def _units(text: str) -> list[int]:
    data = text.encode("utf-16-le")
    return [int.from_bytes(data[place : place + 2], "little") for place in range(0, len(data), 2)]


def _array(units: list[int]) -> ctypes.Array[ctypes.c_uint16]:
    return (ctypes.c_uint16 * max(len(units), 1))(*units)


def _text(units: list[int]) -> str:
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")
