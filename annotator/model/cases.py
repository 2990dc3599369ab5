"""The rows of the adjudicator's list."""

from __future__ import annotations

from enum import Enum, auto

from annotator.model.base import Struct


class CaseRow(Struct, frozen=True, kw_only=True):
    """One article as adjudicators see it. `people` are those whose layers are compared.

    `open` counts what is to be decided, `stale` what of that was decided before a layer changed. `settled`: somebody said
    so; `is_complete`: everything is decided and nothing changed since. `is_counted`: its place in the list is by these counts;
    otherwise they were counted as it was read, and it stands behind those that have their places. `back`: it was sent back to
    somebody, who has not finished it since; `threads` counts the open ones of its notes.
    """

    number: int
    id: str
    title: str
    people: tuple[str, ...]
    open: int
    stale: int
    decided: int
    settled: bool
    is_complete: bool
    is_counted: bool = True
    back: bool = False
    threads: int = 0

    @property
    def is_gold(self) -> bool:
        """Whether the article is settled and unchanged since, so that it is exported."""
        return self.settled and self.is_complete


class CaseTotals(Struct, frozen=True, kw_only=True):
    """Sums over the adjudicator's list, without a filter: its rows, those that are gold, and their open cases.

    `uncounted` are the articles that are not in these sums yet. `back` are all that were sent back and not finished since, those
    among them that are not listed, because fewer than two people have finished them.
    """

    listed: int = 0
    settled: int = 0
    open: int = 0
    uncounted: int = 0
    back: int = 0


class Wanted(Enum):
    """Which articles are looked for: those with an open case, or those that are not settled, or changed since."""

    OPEN = auto()
    UNSETTLED = auto()

    def holds(self, row: CaseRow) -> bool:
        """Return whether an article is one of them."""
        return row.open > 0 if self is Wanted.OPEN else not row.is_gold
