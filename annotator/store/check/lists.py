"""Comparing what lists, sums and filters are read from with what it repeats, a little at a time, while somebody works."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import case_counts, checking, derived, search_indexes

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.file.connection import Connection

_AT_ONCE = 1000
"""How many articles are compared before others have their turn."""


def require_fitting(connection: Connection, stopped: Callable[[], bool], pause: float) -> None:
    """Raise `DamagedProjectError` for the first difference in sums, in which articles the lists have, and in what filters look at.

    `pause`: how long to wait after each step, in the time that the step took. Once `stopped` says so, it ends.
    """
    for table in ("part", "case_count"):
        checking.require(connection, derived.faults(connection, table))
    for table, compare in (
        ("listed", search_indexes.compare_listed),
        ("case_count", case_counts.compare_some),
    ):
        last = 0
        while not stopped():
            began = time.monotonic()
            last, wrong = compare(connection, last, _AT_ONCE)
            if wrong:
                what = f"{wrong:,} of its rows are not what they are made from"
                checking.require(connection, iter([Fault(table=table, what=what, derived=True)]))
            if not last:
                break
            time.sleep((time.monotonic() - began) * pause)
