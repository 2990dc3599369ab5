"""An independent implementation of Arabic shaping: GNU FriBidi through ctypes (Debian package libfribidi0)."""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import cache

import pytest

PRESENTATION_FORMS = 0x100
LIGATURES = 0x200
FILL = "\ufeff"
"""What FriBidi leaves in the place of a letter that went into a ligature."""


@cache
def _library() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("fribidi")
    return ctypes.CDLL(name) if name else None


def shape(text: str, flags: int = PRESENTATION_FORMS) -> str:
    """Return `text`, all of it at level 1, shaped: as many code points. Skips the test without FriBidi."""
    library = _library()
    if library is None:
        pytest.skip("FriBidi is not on this machine: install libfribidi0")
    length = len(text)
    characters = (ctypes.c_uint32 * length)(*map(ord, text))
    classes = (ctypes.c_uint32 * length)()
    joining = (ctypes.c_uint8 * length)()
    levels = (ctypes.c_int8 * length)(*[1] * length)
    size = ctypes.c_int(length)
    library.fribidi_get_bidi_types(characters, size, classes)
    library.fribidi_get_joining_types(characters, size, joining)
    library.fribidi_join_arabic(classes, size, levels, joining)
    library.fribidi_shape(ctypes.c_uint32(flags), levels, size, joining, characters)
    return "".join(map(chr, characters))
