"""How two histories of one thing stand to each other."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[Any, ...]


class Outcome(Enum):
    """What a merge found, and did: `NEW` and `AHEAD` were taken from there, the others stay as they are here."""

    NEW = "nothing was here"
    AHEAD = "what is there goes on where it ends here"
    SAME = "what is here is the same, or goes on where it ends there"
    CONFLICT = "both went on in their own ways"


def compare(ours: Sequence[Row], theirs: Sequence[Row]) -> Outcome:
    """Compare two histories, oldest first."""
    shared = min(len(ours), len(theirs))
    if ours[:shared] != theirs[:shared]:
        return Outcome.CONFLICT
    if len(theirs) <= len(ours):
        return Outcome.SAME
    return Outcome.AHEAD if ours else Outcome.NEW
