"""Patterns of the package `regex` that are compiled when they are first used, and with them the package imported."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import regex


def when_used(source: str) -> regex.Pattern[str]:
    """Return what `regex.compile(source)` returns, but compile it when its first method is used.

    Some forty patterns take 20 ms, and a screen needs few of them. Flags stand in the source, as ``(?V1)``.
    """
    return cast("regex.Pattern[str]", _Uncompiled(source))


@lru_cache(maxsize=32)
def of_query(source: str) -> regex.Pattern[str]:
    """Return the pattern of something that was typed, in which capitals don't matter.

    A pattern with classes of characters takes some 30 KB, and one is made for each letter that is typed into a filter. `regex`
    would keep five hundred of them, and some of each for ever, so what it keeps is dropped; patterns made `when_used` stay.
    """
    import regex

    regex.purge()
    return regex.compile(source, flags=regex.IGNORECASE, cache_pattern=False)


class _Uncompiled:
    """A pattern with its source; each attribute is that of the compiled pattern, and kept."""

    def __init__(self, source: str) -> None:
        self.pattern = source

    def __getattr__(self, name: str) -> Any:
        import regex

        found = getattr(regex.compile(self.pattern), name)  # which keeps what it compiled
        setattr(self, name, found)
        return found
