"""How large the terminal is: the terminal is asked, the environment only where it says nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL = (80, 24)
"""Columns and rows where nobody says."""

LARGEST = 2000
"""Columns or rows that are believed; no terminal has more, and a screen is built for each of them."""


def terminal_size(descriptors: Iterable[int]) -> tuple[int, int]:
    """Return columns and rows of the first terminal among `descriptors`.

    COLUMNS and LINES stand in for what no terminal says, and `USUAL` for what they don't say.
    """
    columns, rows = 0, 0
    for descriptor in descriptors:
        try:
            size = os.get_terminal_size(descriptor)
        except (OSError, ValueError):
            continue
        columns, rows = columns or size.columns, rows or size.lines
    columns = columns or _number("COLUMNS") or USUAL[0]
    rows = rows or _number("LINES") or USUAL[1]
    return min(columns, LARGEST), min(rows, LARGEST)


def _number(variable: str) -> int:
    value = os.environ.get(variable, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
