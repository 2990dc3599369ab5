"""How two histories relate, and what changed between two states."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


class Outcome(Enum):
    """What a merge found: `NEW` and `AHEAD` were taken from the other project, the others left ours as it was."""

    NEW = "ours has no history"
    AHEAD = "theirs goes on from ours"
    SAME = "both are equal, or ours goes on from theirs"
    CONFLICT = "each has entries that the other lacks"
    LOSS = "theirs removes or changes something and lacks changes of the same people that ours has"
    LEFT_OUT = "it is about people who were not asked for"

    @property
    def is_taken(self) -> bool:
        """Whether something was taken from the other project."""
        return self in (Outcome.NEW, Outcome.AHEAD)


class Difference(Struct, frozen=True, kw_only=True):
    """How many values were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Change(NamedTuple):
    """One entry of a history by content: what it takes away, what it adds, and whether the state may equal another after it."""

    before: Sequence[Hashable]
    after: Sequence[Hashable]
    comparable: bool


def begins(longer: Sequence[Any], shorter: Sequence[Any]) -> bool:
    """Return whether a history begins with all of another."""
    return len(longer) >= len(shorter) and all(one == other for one, other in zip(longer, shorter))  # noqa: B905


def last_state_like(changes: Iterable[Change], wanted: Iterable[Hashable]) -> int | None:
    """Return after how many entries a history was last in the state with this content, None: never.

    A state with nothing in it equals none: every history begins with it.
    """
    lacks = Counter(wanted)
    if not lacks:
        return None
    found = None
    for place, change in enumerate(changes, 1):
        for values, more in ((change.before, 1), (change.after, -1)):
            for value in values:
                lacks[value] += more
                if not lacks[value]:
                    del lacks[value]
        if change.comparable and not lacks:
            found = place
    return found


def difference(before: dict[str, Hashable], after: dict[str, Hashable]) -> Difference:
    """Return what changed between two states: content by id. The same content under another id has not changed."""
    changed = sum(before[id_] != after[id_] for id_ in before.keys() & after.keys())
    gone = Counter(before[id_] for id_ in before.keys() - after.keys())
    came = Counter(after[id_] for id_ in after.keys() - before.keys())
    return Difference(added=(came - gone).total(), changed=changed, removed=(gone - came).total())
