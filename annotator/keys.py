"""The keys of the keyboard as all layers see them: the Arabic layout, the program's keys and those that a label may have.

What each key does stands in the tables of the screens: `annotator.tui.keys` and the `keys` module of each wing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

ARABIC_LAYOUT = {
    **dict(zip("qwertyuiop[]asdfghjkl;'zxcvnm,./`", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ", strict=True)),
    **dict(
        zip(
            "QWERUIOPASDFHJKLZXCVNM<>?",
            "\u064e\u064b\u064f\u064c‘÷×؛\u0650\u064d][أـ،/~\u0652}{آ’,.؟",
            strict=True,
        )
    ),
    "b": "ﻻ",
    "T": "ﻹ",
    "Y": "إ",
    "G": "ﻷ",
    "B": "ﻵ",
}
"""What each key of a Latin keyboard types while the Arabic layout (101 keys) is on."""

PROGRAM_KEYS = frozenset("ADNSUbefimnopqstuvx" + "0123456789" + "gzyrJK" + ".;,:'*+-()")
"""The letters, digits and signs that are the program's: those that a table has, and those kept for commands to come.

A new command takes one of these, so that it never takes the key of a label in somebody's project.
"""

LEADING_KEY = ","
"""The key that lists the labels, where any has no key that tags with one press."""

LABEL_KEYS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") - PROGRAM_KEYS
"""The keys that a label may have."""


def pressed_for(label_key: str) -> str:
    """Return what is pressed for a label, as it is shown: its key, ",g" where the key g is the program's, "," where it has none."""
    return f"{LEADING_KEY}{label_key}" if not label_key or label_key in PROGRAM_KEYS else label_key


def free() -> str:
    """Return the keys that a label may have, in order: small letters before capitals."""
    return "".join(sorted(LABEL_KEYS, key=lambda key: (key.isupper(), key)))


def assigned(names: Sequence[str], taken: Collection[str]) -> dict[str, str]:
    """Return a free key for each name, "" for those that come after the last free one.

    A name gets its first letter, small or capital, where that is free, then one of its other letters, then any; an Arabic
    letter stands for the key that types it. A key that types a command in the Arabic layout is given to none. The same names
    give the same keys.
    """
    left = [key for key in free() if key not in taken and ARABIC_LAYOUT.get(key) not in _SIGNS]
    wanting = list(names[: len(left)])
    found: dict[str, str] = {}
    for letters in (1, None):
        for name in wanting:
            key = next((key for key in _keys_of(name[:letters]) if key in left), "")
            if key and name not in found:
                found[name] = key
                left.remove(key)
    for name in wanting:
        if name not in found:
            found[name] = left.pop(0)
    return {name: found.get(name, "") for name in names}


def _keys_of(letters: str) -> Iterator[str]:
    """Yield the keys that letters suggest, in their order."""
    for letter in letters:
        key = _PHYSICAL.get(letter, letter)
        yield from (key.lower(), key.upper())


_SIGNS = frozenset("/<>?=")
"""The signs that are commands, wherever a layout has them."""

_PHYSICAL = {arabic: key for key, arabic in ARABIC_LAYOUT.items() if key.isalpha()}
