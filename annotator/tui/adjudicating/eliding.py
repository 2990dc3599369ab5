"""Which rows of a long version a card shows: those where the versions differ, whatever else has to be left out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.navigation import Range


def places_that_differ(span: Range, others: Sequence[Range]) -> list[int]:
    """Return offsets at which a range differs from others at its edges: its own edges first, then those of the others, nearest first."""
    start, end = span
    ends = sorted({other[1] for other in others} - {end}, key=lambda offset: abs(offset - end))
    starts = sorted({other[0] for other in others} - {start}, key=lambda offset: abs(offset - start))
    own = [offset for offset, differs in ((end - 1, ends), (start, starts)) if differs]
    return [*own, *(offset - 1 for offset in ends), *starts]


def kept_rows(count: int, wanted: Sequence[int], room: int) -> list[int]:
    """Return which of `count` rows are kept where `room` of them can be, in order: those wanted, then from both ends inwards."""
    inwards = chain.from_iterable((index, count - 1 - index) for index in range((count + 1) // 2))
    return sorted(list(dict.fromkeys([*wanted, *inwards]))[: max(room, 1)])
