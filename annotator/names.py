"""What a person may be called, and which spellings are one name: the one rule, for every way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

LENGTH = 64
"""How many code points a name may have."""

RESERVED = frozenset({"all", "gold", "marks", "model", "reference"})
"""Words that stand for something else where the program takes a name."""

_LAYERS = frozenset({"all", "gold"})


_DRAWN = "[\ufb50-\ufbb1\ufbd3-\ufbff\ufd3c\ufd3d\ufe70-\ufefc]"
"""Forms of letters that no keyboard has: they stand where a terminal drew them, so that the name may be backwards."""


def clean(name: str, how: str = "") -> str:
    """Return the name in NFC, without blanks at its ends.

    Raises `UsageError` for a name that is empty, longer than `LENGTH` code points, not printable, in forms that letters
    are drawn in, or reserved. `how` says in the message how to give another.
    """
    import re

    cleaned = composed(name)
    if not cleaned:
        raise UsageError(f"An annotator's name can't be empty; give one{how}.")
    if len(cleaned) > LENGTH:
        raise UsageError(f"An annotator's name has at most {LENGTH} characters; this one has {len(cleaned)}.")
    if not cleaned.isprintable():
        raise UsageError(
            f"The annotator's name {cleaned!r} has characters that can't be seen; give another{how}."
        )
    if re.search(_DRAWN, cleaned):
        raise UsageError(
            f"The annotator's name {cleaned} is made of letters in the forms that a terminal draws, as if it "
            f"were copied from one; type it{how}."
        )
    if key(cleaned) in RESERVED:
        use = f"--layer {cleaned} means" if key(cleaned) in _LAYERS else "the program means by that word"
        raise UsageError(f"{cleaned!r} can't be an annotator's name, because {use} something else.")
    return cleaned


def require_version(name: str) -> None:
    """Raise `UsageError` unless the name of a model says which version of it: NAME@VERSION."""
    model, _, version = name.rpartition("@")
    if not model.strip() or not version.strip():
        raise UsageError(
            f"{name} does not say which version of the model it is: write NAME@VERSION, as in camelbert-ner@2024-03."
        )


def listed(text: str, there: Collection[str]) -> tuple[str, ...]:
    """Return the names in a list with commas, each once. One of those that are `there` and has commas itself is one name."""
    if text.strip() in there:
        return (text.strip(),)
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def composed(name: str) -> str:
    """Return the name in NFC, without blanks at its ends, whether anybody can have it or not."""
    import unicodedata

    return unicodedata.normalize("NFC", name.strip())


def key(name: str) -> str:
    """Return a key that is equal for two spellings of one name: canonical caseless matches in the sense of Unicode."""
    return _nfd(_nfd(name.strip()).casefold())


def fault(name: str) -> str:
    """Return why nobody can have this name, in a sentence; "" for a name that somebody can have."""
    try:
        clean(name)
    except UsageError as error:
        return str(error)
    return ""


def _nfd(text: str) -> str:
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFD", text)
