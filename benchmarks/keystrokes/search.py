"""The fewest keys from a place to a span, among ways that a person would find."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.navigation import Range
    from benchmarks.keystrokes.hand import Hand, Place, Run

_TRAVEL = (("up", "down", "pageup", "pagedown"), ("left", "right"), ("ctrl+left", "ctrl+right"))
_SELECT = (("s", "p"), ("S",))
_EXTEND = (("up", "down"), ("left", "right"), ("ctrl+left", "ctrl+right"))
_TABBED = 1
"""After Tab, only by words."""
_SELECTING = len(_TRAVEL)
_EXTENDING = _SELECTING + len(_SELECT)
_PHASES = _EXTENDING + len(_EXTEND)


_REACHES = (1, 5)
"""How often a key may be pressed in a row, see `Hand`: more often only where nothing is found otherwise."""
_BEFORE_A_NAME = 6
"""How many characters of signs and clitics stand before a name at most."""


class Way(NamedTuple):
    """Keys that select something or go to a span that is there, those that tag it, if need be, and those that mend its edges.

    `weight`: how many keys they are, and one more where an edge is mended while other occurrences are lit, which are then looked for anew.
    """

    weight: int
    select: tuple[str, ...]
    tag: tuple[str, ...]
    mend: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All of them, in order."""
        return self.select + self.tag + self.mend


def fewest(
    hand: Hand,
    begin: Place,
    wanted: Range,
    label: str,
    *,
    has_others: bool = False,
    grown: Range | None = None,
) -> Way:
    """Return the fewest keys from a place to the wanted span. Raises ValueError where none are found.

    A way goes to where the span begins: by rows, then by words, then by letters, each with one key; or by Tab, or by the letters on a
    word. Then it selects a sentence or a paragraph, and extends what is selected in the same order, with Shift, to where it ends.

    `label`: the key of its label. `has_others`: whether other occurrences are wanted, too, which are lit after the tag. `grown`: the range of the span of which the wanted one is made, where there is one already.
    """
    for hand.reach in _REACHES:
        found = _fewest(hand, begin, wanted, label, has_others=has_others, grown=grown)
        if found is not None:
            return found
    raise ValueError(f"No keys lead to the span {wanted}.")


def _fewest(
    hand: Hand, begin: Place, wanted: Range, label: str, *, has_others: bool, grown: Range | None
) -> Way | None:
    near = _near(hand, wanted)
    best: Way | None = None
    seen: dict[tuple[Place, int], int] = {}
    order = count()
    heap: list[tuple[int, int, int, Place, tuple[str, ...]]] = [(0, next(order), 0, begin, ())]
    while heap:
        cost, _, phase, place, keys = heappop(heap)
        if best is not None and cost >= best.weight:
            break
        if seen.get((place, phase), cost + 1) <= cost:
            continue
        seen[place, phase] = cost
        for tag, mend in _endings(hand, place, wanted, label, grown):
            weight = cost + len(tag) + len(mend) + (has_others and bool(mend))
            if best is None or weight < best.weight:
                best = Way(weight, keys, tag, mend)
        for after, run in _runs(hand, place, phase, near):
            least = cost + len(run.keys)
            if (best is None or least < best.weight) and seen.get((run.place, after), least + 1) > least:
                heappush(heap, (least, next(order), after, run.place, keys + run.keys))
    return best


def _endings(
    hand: Hand, place: Place, wanted: Range, label: str, grown: Range | None
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the keys that tag and those that mend, which make the wanted span of what is at a place."""
    if grown is not None:
        if hand.innermost(place.caret.start) == grown and place.caret.anchor is None:
            mend = hand.mended(grown, wanted)
            if mend is not None:
                yield (), mend
        return
    target = hand.target(place.caret)
    if target == wanted:
        yield (label,), ()
    elif hand.new and target is not None:
        if target[0] == wanted[0] and (number := hand.counted(place.caret, wanted)):
            yield (str(number), label), ()
        if target[1] == wanted[1] or abs(target[0] - wanted[0]) <= _BEFORE_A_NAME:
            mend = hand.mended(target, wanted)
            if mend is not None:
                yield (label,), mend


def _runs(hand: Hand, place: Place, phase: int, near: list[Range]) -> Iterator[tuple[int, Run]]:
    """Yield what may come next, and the phase after it."""
    here = hand.layout.row_of(place.caret.start)
    rows = [here, *(hand.layout.row_of(word[0]) for word in near)]
    first, last = min(rows), max(rows)
    for number in range(phase, _PHASES):
        shift = number >= _EXTENDING
        for key in _keys(number):
            for run in hand.runs(place, key, shift=shift):
                if shift and _goes_back(place, run):
                    break
                if number == 0 and not first - 1 <= hand.layout.row_of(run.place.caret.start) <= last + 1:
                    break  # past the span
                yield number + 1, run
    if phase == 0:  # only from where the way begins
        for run in hand.leaps(place, near):
            yield _SELECTING - 1, run
        for run in hand.tabs(place):
            yield _TABBED, run
    if phase < _PHASES - 1:
        for run in hand.leaps(place, near, shift=True):
            yield _PHASES - 1, run


def _goes_back(place: Place, run: Run) -> bool:
    """Return whether a selection begins before what it grew from."""
    before, after = place.caret.selection, run.place.caret.selection
    return after is not None and after[0] < (before or (place.caret.start, place.caret.end))[0]


def _keys(phase: int) -> tuple[str, ...]:
    return (*_TRAVEL, *_SELECT, *_EXTEND)[phase]


def _near(hand: Hand, wanted: Range) -> list[Range]:
    """Return the words at both edges of a span and one beyond."""
    words = [number for number, word in enumerate(hand.words) if word[1] > wanted[0] and word[0] < wanted[1]]
    if not words:
        return []
    first, last = words[0], words[-1]
    numbers = {number for edge in (first, last) for number in range(edge - 1, edge + 2)}
    return [hand.words[number] for number in sorted(numbers) if 0 <= number < len(hand.words)]
