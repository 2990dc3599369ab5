"""Moving the edges of a range by a word, a letter or a clause, and taking signs off both. A letter is a grapheme, and none is ever cut."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.text import segment
from annotator.text.navigation import letter_at, rows_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.layout import Layout
    from annotator.text.navigation import Range

_SEPARATORS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_PARTING = frozenset("،؛,;:.!?؟…–—|")
"""Signs between clauses."""
_OPENING = dict(zip("([{«“‘‹﴾", ")]}»”’›﴿", strict=True))
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_STRAIGHT = "\"'`"
_QUOTES = frozenset("`´<>")
"""Signs that stand for quotes, and are no punctuation for Unicode."""
_KEPT = frozenset("#@%٪‰&")
"""Punctuation for Unicode, which belongs to the number or name beside it."""


class EdgeStep(NamedTuple):
    """Which edge of a range moves, whether onward in the text, and whether by a letter or a clause, otherwise by a word."""

    at_end: bool
    onward: bool
    by_letter: bool = False
    by_clause: bool = False


def moved(layout: Layout, range_: Range, step: EdgeStep) -> Range | None:
    """Return the range with one edge moved; None where nothing of it would be left, or the text has no more.

    By a word, the end goes to where a word ends and the start to where one begins. By a letter, line ends are passed over.
    By a clause, it is a word behind or before a sign that parts clauses, or a line end.
    """
    start, end = range_
    units = _letters if step.by_letter else _clauses if step.by_clause else _words
    edge = next(units(layout, range_, step), None)
    if edge is None:
        return None
    found = (start, edge) if step.at_end else (edge, end)
    return found if found[0] < found[1] else None


def _words(layout: Layout, range_: Range, step: EdgeStep) -> Iterator[int]:
    """Yield the edges of words on the way, the nearest first."""
    at = range_[step.at_end]
    for row in rows_from(layout, layout.row_of(max(at - step.at_end, 0)), step.onward):
        words = layout.words(row)
        for word in words if step.onward else reversed(words):
            edge = word[step.at_end]
            if edge > at if step.onward else edge < at:
                yield edge


def _clauses(layout: Layout, range_: Range, step: EdgeStep) -> Iterator[int]:
    """Yield the edges of clauses on the way, the nearest first."""
    text, at = layout.text, range_[step.at_end]
    paragraphs = layout.paragraphs if step.onward else reversed(layout.paragraphs)
    for start, stop, _ in paragraphs:
        if stop <= at if step.onward else start >= at:
            continue
        words = list(segment.words(text, start, stop))
        for word in words if step.onward else reversed(words):
            edge = word[step.at_end]
            is_beyond = edge > at if step.onward else edge < at
            if is_beyond and _parts_clauses(text, edge, at_end=step.at_end):
                yield edge


def _parts_clauses(text: str, edge: int, *, at_end: bool) -> bool:
    """Return whether a sign that parts clauses stands between a word's edge and the next word, or no word does."""
    beside = range(edge, len(text)) if at_end else range(edge - 1, -1, -1)
    for offset in beside:
        if text[offset] in _PARTING or text[offset] in _SEPARATORS or _is_dash(text, offset):
            return True
        if _is_in_word(text[offset]):
            return False
    return True


def _is_dash(text: str, offset: int) -> bool:
    """Return whether a hyphen stands for a dash: between blanks."""
    return text[offset] == "-" and text[offset - 1 : offset + 2].strip() == "-"


def _is_in_word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LMN"


def _letters(layout: Layout, range_: Range, step: EdgeStep) -> Iterator[int]:
    """Yield the edges of letters on the way, the nearest first."""
    text, at = layout.text, range_[step.at_end]
    while at < len(text) if step.onward else at > 0:
        letter = letter_at(layout, at if step.onward else at - 1)
        at = letter[step.onward]
        # The letter that is at the range's edge then: a line end is none.
        last = letter if step.onward == step.at_end else _beside(layout, at, onward=step.onward)
        if last is None or text[last[0]] not in _SEPARATORS:
            yield at


def _beside(layout: Layout, at: int, *, onward: bool) -> Range | None:
    if onward:
        return letter_at(layout, at) if at < len(layout.text) else None
    return letter_at(layout, at - 1) if at > 0 else None


# --- signs at the edges ---------------------------------------------------------------------------


def trimmed(layout: Layout, range_: Range) -> Range | None:
    """Return the range without punctuation, quotes, brackets and blanks at its edges; None where nothing else is in it.

    A bracket or quote stays whose other half is within what is left, as in صحيفة «الوطن».
    """
    text, (start, end) = layout.text, range_
    letters = list(segment.graphemes(text, letter_at(layout, start)[0], letter_at(layout, end - 1)[1]))
    # A letter that the range cuts stays.
    words = [(a, b) for a, b in letters if a < start or b > end or not _is_sign(text[a])]
    if not words:
        return None
    first, last = max(words[0][0], start), min(words[-1][1], end)
    pairs = _pairs(text, start, end)
    kept_first, kept_last = first, last
    for opening, closing in pairs:
        if opening < first <= closing < last:
            kept_first = min(kept_first, opening)
        elif first <= opening < last <= closing:
            kept_last = max(kept_last, closing + 1)
    return kept_first, kept_last


def _is_sign(character: str) -> bool:
    """Return whether a letter that begins with this character is punctuation or a blank."""
    if character in _KEPT:
        return False
    return unicodedata.category(character)[0] in "PZC" or character in _QUOTES


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where brackets and quotes in a range open and close, each kind by itself."""
    found: list[tuple[int, int]] = []
    waiting: dict[str, list[int]] = defaultdict(list)
    for offset in range(start, end):
        sign = text[offset]
        if is_apostrophe(text, offset):
            continue
        opening = sign if sign in _STRAIGHT else _CLOSING.get(sign)
        if opening is not None and waiting[opening]:
            found.append((waiting[opening].pop(), offset))
        elif sign in _OPENING or sign in _STRAIGHT:
            waiting[sign].append(offset)
    return found


def is_apostrophe(text: str, offset: int) -> bool:
    """Return whether a sign is an apostrophe: within a word, but not one of Arabic letters, which has none."""
    if text[offset] not in "'’" or not 0 < offset < len(text) - 1:
        return False
    before, behind = text[offset - 1], text[offset + 1]
    is_arabic = unicodedata.bidirectional(before) == unicodedata.bidirectional(behind) == "AL"
    return before.isalnum() and behind.isalnum() and not is_arabic
