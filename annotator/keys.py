"""The keys of the keyboard as all layers see them: the Arabic layout, the program's keys and those that a label may have.

What each key does stands in the tables of the screens: `annotator.tui.keys` and the `keys` module of each wing.
"""

from __future__ import annotations

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

PROGRAM_KEYS = frozenset("ADNSUbefimnopqstuvx" + "0123456789" + "gzyrJK" + ".;,")
"""The letters, digits and signs that are the program's: those that a table has, and those kept for commands to come.

A new command takes one of these, so that it never takes the key of a label in somebody's project.
"""

LEADING_KEY = ","
"""The key that is pressed before the key of a label that is one of the program's."""

LABEL_KEYS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") - PROGRAM_KEYS
"""The keys that a label may have."""


def pressed_for(label_key: str) -> str:
    """Return what is pressed for a label, as it is shown: its key, or ",g" where the key g is the program's."""
    return f"{LEADING_KEY}{label_key}" if label_key in PROGRAM_KEYS else label_key


def free() -> str:
    """Return the keys that a label may have, in order: small letters before capitals."""
    return "".join(sorted(LABEL_KEYS, key=lambda key: (key.isupper(), key)))
