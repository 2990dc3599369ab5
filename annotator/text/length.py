"""The length of an article in words."""

from __future__ import annotations


def length_in_words(text: str) -> int:
    """Return the length of an article in words: its runs of characters between white space, as `wc -w` counts.

    Projects store this number with each article, and work is divided by it, so it must not change between versions.
    """
    return len(text.split())
