"""Quotes and brackets of a span that have no partner in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.lint.base import Proposals, finding
from annotator.model import LintKind
from annotator.text import edges, segment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from annotator.lint.base import MarkedText
    from annotator.model import Finding, Mark

_PAIRS = ("()", "[]", "{}", "«»", "‹›", "﴿﴾", "⟨⟩")
_DOUBLE, _SINGLE = '"“”„‟', "'‘’‚‛"
"""Quotes that open and close alike, or are used so: they pair by count."""
_KIND = {sign: kind for kind in (*_PAIRS, _DOUBLE, _SINGLE) for sign in kind}
_ANY = f"[{re.escape(''.join(_KIND))}]"
_SIGN = re.compile(_ANY)
_NEAR = 2
"""A partner stands right beside a span, or a blank away."""
_LINE_ENDS = "\n\r\u0085\u2028\u2029"
_LONGEST_MARKER = 6
_MARKER = re.compile(rf"(?<![^{_LINE_ENDS}])[^\S{_LINE_ENDS}]*(?:[^\W\d_]|\d{{1,3}})\Z")
_SIGN_BEFORE = re.compile(rf"{_ANY}[^\S\n]?\Z")
_SIGN_BEHIND = re.compile(rf"[^\S\n]?{_ANY}")


def unbalanced(article: MarkedText) -> Iterator[Finding]:
    """Yield the marks in which a quote or a bracket has no partner.

    Brackets and guillemets may be the wrong way round where they are so in their line, as in texts that a conversion turned. An apostrophe
    within a word is no quote.
    """
    proposals = Proposals(article)
    lines = Lines(article.text)
    for mark in article.marks:
        alone = strays(article.text, mark[0], mark[1], lines)
        if alone:
            signs = dict.fromkeys(article.text[at] for at in alone)
            after = _mended(article.text, mark, frozenset(alone), lines)
            proposal = None if after is None else proposals.change(mark, after)
            yield finding(
                LintKind.UNBALANCED,
                article,
                mark,
                f"Has {' and '.join(signs)} without its partner.",
                proposal,
            )


class Lines:
    """Which way round the brackets of each line are; a line is read once for each kind, and only where that is asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._paragraphs: segment.Paragraphs | None = None
        self._turned: dict[tuple[int, str], bool] = {}

    def are_turned(self, offset: int, kind: str) -> bool:
        """Return whether the first sign of a pair in the line at an offset is the one that closes."""
        if self._paragraphs is None:
            self._paragraphs = segment.paragraphs(self._text)
        number = self._paragraphs.number_at(offset)
        if (number, kind) not in self._turned:
            line = self._paragraphs[number]
            found = re.compile(f"[{re.escape(kind)}]").search(self._text, line.start, line.stop)
            self._turned[number, kind] = found is not None and found.group() == kind[1]
        return self._turned[number, kind]


def strays(text: str, start: int, end: int, lines: Lines) -> list[int]:
    """Return the offsets of the signs in a range that have no partner in it, in order."""
    signs: dict[str, list[int]] = {}
    for found in _SIGN.finditer(text, start, end):
        at = found.start()
        kind = _KIND[text[at]]
        if not (edges.is_apostrophe(text, at) if kind == _SINGLE else _ends_list_marker(text, at)):
            signs.setdefault(kind, []).append(at)
    alone: list[int] = []
    for kind, offsets in signs.items():
        if kind in _PAIRS:
            alone += _unpaired(text, kind, offsets, lines)
        elif len(offsets) % 2:
            alone.append(offsets[0] if offsets[-1] != end - 1 and offsets[0] == start else offsets[-1])
    return sorted(alone)


def _ends_list_marker(text: str, at: int) -> bool:
    """Return whether a bracket ends the number or letter at the start of a line: 1) or أ)."""
    if text[at] not in ")]":
        return False
    return _MARKER.search(text, max(at - _LONGEST_MARKER, 0), at) is not None


def _unpaired(text: str, kind: str, offsets: Sequence[int], lines: Lines) -> list[int]:
    opening, closing = kind[0], kind[1]
    alone = _open(text, opening, offsets)
    if alone and lines.are_turned(offsets[0], kind):
        return _open(text, closing, offsets)
    return alone


def _open(text: str, opening: str, offsets: Sequence[int]) -> list[int]:
    """Return the offsets of those that are not closed, or close nothing, where `opening` opens."""
    waiting: list[int] = []
    alone: list[int] = []
    for at in offsets:
        if text[at] == opening:
            waiting.append(at)
        elif waiting:
            waiting.pop()
        else:
            alone.append(at)
    return alone + waiting


def _mended(text: str, mark: Mark, alone: Collection[int], lines: Lines) -> Mark | None:
    """Return the mark without the lone signs at its edges, else with their partners right beside it; None where neither is whole."""
    start, end, label = mark
    first, last = start, end
    while first < last and (first in alone or text[first].isspace()):
        first += 1
    while last > first and (last - 1 in alone or text[last - 1].isspace()):
        last -= 1
    before, behind = _sign_before(text, start), _sign_behind(text, end)
    for begin, stop in ((first, last), (before, end), (start, behind), (before, behind)):
        if begin < stop and (begin, stop) != (start, end) and not strays(text, begin, stop, lines):
            return (begin, stop, label)
    return None


def _sign_before(text: str, start: int) -> int:
    """Return where the quote or bracket before an offset is, at most a blank away; else the offset."""
    found = _SIGN_BEFORE.search(text, max(start - _NEAR, 0), start)
    return start if found is None else found.start()


def _sign_behind(text: str, end: int) -> int:
    found = _SIGN_BEHIND.match(text, end)
    return end if found is None else found.end()
