"""What values have to be besides their types: times that are moments, numbers that are finite."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator import limits

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST, _LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
"""Any moment between these can be told in any zone."""


def time_fault(*moments: datetime | None) -> str:
    """Return a clause if one of these times has no zone or can't be told in every zone, else ""; None is no time."""
    for moment in moments:
        if moment is None:
            continue
        if moment.tzinfo is None:
            return "its time has no zone"
        if not is_tellable(moment):
            return (
                f"its time, {moment.isoformat()}, is too near the end of all years to be told in every zone"
            )
    return ""


def is_tellable(moment: datetime) -> bool:
    """Return whether a time has a zone, and can be told in every other."""
    return moment.tzinfo is not None and _FIRST <= moment <= _LAST


def _time(value: object) -> str:
    try:
        return "is not a time" if time_fault(datetime.fromisoformat(str(value))) else ""
    except ValueError:
        return "is not a time"


def _time_or_never(value: object) -> str:
    return "" if value == "" else _time(value)


def _finite(value: object) -> str:
    return "" if isinstance(value, float) and math.isfinite(value) else "is not a finite number"


def seconds_fault(value: object) -> str:
    """Return a clause if this is no time that somebody can have spent, else ""."""
    if wrong := _finite(value):
        return wrong
    return (
        f"is longer than {limits.SECONDS.most:,} seconds" if float(str(value)) > limits.SECONDS.most else ""
    )


FAULTS: dict[tuple[str, str], Callable[[object], str]] = {
    ("project", "created"): _time,
    ("article", "added"): _time,
    ("annotator", "created"): _time,
    ("work", "seconds"): seconds_fault,
    ("assignment", "given"): _time,
    ("assignment", "touched"): _time,
    ("pool", "return_after"): _finite,
    ("former_text", "replaced"): _time,
    ("card", "changed"): _time_or_never,
    ("note", "at"): _time,
}
"""What gives a clause on what is wrong with a value, "" for nothing, by table and column; the values of histories are decoded by their own checks."""
