"""Edges of spans that are within a grapheme, or on blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from annotator.lint.base import Proposals, finding
from annotator.model import LintKind
from annotator.text import segment, simple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.lint.base import MarkedText
    from annotator.model import Finding

_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_NUMBER_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Format characters that are seen: signs under or around digits."""
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing."""
_JOINERS = frozenset("\u200c\u200d")
"""They belong to the letter before them."""


def is_blank(character: str) -> bool:
    """Return whether a character is white space, or can't be seen."""
    if character.isalnum():
        return character in _FILLERS
    return (
        character.isspace()
        or character in _FILLERS
        or (category(character) in _UNSEEN and character not in _NUMBER_SIGNS)
    )


def blanks_at_edges(article: MarkedText) -> Iterator[Finding]:
    """Yield the marks that begin or end with what is blank."""
    proposals = Proposals(article)
    text = article.text
    for mark in article.marks:
        start, end, label = mark
        first, last = start, end
        while first < end and is_blank(text[first]):
            first += 1
        while last > first and is_blank(text[last - 1]):
            last -= 1
        while first < last < end and text[last] in _JOINERS:
            last += 1
        if (first, last) == (start, end):
            continue
        if first >= last:
            message = "Has nothing that can be seen."
            yield finding(LintKind.BLANK_AT_EDGE, article, mark, message, proposals.remove(mark))
            continue
        where = " and ".join(
            f"{verb} with {_named(text[at])}"
            for verb, at, is_so in (("begins", start, first > start), ("ends", end - 1, last < end))
            if is_so
        )
        yield finding(
            LintKind.BLANK_AT_EDGE,
            article,
            mark,
            f"{where.capitalize()}.",
            proposals.change(mark, (first, last, label)),
        )


def _named(character: str) -> str:
    names = {" ": "a space", "\n": "the end of a line", "\t": "a tab"}
    return names.get(character) or f"U+{ord(character):04X}, which can't be seen"


def inside_graphemes(article: MarkedText) -> Iterator[Finding]:
    """Yield the marks that begin or end between a letter and its marks, or within anything else that is read as one character."""
    text = article.text
    edges = sorted({at for mark in article.marks for at in mark[:2] if not _is_apart(text, at)})
    within = _within(text, edges) if edges else {}
    if not within:
        return
    proposals = Proposals(article)
    for mark in article.marks:
        start, end, label = mark
        if start not in within and end not in within:
            continue
        first, last = within.get(start, (start, start)), within.get(end, (end, end))
        after = (first[1] if first[1] < last[1] else first[0], last[1], label)
        where = [verb for verb, at in (("begins", start), ("ends", end)) if at in within]
        message = f"{' and '.join(where).capitalize()} between a letter and what belongs to it."
        yield finding(LintKind.INSIDE_GRAPHEME, article, mark, message, proposals.change(mark, after))


def _is_apart(text: str, offset: int) -> bool:
    """Return whether there is nothing to look up: a simple character stands behind one that is simple or its mark."""
    if not 0 < offset < len(text):
        return True
    if not simple.is_apart(text, offset):
        return False
    before = text[offset - 1]
    return simple.is_apart(text, offset - 1) or category(before) == "Mn"


def _within(text: str, edges: list[int]) -> dict[int, tuple[int, int]]:
    """Return, of those offsets that are within a grapheme, its range."""
    found: dict[int, tuple[int, int]] = {}
    waiting = iter(edges)
    edge = next(waiting, None)
    for start, end in segment.graphemes(text):
        while edge is not None and edge < end:
            if edge > start:
                found[edge] = (start, end)
            edge = next(waiting, None)
        if edge is None:
            break
    return found
