"""The size of the terminal: its own answer or, without one, the environment's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL = (80, 24)
"""Columns and rows where neither a terminal nor the environment has them."""

LARGEST = 2000
"""The most columns or rows that are accepted; memory is needed for each of them."""


def terminal_size(descriptors: Iterable[int]) -> tuple[int, int]:
    """Return columns and rows of the first terminal among `descriptors`.

    Missing values come from COLUMNS and LINES, then from `USUAL`.
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
