"""The marks of letters in words, for readers whose terminal does not show them."""

from __future__ import annotations

import unicodedata

from annotator.text import segment
from annotator.text.compiled import when_used
from annotator.text.plain import isolated

_MARK = r"[\p{Mn}\p{Me}]"
_MARKS = when_used(rf"(?V1)[{_MARK}--\p{{Default_Ignorable_Code_Point}}]")
# With an alef that is no part of a lam-alef it has a code point, on either of the two letters it is written on.
_SHOWN_FATHATAN = when_used(rf"(?V1)ا(?<!ل{_MARK}*ا)\u064b(?!{_MARK})|(?<!{_MARK}|ل)\u064b(?=ا(?!{_MARK}))")
_SHADDA = "\u0651"
_NAMES = {
    "\u064b": "فتحتان", "\u064c": "ضمتان", "\u064d": "كسرتان", "\u064e": "فتحة", "\u064f": "ضمة", "\u0650": "كسرة",
    "\u0651": "شدة", "\u0652": "سكون", "\u0653": "مدة", "\u0654": "همزة فوق", "\u0655": "همزة تحت", "\u0656": "ألف تحت",
    "\u0657": "ضمة مقلوبة", "\u0670": "ألف خنجرية", "\u06e1": "سكون", "\u08f0": "فتحتان", "\u08f1": "ضمتان",
    "\u08f2": "كسرتان",
}  # fmt: skip


_LONGEST = 100
"""The most code points of a word that are spelled."""


def hidden(text: str, sent: str = "none") -> bool:
    """Return whether a terminal hides a mark: one that is sent neither alone nor as one code point with its letter.

    `sent` is how marks are sent to it: kept, left, none, bare.
    """
    if sent not in ("none", "bare") or not _MARKS.search(text):
        return False
    composed = unicodedata.normalize("NFC", text)
    return _MARKS.search(composed if sent == "bare" else _SHOWN_FATHATAN.sub("", composed)) is not None


def spelled(word: str) -> str:
    """Return the letters of a word one by one, the names of its marks behind each; "" where it has none.

    Arabic marks have their Arabic names, others those of Unicode. The whole is isolated from what stands beside it. Of a word that no
    line can show, only the first code points are spelled, and an ellipsis follows.
    """
    if not _MARKS.search(word):
        return ""
    if len(word) > _LONGEST:
        return isolated(f"{_letters(word[:_LONGEST])} …")
    return isolated(_letters(word))


def _letters(word: str) -> str:
    letters = []
    for start, end in segment.graphemes(word):
        marks = sorted(_MARKS.findall(word[start:end]), key=lambda mark: mark != _SHADDA)  # said first
        base = _MARKS.sub("", word[start:end]) or "\N{DOTTED CIRCLE}"
        names = "، ".join(
            _NAMES.get(mark) or unicodedata.name(mark, f"U+{ord(mark):04X}").lower() for mark in marks
        )
        letters.append(f"{base} ({names})" if names else base)
    return " ".join(letters)
