"""How Python and the C library look after the memory of the screens, which are open for hours."""

from __future__ import annotations

import gc
from functools import partial

_OBJECTS = (2_000, 3, 2)
"""How many new objects there have to be before Python looks for garbage among them, and how often before it looks among older ones.

Screens that were closed are found after a hundred keys or so, at a cost of some milliseconds.
"""
_ARENA_MAX = -8
"""glibc's number of the setting for how many arenas there are (malloc.h)."""
_OLDEST = 2


def look_after() -> None:
    """Keep what is imported, look for garbage rarely, and give back what is free after all of it was looked through.

    To be called before other threads begin. With glibc, threads share one arena: in an arena of its own, each would hold free
    what it needed at most, and Python runs one of them at a time.
    """
    gc.freeze()
    gc.set_threshold(*_OBJECTS)
    import ctypes

    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):
        library.mallopt(_ARENA_MAX, 1)
        gc.callbacks.append(partial(_collected, library.malloc_trim))


def _collected(trim: object, phase: str, told: dict[str, int]) -> None:
    if phase == "stop" and told["generation"] == _OLDEST and callable(trim):
        trim(0)
