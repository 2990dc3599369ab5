"""What all values have in common."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every value here: immutable, compared by content, given by keyword."""


def now() -> datetime:
    """Return this moment in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
