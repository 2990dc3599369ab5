"""What the lists of articles on the screens are asked for: a filter, an order, and sums."""

from __future__ import annotations

from enum import StrEnum

from annotator.model.base import Struct


class ListColumn(StrEnum):
    """What a list can be sorted by. The first six are those of an annotator's library."""

    NUMBER = "number"
    STATUS = "status"
    SPANS = "spans"
    WORDS = "words"
    DATE = "date"
    TITLE = "title"
    OPEN = "open"
    STALE = "stale"
    LAYERS = "layers"


class ListOrder(Struct, frozen=True):
    """A column to sort by; equal rows are in the order of their numbers, which `descending` turns around, too."""

    column: ListColumn = ListColumn.NUMBER
    descending: bool = False


class ListQuery(Struct, frozen=True):
    """Which rows are wanted, and in which order: those in which every word of `filter` is found, all where it has none.

    The row whose number is exactly the filter comes first in any order.
    """

    filter: str = ""
    order: ListOrder = ListOrder()


class ListTotals(Struct, frozen=True, kw_only=True):
    """Sums over an annotator's library, without a filter.

    `listed` are its rows, `own` those that are for the annotator to mark, in articles and words, of which so many are done;
    `flagged` counts rows of any kind, `back` those that were sent back to the annotator. `waiting` counts
    the articles that are handed out on demand and that this annotator could get now. `teamwork`: something in the project is
    assigned to somebody or handed out; without that everyone works on everything.
    """

    listed: int = 0
    own: int = 0
    done: int = 0
    words_own: int = 0
    words_done: int = 0
    flagged: int = 0
    back: int = 0
    waiting: int = 0
    teamwork: bool = False
