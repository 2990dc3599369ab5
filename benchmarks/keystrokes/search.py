"""The fewest keys from a place to a span, among ways that a person would find."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.text.navigation import Range
    from benchmarks.keystrokes.hand import Hand, Place, Run

_TRAVEL = (("up", "down", "pageup", "pagedown"), ("home", "end"), ("left", "right"), ("ctrl+left", "ctrl+right"))
_SELECT = (("s", "p"), ("S",))
_EXTEND = (("up", "down"), ("home", "end"), ("left", "right"), ("ctrl+left", "ctrl+right"))
_SELECTING = len(_TRAVEL)
_EXTENDING = _SELECTING + len(_SELECT)
_PHASES = _EXTENDING + len(_EXTEND)


_BEFORE_A_NAME = 6
"""How many characters of signs and clitics stand before a name at most."""


class Way(NamedTuple):
    """Keys that select something, and those that make the wanted span of it once it is tagged."""

    select: tuple[str, ...]
    mend: tuple[str, ...]

    @property
    def cost(self) -> int:
        """How many keys it has."""
        return len(self.select) + len(self.mend)


def fewest(hand: Hand, begin: Place, wanted: Range) -> Way:
    """Return the fewest keys from a place to the wanted span, but for its label's. Raises ValueError where none are found.

    A way goes by rows, then to an edge of the row, then by words, then by letters, each with one key; then it selects a sentence or a
    paragraph, and extends what is selected in the same order, with Shift. A letter on a word stands for all but the letters.
    """
    near = _near(hand, wanted)
    best: Way | None = None
    seen: dict[tuple[Place, int], int] = {}
    order = count()
    heap: list[tuple[int, int, int, Place, tuple[str, ...]]] = [(0, next(order), 0, begin, ())]
    while heap:
        cost, _, phase, place, keys = heappop(heap)
        if best is not None and cost >= best.cost:
            break
        if seen.get((place, phase), cost + 1) <= cost:
            continue
        seen[place, phase] = cost
        target = hand.target(place.caret)
        if target is not None and (target[1] == wanted[1] or abs(target[0] - wanted[0]) <= _BEFORE_A_NAME):
            mend = hand.mended(target, wanted) if hand.new else () if target == wanted else None
            if mend is not None and (best is None or cost + len(mend) < best.cost):
                best = Way(keys, mend)
        for after, run in _runs(hand, place, phase, near):
            least = cost + len(run.keys)
            if (best is None or least < best.cost) and seen.get((run.place, after), least + 1) > least:
                heappush(heap, (least, next(order), after, run.place, keys + run.keys))
    if best is None:
        raise ValueError(f"No keys lead to the span {wanted}.")
    return best


def _runs(hand: Hand, place: Place, phase: int, near: list[Range]) -> Iterator[tuple[int, Run]]:
    """Yield what may come next, and the phase after it."""
    for number in range(phase, _PHASES):
        shift = number >= _EXTENDING
        for key in _keys(number):
            for run in hand.runs(place, key, shift=shift):
                yield number + 1, run
    if phase == 0:
        for run in hand.leaps(place, near):
            yield _SELECTING - 1, run
    if phase < _PHASES - 1:
        for run in hand.leaps(place, near, shift=True):
            yield _PHASES - 1, run


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
