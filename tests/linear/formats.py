"""The worst files of each format, as cases of a size that can be doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.linear import formats_tables

if TYPE_CHECKING:
    from tests.linear.cases import Worst

WORST: Worst = {
    **formats_tables.WORST,
}
