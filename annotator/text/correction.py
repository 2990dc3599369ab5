"""Which characters of a text stay in a corrected one, and where a range of the one is in the other.

Common ends are taken off first. What remains is cut into lines, then into words and what is between them; units that occur once
on both sides hold the texts together, as in patience diff. What is left between them is compared character by character by
`difflib`, whose time grows with the product of the lengths, so only where both sides are short.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNITS = (r"[^\n]*\n|[^\n]+", r"[^.!?؟،؛]*[.!?؟،؛]+|[^.!?؟،؛]+", r"\s+|[^\s]+")
"""Lines, parts of sentences, and words: each pattern matches all of a text."""

_MOST_CHARACTERS = 400
"""Where one side has more characters that nothing holds together, they are taken as replaced."""

_MOST_STEPS = 8_000_000
"""The most comparisons of characters in one text; what comes after counts as replaced."""

_BLOCKS = 8
"""How many blocks `difflib` usually finds while it compares each character with each; where it finds more, it takes as much longer."""

_DEPTH = 4
"""How often what is between two units that occur once is cut into the same units again."""


class Run(NamedTuple):
    """Characters that stay: `length` of them, from `old` in the one text and from `new` in the other."""

    old: int
    new: int
    length: int


class _Gap(NamedTuple):
    """What is still to be compared: a range of each text, and which units it is cut into next, how often already."""

    old: int
    old_end: int
    new: int
    new_end: int
    unit: int = 0
    depth: int = 0


def kept_runs(old: str, new: str) -> list[Run]:
    """Return the runs of characters that stay, in order; none touches the one before it in both texts."""
    from difflib import SequenceMatcher

    steps = _MOST_STEPS
    found: list[Run] = []
    todo = [_Gap(0, len(old), 0, len(new))]
    while todo:
        gap, ends = _without_ends(old, new, todo.pop())
        found += ends
        lengths = gap.old_end - gap.old, gap.new_end - gap.new
        if not all(lengths):
            continue
        if gap.unit < len(_UNITS):
            todo += _between(old, new, gap, found)
        elif max(lengths) <= _MOST_CHARACTERS and lengths[0] * lengths[1] <= steps:
            one, other = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
            blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
            steps -= lengths[0] * lengths[1] * len(blocks) // _BLOCKS
            found += [Run(gap.old + a, gap.new + b, size) for a, b, size in blocks if size]
    return _joined(sorted(found))


def _without_ends(old: str, new: str, gap: _Gap) -> tuple[_Gap, list[Run]]:
    """Return the gap without the characters that both sides begin and end with, and these."""
    one, other = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    start = _common(one, other)
    end = min(_common(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    if gap.unit < len(
        _UNITS
    ):  # a word that only begins or ends like another one is compared as a whole first
        while start and not (_is_edge(one, start) and _is_edge(other, start)):
            start -= 1
        while end and not (_is_edge(one, len(one) - end) and _is_edge(other, len(other) - end)):
            end -= 1
    ends = [
        Run(gap.old, gap.new, start),
        Run(gap.old_end - end, gap.new_end - end, end),
    ]
    rest = gap._replace(
        old=gap.old + start, old_end=gap.old_end - end, new=gap.new + start, new_end=gap.new_end - end
    )
    return rest, [run for run in ends if run.length]


def _is_edge(text: str, at: int) -> bool:
    """Return whether a word can begin or end at an offset."""
    return at in (0, len(text)) or text[at - 1].isspace() or text[at].isspace()


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _between(old: str, new: str, gap: _Gap, found: list[Run]) -> Iterator[_Gap]:
    """Add the units that occur once on both sides to what was found; yield what is between them."""
    pattern = re.compile(_UNITS[gap.unit])
    one, other = (
        [match.span() for match in pattern.finditer(text, start, end)]
        for text, start, end in ((old, gap.old, gap.old_end), (new, gap.new, gap.new_end))
    )
    pairs = _ascending(_once(old, one, new, other))
    if not pairs:
        yield gap._replace(unit=gap.unit + 1, depth=0)
        return
    unit, depth = (gap.unit, gap.depth + 1) if gap.depth < _DEPTH else (gap.unit + 1, 0)
    at, new_at = gap.old, gap.new
    for mine, theirs in pairs:
        (start, end), (new_start, new_end) = one[mine], other[theirs]
        found.append(Run(start, new_start, end - start))
        yield _Gap(at, start, new_at, new_start, unit, depth)
        at, new_at = end, new_end
    yield _Gap(at, gap.old_end, new_at, gap.new_end, unit, depth)


def _once(
    old: str, one: Sequence[tuple[int, int]], new: str, other: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the indexes of the units that occur once on both sides, in the order of the first side."""
    mine = [old[start:end] for start, end in one]
    theirs = [new[start:end] for start, end in other]
    counts, their_counts = Counter(mine), Counter(theirs)
    places = {unit: index for index, unit in enumerate(theirs) if their_counts[unit] == 1}
    return [(index, places[unit]) for index, unit in enumerate(mine) if counts[unit] == 1 and unit in places]


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of the pairs in which both sides ascend."""
    ends: list[int] = []  # by length of a part, the smallest end of one
    last: list[int] = []  # which pair that is
    before: list[int] = []
    for index, (_, theirs) in enumerate(pairs):
        place = bisect_left(ends, theirs)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [theirs]
        last[place : place + 1] = [index]
    chosen: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _joined(runs: Sequence[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and (last.old + last.length, last.new + last.length) == (run.old, run.new):
            joined[-1] = last._replace(length=last.length + run.length)
        else:
            joined.append(run)
    return joined


class Correction:
    """A text and what it was corrected to."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        self._runs = kept_runs(old, new)
        self._starts = [run.old for run in self._runs]
        self._ends = [run.old + run.length for run in self._runs]
        self._kept = [0, *accumulate(run.length for run in self._runs)]  # characters of the runs before each
        self._edges: dict[
            tuple[int, bool], int
        ] = {}  # of the word at the start or end of a run, see `_word_edge`

    @property
    def kept(self) -> int:
        """How many characters stay."""
        return self._kept[-1]

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the range ``[start, end)`` is in the corrected text, None where it falls away.

        It falls away if less than two thirds of its characters stay, or of those of its new range. Where characters at an edge
        were replaced, those that came for them belong to the range if nothing outside of it was replaced with them; else, and
        where characters came at an edge, those that belong to the same word do, if the range did not end inside a word before.
        """
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        if first > last:
            return None
        cut_off = max(start - self._starts[first], 0) + max(self._ends[last] - end, 0)
        kept = self._kept[last + 1] - self._kept[first] - cut_off
        new_start = self._edge_before(first, start)
        new_end = self._edge_after(last, end)
        if kept * 3 < 2 * max(end - start, new_end - new_start):
            return None
        return new_start, new_end

    def nearest(self, start: int, end: int) -> tuple[int, int]:
        """Return where the range is in the corrected text; where it falls away, the word that is nearest to where it was.

        Raises ValueError where the corrected text is empty.
        """
        if (found := self.moved(start, end)) is not None:
            return found
        if not self.new:
            raise ValueError("there is no place in an empty text")
        before = bisect_right(self._starts, start) - 1
        run = self._runs[before] if before >= 0 else Run(0, 0, 0)
        at = min(run.new + min(start - run.old, run.length), len(self.new) - 1)
        first, last = at, at + 1
        while _is_in_word(self.new, first):
            first -= 1
        while _is_in_word(self.new, last):
            last += 1
        return first, last

    def _edge_before(self, first: int, start: int) -> int:
        run = self._runs[first]
        if run.old < start:
            return run.new + start - run.old
        before = self._runs[first - 1] if first else Run(0, 0, 0)
        if before.old + before.length == start and run.old > start:
            return before.new + before.length
        return run.new if _is_in_word(self.old, start) else self._word_edge(first, at_end=False)

    def _edge_after(self, last: int, end: int) -> int:
        run = self._runs[last]
        if end < run.old + run.length:
            return run.new + end - run.old
        after = self._run_after(last)
        if after.old == end and run.old + run.length < end:
            return after.new
        return run.new + run.length if _is_in_word(self.old, end) else self._word_edge(last, at_end=True)

    def _word_edge(self, index: int, *, at_end: bool) -> int:
        """Return where the word at the start or end of a run has its edge in the characters that came before or after the run."""
        key = index, at_end
        if key in self._edges:
            return self._edges[key]
        run = self._runs[index]
        if at_end:
            edge, bound = run.new + run.length, self._run_after(index).new
            while edge < bound and _is_in_word(self.new, edge):
                edge += 1
        else:
            before = self._runs[index - 1] if index else Run(0, 0, 0)
            edge, bound = run.new, before.new + before.length
            while edge > bound and _is_in_word(self.new, edge):
                edge -= 1
        self._edges[key] = edge
        return edge

    def _run_after(self, index: int) -> Run:
        return self._runs[index + 1] if index + 1 < len(self._runs) else Run(len(self.old), len(self.new), 0)


class Undone(Correction):
    """The correction that takes another one back; a range that the other one left where it is stays there."""

    def __init__(self, other: Correction) -> None:
        super().__init__(other.new, other.old)
        self._other = other

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the range is in the text from before, None where it falls away; see `Correction.moved`."""
        if end <= len(self.new) and self._other.moved(start, end) == (start, end):
            return start, end
        return super().moved(start, end)


def _is_in_word(text: str, at: int) -> bool:
    """Return whether an offset is between two characters of one word."""
    return 0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
